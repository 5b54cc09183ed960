package lv.pkip.audit.sender;

/** The spool is as long as it may be: the record was not taken. Either the house has been away for long, or the limit is too low. */
public final class SpoolFull extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SpoolFull(long limit) {
        super("the spool of audit records holds its " + limit + " bytes; the record was not taken");
    }
}
