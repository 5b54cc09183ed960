package lv.pkip.distribution.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lv.pkip.distribution.itest.Container;
import lv.pkip.distribution.itest.PostgresqlServer;

/**
 * Audit records of other systems through HTTP, until they are acknowledged and until they have their places in the log, beside PostgreSQL's
 * COPY of the same rows; one record beside one sync of the disk; and the verifier beside a plain hash of what it reads.
 */
final class Audits implements Measurement {
    private static final String DATABASE = "pkip";
    private static final List<String> SOURCES = List.of("ledger", "register");
    private static final int CONNECTIONS = 4;
    private static final int BATCH = 10_000;
    /** What PostgreSQL writes and syncs for a small transaction. */
    private static final int PAGE = 8192;
    private static final String PEER = """
            create table audit_copy (like audit_record including defaults including indexes);
            create unique index audit_copy_seq on audit_copy (seq);
            create unique index audit_copy_once on audit_copy (source, source_id) where source_id is not null;
            """;

    private final Plan plan;
    private final PostgresqlServer server;

    Audits(Plan plan) {
        this.plan = plan;
        this.server = plan.postgresql();
    }

    @Override
    public List<Row> rows() {
        Path disk;
        try (Container container = Container.unpacked().withFeatures("pkip-audit-intake").withEnvironment("PKIP_JVM", "server")
                .withEnvironment("PKIP_MEMORY", "1g").withDatabase(server).start()) {
            disk = Files.createTempDirectory("pkip-audit-");
            try {
                disk.toFile().setWritable(true, false);
                disk.toFile().setReadable(true, false);
                disk.toFile().setExecutable(true, false);
                return measured(container, disk);
            } finally {
                for (Path file : Files.list(disk).toList()) {
                    Files.delete(file);
                }
                Files.delete(disk);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<Row> measured(Container container, Path disk) {
        List<String> secrets = SOURCES.stream().map(name -> secret(container, name)).toList();
        server.sql(DATABASE, PEER);
        Plan.step("warming up", () -> {
            long end = System.nanoTime() + plan.warmUpSeconds() * 1_000_000_000L;
            while (System.nanoTime() < end) {
                taken(container, secrets);
            }
            return copied(disk);
        });
        List<Row> rows = new ArrayList<>(Plan.step(CONNECTIONS * BATCH + " records at a time", () -> intake(container, secrets, disk)));
        rows.add(Plan.step("one record", () -> single(container, secrets.get(0), disk)));
        rows.add(Plan.step("the verifier", () -> verifier(container, disk)));
        return rows;
    }

    private static String secret(Container container, String name) {
        String said = container.console("pkip:applications create " + name + " --name Programma --flows client --scopes audit:write --json");
        String secret = Json.text(said, "secret");
        if (secret.isEmpty()) {
            throw new IllegalStateException("no secret of a new application");
        }
        return secret;
    }

    private static String token(Container container, String name, String secret) {
        String form = "grant_type=client_credentials&scope=audit%3Awrite";
        try (Line line = new Line(container.httpPort())) {
            int status = line.ask("POST /oauth2/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nAuthorization: Basic "
                    + Base64.getEncoder().encodeToString((name + ":" + secret).getBytes(StandardCharsets.UTF_8)) + "\r\nContent-Length: " + form.length() + "\r\n\r\n" + form);
            if (status != 200) {
                throw new IllegalStateException("no token: " + status);
            }
            return Json.text(line.body(), "access_token");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String record(String id, int n) {
        return "{\"id\":\"" + id + "\",\"time\":\"" + Instant.now() + "\",\"actor\":{\"kind\":\"staff\",\"id\":\"clerk" + n % 200 + "\"},\"application\":\"invoices\","
                + "\"action\":\"read\",\"sourceAction\":\"invoice.open\",\"object\":{\"type\":\"invoice\",\"id\":\"R-" + n % 50_000 + "\"},\"caseNumber\":\"K-2026-" + n % 20_000
                + "\",\"purpose\":\"Payment reminder\",\"outcome\":\"ok\",\"dataSubject\":\"320000" + String.format("%05d", n % 100_000) + "\",\"details\":{\"fields\":\"name,address,amount\",\"rows\":" + n % 10 + "}}";
    }

    private static String request(String token, String type, String body) {
        return "POST /audit/v1/records HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + type + "\r\nAuthorization: Bearer " + token + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /** Records a second until the last one was acknowledged, and until the last one had its place. */
    private record Rates(double acknowledged, double sealed) { }

    private Rates taken(Container container, List<String> secrets) {
        List<String> requests = IntStream.range(0, CONNECTIONS).mapToObj(n -> {
            String batch = UUID.randomUUID().toString();
            String token = token(container, SOURCES.get(n % SOURCES.size()), secrets.get(n % SOURCES.size()));
            return request(token, "application/x-ndjson", IntStream.range(0, BATCH).mapToObj(i -> record(batch + "-" + i, n * BATCH + i)).collect(Collectors.joining("\n")));
        }).toList();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            long before = places();
            long begun = System.nanoTime();
            for (Future<Integer> one : threads.invokeAll(requests.stream().<Callable<Integer>>map(request -> () -> sent(container, request)).toList())) {
                one.get();
            }
            long acknowledged = System.nanoTime();
            while (places() < before + CONNECTIONS * BATCH) {
                Thread.onSpinWait();
            }
            long sealed = System.nanoTime();
            return new Rates(CONNECTIONS * BATCH * 1e9 / (acknowledged - begun), CONNECTIONS * BATCH * 1e9 / (sealed - begun));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a batch was not taken", failure.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static int sent(Container container, String request) throws IOException {
        try (Line line = new Line(container.httpPort())) {
            int status = line.ask(request);
            if (status != 200) {
                throw new IllegalStateException(status + " " + line.body());
            }
            return status;
        }
    }

    private long places() {
        return Long.parseLong(server.sql(DATABASE, "select leaves from audit_log"));
    }

    /** Rows a second that COPY puts into a table with the same columns and indexes: those that are not there yet. */
    private double copied(Path disk) {
        Path file = disk.resolve("rows");
        server.sql(DATABASE, "copy (select * from audit_record where seq > (select coalesce(max(seq), 0) from audit_copy)) to '" + file + "'");
        long before = Long.parseLong(server.sql(DATABASE, "select count(*) from audit_copy"));
        String said = server.sql(DATABASE, "\\timing on\ncopy audit_copy from '" + file + "';");
        double milliseconds = Double.parseDouble(said.replaceAll("(?s).*Time: ([0-9.]+) ms.*", "$1"));
        return (Long.parseLong(server.sql(DATABASE, "select count(*) from audit_copy")) - before) * 1000.0 / milliseconds;
    }

    private List<Row> intake(Container container, List<String> secrets, Path disk) {
        List<Double> acknowledged = new ArrayList<>();
        List<Double> sealed = new ArrayList<>();
        List<Double> copied = new ArrayList<>();
        for (int i = 0; i < plan.rounds(); i++) {
            Rates ours = taken(container, secrets);
            acknowledged.add(ours.acknowledged());
            sealed.add(ours.sealed());
            copied.add(copied(disk));
        }
        return List.of(Row.pairs("audit records until acknowledged", "COPY of the same rows", "/s", acknowledged, copied, Row.Goal.NONE),
                Row.pairs("audit records until they have their places", "COPY of the same rows", "/s", sealed, copied, Row.Goal.atLeast(0.3, 0.8)));
    }

    private Row single(Container container, String secret, Path disk) {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        String token = token(container, SOURCES.get(0), secret);
        for (int i = -1; i < 2 * plan.rounds(); i++) {
            double sync = 1000 / Clients.rate(1, plan.shortRoundSeconds(), n -> new Syncing(disk));
            double record = 1000 / Clients.rate(1, plan.shortRoundSeconds(), n -> new Sender(container, token));
            if (i >= 0) { // before that it warms up
                theirs.add(sync);
                ours.add(record);
            }
        }
        return Row.pairs("one audit record until acknowledged", "one sync of 8 KiB", "ms", ours, theirs, Row.Goal.atMost(4, 2));
    }

    /** Another system that sends one record after the other. */
    private static final class Sender implements Clients.Client {
        private final Line line;
        private final String token;
        private int n;

        Sender(Container container, String token) {
            try {
                this.line = new Line(container.httpPort());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            this.token = token;
        }

        @Override
        public void once() throws IOException {
            int status = line.ask(request(token, "application/json", record(UUID.randomUUID().toString(), n++)));
            if (status != 201) {
                throw new IllegalStateException(status + " " + line.body());
            }
        }

        @Override
        public void close() throws IOException {
            line.close();
        }
    }

    /** Writes a page at the end of a file that is there, as a database's log does, and waits until the disk has it. */
    private static final class Syncing implements Clients.Client {
        private static final int PAGES = 2048;
        private final FileChannel file;
        private final ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
        private int n;

        Syncing(Path disk) {
            try {
                file = FileChannel.open(disk.resolve("synced"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                while (file.size() < (long) PAGES * PAGE) {
                    page.clear();
                    file.write(page, file.size());
                }
                file.force(true);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void once() throws IOException {
            page.clear();
            page.putLong(0, n);
            file.write(page, (long) (n++ % PAGES) * PAGE);
            file.force(false);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private Row verifier(Container container, Path disk) {
        Path export = disk.resolve("all.pkip-audit");
        String key = container.get("/audit-log/key").body().strip();
        String said = container.console("pkip:audit-export --purpose inspection " + export);
        if (!Files.exists(export)) {
            throw new IllegalStateException(said);
        }
        long records = Long.parseLong(said.replaceAll("(?s).*?(\\d+) records are in.*", "$1"));
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int i = -1; i < plan.rounds(); i++) {
            double hash = records / seconds(() -> hashed(export));
            double verified = records / seconds(() -> verified(container, key, export));
            if (i >= 0) {
                theirs.add(hash);
                ours.add(verified);
            }
        }
        return Row.pairs("records verified, a JVM's start included", "SHA-256 of the same file", "/s", ours, theirs, Row.Goal.NONE);
    }

    private interface Work {
        void done() throws IOException, InterruptedException;
    }

    private static double seconds(Work work) {
        try {
            long begun = System.nanoTime();
            work.done();
            return (System.nanoTime() - begun) / 1e9;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static void hashed(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void verified(Container container, String key, Path export) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-jar",
                container.home().resolve("verifier/audit-verifier.jar").toString(), "--lang", "en", "--key", key, export.toString())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        int end = process.waitFor();
        if (end != 0) {
            throw new IllegalStateException("the verifier ended with " + end);
        }
    }
}
