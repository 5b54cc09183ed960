package lv.pkip.kernel.auditsyslog;

/** A frame that is no message of RFC 5424, or none that the mapping of its source can use, and why; without anything of it. */
final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
        super(why, null, false, false);
    }
}
