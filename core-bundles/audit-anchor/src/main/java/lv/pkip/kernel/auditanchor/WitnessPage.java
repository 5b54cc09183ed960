package lv.pkip.kernel.auditanchor;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lv.pkip.kernel.api.page.Audience;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.page.PageAudience;
import lv.pkip.kernel.api.page.PagePath;
import lv.pkip.kernel.auditproof.Checkpoint;
import lv.pkip.kernel.auditproof.Malformed;
import lv.pkip.kernel.auditproof.SignedNote;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The protocol of a witness (C2SP tlog-witness) for logs that are configured. It has no sign-in: what is asked for has to be signed by the
 * log's key.
 */
@Component(service = Page.class)
@PagePath(WitnessPage.PATH)
@PageAudience(Audience.MACHINE)
public final class WitnessPage implements Page {
    static final String PATH = "audit-witness";
    private static final int LARGEST = 16 * 1024;
    private static final int HASHES = 63;
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Witness witness;

    @Activate
    public WitnessPage(@Reference(name = "witness") Witness witness) {
        this.witness = witness;
    }

    @Override
    public Answer handle(Request request) {
        return switch (request.path()) {
            case "key" -> request.method().equals("GET") ? witness.key().map(key -> said(200, TEXT, key + "\n")).orElse(said(404, TEXT, "")) : said(405, TEXT, "");
            case "add-checkpoint" -> request.method().equals("POST") ? add(request.body()) : said(405, TEXT, "");
            default -> said(404, TEXT, "");
        };
    }

    private Content add(byte[] body) {
        if (body.length > LARGEST) {
            return said(413, TEXT, "");
        }
        Witness.Said said;
        try {
            said = ask(body);
        } catch (Malformed | IllegalArgumentException e) {
            return said(400, TEXT, "");
        }
        return switch (said.result()) {
            case COSIGNED -> said(200, TEXT, said.line() + "\n");
            case MALFORMED -> said(400, TEXT, "");
            case LOG_UNKNOWN -> said(404, TEXT, "");
            case NOT_SIGNED -> said(403, TEXT, "");
            case NOT_NEWEST -> said(409, "text/x.tlog.size", said.size() + "\n");
            case NOT_CONSISTENT -> said(422, TEXT, "");
        };
    }

    private Witness.Said ask(byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\n\n");
        List<String> head = List.of(text.substring(0, Math.max(0, end)).split("\n", -1));
        if (end < 0 || head.size() > 1 + HASHES || !head.get(0).matches("old (0|[1-9][0-9]{0,17})")) {
            throw new IllegalArgumentException("no request");
        }
        List<byte[]> proof = new ArrayList<>();
        for (String line : head.subList(1, head.size())) {
            byte[] hash = Base64.getDecoder().decode(line);
            if (!Base64.getEncoder().encodeToString(hash).equals(line)) {
                throw new IllegalArgumentException("no hash");
            }
            proof.add(hash);
        }
        SignedNote note = SignedNote.parse(Arrays.copyOfRange(body, end + 2, body.length));
        return witness.ask(Long.parseLong(head.get(0).substring("old ".length())), proof, note, Checkpoint.parse(note.text()));
    }

    private static Content said(int status, String type, String text) {
        return new Content(status, type, Optional.empty(), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Map.of("Cache-Control", "no-store"));
    }
}
