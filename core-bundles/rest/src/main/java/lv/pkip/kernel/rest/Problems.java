package lv.pkip.kernel.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.ws.rs.WebApplicationException;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.identity.SignInRefused;
import lv.pkip.kernel.api.persistence.DatabaseAway;
import lv.pkip.kernel.api.service.Finding;
import lv.pkip.kernel.api.service.Rules;
import lv.pkip.kernel.api.status.CaseProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns everything thrown into RFC 9457 problem+json with a stable type and, for fields, JSON pointers (RFC 6901). */
final class Problems implements ExceptionMapper<Throwable> {

    static final String TYPE = "application/problem+json";
    private static final String BEARER = "Bearer realm=\"pkip\"";
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final Words words;
    private final Correlation correlation;

    @Context
    private HttpHeaders headers;

    Problems(Words words, Correlation correlation) {
        this.correlation = correlation;
        this.words = words;
    }

    @Override
    public Response toResponse(Throwable thrown) {
        if (thrown instanceof Refusal refusal) {
            Response answer = problem(refusal.status(), refusal.code(), refusal.findings(), refusal.wordsOr(words), Map.of()).build();
            refusal.tokenError().ifPresent(error -> answer.getHeaders().putSingle(HttpHeaders.WWW_AUTHENTICATE, BEARER + ", error=\"" + error + "\""));
            return answer;
        }
        if (thrown instanceof CaseProblem problem) {
            Map<String, Object> more = problem.needed().<Map<String, Object>>map(level -> Map.of("needed", word(level.name()))).orElse(Map.of());
            return problem(problem.code().status(), word(problem.code().name()), problem.findings(), words, more).build();
        }
        if (thrown instanceof Forbidden) {
            return problem(403, "forbidden", List.of()).build();
        }
        if (thrown instanceof SignInRefused refused) {
            int status = refused.reason() == SignInRefused.Reason.WRONG_CREDENTIALS ? 401
                    : refused.reason() == SignInRefused.Reason.WEAK_PASSWORD ? 422 : 429;
            Response.ResponseBuilder answer = problem(status, word(refused.reason().name()), List.of());
            return (status == 429 ? answer.header("Retry-After", Math.max(1, refused.retryAfter().toSeconds())) : answer).build();
        }
        if (thrown instanceof Unavailable away) {
            return away.known() ? problem(503, "unavailable", List.of()).build()
                    : problem(404, "not-found", List.of()).build();
        }
        if (thrown instanceof Rules.RuleProblem) {
            return problem(409, "rules", List.of()).build();
        }
        if (thrown instanceof WebApplicationException web) {
            int status = web.getResponse().getStatus();
            return problem(status, status == 404 ? "not-found" : status == 405 ? "method" : status == 415 ? "wrong-type"
                    : status == 406 ? "not-acceptable" : status < 500 ? "bad-request" : "internal", List.of()).build();
        }
        if (DatabaseAway.caused(thrown)) {
            if (DatabaseAway.isWorthTelling()) {
                LOG.warn("request {} not answered: {}", correlation.reference(), thrown.getClass().getName());
            }
            return problem(503, "unavailable", List.of()).build();
        }
        LOG.error("request {} failed", correlation.reference(), thrown);
        return problem(500, "internal", List.of()).build();
    }

    static String word(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Response.ResponseBuilder problem(int status, String code, List<Finding> findings) {
        return problem(status, code, findings, words, Map.of());
    }

    /** @param more members of this problem type alone */
    private Response.ResponseBuilder problem(int status, String code, List<Finding> findings, Words said, Map<String, Object> more) {
        String language = Words.language(headers);
        Map<String, Object> body = body(status, code, words, language, correlation.reference());
        body.putAll(more);
        if (!findings.isEmpty()) {
            body.put("errors", errors(findings, said, language));
        }
        Response.ResponseBuilder answer = Response.status(status).type(TYPE).entity(body).header("Content-Language", language);
        return status == 401 ? answer.header(HttpHeaders.WWW_AUTHENTICATE, BEARER) : status == 503 ? answer.header("Retry-After", 5) : answer;
    }

    static Map<String, Object> body(int status, String code, Words words, String language, String reference) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "/problems/" + code);
        body.put("title", words.text(language, "problem." + code, Map.of()));
        body.put("status", status);
        body.put("detail", words.text(language, "problem." + code + ".detail", Map.of()));
        body.put("instance", "urn:pkip:request:" + reference);
        return body;
    }

    static List<Map<String, Object>> errors(List<Finding> findings, Words words, String language) {
        List<Map<String, Object>> errors = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("pointer", finding.field().isEmpty() ? "" : "/" + finding.field().replace("~", "~0").replace("/", "~1").replace('.', '/'));
            error.put("code", finding.key());
            error.put("severity", word(finding.severity().name()));
            error.put("detail", words.text(language, finding.key(), finding.args()));
            errors.add(error);
        }
        return errors;
    }
}
