package lv.pkip.kernel.persistence;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.launch.Framework;

/** A real framework with bundles made on the spot, and the comings and goings of its marker services. */
final class TestContainer implements AutoCloseable {
    private final Framework framework;
    /** {@code +unit} when a marker came, {@code -unit} when it went. */
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    TestContainer(Path storage) throws BundleException, InvalidSyntaxException {
        framework = new org.apache.felix.framework.FrameworkFactory().newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE, storage.toString(),
                Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT));
        framework.start();
        context().addServiceListener(event -> {
            if (event.getType() != ServiceEvent.MODIFIED) {
                heard.add((event.getType() == ServiceEvent.REGISTERED ? "+" : "-")
                        + event.getServiceReference().getProperty("unit"));
            }
        }, "(objectClass=lv.pkip.kernel.api.persistence.SchemaReady)");
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** The next coming or going of a marker; waits for it. */
    String next() throws InterruptedException {
        String said = heard.poll(60, TimeUnit.SECONDS);
        return said == null ? "nothing" : said;
    }

    boolean isQuiet() {
        return heard.isEmpty();
    }

    Bundle install(String name, String version, String header, Map<String, String> files) throws BundleException, IOException {
        Bundle bundle = context().installBundle(name + "-" + version, new ByteArrayInputStream(jar(name, version, header, files)));
        bundle.start();
        return bundle;
    }

    private static byte[] jar(String name, String version, String header, Map<String, String> files) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        main.putValue(Constants.BUNDLE_VERSION, version);
        if (header != null) {
            main.putValue(Schema.HEADER, header);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                jar.putNextEntry(new JarEntry(file.getKey()));
                jar.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** A change log that makes a table with one column, and perhaps a second one later. */
    static String changeLog(String table, String... moreColumns) {
        StringBuilder text = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                        http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                  <changeSet id="TABLE-1" author="pkip">
                    <createTable tableName="TABLE"><column name="id" type="bigint"/></createTable>
                  </changeSet>
                """.replace("TABLE", table));
        for (String column : moreColumns) {
            text.append("<changeSet id=\"").append(table).append('-').append(column).append("\" author=\"pkip\"><addColumn tableName=\"")
                    .append(table).append("\"><column name=\"").append(column).append("\" type=\"bigint\"/></addColumn></changeSet>");
        }
        return text.append("</databaseChangeLog>").toString();
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }
}
