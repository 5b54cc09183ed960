package lv.pkip.kernel.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.Consumes;
import javax.ws.rs.DELETE;
import javax.ws.rs.DefaultValue;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.navigation.Navigation;
import lv.pkip.kernel.api.service.Services;

/** The platform itself: staff sessions for programs, navigation, and the description of this API. */
@Path("v1")
@Produces(MediaType.APPLICATION_JSON)
public final class PlatformResource {

    private final Gate gate;
    private final SignIn signIn;
    private final CurrentActor current;
    private final Navigation navigation;
    private final Services services;
    private final OpenApi openApi;

    PlatformResource(Gate gate, SignIn signIn, CurrentActor current, Navigation navigation, Services services,
            OpenApi openApi) {
        this.gate = gate;
        this.signIn = signIn;
        this.current = current;
        this.navigation = navigation;
        this.services = services;
        this.openApi = openApi;
    }

    @POST
    @Path("sessions")
    @Consumes(MediaType.APPLICATION_JSON)
    @Rule(value = Rule.Who.EVERYBODY, summary = "Signs a staff member in and gives a bearer token",
            takes = {"login!:string", "password!:string"}, gives = {"201 Session", "401", "429"})
    public Response open(JsonNode body, @Context HttpServletRequest request) {
        return gate.run(() -> {
            char[] password = Json.required(body, "password").toCharArray();
            Session session = signIn.password(Json.required(body, "login"), password, request.getRemoteAddr());
            java.util.Arrays.fill(password, '\0');
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("token", session.token());
            m.put("expires", session.expires().toString());
            session.due().ifPresent(due -> m.put("due", due.name().toLowerCase(Locale.ROOT)));
            return Response.status(201).entity(m).build();
        });
    }

    @DELETE
    @Path("sessions")
    @Rule(value = Rule.Who.SIGNED_IN, summary = "Ends the session of the caller", gives = "204")
    public Response close() {
        return gate.run(() -> {
            current.session().ifPresent(s -> signIn.signOut(s.token()));
            return Response.noContent().build();
        });
    }

    @GET
    @Path("navigation")
    @Rule(value = Rule.Who.EVERYBODY, summary = "The menu of portal or work as the caller may see it",
            gives = "200 Navigation")
    public Map<String, Object> navigation(@DefaultValue("portal") @QueryParam("area") String area,
            @Context HttpHeaders headers) {
        if (!area.equals("portal") && !area.equals("work")) {
            throw new Refusal(400, "unknown-choice");
        }
        String language = Words.language(headers);
        return gate.run(() -> Map.of("entries", navigation.entries(area, language).stream()
                .map(e -> Map.of("id", e.id(), "text", e.text(), "href", e.href(), "icon", e.icon())).toList()));
    }

    @GET
    @Path("openapi.json")
    @Rule(value = Rule.Who.EVERYBODY, summary = "This description, true to what is installed now", gives = "200 Description")
    public Map<String, Object> describe(@Context HttpHeaders headers) {
        String language = Words.language(headers);
        return gate.run(() -> openApi.describe(services.installed(), language));
    }
}
