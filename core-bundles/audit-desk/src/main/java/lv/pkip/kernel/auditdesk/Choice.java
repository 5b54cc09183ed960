package lv.pkip.kernel.auditdesk;

/** Something one can choose in a form. */
public record Choice(String value, String text, boolean chosen) { }
