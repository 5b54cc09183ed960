package lv.pkip.kernel.identityldap;

import com.unboundid.asn1.ASN1Exception;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.asn1.ASN1StreamReaderSequence;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A message of a client, taken apart (RFC 4511). */
record Request(int id, Operation operation, List<Control> controls) {

    /** What is asked. */
    sealed interface Operation permits Bind, Unbind, Abandon, Search, Compare, Extended, Write { }

    /** @param password null with any other than simple credentials */
    record Bind(int version, String dn, byte[] password) implements Operation {
        Bind {
            Objects.requireNonNull(dn);
        }
    }

    record Unbind() implements Operation { }

    record Abandon() implements Operation { }

    record Search(String base, int scope, int sizeLimit, int timeLimit, boolean typesOnly, Filter filter, List<String> attributes) implements Operation {
        Search {
            Objects.requireNonNull(base);
            attributes = List.copyOf(attributes);
        }
    }

    record Compare(String dn, String attribute, String assertion) implements Operation {
        Compare {
            Objects.requireNonNull(dn);
            Objects.requireNonNull(attribute);
            Objects.requireNonNull(assertion);
        }
    }

    record Extended(String oid) implements Operation {
        Extended {
            Objects.requireNonNull(oid);
        }
    }

    /** Anything that would change the directory. @param answer type of the answer to it */
    record Write(byte answer) implements Operation { }

    /**
     * A message, behind whose end there is nothing to be read. The library's reader takes the end for an absent value, which a list
     * whose announced length reaches beyond it would be filled with without end.
     */
    private static final class Whole extends ByteArrayInputStream {
        Whole(byte[] frame) {
            super(frame);
        }

        @Override
        public synchronized int read() {
            return inside(super.read());
        }

        @Override
        public synchronized int read(byte[] into, int from, int length) {
            return inside(super.read(into, from, length));
        }

        private static int inside(int read) {
            if (read < 0) {
                throw new IllegalStateException("behind the end");
            }
            return read;
        }
    }

    /** @param frame as {@link Frames} gives it, so that nothing in it is deep or reaches beyond its end */
    static Request read(byte[] frame) throws Hostile {
        try {
            ASN1StreamReader reader = new ASN1StreamReader(new Whole(frame), frame.length);
            ASN1StreamReaderSequence message = reader.beginSequence();
            int id = reader.readInteger();
            if (id <= 0) {
                throw new Hostile("a message without a number");
            }
            Operation operation = operation(reader);
            List<Control> controls = new ArrayList<>();
            if (message.hasMoreElements()) {
                if (reader.peek() != 0xA0) {
                    throw new Hostile("something behind the operation");
                }
                ASN1StreamReaderSequence all = reader.beginSequence();
                while (all.hasMoreElements()) {
                    controls.add(control(reader));
                }
            }
            return new Request(id, operation, controls);
        } catch (Hostile hostile) {
            throw hostile;
        } catch (IOException | ASN1Exception | LDAPException | RuntimeException e) {
            // RuntimeException: the library's own, and null where something is missing
            throw new Hostile("a message that cannot be read");
        }
    }

    private static Operation operation(ASN1StreamReader reader) throws IOException, ASN1Exception, LDAPException {
        return switch (reader.peek()) {
            case 0x60 -> bind(reader);
            case 0x42 -> {
                reader.readElement();
                yield new Unbind();
            }
            case 0x50 -> {
                reader.readElement();
                yield new Abandon();
            }
            case 0x63 -> search(reader);
            case 0x6E -> compare(reader);
            case 0x77 -> extended(reader);
            case 0x66 -> write(reader, 0x67);
            case 0x68 -> write(reader, 0x69);
            case 0x4A -> write(reader, 0x6B);
            case 0x6C -> write(reader, 0x6D);
            default -> throw new Hostile("an operation that there is not");
        };
    }

    private static Operation write(ASN1StreamReader reader, int answer) throws IOException {
        reader.readElement();
        return new Write((byte) answer);
    }

    private static Operation bind(ASN1StreamReader reader) throws IOException, ASN1Exception {
        reader.beginSequence();
        int version = reader.readInteger();
        String dn = reader.readString();
        byte[] password = reader.peek() == 0x80 ? reader.readBytes() : null;
        if (password == null) {
            reader.readElement();
        }
        return new Bind(version, dn, password);
    }

    private static Operation search(ASN1StreamReader reader) throws IOException, ASN1Exception, LDAPException {
        reader.beginSequence();
        String base = reader.readString();
        int scope = reader.readEnumerated();
        reader.readEnumerated(); // aliases, of which there are none
        int sizeLimit = reader.readInteger();
        int timeLimit = reader.readInteger();
        boolean typesOnly = reader.readBoolean();
        Filter filter = Filter.readFrom(reader);
        List<String> attributes = new ArrayList<>();
        ASN1StreamReaderSequence wanted = reader.beginSequence();
        while (wanted.hasMoreElements()) {
            attributes.add(reader.readString());
        }
        return new Search(base, scope, sizeLimit, timeLimit, typesOnly, filter, attributes);
    }

    private static Operation compare(ASN1StreamReader reader) throws IOException, ASN1Exception {
        reader.beginSequence();
        String dn = reader.readString();
        reader.beginSequence();
        return new Compare(dn, reader.readString(), reader.readString());
    }

    private static Operation extended(ASN1StreamReader reader) throws IOException, ASN1Exception {
        ASN1StreamReaderSequence request = reader.beginSequence();
        String oid = reader.readString();
        if (request.hasMoreElements()) {
            reader.readElement();
        }
        return new Extended(oid);
    }

    private static Control control(ASN1StreamReader reader) throws IOException, ASN1Exception {
        ASN1StreamReaderSequence control = reader.beginSequence();
        String oid = reader.readString();
        boolean critical = control.hasMoreElements() && reader.peek() == 0x01 && reader.readBoolean();
        byte[] value = control.hasMoreElements() ? reader.readBytes() : null;
        return new Control(oid, critical, value == null ? null : new ASN1OctetString(value));
    }
}
