package lv.pkip.kernel.identityldap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Keys in their order, each with the place of an entry that has it: answers equality, beginnings, ranges and presence. */
final class OrderedIndex {
    private final String[] keys;
    private final int[] places;

    static final OrderedIndex EMPTY = new OrderedIndex(new String[0], new int[0]);

    private OrderedIndex(String[] keys, int[] places) {
        this.keys = keys;
        this.places = places;
    }

    /** Places of all that have the key. */
    int[] equal(String key) {
        int from = first(key);
        int to = from;
        while (to < keys.length && keys[to].equals(key)) {
            to++;
        }
        return slice(from, to);
    }

    /** The place of the only one that has the key, or −1. */
    int only(String key) {
        int at = first(key);
        return at < keys.length && keys[at].equals(key) ? places[at] : -1;
    }

    int[] startingWith(String beginning) {
        // No key has this letter, so it sorts behind all that begin so.
        return slice(first(beginning), first(beginning + Character.MAX_VALUE));
    }

    int[] atLeast(String key) {
        return slice(first(key), keys.length);
    }

    int[] atMost(String key) {
        return slice(0, first(key + '\0'));
    }

    int[] all() {
        return slice(0, keys.length);
    }

    int size() {
        return keys.length;
    }

    int[] where(Predicate<String> wanted) {
        int[] found = new int[keys.length];
        int count = 0;
        for (int i = 0; i < keys.length; i++) {
            if (wanted.test(keys[i])) {
                found[count++] = places[i];
            }
        }
        return ordered(Arrays.copyOf(found, count));
    }

    private int first(String key) {
        int low = 0;
        int high = keys.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keys[middle].compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int[] slice(int from, int to) {
        return from >= to ? new int[0] : ordered(Arrays.copyOfRange(places, from, to));
    }

    /** In the order of the tree, none twice. */
    static int[] ordered(int[] places) {
        if (places.length < 2) {
            return places;
        }
        Arrays.sort(places);
        int count = 1;
        for (int i = 1; i < places.length; i++) {
            if (places[i] != places[count - 1]) {
                places[count++] = places[i];
            }
        }
        return count == places.length ? places : Arrays.copyOf(places, count);
    }

    /** Collects what an index is made of. */
    static final class Collecting {
        private record Posting(String key, int place) { }

        private final List<Posting> postings = new ArrayList<>();

        void add(String key, int place) {
            postings.add(new Posting(key, place));
        }

        /**
         * Together with what is still true of an older index.
         *
         * @param moved by old place the new one, −1 for what is collected anew or no more there
         */
        OrderedIndex index(OrderedIndex older, int[] moved) {
            postings.sort(Comparator.comparing(Posting::key));
            String[] keys = new String[postings.size() + older.keys.length];
            int[] places = new int[keys.length];
            int count = 0;
            int next = 0;
            for (int i = 0; i < older.keys.length; i++) {
                int place = moved[older.places[i]];
                if (place >= 0) {
                    while (next < postings.size() && postings.get(next).key().compareTo(older.keys[i]) < 0) {
                        keys[count] = postings.get(next).key();
                        places[count++] = postings.get(next++).place();
                    }
                    keys[count] = older.keys[i];
                    places[count++] = place;
                }
            }
            while (next < postings.size()) {
                keys[count] = postings.get(next).key();
                places[count++] = postings.get(next++).place();
            }
            return new OrderedIndex(Arrays.copyOf(keys, count), Arrays.copyOf(places, count));
        }
    }
}
