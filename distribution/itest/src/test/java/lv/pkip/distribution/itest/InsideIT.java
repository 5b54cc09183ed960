package lv.pkip.distribution.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.inject.Inject;
import javax.sql.DataSource;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.ops4j.pax.exam.util.Filter;
import org.osgi.framework.BundleContext;

/** What can be seen only from inside: services, injected. Pax Exam knows JUnit 4 only, so few tests are of this kind. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class InsideIT {

    @Inject
    private BundleContext context;

    @Inject
    @Filter("(osgi.jndi.service.name=pkip)")
    private DataSource database;

    @Configuration
    public Option[] shippedContainer() throws IOException {
        String karaf = System.getProperty("karaf.version");
        return new Option[] {
            karafDistributionConfiguration()
                    .frameworkUrl(new File(System.getProperty("pkip.assembly")).toURI().toString())
                    .name("PKIP").karafVersion(karaf)
                    .unpackDirectory(new File(System.getProperty("pkip.containers"), "inside"))
                    .useDeployFolder(false),
            keepRuntimeFolder(),
            configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
            editConfigurationFilePut("etc/org.ops4j.pax.web.cfg", "org.osgi.service.http.port", String.valueOf(freePort())),
            editConfigurationFilePut("etc/org.apache.karaf.shell.cfg", "sshPort", String.valueOf(freePort())),
            // The shipped container takes code from nowhere but itself; Pax Exam's own bundles are the one exception.
            editConfigurationFilePut("etc/org.ops4j.pax.url.mvn.cfg", "org.ops4j.pax.url.mvn.defaultRepositories",
                    "${karaf.home.uri}${karaf.default.repository}@id=system.repository@snapshots, "
                    + new File(System.getProperty("org.ops4j.pax.url.mvn.localRepository")).toURI() + "@id=build.repository"),
            // What bin/karaf would say to the JVM.
            vmOption("-Xmx256m"),
            vmOption("--add-reads=java.xml=java.logging"),
            vmOption("--add-exports=java.base/org.apache.karaf.specs.locator=java.xml,ALL-UNNAMED"),
            vmOption("--patch-module"), vmOption("java.base=lib/endorsed/org.apache.karaf.specs.locator-" + karaf + ".jar"),
            vmOption("--patch-module"), vmOption("java.xml=lib/endorsed/org.apache.karaf.specs.java.xml-" + karaf + ".jar"),
            vmOption("--add-opens=java.base/java.lang=ALL-UNNAMED"),
            vmOption("--add-opens=java.base/java.net=ALL-UNNAMED"),
            vmOption("--add-opens=java.base/java.util=ALL-UNNAMED"),
            vmOption("-classpath"), vmOption("lib/jdk9plus/*" + File.pathSeparator + "lib/boot/*"),
        };
    }

    @Test
    public void there_is_one_database_for_all_bundles_and_it_answers() throws Exception {
        assertEquals(1, context.getServiceReferences(DataSource.class, "(osgi.jndi.service.name=pkip)").size());
        try (Connection connection = database.getConnection(); ResultSet row = connection.createStatement().executeQuery("VALUES 1")) {
            row.next();
            assertEquals(1, row.getInt(1));
        }
    }

    @Test
    public void the_kernels_contract_is_exported_once() {
        long contracts = Arrays.stream(context.getBundles())
                .filter(bundle -> "lv.pkip.kernel.api".equals(bundle.getSymbolicName())).count();
        assertEquals(1, contracts);
    }

    @Test
    public void the_reference_a_caller_gave_is_in_the_answer_and_in_the_audit() throws Exception {
        Properties web = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(System.getProperty("karaf.etc"), "org.ops4j.pax.web.cfg"))) {
            web.load(in);
        }
        String reference = UUID.randomUUID().toString();
        HttpRequest wrong = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.getProperty("org.osgi.service.http.port").trim() + "/api/v1/sessions"))
                .header("Content-Type", "application/json").header("X-Request-Id", reference)
                .POST(HttpRequest.BodyPublishers.ofString("{\"login\":\"nobody\",\"password\":\"wrong\"}")).build();
        HttpResponse<String> answer = answered(wrong);
        assertEquals(reference, answer.headers().firstValue("X-Request-Id").orElse(""));
        assertTrue(answer.body(), answer.body().contains("urn:pkip:request:" + reference));
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("select count(*) from audit_record where request = ?")) {
            query.setString(1, reference);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                assertEquals(1, row.getInt(1));
            }
        }
    }

    /** The API comes up after the services that are injected here. */
    private static HttpResponse<String> answered(HttpRequest request) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (true) {
            try {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 401 || System.nanoTime() > end) {
                    assertEquals(401, answer.statusCode());
                    return answer;
                }
            } catch (ConnectException notYet) {
                if (System.nanoTime() > end) {
                    throw notYet;
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
