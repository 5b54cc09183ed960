package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** An OAuth provider as an application knows it: where its endpoints are, and the application's own name and secret there. */
record Provider(int port, String issuer, String authorize, String token, String introspect, String client, String secret) {

    Line line() {
        try {
            return new Line(port);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A form to one of the endpoints, with client_secret_basic. */
    String form(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Basic "
                + Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(StandardCharsets.US_ASCII))
                + "\r\nAccept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    String asksForToken() {
        return form(token, "grant_type=client_credentials");
    }

    String asksAbout(String accessToken) {
        return form(introspect, "token=" + accessToken);
    }

    /** What the token endpoint gives; anything else ends the measurement. */
    String accessToken(Line line, String request) throws IOException {
        int status = line.ask(request);
        String token = Json.text(line.body(), "access_token");
        if (status != 200 || token.isEmpty()) {
            throw new IllegalStateException(issuer + " gives no token: " + status + " " + Json.text(line.body(), "error"));
        }
        return token;
    }

    /** Fails when the token is not good, or another application's. */
    void good(Line line, String request) throws IOException {
        int status = line.ask(request);
        String body = line.body();
        if (status != 200 || !Json.isTrue(body, "active") || !Json.text(body, "client_id").equals(client)) {
            throw new IllegalStateException(issuer + " does not call the token good: " + status + (Json.isTrue(body, "active") ? ", of another application" : ""));
        }
    }

    /** Query of an authorization request, and what has to come back. */
    String asksForSignIn(Map<String, String> more) {
        StringBuilder query = new StringBuilder("response_type=code&client_id=").append(client).append("&scope=openid%20profile%20email&code_challenge_method=S256");
        more.forEach((name, value) -> query.append('&').append(name).append('=').append(java.net.URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return authorize + "?" + query;
    }
}
