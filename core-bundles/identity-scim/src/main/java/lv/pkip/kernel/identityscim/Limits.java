package lv.pkip.kernel.identityscim;

/**
 * How much is done for one request.
 *
 * @param results    resources in one page of a list
 * @param operations in one bulk request
 * @param payload    bytes of a body; the kernel's own limit for machines is the same
 * @param comparisons of a filter with resources
 */
record Limits(int results, int operations, int payload, long comparisons) {
    static final Limits USUAL = new Limits(200, 1_000, 1_000_000, 4_000_000);
}
