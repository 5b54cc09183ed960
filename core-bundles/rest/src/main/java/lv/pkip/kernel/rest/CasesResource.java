package lv.pkip.kernel.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.ws.rs.Consumes;
import javax.ws.rs.DefaultValue;
import javax.ws.rs.GET;
import javax.ws.rs.HeaderParam;
import javax.ws.rs.POST;
import javax.ws.rs.PUT;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import lv.pkip.kernel.api.service.Phase;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.Cases;

/** Cases: list, read, act, talk. Applicants reach their own, staff those they may see. */
@Path("v1/cases")
@Produces(MediaType.APPLICATION_JSON)
public final class CasesResource {

    private static final String PURPOSE = "api";

    private final Gate gate;
    private final Cases cases;
    private final Attachments attachments;
    private final Services services;
    private final Words words;

    CasesResource(Gate gate, Cases cases, Attachments attachments, Services services, Words words) {
        this.services = services;
        this.words = words;
        this.gate = gate;
        this.cases = cases;
        this.attachments = attachments;
    }

    @GET
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Cases the caller may see, keyset-paged", gives = "200 CasePage Link")
    public Response list(@QueryParam("scope") String scope, @QueryParam("service") String service,
            @QueryParam("phase") String phase, @QueryParam("unit") String unit, @QueryParam("text") String text,
            @QueryParam("order") String order, @QueryParam("cursor") String cursor,
            @DefaultValue("50") @QueryParam("limit") String limit, @Context HttpHeaders headers) {
        String language = Words.language(headers);
        return gate.run(() -> {
            Cases.Filter.Scope wanted = scope == null ? Cases.Filter.Scope.ALL : choice(Cases.Filter.Scope.class, scope);
            Cases.Filter filter = new Cases.Filter(wanted, Optional.ofNullable(service),
                    Optional.ofNullable(phase).map(p -> choice(Phase.class, p)), Optional.ofNullable(unit),
                    Optional.ofNullable(text).filter(t -> !t.isBlank()),
                    order == null ? Cases.Filter.of(wanted).order() : choice(Cases.Filter.Order.class, order));
            Cases.Page page = cases.list(filter, Optional.ofNullable(cursor), limit(limit));
            Response.ResponseBuilder answer = Response.ok(
                    Shapes.page("cases", page.cases().stream().map(c -> Shapes.summary(c, title(c, language))).toList(), page.next()));
            page.next().ifPresent(next -> answer.header("Link", "</api/v1/cases?cursor=" + encoded(next)
                    + query("scope", scope) + query("service", service) + query("phase", phase) + query("unit", unit)
                    + query("text", text) + query("order", order) + query("limit", limit) + ">; rel=\"next\""));
            return answer.build();
        });
    }

    @GET
    @Path("counts")
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Numbers of cases by service and phase", gives = "200 Counts")
    public Map<String, Object> counts() {
        return gate.run(() -> {
            Map<String, Object> all = new LinkedHashMap<>();
            cases.counts().forEach((service, phases) -> {
                Map<String, Object> m = new LinkedHashMap<>();
                phases.forEach((phase, count) -> m.put(phase.word(), count));
                all.put(service, m);
            });
            return all;
        });
    }

    @GET
    @Path("{number}")
    @Rule(value = Rule.Who.SIGNED_IN, summary = "One case; the reading is recorded", gives = {"200 Case ETag", "304"})
    public Response read(@PathParam("number") String number, @HeaderParam(HttpHeaders.IF_NONE_MATCH) String known,
            @Context HttpHeaders headers) {
        String language = Words.language(headers);
        return gate.run(() -> {
            Cases.Case found = existing(number);
            if (known != null && known.equals(tag(found))) {
                return Response.notModified(tag(found).replace("\"", "")).build();
            }
            return answer(found, language);
        });
    }

    @GET
    @Path("{number}/history")
    @Rule(value = Rule.Who.SIGNED_IN, summary = "What happened with a case, oldest first", gives = "200 History")
    public Map<String, Object> history(@PathParam("number") String number) {
        return gate.run(() -> Shapes.page("history", cases.history(number).stream().map(Shapes::history).toList(), Optional.empty()));
    }

    @POST
    @Path("{number}/actions/{action}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Takes an action at the current step; needs If-Match and Idempotency-Key",
            takes = {"input:object", "reason:string"}, gives = {"200 Case ETag", "409"})
    public Response act(@PathParam("number") String number, @PathParam("action") String action,
            @HeaderParam("Idempotency-Key") String key, @HeaderParam(HttpHeaders.IF_MATCH) String match, JsonNode body,
            @Context HttpHeaders headers) {
        String language = Words.language(headers);
        return gate.run(() -> {
            Cases.Act act = new Cases.Act(number, action, version(match), Json.answers(body, "input"), Json.text(body, "reason"), key(key));
            return answer(Pointed.below("input", Set.of("reason"), () -> words.of(existing(number).definition()), () -> cases.act(act)), language);
        });
    }

    @POST
    @Path("{number}/actions/{action}/preview")
    @Consumes(MediaType.APPLICATION_JSON)
    @Rule(value = Rule.Who.SIGNED_IN, summary = "What an action would do; nothing is written",
            takes = {"input:object", "reason:string"}, gives = {"200 Preview", "409"})
    public Map<String, Object> preview(@PathParam("number") String number, @PathParam("action") String action, JsonNode body,
            @Context HttpHeaders headers) {
        String language = Words.language(headers);
        return gate.run(() -> {
            Cases.Case found = existing(number);
            Cases.Preview preview = cases.preview(new Cases.Act(number, action, found.version(), Json.answers(body, "input"),
                    Json.text(body, "reason"), "preview-only"));
            Map<String, Object> m = new LinkedHashMap<>();
            preview.to().ifPresent(to -> m.put("to", to));
            m.put("findings", Problems.errors(preview.findings().stream().map(f -> Pointed.below("input", f)).toList(),
                    words.of(found.definition()), language));
            m.put("results", Shapes.results(preview.results(), found.definition(), language));
            m.put("documents", preview.documents().keySet().stream().sorted().toList());
            return m;
        });
    }

    @PUT
    @Path("{number}/assignee")
    @Consumes(MediaType.APPLICATION_JSON)
    @Rule(value = Rule.Who.STAFF, summary = "Assigns to a staff member, or back to the queue when login is absent", takes = "login:string",
            gives = "200 Case ETag")
    public Response assign(@PathParam("number") String number, @HeaderParam(HttpHeaders.IF_MATCH) String match, JsonNode body,
            @Context HttpHeaders headers) {
        String language = Words.language(headers);
        return gate.run(() -> answer(cases.assign(number, version(match), Json.text(body, "login")), language));
    }

    @PUT
    @Path("{number}/unit")
    @Consumes(MediaType.APPLICATION_JSON)
    @Rule(value = Rule.Who.STAFF, summary = "Moves a case to another unit's queue", takes = {"unit!:string", "reason!:string"},
            gives = {"200 Case ETag", "409"})
    public Response move(@PathParam("number") String number, @HeaderParam(HttpHeaders.IF_MATCH) String match, JsonNode body,
            @Context HttpHeaders headers) {
        String language = Words.language(headers);
        return gate.run(() -> answer(cases.moveToUnit(number, version(match), Json.required(body, "unit"),
                Json.required(body, "reason")), language));
    }

    @PUT
    @Path("{number}/due")
    @Consumes(MediaType.APPLICATION_JSON)
    @Rule(value = Rule.Who.STAFF, summary = "Extends the legal term for a reason in law", takes = {"until!:date", "reason!:string"},
            gives = {"200 Case ETag", "409"})
    public Response extend(@PathParam("number") String number, @HeaderParam(HttpHeaders.IF_MATCH) String match, JsonNode body,
            @Context HttpHeaders headers) {
        String language = Words.language(headers);
        return gate.run(() -> answer(cases.extend(number, version(match), date(Json.required(body, "until")),
                Json.required(body, "reason")), language));
    }

    @GET
    @Path("{number}/messages")
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Messages between applicant and clerk", gives = "200 Messages")
    public Map<String, Object> messages(@PathParam("number") String number) {
        return gate.run(() -> Shapes.page("messages", cases.messages(number).stream().map(Shapes::message).toList(), Optional.empty()));
    }

    @POST
    @Path("{number}/messages")
    @Consumes(MediaType.APPLICATION_JSON)
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Writes a message", takes = "text!:string", gives = {"201 Message", "409"})
    public Response write(@PathParam("number") String number, @HeaderParam("Idempotency-Key") String key, JsonNode body) {
        return gate.run(() -> Response.status(201)
                .entity(Shapes.message(cases.message(number, Json.required(body, "text"), key(key)))).build());
    }

    @GET
    @Path("{number}/attachments")
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Files of a case", gives = "200 Attachments")
    public Map<String, Object> files(@PathParam("number") String number) {
        return gate.run(() -> Shapes.page("attachments",
                attachments.ofCase(number).stream().map(Shapes::attachment).toList(), Optional.empty()));
    }

    @GET
    @Path("{number}/decisions")
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Documents issued in a case", gives = "200 Decisions")
    public Map<String, Object> decisions(@PathParam("number") String number) {
        return gate.run(() -> Shapes.page("decisions", attachments.ofCase(number).stream()
                .filter(a -> !"attachment".equals(a.kind())).map(Shapes::attachment).toList(), Optional.empty()));
    }

    private String title(Cases.Summary c, String language) {
        return services.byFingerprint(c.definition()).map(d -> d.text(language, "title")).orElse(c.service());
    }

    private Cases.Case existing(String number) {
        return cases.read(number, PURPOSE).orElseThrow(() -> new Refusal(404, "not-found"));
    }

    private static Response answer(Cases.Case c, String language) {
        return Response.ok(Shapes.full(c, language)).header(HttpHeaders.ETAG, tag(c)).build();
    }

    private static String tag(Cases.Case c) {
        return "\"" + c.version() + "\"";
    }

    private static long version(String match) {
        if (match == null) {
            throw new Refusal(428, "if-match-missing");
        }
        if (!match.matches("\"[0-9]{1,18}\"")) {
            throw new Refusal(412, "stale");
        }
        return Long.parseLong(match.substring(1, match.length() - 1));
    }

    static String key(String key) {
        if (key == null) {
            throw new Refusal(400, "idempotency-key-missing");
        }
        if (!key.matches("[\\x21-\\x7e]{8,200}")) {
            throw new Refusal(400, "idempotency-key-malformed");
        }
        return key;
    }

    private static int limit(String limit) {
        if (!limit.matches("[0-9]{1,4}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > 200) {
            throw new Refusal(400, "limit");
        }
        return Integer.parseInt(limit);
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String word) {
        try {
            return Enum.valueOf(type, word.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "unknown-choice");
        }
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new Refusal(422, "invalid",
                    java.util.List.of(lv.pkip.kernel.api.service.Finding.error("until", "error.format.date")));
        }
    }

    private static String query(String name, String value) {
        return value == null ? "" : "&" + name + "=" + encoded(value);
    }

    private static String encoded(String value) {
        return java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8);
    }
}
