package lv.pkip.kernel.auditwatch;

import java.time.Instant;
import java.util.Optional;

/** A rule as it is now. */
record Rule(String id, boolean on, Severity severity, Spec spec, Instant changed, Optional<String> changedBy) { }
