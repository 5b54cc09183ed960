package lv.pkip.kernel.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.ws.rs.Consumes;
import javax.ws.rs.DELETE;
import javax.ws.rs.GET;
import javax.ws.rs.HeaderParam;
import javax.ws.rs.POST;
import javax.ws.rs.PUT;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import lv.pkip.kernel.api.status.Drafts;

/** Unfinished applications of the signed-in resident. */
@Path("v1/drafts")
@Produces(MediaType.APPLICATION_JSON)
public final class DraftsResource {

    private final Gate gate;
    private final Drafts drafts;
    private final Keys keys;

    DraftsResource(Gate gate, Drafts drafts, Keys keys) {
        this.gate = gate;
        this.drafts = drafts;
        this.keys = keys;
    }

    @GET
    @Rule(value = Rule.Who.RESIDENT, summary = "Own drafts, newest first", gives = "200 Drafts")
    public Map<String, Object> own() {
        return gate.run(() -> Shapes.page("drafts", drafts.own().stream().map(DraftsResource::shape).toList(), Optional.empty()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Rule(value = Rule.Who.RESIDENT, summary = "Begins a draft; the same Idempotency-Key gives the same draft",
            takes = {"service!:string", "definition!:string", "language:string"}, gives = {"201 Draft Location", "200 Draft Location", "404", "409", "412"})
    public Response start(@HeaderParam("Idempotency-Key") String key, JsonNode body, @Context HttpHeaders headers) {
        String language = Json.text(body, "language").filter(Words.LANGUAGES::contains).orElse(Words.language(headers));
        return gate.run(() -> {
            String service = Json.required(body, "service");
            String definition = Json.required(body, "definition");
            Keys.Made made = keys.once("draft", CasesResource.key(key), service + "\n" + definition,
                    () -> drafts.start(service, definition, language).id());
            return Response.status(made.repeated() ? 200 : 201).location(URI.create("v1/drafts/" + made.id()))
                    .entity(shape(existing(made.id()))).build();
        });
    }

    @GET
    @Path("{id}")
    @Rule(value = Rule.Who.RESIDENT, summary = "An own draft", gives = "200 Draft")
    public Map<String, Object> find(@PathParam("id") String id) {
        return gate.run(() -> shape(existing(id)));
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Rule(value = Rule.Who.RESIDENT, summary = "Saves the answers of a draft; the last one saved counts",
            takes = {"answers!:object", "page:string"}, gives = "200 Draft")
    public Map<String, Object> save(@PathParam("id") String id, JsonNode body) {
        return gate.run(() -> {
            Drafts.Draft before = existing(id);
            return shape(drafts.save(id, Json.answers(body, "answers"), Json.text(body, "page").orElse(before.page())));
        });
    }

    @DELETE
    @Path("{id}")
    @Rule(value = Rule.Who.RESIDENT, summary = "Deletes an own draft", gives = "204")
    public Response delete(@PathParam("id") String id) {
        return gate.run(() -> {
            existing(id);
            drafts.delete(id);
            return Response.noContent().build();
        });
    }

    private Drafts.Draft existing(String id) {
        return drafts.find(id).orElseThrow(() -> new Refusal(404, "not-found"));
    }

    private static Map<String, Object> shape(Drafts.Draft d) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("id", d.id());
        m.put("service", d.service());
        m.put("definition", d.definition());
        m.put("language", d.language());
        m.put("page", d.page());
        m.put("changed", d.changed().toString());
        m.put("answers", d.answers().asMap());
        return m;
    }
}
