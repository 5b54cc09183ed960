package lv.pkip.kernel.shell.gate;

import java.util.Map;
import java.util.Optional;

/**
 * What a partner let a browser send here by POST from its own site. Such a request carries no cookie of ours, so it is kept for two
 * minutes, under a reference that is good once, until the browser comes with its cookies and asks for it, at whichever node.
 * Bounded as a whole and for each address, so that nobody can push others out.
 */
public interface Returned {

    /**
     * Keeps what was sent; a second sending under the same state takes the place of the first.
     *
     * @return the reference, or empty when it is too large or there is no room
     */
    Optional<String> keep(Map<String, String> values, String client, String state);

    /** Gives it out, once. */
    Optional<Map<String, String>> take(String reference);
}
