package lv.pkip.kernel.shell.gate;

import java.security.cert.X509Certificate;
import java.util.Optional;
import lv.pkip.kernel.api.identity.Session;

/**
 * The mark the gate puts on a request it let in; without it nothing is answered.
 *
 * @param reference shown in error pages and written to the log, so that one finds the other
 * @param session   who signed in, if anybody
 * @param secure    the browser came over https
 * @param client    address of the client, for throttling
 * @param certificate what the client showed in TLS
 * @param failure   why the session could not be looked up; the request is then refused as a whole
 */
public record Passage(String reference, Optional<Session> session, boolean secure, String client,
        Optional<X509Certificate> certificate, Optional<RuntimeException> failure) {

    /** Name of the request attribute that carries the mark. */
    public static final String MARK = "lv.pkip.kernel.shell.passage";
}
