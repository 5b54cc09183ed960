package lv.pkip.distribution.benchmark;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One kept-alive HTTP connection that does as little as it can: client and server share the machine's processors. */
final class Line implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private final List<String> headers = new ArrayList<>();
    private String body = "";

    Line(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** Sends a whole request, and returns the status when the whole answer has come. */
    int ask(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        boolean chunked = false;
        headers.clear();
        for (String header = line(); !header.isEmpty(); header = line()) {
            headers.add(header);
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
        }
        body = chunked ? chunks() : read(length);
        return status;
    }

    String body() {
        return body;
    }

    /** What the last answer said under a name, as often as it said it. */
    List<String> headers(String name) {
        List<String> values = new ArrayList<>();
        for (String header : headers) {
            if (header.length() > name.length() && header.charAt(name.length()) == ':' && header.regionMatches(true, 0, name, 0, name.length())) {
                values.add(header.substring(name.length() + 1).strip());
            }
        }
        return values;
    }

    private String chunks() throws IOException {
        StringBuilder whole = new StringBuilder();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            whole.append(read(size));
            line();
        }
        line();
        return whole.toString();
    }

    private String read(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer ended early");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server hung up");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
