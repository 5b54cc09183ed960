package lv.pkip.kernel.status;

import java.io.Serializable;

/** Key of a {@link HistoryRow}: each version of a case has one line. */
public final class HistoryKey implements Serializable {
    private static final long serialVersionUID = 1L;
    String caseId;
    long version;

    /** Made by JPA. */
    public HistoryKey() {
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HistoryKey key && key.caseId.equals(caseId) && key.version == version;
    }

    @Override
    public int hashCode() {
        return caseId.hashCode() * 31 + Long.hashCode(version);
    }
}
