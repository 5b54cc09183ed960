package lv.pkip.kernel.shell.gate;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.servlet.http.HttpServletRequest;

/** The proxies in front: who is believed when it says for whom it asks, by its address on the connection itself. */
public final class Proxies {
    private static final Pattern LITERAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private final List<Block> blocks;
    private final boolean certificates;

    private Proxies(List<Block> blocks, boolean certificates) {
        this.blocks = List.copyOf(blocks);
        this.certificates = certificates;
    }

    /** Nobody stands in front. */
    public static Proxies none() {
        return new Proxies(List.of(), false);
    }

    /**
     * @param addresses    addresses or blocks ({@code 10.0.0.0/24}); never names, for those are looked up elsewhere
     * @param certificates whether they always set or remove {@code Client-Cert}
     */
    public static Proxies at(List<String> addresses, boolean certificates) {
        return new Proxies(addresses.stream().map(String::strip).filter(address -> !address.isEmpty()).map(Block::of).toList(), certificates);
    }

    /** The request came from one of them. */
    public boolean brought(HttpServletRequest request) {
        return !blocks.isEmpty() && literal(request.getRemoteAddr()).filter(from -> blocks.stream().anyMatch(block -> block.holds(from))).isPresent();
    }

    /** The request came from one of them, and what it says of the client's certificate is true. */
    public boolean vouched(HttpServletRequest request) {
        return certificates && brought(request);
    }

    /** The last one in a header that a proxy adds to: earlier ones anybody can write. */
    public Optional<String> said(HttpServletRequest request, String header) {
        if (!brought(request)) {
            return Optional.empty();
        }
        List<String> lines = Collections.list(request.getHeaders(header));
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        return Optional.of(last.substring(last.lastIndexOf(',') + 1).strip()).filter(text -> !text.isEmpty());
    }

    /** Address of the client, as far as anybody who is believed says it. */
    public String client(HttpServletRequest request) {
        return said(request, "X-Forwarded-For").orElseGet(request::getRemoteAddr);
    }

    public boolean secure(HttpServletRequest request) {
        return request.isSecure() || said(request, "X-Forwarded-Proto").filter("https"::equalsIgnoreCase).isPresent();
    }

    private static Optional<byte[]> literal(String text) {
        String plain = text == null ? "" : text.replaceAll("^\\[|\\]$|%.*$", "");
        if (!LITERAL.matcher(plain).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(plain).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private record Block(List<Byte> address, int bits) {
        static Block of(String text) {
            String[] parts = text.split("/", -1);
            byte[] address = literal(parts[0]).orElseThrow(() -> new IllegalArgumentException("no address of a proxy: " + text));
            int most = address.length * 8;
            int bits = parts.length == 1 ? most : parts.length == 2 && parts[1].matches("[0-9]{1,3}") ? Integer.parseInt(parts[1]) : -1;
            if (bits < 1 || bits > most) { // a block of 0 bits is everybody
                throw new IllegalArgumentException("no address of a proxy: " + text);
            }
            List<Byte> bytes = new ArrayList<>();
            for (byte one : address) {
                bytes.add(one);
            }
            return new Block(List.copyOf(bytes), bits);
        }

        boolean holds(byte[] other) {
            if (other.length != address.size()) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((other[bit / 8] & mask) != (address.get(bit / 8) & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
