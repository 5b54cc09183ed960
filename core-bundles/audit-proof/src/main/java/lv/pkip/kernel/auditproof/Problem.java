package lv.pkip.kernel.auditproof;

import java.util.List;

/**
 * One thing that is not as it was sealed.
 *
 * @param kind   what it is
 * @param index  the record's place in the log, or -1 where it is about no single record
 * @param other  the second number that the kind needs: the last one missing, the place moved from, a size; otherwise -1
 * @param fields names of personal fields that were changed, or the code of what is malformed
 * @param file   the export or checkpoint by its place on the command line, without folders; empty where it is about none
 * @param line   of the file, counted from 1; 0 where it is about none
 */
public record Problem(Kind kind, long index, long other, List<String> fields, String file, long line) {

    /** What can be wrong. */
    public enum Kind {
        /** The record is not the one that was sealed. */
        CHANGED,
        /** The content of personal fields is not what the record commits to. */
        FIELDS_CHANGED,
        /** Records from {@code index} to {@code other} are not there. */
        MISSING,
        /** The record here was sealed at another place. */
        MOVED,
        /** The record was never sealed, and those after it have moved on. */
        INSERTED,
        /** The place is there twice. */
        TWICE,
        /** The records do not give the signed root; those up to {@code index} did, those up to {@code other} do not. */
        ROOT,
        /** Two exports say different things of the records before {@code index}. */
        JOIN,
        /** The log had {@code other} records by a trusted checkpoint, and has {@code index} in the exports. */
        CUT,
        /** The first {@code other} records are not those of a trusted checkpoint. */
        REWRITTEN,
        /** Two signed checkpoints of {@code other} records have different roots. */
        SPLIT,
        /** Nothing in the exports connects a trusted checkpoint of {@code other} records with them. */
        UNPROVEN,
        /** A checkpoint of {@code other} records has no signature by a key that was given, or a wrong one. */
        SIGNATURE,
        /** A checkpoint is of another log. */
        ORIGIN,
        /** No checkpoint is signed by a witness that was asked for. */
        NO_WITNESS,
        /** The record does not stand there in the log of {@code other} records, by its proof. */
        NOT_INCLUDED,
        /** A file that goes with it is another one. */
        FILE,
        /** The lines are not those under which the footer was written. */
        DAMAGED,
        /** The file ends before its footer. */
        INCOMPLETE,
        /** The file is no export. */
        UNREADABLE
    }

    static Problem of(Kind kind, long index, long other) {
        return new Problem(kind, index, other, List.of(), "", 0);
    }

    Problem in(String name, long inLine) {
        return new Problem(kind, index, other, fields, name, inLine);
    }
}
