package lv.pkip.kernel.shell.gate;

/**
 * How much of a request is read.
 *
 * @param form   bytes of a form without files
 * @param upload bytes of a form with its files
 * @param fields number of values in a form
 */
public record Limits(long form, long upload, int fields) { }
