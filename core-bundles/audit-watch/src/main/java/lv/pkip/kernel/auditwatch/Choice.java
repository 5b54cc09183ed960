package lv.pkip.kernel.auditwatch;

/** Something one can choose in a form. */
public record Choice(String value, String text, boolean chosen) { }
