package lv.pkip.kernel.identityldap;

import com.unboundid.asn1.ASN1Buffer;
import com.unboundid.asn1.ASN1BufferSequence;
import com.unboundid.asn1.ASN1BufferSet;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Writes messages to a client; what belongs together leaves together. */
final class Answers {
    static final byte BIND = 0x61;
    static final byte ENTRY = 0x64;
    static final byte SEARCH_DONE = 0x65;
    static final byte COMPARE = 0x6F;
    static final byte EXTENDED = 0x78;

    private static final int LARGE = 32 * 1024;
    private static final int KEPT = 8 * 1024;

    private final OutputStream out;
    /** Since when a write has been waiting for the client, nanoseconds; 0 when none is. */
    private final AtomicLong writing;
    private ASN1Buffer buffer = new ASN1Buffer();

    Answers(OutputStream out, AtomicLong writing) {
        this.out = out;
        this.writing = writing;
    }

    void result(int id, byte type, Result result) {
        ASN1BufferSequence message = buffer.beginSequence();
        buffer.addInteger(id);
        ASN1BufferSequence operation = buffer.beginSequence(type);
        components(result);
        operation.end();
        controls(result.controls());
        message.end();
    }

    /** @param oid null when the answer has none @param value null when it has none */
    void extended(int id, Result result, String oid, String value) {
        ASN1BufferSequence message = buffer.beginSequence();
        buffer.addInteger(id);
        ASN1BufferSequence operation = buffer.beginSequence(EXTENDED);
        components(result);
        if (oid != null) {
            buffer.addOctetString((byte) 0x8A, oid);
        }
        if (value != null) {
            buffer.addOctetString((byte) 0x8B, value);
        }
        operation.end();
        message.end();
    }

    /** RFC 4511, 4.4.1: the last that a client hears. */
    void notice(ResultCode code, String text) {
        extended(0, Result.of(code, text), "1.3.6.1.4.1.1466.20036", null);
    }

    private void components(Result result) {
        buffer.addEnumerated(result.code().intValue());
        buffer.addOctetString(result.matched());
        buffer.addOctetString(result.message());
    }

    private void controls(List<Control> controls) {
        if (!controls.isEmpty()) {
            ASN1BufferSequence all = buffer.beginSequence((byte) 0xA0);
            controls.forEach(control -> control.writeTo(buffer));
            all.end();
        }
    }

    /** One entry: its attributes in the order wanted, only those that have values. */
    void entry(int id, Row row, List<Attribute> wanted, boolean typesOnly, List<String> personalCode) throws IOException {
        ASN1BufferSequence message = buffer.beginSequence();
        buffer.addInteger(id);
        ASN1BufferSequence operation = buffer.beginSequence(ENTRY);
        buffer.addOctetString(row.dn());
        ASN1BufferSequence attributes = buffer.beginSequence();
        for (Attribute attribute : wanted) {
            List<String> values = attribute == Attribute.PERSONAL_CODE ? personalCode : row.values(attribute).orElse(List.of());
            if (!values.isEmpty()) {
                ASN1BufferSequence one = buffer.beginSequence();
                buffer.addOctetString(attribute.type());
                ASN1BufferSet set = buffer.beginSet();
                if (!typesOnly) {
                    values.forEach(buffer::addOctetString);
                }
                set.end();
                one.end();
            }
        }
        attributes.end();
        operation.end();
        message.end();
        if (buffer.length() > LARGE) {
            flush();
        }
    }

    void flush() throws IOException {
        if (buffer.length() > 0) {
            writing.set(System.nanoTime() | 1);
            try {
                buffer.writeTo(out);
                out.flush();
            } finally {
                writing.set(0);
            }
            if (buffer.length() > KEPT) {
                buffer = new ASN1Buffer();
            } else {
                buffer.clear();
            }
        }
    }
}
