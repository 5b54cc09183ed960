package lv.pkip.kernel.api.request;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The addresses that a part of the kernel answers now, and who may call them; a test calls each of them as everybody. */
@ProviderType
public interface Endpoints {

    List<Endpoint> endpoints();

    /** Who may call. */
    enum Who {
        EVERYBODY, SIGNED_IN, RESIDENT, STAFF,
        /** Other systems: the endpoint itself asks each request who it is from, and knows no session. */
        MACHINE,
        /** No rule is stated, so everybody is refused. */
        NOBODY
    }

    /**
     * @param method     of HTTP; {@code *}: whichever it takes
     * @param path       with names for what varies, {@code /cases/{number}}; ends with {@code /**} when the paths below are the endpoint's own
     * @param part       which part of the kernel, or symbolic name of the bundle that brings it
     * @param permission what staff need besides
     */
    record Endpoint(String method, String path, String part, Who who, Optional<String> permission) {
        public Endpoint {
            Objects.requireNonNull(method);
            Objects.requireNonNull(path);
            Objects.requireNonNull(part);
            Objects.requireNonNull(who);
            Objects.requireNonNull(permission);
        }
    }
}
