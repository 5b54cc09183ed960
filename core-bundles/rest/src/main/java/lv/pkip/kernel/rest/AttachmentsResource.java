package lv.pkip.kernel.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.ws.rs.Consumes;
import javax.ws.rs.DELETE;
import javax.ws.rs.GET;
import javax.ws.rs.HeaderParam;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.StreamingOutput;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.Attachments.Attachment;

/** Files: streamed in and out, never held in memory. */
@Path("v1/attachments")
@Produces(MediaType.APPLICATION_JSON)
public final class AttachmentsResource {

    private static final String OPERATION = "attachment";
    private static final long MOST_COMPARED = 256L << 20;

    private final Gate gate;
    private final Attachments attachments;
    private final Keys keys;

    AttachmentsResource(Gate gate, Attachments attachments, Keys keys) {
        this.gate = gate;
        this.attachments = attachments;
        this.keys = keys;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Stores a file; an application names it by its id; the same Idempotency-Key gives the same file",
            gives = {"201 Attachment Location", "200 Attachment Location", "409"})
    public Response store(@QueryParam("name") String name, @HeaderParam(HttpHeaders.CONTENT_TYPE) String type,
            @HeaderParam("Idempotency-Key") String given, InputStream body) {
        if (name == null || name.isBlank() || type == null) {
            throw new Refusal(400, "name-and-type-missing");
        }
        String key = CasesResource.key(given);
        String media = type.split(";")[0].trim();
        return gate.run(() -> {
            Optional<Attachment> before = before(key, name, media, body);
            Attachment stored = before.orElseGet(() -> fresh(key, name, media, body));
            return Response.status(before.isPresent() ? 200 : 201).location(URI.create("v1/attachments/" + stored.id()))
                    .entity(Shapes.attachment(stored)).build();
        });
    }

    /** The file an earlier request stored under the key; the content is read and compared, nothing is stored. */
    private Optional<Attachment> before(String key, String name, String media, InputStream body) {
        if (!keys.used(OPERATION, key)) {
            return Optional.empty();
        }
        String id = keys.once(OPERATION, key, content(name, media, hash(body)), () -> {
            throw new Refusal(409, "not-possible"); // used a moment ago, and forgotten meanwhile
        }).id();
        Optional<Attachment> found = attachments.find(id);
        if (found.isEmpty()) {
            keys.forget(OPERATION, key);
            throw new Refusal(409, "not-possible"); // the file was discarded; the body is read, so the next request stores it
        }
        return found;
    }

    private Attachment fresh(String key, String name, String media, InputStream body) {
        Attachment stored = attachments.store(name, media, List.of(), Long.MAX_VALUE, body);
        try {
            Keys.Made made = keys.once(OPERATION, key, content(name, media, stored.sha256()), stored::id);
            if (!made.repeated()) {
                return stored;
            }
            attachments.discard(stored.id()); // the same request came twice at one moment
            return existing(made.id());
        } catch (Refusal reused) {
            attachments.discard(stored.id());
            throw reused;
        }
    }

    private static String content(String name, String media, String sha256) {
        return name + "\n" + media + "\n" + sha256;
    }

    private static String hash(InputStream body) {
        MessageDigest sha = Keys.sha256();
        byte[] buffer = new byte[16_384];
        long read = 0;
        try {
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                read += n;
                if (read > MOST_COMPARED) {
                    throw new Refusal(413, "too-large");
                }
                sha.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    @GET
    @Path("{id}")
    @Rule(value = Rule.Who.SIGNED_IN, summary = "What is known of a file", gives = "200 Attachment")
    public Map<String, Object> find(@PathParam("id") String id) {
        return gate.run(() -> Shapes.attachment(existing(id)));
    }

    @GET
    @Path("{id}/content")
    @Produces(MediaType.WILDCARD)
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Content of a file; the reading is recorded", gives = "200 *")
    public Response content(@PathParam("id") String id) {
        return gate.run(() -> {
            var found = existing(id);
            InputStream content = attachments.open(id);
            StreamingOutput out = stream -> {
                try (content) {
                    content.transferTo(stream);
                }
            };
            return Response.ok(out, found.type()).header(HttpHeaders.CONTENT_LENGTH, found.size())
                    .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename*=UTF-8''"
                            + URLEncoder.encode(found.name(), StandardCharsets.UTF_8).replace("+", "%20"))
                    .build();
        });
    }

    @DELETE
    @Path("{id}")
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Deletes an own file that no case holds yet", gives = {"204", "409"})
    public Response discard(@PathParam("id") String id) {
        return gate.run(() -> {
            existing(id);
            attachments.discard(id);
            return Response.noContent().build();
        });
    }

    private Attachment existing(String id) {
        return attachments.find(id).orElseThrow(() -> new Refusal(404, "not-found"));
    }
}
