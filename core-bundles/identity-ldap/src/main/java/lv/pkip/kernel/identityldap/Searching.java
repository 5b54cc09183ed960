package lv.pkip.kernel.identityldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortResponseControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** One search: finds, sorts, cuts into pages and writes the entries out. */
final class Searching {
    static final String SORT = "1.2.840.113556.1.4.473";
    static final String PAGES = "1.2.840.113556.1.4.319";

    private final Desk desk;
    private final Viewer viewer;
    private final Pages pages;
    private final Answers answers;
    private final int id;
    private final Request.Search search;
    private final List<Attribute> wanted;
    private int sent;
    private int codes;

    /** What ends a search early, as the client is told. */
    private static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Result result;

        Ended(ResultCode code, String message) {
            this(Result.of(code, message));
        }

        Ended(Result result) {
            super(result.message());
            this.result = result;
        }
    }

    /** How much may be found and until when. */
    private record Bounds(int entries, long until) {
        void check() throws Ended {
            if (System.nanoTime() > until) {
                throw new Ended(ResultCode.TIME_LIMIT_EXCEEDED, "");
            }
        }
    }

    Searching(Desk desk, Viewer viewer, Pages pages, Answers answers, int id, Request.Search search) {
        this.desk = desk;
        this.viewer = viewer;
        this.pages = pages;
        this.answers = answers;
        this.id = id;
        this.search = search;
        this.wanted = Selection.of(search.attributes());
    }

    Result run(List<Control> controls) throws IOException {
        try {
            return found(controls);
        } catch (Ended ended) {
            return ended.result;
        } finally {
            desk.tally().search(viewer, sent);
        }
    }

    private Result found(List<Control> controls) throws IOException, Ended {
        Limits limits = desk.limits();
        if (search.scope() < 0 || search.scope() > 3 || search.sizeLimit() < 0 || search.timeLimit() < 0) {
            throw new Ended(ResultCode.PROTOCOL_ERROR, "a scope or a limit that there is not");
        }
        if (search.attributes().size() > Limits.ATTRIBUTES) {
            throw new Ended(ResultCode.ADMIN_LIMIT_EXCEEDED, "more than " + Limits.ATTRIBUTES + " attributes");
        }
        Condition condition = condition();
        Optional<SimplePagedResultsControl> paged = paged(controls);
        Optional<ServerSideSortRequestControl> sort = sort(controls);
        String base = base();
        Optional<FixedEntry> outside = desk.tree().outside(base).filter(entry -> !entry.dn().isEmpty() || search.scope() == 0);
        if (outside.isPresent()) {
            if (search.scope() != 1 && condition.of(new Row.Outside(outside.get())) == Condition.Truth.TRUE) {
                answers.entry(id, new Row.Outside(outside.get()), wanted, search.typesOnly(), List.of());
                sent++;
            }
            return Result.of(ResultCode.SUCCESS).with(paged.map(p -> List.<Control>of(new SimplePagedResultsControl(0, new ASN1OctetString()))).orElse(List.of()));
        }
        if (!viewer.isBound()) {
            throw new Ended(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "bind first; without it only the root and the schema can be read");
        }
        Catalog catalog = desk.tree().catalog();
        int seconds = search.timeLimit() == 0 ? limits.timeLimitSeconds() : Math.min(search.timeLimit(), limits.timeLimitSeconds());
        Bounds bounds = new Bounds(paged.isPresent() ? Integer.MAX_VALUE : search.sizeLimit() == 0 ? limits.sizeLimit()
                : Math.min(search.sizeLimit(), limits.sizeLimit()), System.nanoTime() + seconds * 1_000_000_000L);
        List<Control> told = new ArrayList<>();
        Optional<Order> order = order(sort, told);
        if (paged.isPresent()) {
            return page(condition, paged.get(), order, told, bounds, catalog, base);
        }
        if (order.isPresent()) {
            int[] found = order.get().sorted(found(condition, catalog, base, new Bounds(Integer.MAX_VALUE, bounds.until())), catalog, viewer);
            for (int place : found) {
                send(catalog, place, bounds, told);
            }
        } else {
            each(condition, catalog, base, bounds, place -> send(catalog, place, bounds, told));
        }
        return Result.of(ResultCode.SUCCESS).with(told);
    }

    private Condition condition() throws Ended {
        try {
            return Condition.of(search.filter(), desk.limits().filter());
        } catch (Condition.TooMuch tooMuch) {
            throw new Ended(ResultCode.ADMIN_LIMIT_EXCEEDED, tooMuch.getMessage());
        }
    }

    private String base() throws Ended {
        String base = Rule.dn(search.base());
        if (base == null) {
            throw new Ended(ResultCode.INVALID_DN_SYNTAX, "");
        }
        return base;
    }

    private static Optional<SimplePagedResultsControl> paged(List<Control> controls) throws Ended {
        for (Control control : controls) {
            if (control.getOID().equals(PAGES)) {
                try {
                    return Optional.of(new SimplePagedResultsControl(PAGES, control.isCritical(), control.getValue()));
                } catch (LDAPException e) {
                    throw new Ended(ResultCode.PROTOCOL_ERROR, "a control for pages that cannot be read");
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<ServerSideSortRequestControl> sort(List<Control> controls) throws Ended {
        for (Control control : controls) {
            if (control.getOID().equals(SORT)) {
                try {
                    return Optional.of(new ServerSideSortRequestControl(control));
                } catch (LDAPException e) {
                    throw new Ended(ResultCode.PROTOCOL_ERROR, "a control for sorting that cannot be read");
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Order> order(Optional<ServerSideSortRequestControl> sort, List<Control> told) throws Ended {
        if (sort.isEmpty()) {
            return Optional.empty();
        }
        Optional<Order.Problem> problem = Order.problem(sort.get().getSortKeys());
        told.add(new ServerSideSortResponseControl(problem.map(Order.Problem::code).orElse(ResultCode.SUCCESS),
                problem.map(Order.Problem::attribute).orElse(null)));
        if (problem.isPresent() && sort.get().isCritical()) {
            throw new Ended(Result.of(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, "this cannot be sorted by").with(told));
        }
        return problem.isPresent() ? Optional.empty() : Optional.of(Order.by(sort.get().getSortKeys()));
    }

    private Result page(Condition condition, SimplePagedResultsControl control, Optional<Order> order,
            List<Control> told, Bounds bounds, Catalog catalog, String base) throws IOException, Ended {
        if (control.getSize() < 0) {
            throw new Ended(ResultCode.PROTOCOL_ERROR, "a page of fewer than no entries");
        }
        String asked = search.base() + '\n' + search.scope() + '\n' + search.filter() + '\n' + search.attributes() + '\n' + search.typesOnly();
        Pages.Rest rest;
        if (control.getCookie().getValueLength() == 0) {
            int[] found = found(condition, catalog, base, bounds);
            int[] sorted = order.isPresent() ? order.get().sorted(found, catalog, viewer) : found;
            rest = new Pages.Rest(asked, Arrays.stream(sorted).mapToObj(place -> catalog.entry(place).uuid()).toArray(UUID[]::new), 0, 0);
        } else {
            rest = pages.take(control.getCookie().getValue()).filter(one -> one.asked().equals(asked))
                    .orElseThrow(() -> new Ended(ResultCode.UNWILLING_TO_PERFORM, "this page is not of a search that goes on here"));
            if (control.getSize() == 0) {
                told.add(new SimplePagedResultsControl(0, new ASN1OctetString()));
                return Result.of(ResultCode.SUCCESS).with(told);
            }
        }
        int size = control.getSize() == 0 ? desk.limits().pageSize() : Math.min(control.getSize(), desk.limits().pageSize());
        int next = rest.next();
        int returned = rest.returned();
        for (int left = size; left > 0 && next < rest.ids().length; next++) {
            int place = catalog.withId(rest.ids()[next]);
            if (place >= 0 && viewer.sees(catalog.entry(place))) {
                if (search.sizeLimit() > 0 && returned >= search.sizeLimit()) {
                    throw new Ended(Result.of(ResultCode.SIZE_LIMIT_EXCEEDED).with(List.of(new SimplePagedResultsControl(0, new ASN1OctetString()))));
                }
                send(catalog, place, bounds, told);
                returned++;
                left--;
            }
        }
        boolean ended = next >= rest.ids().length;
        byte[] cookie = ended ? new byte[0] : pages.keep(new Pages.Rest(asked, rest.ids(), next, returned));
        told.add(new SimplePagedResultsControl(rest.ids().length, new ASN1OctetString(cookie)));
        return Result.of(ResultCode.SUCCESS).with(told);
    }

    private void send(Catalog catalog, int place, Bounds bounds, List<Control> told) throws IOException, Ended {
        if (sent >= bounds.entries()) {
            throw new Ended(Result.of(ResultCode.SIZE_LIMIT_EXCEEDED).with(told));
        }
        bounds.check();
        List<String> code = List.of();
        if (wanted.contains(Attribute.PERSONAL_CODE) && viewer.code() && catalog.entry(place) instanceof AccountEntry account) {
            if (++codes > Limits.PERSONAL_CODES) {
                throw new Ended(Result.of(ResultCode.ADMIN_LIMIT_EXCEEDED, "more than " + Limits.PERSONAL_CODES + " personal codes at once"));
            }
            code = desk.house().personalCode(viewer, account.account()).map(List::of).orElse(List.of());
        }
        answers.entry(id, new Row.InTree(catalog, place, viewer), wanted, search.typesOnly(), code);
        sent++;
    }

    private int[] found(Condition condition, Catalog catalog, String base, Bounds bounds) throws IOException, Ended {
        IntStream.Builder found = IntStream.builder();
        each(condition, catalog, base, bounds, found::add);
        return found.build().toArray();
    }

    /** What is done with each place found. */
    private interface Found {
        void at(int place) throws IOException, Ended;
    }

    private void each(Condition condition, Catalog catalog, String base, Bounds bounds, Found found) throws IOException, Ended {
        int top = base.isEmpty() ? 0 : catalog.named(base);
        if (top < 0 || !viewer.sees(catalog.entry(top))) {
            throw new Ended(new Result(ResultCode.NO_SUCH_OBJECT, desk.tree().nearest(base, viewer), "", List.of()));
        }
        // The root itself is no entry of the tree: one level below it is the top of the tree, all below it is everything.
        int scope = base.isEmpty() && search.scope() == 1 ? 0 : search.scope();
        if (scope == 0) {
            if (condition.of(new Row.InTree(catalog, top, viewer)) == Condition.Truth.TRUE) {
                found.at(top);
            }
            return;
        }
        int first = base.isEmpty() || scope == 2 ? top : top + 1;
        int[] candidates = viewer.read() ? condition.candidates(catalog, viewer).orElse(null) : catalog.seenBy(viewer);
        int count = candidates == null ? catalog.end(top) - first : candidates.length;
        for (int i = 0; i < count; i++) {
            int place = candidates == null ? first + i : candidates[i];
            if (place >= first && place < catalog.end(top) && (scope != 1 || catalog.parent(place) == top) && viewer.sees(catalog.entry(place))
                    && condition.of(new Row.InTree(catalog, place, viewer)) == Condition.Truth.TRUE) {
                found.at(place);
            }
            if ((i & 0xff) == 0xff) {
                bounds.check();
            }
        }
    }
}
