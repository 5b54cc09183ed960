package lv.pkip.kernel.persistence;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;

import lv.pkip.kernel.testkit.TestFramework;

/** A real framework with bundles made on the spot, and the comings and goings of its marker services. */
final class TestContainer implements AutoCloseable {
    private final TestFramework framework;
    /** {@code +unit} when a marker came, {@code -unit} when it went. */
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    TestContainer(Path storage) throws InvalidSyntaxException {
        framework = new TestFramework(storage);
        context().addServiceListener(event -> {
            if (event.getType() != ServiceEvent.MODIFIED) {
                heard.add((event.getType() == ServiceEvent.REGISTERED ? "+" : "-")
                        + event.getServiceReference().getProperty("unit"));
            }
        }, "(objectClass=lv.pkip.kernel.api.persistence.SchemaReady)");
    }

    BundleContext context() {
        return framework.context();
    }

    /** The next coming or going of a marker; waits for it. */
    String next() throws InterruptedException {
        String said = heard.poll(60, TimeUnit.SECONDS);
        return said == null ? "nothing" : said;
    }

    boolean isQuiet() {
        return heard.isEmpty();
    }

    Bundle install(String name, String version, String header, Map<String, String> files) {
        return framework.install(name, version, header == null ? Map.of() : Map.of(Schema.HEADER, header), files);
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
    public void close() {
        framework.close();
    }
}
