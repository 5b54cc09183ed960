package lv.pkip.kernel.auditsyslog;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A message of RFC 5424. Read in one pass over its octets; what the grammar does not allow is refused, because two readings of one
 * record are worse than none.
 *
 * @param exact the time is told in microseconds
 * @param text  MSG; empty where it is absent
 * @param octets MSG as it came, where it is not UTF-8
 */
record Message(int priority, Optional<Instant> time, boolean exact, Optional<String> hostname, Optional<String> appName,
        Optional<String> procid, Optional<String> msgid, List<Element> elements, String text, Optional<byte[]> octets) {

    /** An SD-ELEMENT. */
    record Element(String id, List<Param> params) { }

    /** An SD-PARAM. */
    record Param(String name, String value) { }

    int facility() {
        return priority / 8;
    }

    int severity() {
        return priority % 8;
    }

    /** Values of a parameter, in their order. */
    List<String> values(String element, String param) {
        return elements.stream().filter(e -> e.id().equals(element)).flatMap(e -> e.params().stream())
                .filter(p -> p.name().equals(param)).map(Param::value).toList();
    }

    static Message read(byte[] bytes) throws Unreadable {
        return new Reader(bytes).message();
    }

    /** Octets as text, when they are UTF-8 to the last. */
    static Optional<String> utf8(byte[] bytes, int from, int to) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(bytes, from, to - from)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Goes through the octets once. */
    private static final class Reader {
        private final byte[] bytes;
        private final int end;
        private int at;
        /** For values without their escapes, one for all, as none after the first can be longer. */
        private byte[] value;

        Reader(byte[] bytes) {
            this.bytes = bytes;
            // Templates of rsyslog end with a line feed, which octet counting carries as a part of the message.
            int length = bytes.length > 0 && bytes[bytes.length - 1] == '\n' ? bytes.length - 1 : bytes.length;
            this.end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
        }

        Message message() throws Unreadable {
            int priority = priority();
            String version = token("VERSION", 3);
            if (!version.equals("1")) {
                throw new Unreadable(version.matches("[1-9]\\d*") ? "a VERSION that is not known" : "no VERSION: not RFC 5424");
            }
            String stamp = token("TIMESTAMP", 32);
            Optional<Instant> time = stamp.equals("-") ? Optional.empty() : Optional.of(time(stamp));
            boolean exact = stamp.length() > 26 && stamp.charAt(19) == '.' && !Character.isDigit(stamp.charAt(26)) && Character.isDigit(stamp.charAt(25));
            Optional<String> hostname = field("HOSTNAME", 255);
            Optional<String> appName = field("APP-NAME", 48);
            Optional<String> procid = field("PROCID", 128);
            Optional<String> msgid = field("MSGID", 32);
            List<Element> elements = elements();
            if (at == end) {
                return new Message(priority, time, exact, hostname, appName, procid, msgid, elements, "", Optional.empty());
            }
            expect(' ', "a space before MSG");
            int from = end - at >= 3 && bytes[at] == (byte) 0xEF && bytes[at + 1] == (byte) 0xBB && bytes[at + 2] == (byte) 0xBF ? at + 3 : at;
            Optional<String> text = utf8(bytes, from, end);
            return new Message(priority, time, exact, hostname, appName, procid, msgid, elements,
                    text.orElseGet(() -> new String(bytes, from, end - from, StandardCharsets.UTF_8)),
                    text.isPresent() ? Optional.empty() : Optional.of(java.util.Arrays.copyOfRange(bytes, from, end)));
        }

        private int priority() throws Unreadable {
            expect('<', "PRI");
            int value = 0;
            int begin = at;
            while (at < end && at - begin < 3 && isDigit(bytes[at])) {
                value = value * 10 + bytes[at++] - '0';
            }
            if (at == begin || value > 191) {
                throw new Unreadable("no PRI from 0 to 191");
            }
            expect('>', "the end of PRI");
            return value;
        }

        private static boolean isDigit(int octet) {
            return octet >= '0' && octet <= '9';
        }

        private void expect(char wanted, String what) throws Unreadable {
            if (at >= end || bytes[at] != wanted) {
                throw new Unreadable("no " + what);
            }
            at++;
        }

        /** Printable ASCII up to the next space, which is passed. */
        private String token(String what, int most) throws Unreadable {
            int begin = at;
            while (at < end && bytes[at] > ' ' && bytes[at] < 127) {
                at++;
            }
            if (at == begin || at - begin > most) {
                throw new Unreadable(at == begin ? "no " + what : what + " is too long");
            }
            String token = new String(bytes, begin, at - begin, StandardCharsets.US_ASCII);
            expect(' ', "a space after " + what);
            return token;
        }

        private Optional<String> field(String what, int most) throws Unreadable {
            String token = token(what, most);
            return token.equals("-") ? Optional.empty() : Optional.of(token);
        }

        private static Instant time(String stamp) throws Unreadable {
            // yyyy-MM-ddTHH:mm:ss, up to six digits of a fraction, Z or an offset; no leap second, no small letters
            if (!stamp.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?(Z|[+-]\\d\\d:\\d\\d)")) {
                throw new Unreadable("TIMESTAMP is not of RFC 5424");
            }
            int zone = stamp.endsWith("Z") ? stamp.length() - 1 : stamp.length() - 6;
            try {
                int hours = zone == stamp.length() - 1 ? 0 : Integer.parseInt(stamp.substring(zone + 1, zone + 3));
                int minutes = zone == stamp.length() - 1 ? 0 : Integer.parseInt(stamp.substring(zone + 4, zone + 6));
                if (hours > 23 || minutes > 59) {
                    throw new Unreadable("TIMESTAMP is no time");
                }
                // By hand, because java.time has no offsets beyond 18 hours and RFC 3339 has.
                long offset = (stamp.charAt(zone) == '-' ? -1 : 1) * (hours * 3600L + minutes * 60L);
                return LocalDateTime.parse(stamp.substring(0, zone)).toInstant(ZoneOffset.UTC).minusSeconds(offset);
            } catch (DateTimeException e) {
                throw new Unreadable("TIMESTAMP is no time");
            }
        }

        private List<Element> elements() throws Unreadable {
            if (at < end && bytes[at] == '-') {
                at++;
                return List.of();
            }
            List<Element> elements = new ArrayList<>();
            Set<String> ids = new HashSet<>();
            do {
                expect('[', "STRUCTURED-DATA");
                String id = name("SD-ID");
                if (!ids.add(id)) {
                    throw new Unreadable("an SD-ID comes twice");
                }
                List<Param> params = new ArrayList<>();
                while (at < end && bytes[at] == ' ') {
                    at++;
                    String name = name("PARAM-NAME");
                    expect('=', "= after PARAM-NAME");
                    expect('"', "quote before PARAM-VALUE");
                    params.add(new Param(name, value()));
                }
                expect(']', "end of an SD-ELEMENT");
                elements.add(new Element(id, List.copyOf(params)));
            } while (at < end && bytes[at] == '[');
            return List.copyOf(elements);
        }

        private String name(String what) throws Unreadable {
            int begin = at;
            while (at < end && bytes[at] > ' ' && bytes[at] < 127 && bytes[at] != '=' && bytes[at] != ']' && bytes[at] != '"') {
                at++;
            }
            if (at == begin || at - begin > 32) {
                throw new Unreadable(at == begin ? "no " + what : what + " is too long");
            }
            return new String(bytes, begin, at - begin, StandardCharsets.US_ASCII);
        }

        private String value() throws Unreadable {
            if (value == null) {
                value = new byte[end - at];
            }
            int length = 0;
            while (at < end && bytes[at] != '"') {
                if (bytes[at] == ']') {
                    throw new Unreadable("] in a PARAM-VALUE without \\ before it");
                }
                if (bytes[at] == '\\' && at + 1 < end && (bytes[at + 1] == '"' || bytes[at + 1] == '\\' || bytes[at + 1] == ']')) {
                    at++; // before anything else a backslash is itself
                }
                value[length++] = bytes[at++];
            }
            expect('"', "quote after PARAM-VALUE");
            return utf8(value, 0, length).orElseThrow(() -> new Unreadable("a PARAM-VALUE is not UTF-8"));
        }
    }
}
