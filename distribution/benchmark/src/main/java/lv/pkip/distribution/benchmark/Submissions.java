package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import lv.pkip.distribution.itest.Container;
import lv.pkip.distribution.itest.Resident;

/**
 * Applications for felling trees through HTTP until the answer, on PostgreSQL with fsync, with gapless numbers, history, audit and
 * the letter in the outbox; beside pgbench on the same server. No mail server is named, so letters wait: sending is not measured.
 */
final class Submissions implements Measurement {

    private static final String SERVICE = "tree-felling";
    private static final String DATABASE = "submissions";

    private final Plan plan;

    Submissions(Plan plan) {
        this.plan = plan;
    }

    @Override
    public List<Row> rows() {
        String database = plan.postgresql().database(DATABASE);
        try (Container container = Container.unpacked()
                .withFeatures("pkip-sign-in-sandbox", "pkip-payment-sandbox", "pkip-service-tree-felling")
                .set("lv.pkip.municipality.cfg", "property.iban", "LV08PARA0000000000000")
                .set("lv.pkip.municipality.cfg", "registrationNumber", "00000000000")
                .withEnvironment("PKIP_JVM", "server").withEnvironment("PKIP_MEMORY", "1g").withDatabase(database).start()) {
            List<String> requests = IntStream.range(0, 32).mapToObj(n -> request(container, n)).toList();
            Plan.step("warming up", () -> rate(container, requests, plan.warmUpSeconds()));
            ThreeRows pgbench = new ThreeRows(plan.postgresql(), DATABASE);
            List<Row> rows = new ArrayList<>();
            for (int clients : new int[] {1, 8, 32}) {
                rows.add(Plan.step(clients + " clients", () -> compared(container, requests.subList(0, clients), pgbench)));
            }
            return rows;
        }
    }

    private Row compared(Container container, List<String> requests, ThreeRows pgbench) {
        int clients = requests.size();
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int i = 0; i < plan.rounds(); i++) {
            theirs.add(pgbench.rate(clients, plan.roundSeconds()));
            ours.add(rate(container, requests, plan.roundSeconds()));
        }
        return Row.pairs("submissions, " + clients + (clients == 1 ? " client" : " clients"), "three rows by pgbench", "/s", ours, theirs,
                Row.Goal.atLeast(0.5, 0.9));
    }

    /** A whole request but for its key. */
    private static String request(Container container, int person) {
        Resident resident = Resident.signedIn(container, "320000%05d".formatted(person + 1));
        String body = resident.application(SERVICE, resident.definition(SERVICE), "ilze@paraugs.example");
        return "POST /api/v1/services/" + SERVICE + "/cases HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                + resident.token() + "\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\nIdempotency-Key: KEY\r\n\r\n" + body;
    }

    /** Accepted submissions a second, one client for each request. */
    private static double rate(Container container, List<String> requests, int seconds) {
        return Clients.rate(requests.size(), seconds, n -> new Applicant(container, requests.get(n)));
    }

    /** Somebody who submits on a connection of their own. */
    private static final class Applicant implements Clients.Client {
        private final Line line;
        private final String request;

        Applicant(Container container, String request) {
            try {
                this.line = new Line(container.httpPort());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            this.request = request;
        }

        @Override
        public void once() throws IOException {
            int status = line.ask(request.replace("KEY", UUID.randomUUID().toString()));
            if (status != 201) {
                throw new IllegalStateException(status + " " + line.body());
            }
        }

        @Override
        public void close() throws IOException {
            line.close();
        }
    }
}
