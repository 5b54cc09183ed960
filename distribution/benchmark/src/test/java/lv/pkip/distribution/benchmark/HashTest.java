package lv.pkip.distribution.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class HashTest {

    @Test
    void a_stored_hash_says_what_it_costs() {
        assertEquals(new Hash(19456, 2, 1), Hash.of("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    }

    @Test
    void another_kind_of_hash_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Hash.of("$argon2i$v=19$m=19456,t=2,p=1$AAAA$AAAA"));
        assertThrows(IllegalArgumentException.class, () -> Hash.of(""));
    }
}
