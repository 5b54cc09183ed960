package lv.pkip.kernel.shell.work;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.shell.CaseWords;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.frame.Formats;
import lv.pkip.kernel.shell.gate.Exchange;
import lv.pkip.kernel.shell.gate.Reply;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** The list behind a filter from its first case to its last, as CSV or XLSX, read and written page by page. */
final class InboxExport {
    private static final List<String> COLUMNS = List.of("number", "service", "applicant", "phase", "step", "submitted", "due", "assignee", "unit");
    private static final int[] WIDTHS = {16, 28, 28, 22, 28, 13, 13, 24, 24};
    private static final int PAGE = 200;
    /** A sheet ends at 1 048 576 rows; what would be cut off is told in the last one. */
    private static final int MOST = 1_000_000;
    private final House house;
    private final CaseWords words;

    InboxExport(House house, CaseWords words) {
        this.house = house;
        this.words = words;
    }

    /** Takes the cells of a case: texts and days. */
    @FunctionalInterface
    private interface Rows {
        void row(List<Object> cells) throws IOException;
    }

    Reply csv(Exchange exchange) {
        Listing listing = new Listing(exchange);
        return new Reply.Written("text/csv;charset=utf-8", listing.fileName("csv"), out -> {
            out.write(("\ufeff" + Csv.line(listing.heads())).getBytes(StandardCharsets.UTF_8)); // Excel knows UTF-8 by the mark
            listing.each(cells -> out.write(Csv.line(cells.stream().map(c -> c instanceof LocalDate day ? Formats.day(day) : c.toString()).toList())
                    .getBytes(StandardCharsets.UTF_8)));
        });
    }

    Reply xlsx(Exchange exchange) {
        Listing listing = new Listing(exchange);
        return new Reply.Written("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", listing.fileName("xlsx"), out -> write(listing, out));
    }

    private void write(Listing listing, OutputStream out) throws IOException {
        try (Workbook book = new Workbook(out, "PKIP", "1.0")) {
            Worksheet sheet = book.newWorksheet(listing.title());
            for (int i = 0; i < WIDTHS.length; i++) {
                sheet.width(i, WIDTHS[i]);
                sheet.inlineString(0, i, listing.heads().get(i));
                sheet.style(0, i).bold().set();
            }
            sheet.freezePane(0, 1);
            int[] row = {0};
            listing.each(cells -> {
                row[0]++;
                for (int i = 0; i < cells.size(); i++) {
                    put(sheet, row[0], i, cells.get(i));
                }
                if (row[0] % PAGE == 0) {
                    sheet.flush();
                }
            });
            sheet.setAutoFilter(0, 0, row[0], COLUMNS.size() - 1);
        }
    }

    /** Texts are written as texts, so a value that begins with {@code =} is shown and never computed. */
    private static void put(Worksheet sheet, int row, int column, Object cell) {
        if (cell instanceof LocalDate day) {
            sheet.value(row, column, day);
            sheet.style(row, column).format("dd.mm.yyyy").set();
        } else {
            sheet.inlineString(row, column, cell.toString());
        }
    }

    /** What one address asks for; its first page is read at once, so that a refusal still becomes an error page. */
    private final class Listing {
        private final String language;
        private final Cases.Filter filter;
        private final Cases.Page first;

        Listing(Exchange exchange) {
            language = exchange.language();
            filter = InboxDesk.asked(exchange).filter();
            first = house.cases().list(filter, Optional.empty(), PAGE);
        }

        String fileName(String ending) {
            return text("inbox.file") + "." + ending;
        }

        String title() {
            return text("inbox.title");
        }

        List<String> heads() {
            return COLUMNS.stream().map(c -> text("inbox.column." + c)).toList();
        }

        private String text(String key) {
            return house.texts().get(language, key);
        }

        void each(Rows rows) throws IOException {
            Cases.Page page = first;
            int left = MOST;
            while (true) {
                for (Cases.Summary c : page.cases()) {
                    rows.row(cells(c));
                }
                left -= page.cases().size();
                if (page.next().isEmpty()) {
                    return;
                }
                if (left <= 0) {
                    rows.row(List.of(text("inbox.export.cut")));
                    return;
                }
                page = house.cases().list(filter, page.next(), PAGE);
            }
        }

        private List<Object> cells(Cases.Summary c) {
            InboxDesk.Line line = InboxDesk.line(c, house, words, language);
            List<Object> cells = new ArrayList<>(List.of(line.number(), line.service(), line.applicant(), line.phase().text(), line.step()));
            cells.add(c.submitted().atZone(Formats.RIGA).toLocalDate());
            cells.add(c.due());
            cells.addAll(List.of(line.assignee(), line.unit()));
            return cells;
        }
    }
}
