package lv.pkip.kernel.auditwatch;

import java.util.List;
import lv.pkip.kernel.auditwatch.Window.Mark;

/**
 * A rule found something.
 *
 * @param mark   the record that it was found with; sequence 0: with none
 * @param all    the records that are too many, with this one; for an alert that was not there before
 * @param what   what is new, empty for rules that count
 */
record Hit(Rule rule, Group group, Mark mark, List<Mark> all, String what) { }
