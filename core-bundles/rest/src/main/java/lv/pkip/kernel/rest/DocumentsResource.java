package lv.pkip.kernel.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.MediaType;
import lv.pkip.kernel.api.status.Cases;

/** The public check of documents this municipality issued; no personal data. */
@Path("v1/documents")
@Produces(MediaType.APPLICATION_JSON)
public final class DocumentsResource {

    private final Gate gate;
    private final Cases cases;

    DocumentsResource(Gate gate, Cases cases) {
        this.gate = gate;
        this.cases = cases;
    }

    @GET
    @Path("{code}")
    @Rule(value = Rule.Who.EVERYBODY, summary = "Whether a document with this verification code was issued here, and its SHA-256",
            gives = "200 Issued")
    public Map<String, Object> verify(@PathParam("code") String code) {
        return gate.run(() -> {
            Cases.Issued issued = cases.verify(code).orElseThrow(() -> new Refusal(404, "not-found"));
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("number", issued.number());
            m.put("service", issued.service());
            m.put("kind", issued.kind());
            m.put("issued", issued.at().toString());
            m.put("sha256", issued.sha256());
            m.put("valid", issued.valid());
            return m;
        });
    }
}
