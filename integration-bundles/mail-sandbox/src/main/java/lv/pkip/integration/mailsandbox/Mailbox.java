package lv.pkip.integration.mailsandbox;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** The newest mails, in memory; the oldest one makes room when it is full. */
final class Mailbox {
    private final int capacity;
    private final NavigableMap<Long, Mail> mails = new TreeMap<>();
    private long last;

    Mailbox(int capacity) {
        this.capacity = capacity;
    }

    /** Keeps the mail made for the next id. */
    synchronized void add(LongFunction<Mail> mail) {
        last++;
        mails.put(last, mail.apply(last));
        if (mails.size() > capacity) {
            mails.pollFirstEntry();
        }
    }

    synchronized Optional<Mail> find(long id) {
        return Optional.ofNullable(mails.get(id));
    }

    /** Newest first, before an id (0: from the newest). */
    synchronized List<Mail> newest(long before, int limit) {
        return mails.headMap(before == 0 ? Long.MAX_VALUE : before, false).descendingMap().values().stream().limit(limit).toList();
    }

    synchronized int size() {
        return mails.size();
    }
}
