package lv.pkip.kernel.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.ws.rs.Consumes;
import javax.ws.rs.GET;
import javax.ws.rs.HeaderParam;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import lv.pkip.kernel.api.service.Answers;
import lv.pkip.kernel.api.service.Definition;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Cases;

/** E-services that can be applied for, their forms, a check of answers, and submitting. */
@Path("v1/services")
@Produces(MediaType.APPLICATION_JSON)
public final class CatalogueResource {

    private final Gate gate;
    private final Services services;
    private final Cases cases;
    private final Words words;

    CatalogueResource(Gate gate, Services services, Cases cases, Words words) {
        this.gate = gate;
        this.services = services;
        this.cases = cases;
        this.words = words;
    }

    @GET
    @Rule(value = Rule.Who.EVERYBODY, summary = "E-services that can be applied for now", gives = "200 Services")
    public Map<String, Object> all(@Context HttpHeaders headers) {
        String language = Words.language(headers);
        return gate.run(() -> Map.of("services",
                services.installed().stream().map(d -> Shapes.service(d, language)).toList()));
    }

    @GET
    @Path("{service}")
    @Rule(value = Rule.Who.EVERYBODY, summary = "One e-service with its steps", gives = "200 ServiceDetails")
    public Map<String, Object> one(@PathParam("service") String service, @Context HttpHeaders headers) {
        String language = Words.language(headers);
        return gate.run(() -> {
            Definition d = find(service);
            Map<String, Object> m = Shapes.service(d, language);
            m.put("description", d.text(language, "description"));
            m.put("steps", d.steps().stream().map(s -> Map.of("id", s.id(), "title", d.text(language, "step." + s.id()),
                    "phase", s.phase().word())).toList());
            return m;
        });
    }

    @GET
    @Path("{service}/forms/{form}")
    @Rule(value = Rule.Who.EVERYBODY, summary = "A form of an e-service: JSON Schema 2020-12 and its texts",
            gives = "200 Form")
    public Map<String, Object> form(@PathParam("service") String service, @PathParam("form") String form,
            @Context HttpHeaders headers) {
        String language = Words.language(headers);
        return gate.run(() -> {
            Definition d = find(service);
            String schema = d.forms().get(form);
            if (schema == null) {
                throw new Refusal(404, "not-found");
            }
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("definition", d.fingerprint());
            m.put("schema", tree(schema));
            Map<String, String> texts = new LinkedHashMap<>();
            d.texts().getOrDefault("lv", Map.of()).keySet().stream().filter(k -> k.startsWith(form + ".")).sorted()
                    .forEach(k -> texts.put(k, d.text(language, k)));
            m.put("texts", texts);
            return m;
        });
    }

    @POST
    @Path("{service}/checks")
    @Consumes(MediaType.APPLICATION_JSON)
    @Rule(value = Rule.Who.SIGNED_IN, summary = "What would be said of answers if submitted now; nothing is written",
            takes = "answers!:object", gives = {"200 Check", "409"})
    public Map<String, Object> check(@PathParam("service") String service, JsonNode body, @Context HttpHeaders headers) {
        String language = Words.language(headers);
        return gate.run(() -> {
            Definition d = find(service);
            Answers answers = Json.answers(body, "answers");
            var findings = cases.check(d, answers);
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("definition", d.fingerprint());
            m.put("findings", Problems.errors(findings.stream().map(f -> Pointed.below("answers", f)).toList(), words.of(d), language));
            boolean clean = findings.stream().allMatch(f -> f.severity() == lv.pkip.kernel.api.service.Finding.Severity.NOTICE);
            m.put("estimate", clean ? Shapes.results(cases.estimate(d, answers), d, language) : Map.of());
            return m;
        });
    }

    @POST
    @Path("{service}/cases")
    @Consumes(MediaType.APPLICATION_JSON)
    @Rule(value = Rule.Who.RESIDENT, summary = "Submits an application; the same Idempotency-Key gives the same case",
            takes = {"definition!:string", "answers!:object", "draft:string", "language:string", "email:string"}, gives = {"201 Receipt Location", "200 Receipt Location", "409", "412"})
    public Response submit(@PathParam("service") String service, @HeaderParam("Idempotency-Key") String key, JsonNode body,
            @Context HttpHeaders headers) {
        String language = Json.text(body, "language").filter(Words.LANGUAGES::contains).orElse(Words.language(headers));
        return gate.run(() -> {
            Cases.Submit submit = new Cases.Submit(service, Json.required(body, "definition"),
                    Json.answers(body, "answers"), CasesResource.key(key), Json.text(body, "draft"), language, Json.text(body, "email"));
            Cases.Receipt receipt = Pointed.below("answers", submit.email().isPresent() ? Set.of("email") : Set.of(),
                    () -> services.byFingerprint(submit.definition()).map(words::of).orElse(words), () -> cases.submit(submit));
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("number", receipt.number());
            m.put("submitted", receipt.submitted().toString());
            m.put("due", receipt.due().toString());
            return Response.status(receipt.repeated() ? 200 : 201).location(URI.create("v1/cases/" + receipt.number()))
                    .entity(m).build();
        });
    }

    private Definition find(String service) {
        return services.find(service).orElseThrow(() -> new Refusal(404, "not-found"));
    }

    static JsonNode tree(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a checked form is JSON", e);
        }
    }

}
