package lv.pkip.kernel.shell;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of portal and workplace; the defaults are safe behind no proxy. */
@ObjectClassDefinition(name = "PKIP: shell")
public @interface Settings {
    String PID = "lv.pkip.kernel.shell";

    @AttributeDefinition(name = "Behind a proxy", description = "Believe X-Forwarded-Proto and X-Forwarded-For of the proxies. Only when they always set them.")
    boolean proxied() default false;

    @AttributeDefinition(name = "Proxies", description = "Addresses or blocks (10.0.0.0/24) of the proxies that are believed; nobody else is")
    String[] proxies() default {"127.0.0.1", "::1"};

    @AttributeDefinition(name = "Client certificates", description = "Believe Client-Cert (RFC 9440) of the proxies. Only when they always set or remove it.")
    boolean clientCertificates() default false;

    @AttributeDefinition(name = "Map tiles", description = "Address pattern with {z}, {x}, {y}, of the municipality's own or a state server. Empty: no maps.")
    String tiles() default "";

    @AttributeDefinition(name = "Map attribution")
    String tilesAttribution() default "";

    @AttributeDefinition(name = "Map centre", description = "latitude,longitude")
    String mapCentre() default "55.8714,26.5161";

    @AttributeDefinition(name = "Partners", description = "Origins a form may lead to by a redirect, for example https://pay.example.lv")
    String[] partners() default {};

    @AttributeDefinition(name = "Largest form, bytes")
    long largestForm() default 400_000;

    @AttributeDefinition(name = "Largest form with files, bytes")
    long largestUpload() default 60_000_000;

    @AttributeDefinition(name = "Most values in a form")
    int mostFields() default 2000;

    @AttributeDefinition(name = "Widgets, milliseconds", description = "How long a part of the start page may take before it is shown as missing")
    long widgetMillis() default 3000;

    @AttributeDefinition(name = "Seal key file", description = "Where the key is kept that signs forms before sign-in; the same file on every node. Empty: beside the bundle's data.")
    String sealKeyFile() default "";
}
