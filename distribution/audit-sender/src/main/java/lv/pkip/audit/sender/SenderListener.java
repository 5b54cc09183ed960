package lv.pkip.audit.sender;

/** Is told what an administrator should know. Called by the thread that sends, so it should come back soon; what it throws is lost. */
public interface SenderListener {

    /** Does nothing. */
    SenderListener SILENT = new SenderListener() { };

    /**
     * The house does not take a record and never will as it is; it stands in the file {@code refused.ndjson} of the spool.
     *
     * @param id      of the record
     * @param problem the house's answer, JSON
     */
    default void refused(String id, String problem) { }

    /**
     * Records cannot be sent for the moment; they wait and are tried again.
     *
     * @param what     in a few words, without personal data
     * @param attempts how often it has been so in a row
     */
    default void trouble(String what, int attempts) { }

    /** After trouble, records go out again. */
    default void well() { }
}
