package lv.pkip.kernel.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An SMTP server that answers each command as told, so that every refusal of the standard can be tried. */
final class ScriptedServer implements AutoCloseable {
    private static final Map<String, String> WILLING = Map.of("EHLO", "250-localhost\r\n250 AUTH PLAIN", "MAIL", "250 ok",
            "RCPT", "250 ok", "DATA", "354 go on", ".", "250 kept", "QUIT", "221 bye", "RSET", "250 ok", "AUTH", "235 welcome");

    private final ServerSocket socket;
    private final Map<String, String> answers;
    /** Commands received, without their arguments. */
    final List<String> commands = new CopyOnWriteArrayList<>();

    /** @param answers command → reply, where it differs from a willing server's */
    ScriptedServer(Map<String, String> answers) throws IOException {
        this.answers = answers;
        socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                talk(client);
            } catch (IOException gone) {
                // the client left, or the test is over
            }
        }
    }

    private void talk(Socket client) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = client.getOutputStream();
        say(out, "220 localhost");
        boolean data = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (data && !line.equals(".")) {
                continue;
            }
            String command = line.split(" ")[0].toUpperCase(java.util.Locale.ROOT);
            commands.add(command);
            String answer = answers.getOrDefault(command, WILLING.getOrDefault(command, "500 what?"));
            data = command.equals("DATA") && answer.startsWith("354");
            say(out, answer);
        }
    }

    private static void say(OutputStream out, String answer) throws IOException {
        out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
