package lv.pkip.integration.timestampsandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.testkit.HouseRules;
import lv.pkip.kernel.testkit.SettableClock;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampPageTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:15:30Z");

    @TempDir
    Path folder;

    private final SettableClock clock = SettableClock.at(NOW.toString());

    private static Page.Content ask(Page page, String method, String path, String type, byte[] body) throws Exception {
        return assertInstanceOf(Page.Content.class, page.handle(new Page.Request(method, path, Map.of(), Map.of("content-type", type), body, "lv", "https://town.example")));
    }

    private static TimeStampRequest request(String policy) throws Exception {
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        if (!policy.isEmpty()) {
            generator.setReqPolicy(new ASN1ObjectIdentifier(policy));
        }
        return generator.generate(TSPAlgorithms.SHA256, new byte[32], BigInteger.valueOf(17));
    }

    private static TimeStampResponse stamped(Page page, String policy) throws Exception {
        Page.Content content = ask(page, "POST", "", "application/timestamp-query", request(policy).getEncoded());
        assertEquals("application/timestamp-reply", content.type());
        return new TimeStampResponse(content.stream());
    }

    @Test
    void keepsTheHouseRules() {
        HouseRules.check(TimestampPage.class);
    }

    @Test
    void stampsWhatIsAskedFor() throws Exception {
        TimeStampResponse response = stamped(new TimestampPage(folder.resolve("a.pem"), clock), "");
        response.validate(request(""));
        assertEquals(NOW, response.getTimeStampToken().getTimeStampInfo().getGenTime().toInstant());
        assertEquals(Authority.POLICY, response.getTimeStampToken().getTimeStampInfo().getPolicy().getId());
    }

    @Test
    void knowsOnePolicyAlone() throws Exception {
        TimestampPage page = new TimestampPage(folder.resolve("a.pem"), clock);
        assertEquals(0, stamped(page, Authority.POLICY).getStatus());
        assertEquals(2, stamped(page, "1.2.3").getStatus());
    }

    @Test
    void isTheSameOneAfterARestartUntilItEnds() throws Exception {
        Path pem = folder.resolve("a.pem");
        new TimestampPage(pem, clock);
        String first = Files.readString(pem);
        byte[] key = Files.readAllBytes(folder.resolve("a.pem.key"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a.pem.key"))));
        new TimestampPage(pem, clock);
        assertArrayEquals(key, Files.readAllBytes(folder.resolve("a.pem.key")));
        assertEquals(first, Files.readString(pem));
        clock.forward(Duration.ofDays(3650));
        new TimestampPage(pem, clock);
        assertNotEquals(first, Files.readString(pem));
        Files.writeString(folder.resolve("a.pem.key"), "garbage");
        new TimestampPage(pem, clock);
        assertTrue(Files.size(folder.resolve("a.pem.key")) > 1000);
    }

    @ParameterizedTest
    @CsvSource({"GET,'',application/timestamp-query,405", "POST,x,application/timestamp-query,404", "POST,'',text/plain,415", "POST,'',application/timestamp-query,400"})
    void refusesWhatIsNoRequest(String method, String path, String type, int status) throws Exception {
        assertEquals(status, ask(new TimestampPage(folder.resolve("a.pem"), clock), method, path, type, new byte[] {0x30, 3, 2, 1, 1}).status());
    }

    @Test
    void readsNoMoreThanARequestCanHave() throws Exception {
        assertEquals(413, ask(new TimestampPage(folder.resolve("a.pem"), clock), "POST", "", "application/timestamp-query", new byte[20_000]).status());
    }
}
