package lv.pkip.kernel.identityscim;

import java.util.Locale;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Forbidden;
import lv.pkip.kernel.api.persistence.DatabaseAway;
import lv.pkip.kernel.api.registry.RegistryProblem;

/** What is answered instead of what was asked for, in the words of RFC 7644 section 3.12. */
final class ScimProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int RETRY_SECONDS = 5;

    private final int status;
    private final String scimType;
    private final long retryAfter;

    private ScimProblem(int status, String scimType, String detail, long retryAfter) {
        super(detail);
        this.status = status;
        this.scimType = scimType;
        this.retryAfter = retryAfter;
    }

    static ScimProblem of(int status, String detail) {
        return new ScimProblem(status, "", detail, 0);
    }

    static ScimProblem later(int status, String detail, long seconds) {
        return new ScimProblem(status, "", detail, Math.max(1, seconds));
    }

    static ScimProblem typed(int status, String scimType, String detail) {
        return new ScimProblem(status, scimType, detail, 0);
    }

    static ScimProblem syntax(String detail) {
        return typed(400, "invalidSyntax", detail);
    }

    static ScimProblem filter(String detail) {
        return typed(400, "invalidFilter", detail);
    }

    static ScimProblem value(String detail) {
        return typed(400, "invalidValue", detail);
    }

    static ScimProblem path(String detail) {
        return typed(400, "invalidPath", detail);
    }

    static ScimProblem target(String detail) {
        return typed(400, "noTarget", detail);
    }

    static ScimProblem mutability(String detail) {
        return typed(400, "mutability", detail);
    }

    static ScimProblem notFound() {
        return of(404, "There is no such resource.");
    }

    static ScimProblem changedMeanwhile() {
        return of(412, "The resource was changed meanwhile.");
    }

    /** What a failure of the registry means to the one who asked; empty when it is nobody's but ours. */
    static Optional<ScimProblem> meaning(RuntimeException failure) {
        if (failure instanceof ScimProblem problem) {
            return Optional.of(problem);
        }
        if (failure instanceof RegistryProblem problem) {
            return Optional.of(of(problem));
        }
        if (failure instanceof Forbidden forbidden) {
            return Optional.of(of(403, "The permission " + forbidden.permission() + " is missing."));
        }
        return DatabaseAway.caused(failure) ? Optional.of(later(503, "The registry does not answer now.", RETRY_SECONDS)) : Optional.empty();
    }

    private static ScimProblem of(RegistryProblem problem) {
        String field = problem.field();
        return switch (problem.code()) {
            case INVALID -> value("The registry does not take this value of " + field + ".");
            case UNKNOWN -> field.equals("login") || field.equals("id") ? notFound() : value("There is no such " + field + ".");
            case TAKEN -> typed(409, "uniqueness", "This " + (field.equals("login") ? "userName" : field) + " is taken, or was once.");
            case STALE -> changedMeanwhile();
            case SAME_PERSON -> of(403, "Nobody may do this to oneself.");
            case IN_USE, LAST_ADMINISTRATOR, LOOP, NOT_NOW, SECOND_PERSON -> of(409, "The registry refuses: " + problem.code().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ".");
        };
    }

    int status() {
        return status;
    }

    /** Empty when the RFC has no word for it. */
    String scimType() {
        return scimType;
    }

    /** Seconds; 0: no use. */
    long retryAfter() {
        return retryAfter;
    }
}
