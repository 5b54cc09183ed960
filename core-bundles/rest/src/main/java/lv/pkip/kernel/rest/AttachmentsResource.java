package lv.pkip.kernel.rest;

import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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

/** Files: streamed in and out, never held in memory. */
@Path("v1/attachments")
@Produces(MediaType.APPLICATION_JSON)
public final class AttachmentsResource {

    private final Gate gate;
    private final Attachments attachments;

    AttachmentsResource(Gate gate, Attachments attachments) {
        this.gate = gate;
        this.attachments = attachments;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Stores a file; an application names it by its id")
    public Response store(@QueryParam("name") String name, @HeaderParam(HttpHeaders.CONTENT_TYPE) String type,
            InputStream body) {
        if (name == null || name.isBlank() || type == null) {
            throw new Refusal(400, "name-and-type-missing");
        }
        return gate.run(() -> {
            var stored = attachments.store(name, type.split(";")[0].trim(), List.of(), Long.MAX_VALUE, body);
            return Response.status(201).location(URI.create("v1/attachments/" + stored.id()))
                    .entity(Shapes.attachment(stored)).build();
        });
    }

    @GET
    @Path("{id}")
    @Rule(value = Rule.Who.SIGNED_IN, summary = "What is known of a file")
    public Map<String, Object> find(@PathParam("id") String id) {
        return gate.run(() -> Shapes.attachment(existing(id)));
    }

    @GET
    @Path("{id}/content")
    @Produces(MediaType.WILDCARD)
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Content of a file; the reading is recorded")
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
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Deletes an own file that no case holds yet")
    public Response discard(@PathParam("id") String id) {
        return gate.run(() -> {
            existing(id);
            attachments.discard(id);
            return Response.noContent().build();
        });
    }

    private Attachments.Attachment existing(String id) {
        return attachments.find(id).orElseThrow(() -> new Refusal(404, "not-found"));
    }
}
