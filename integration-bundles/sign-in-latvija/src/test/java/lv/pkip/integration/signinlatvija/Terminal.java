package lv.pkip.integration.signinlatvija;

import java.lang.annotation.Annotation;
import java.nio.file.Path;

/** Settings as a test gives them. */
record Terminal(Path certificate, String decryptionKey, boolean encrypted, int skewSeconds, String issuer) implements Agreement.Config {

    static Terminal of(Path certificate) {
        return new Terminal(certificate, "", false, 60, "http://www.latvija.lv/sts");
    }

    @Override
    public String address() {
        return "/sandbox/latvija";
    }

    @Override
    public String realm() {
        return "urn:example:portal";
    }

    @Override
    public String audience() {
        return "";
    }

    @Override
    public String[] certificates() {
        return new String[] {certificate.toString(), certificate.resolveSibling("next.pem").toString()};
    }

    @Override
    public boolean trial() {
        return true;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return Agreement.Config.class;
    }
}
