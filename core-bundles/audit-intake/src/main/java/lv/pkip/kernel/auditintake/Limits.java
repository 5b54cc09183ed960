package lv.pkip.kernel.auditintake;

import java.time.Duration;
import lv.pkip.kernel.api.audit.AuditIntake;

/**
 * How much one request may bring.
 *
 * @param line   bytes of one record
 * @param body   bytes of a batch, unpacked
 * @param lines  records of a batch
 * @param chunk  bytes of lines that are handed on together, so that memory does not grow with the batch
 * @param growth how many times longer than it came a body may become by unpacking
 * @param time   from the first byte to the last
 */
record Limits(int line, long body, int lines, int chunk, int growth, Duration time) {
    static final Limits USUAL = new Limits(64 * 1024, 32L * 1024 * 1024, AuditIntake.MOST, 4 * 1024 * 1024, 100, Duration.ofSeconds(120));
}
