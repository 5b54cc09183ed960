package lv.pkip.kernel.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import lv.pkip.kernel.api.identity.SignInRefused;

class PasswordHashingTest {
    @Test
    void saysBusyRatherThanPilingUpWork() throws Exception {
        PasswordHashing hashing = new PasswordHashing(new Argon2(19456, 2, 1));
        int callers = 60;
        CountDownLatch together = new CountDownLatch(callers);
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        try {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                answers.add(pool.submit(() -> {
                    together.countDown();
                    together.await();
                    try {
                        hashing.hash("zils ezers skan klusi".toCharArray());
                        return true;
                    } catch (SignInRefused e) {
                        assertEquals(SignInRefused.Reason.BUSY, e.reason());
                        return false;
                    }
                }));
            }
            int done = 0;
            for (Future<Boolean> answer : answers) {
                done += answer.get() ? 1 : 0;
            }
            assertTrue(done >= 4 && done < callers, done + " of " + callers + " were served");
            hashing.hash("and afterwards it works again".toCharArray());
        } finally {
            pool.shutdownNow();
        }
    }
}
