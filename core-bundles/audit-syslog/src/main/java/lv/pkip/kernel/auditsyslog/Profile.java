package lv.pkip.kernel.auditsyslog;

import java.lang.reflect.Method;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/**
 * A source as its settings say.
 *
 * @param fingerprints SHA-256 of its certificates, small hexadecimal digits
 * @param subject      of its certificate, signed by one of the authorities
 * @param names        DNS names in its certificate, signed likewise, in small letters
 * @param blocks       addresses it sends from by plain TCP
 * @param lines        plain TCP with line feeds instead of octet counts
 */
record Profile(String name, Set<String> fingerprints, Optional<X500Principal> subject, Set<String> names, List<Block> blocks, boolean lines,
        Mapping mapping, int silentAfterMinutes) {
    private static final int DNS_NAME = 2;

    /** @param problems is told all that is wrong, not only the first */
    static Profile of(Source.Config config, Collection<String> keys, Consumer<String> problems) {
        Set<String> known = Arrays.stream(Source.Config.class.getDeclaredMethods()).map(Method::getName).collect(Collectors.toSet());
        keys.stream().filter(key -> !known.contains(key) && !key.matches("(service|component|felix|osgi|org|config)\\..*|\\..*")).sorted()
                .forEach(key -> problems.accept(key + ": there is no such setting"));
        if (!config.name().matches("[a-z][a-z0-9-]{0,62}") || config.name().equals("pkip")) {
            problems.accept("name: small letters, digits and hyphens, a letter first, 63 at most, not pkip");
        }
        Set<String> fingerprints = new TreeSet<>();
        for (String each : list(config.fingerprints())) {
            String digits = each.replaceFirst("(?i)^sha-?256[:=]", "").replace(":", "").toLowerCase(Locale.ROOT);
            if (digits.matches("[0-9a-f]{64}")) {
                fingerprints.add(digits);
            } else {
                problems.accept("fingerprints: " + each + " is no SHA-256, which has 64 hexadecimal digits");
            }
        }
        List<Block> blocks = new ArrayList<>();
        for (String each : list(config.addresses())) {
            try {
                blocks.add(Block.read(each));
            } catch (IllegalArgumentException e) {
                problems.accept("addresses: " + e.getMessage());
            }
        }
        if (!Set.of("octets", "lines").contains(config.framing())) {
            problems.accept("framing: octets or lines");
        }
        if (config.silentAfterMinutes() < 0) {
            problems.accept("silentAfterMinutes: 0 or more");
        }
        Profile profile = new Profile(config.name(), fingerprints, subject(config.subject(), problems),
                list(config.names()).stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toCollection(TreeSet::new)), blocks,
                config.framing().equals("lines"), Mapping.of(config, problems), config.silentAfterMinutes());
        if ((config.fingerprints() + config.subject() + config.names() + config.addresses()).isBlank()) {
            problems.accept("nothing tells who it is: fingerprints, subject, names or addresses");
        }
        return profile;
    }

    private static List<String> list(String setting) {
        return Stream.of(setting.split("[,\\s]+")).filter(each -> !each.isEmpty()).toList();
    }

    private static Optional<X500Principal> subject(String text, Consumer<String> problems) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new X500Principal(text));
        } catch (IllegalArgumentException e) {
            problems.accept("subject: " + text + " is no name such as CN=erp,O=Paraugi");
            return Optional.empty();
        }
    }

    boolean isSecure() {
        return !fingerprints.isEmpty() || needsAuthority();
    }

    boolean needsAuthority() {
        return subject.isPresent() || !names.isEmpty();
    }

    boolean isPlain() {
        return !blocks.isEmpty();
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(Frames.sha256().digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            return "";
        }
    }

    /** By subject or name; who signed it has to be known besides. */
    boolean isNamedIn(X509Certificate certificate) {
        return subject.filter(certificate.getSubjectX500Principal()::equals).isPresent() || !names.isEmpty() && dnsNames(certificate).anyMatch(names::contains);
    }

    private static Stream<String> dnsNames(X509Certificate certificate) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            return all == null ? Stream.empty() : all.stream().filter(name -> name.get(0).equals(DNS_NAME)).map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
        } catch (GeneralSecurityException e) {
            return Stream.empty();
        }
    }

    /** Bits of the narrowest block that an address is in. */
    OptionalInt closeness(InetAddress address) {
        return blocks.stream().filter(block -> block.has(address)).mapToInt(Block::bits).max();
    }
}
