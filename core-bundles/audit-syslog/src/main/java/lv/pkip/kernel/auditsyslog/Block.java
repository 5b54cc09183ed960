package lv.pkip.kernel.auditsyslog;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A block of addresses, {@code 10.0.0.0/24}, or one address. */
record Block(byte[] address, int bits) {

    /** @throws IllegalArgumentException with what is wrong with it */
    static Block read(String text) {
        String[] parts = text.split("/", 2);
        // Only what is a number already, so that no name server is asked who may send.
        if (!parts[0].matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*") || parts.length == 2 && !parts[1].matches("\\d{1,3}")) {
            throw new IllegalArgumentException(text + " is no address and no block of addresses");
        }
        try {
            byte[] address = InetAddress.getByName(parts[0]).getAddress();
            int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : address.length * 8;
            if (bits > address.length * 8 || parts[0].matches("[0-9.]+") && parts[0].split("\\.", -1).length != 4) {
                throw new IllegalArgumentException(text + " is no address and no block of addresses");
            }
            return new Block(address, bits);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text + " is no address and no block of addresses");
        }
    }

    boolean has(InetAddress other) {
        byte[] bytes = other.getAddress();
        if (bytes.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (((bytes[bit / 8] ^ address[bit / 8]) >> 7 - bit % 8 & 1) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Neither could be told from the other. */
    boolean sameAs(Block other) {
        try {
            return bits == other.bits && address.length == other.address.length && has(InetAddress.getByAddress(other.address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
