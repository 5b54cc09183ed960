package lv.pkip.kernel.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import javax.persistence.EntityManager;

/** Ten codes for the day the telephone is lost, each good once; kept as keyed hashes only. */
final class RecoveryCodes {
    static final int MANY = 10;
    /** Letters and digits that nobody mistakes for one another; 54 bits a code. */
    private static final String LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";
    private static final int LENGTH = 11;
    private static final int HALF = 6;
    private static final Pattern SHAPE = Pattern.compile("[" + LETTERS + "]{" + LENGTH + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key;

    RecoveryCodes(SecretKeys keys) {
        this.key = keys.of("recovery-codes");
    }

    /** New codes in the place of all earlier ones, as they are to be shown. */
    List<String> make(EntityManager em, String login, long now) {
        forget(em, login);
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String code = random();
            RecoveryRow row = new RecoveryRow();
            row.codeHash = hash(login, code);
            row.login = login;
            row.created = now;
            em.persist(row);
            codes.add(code.substring(0, HALF) + "-" + code.substring(HALF));
        }
        return codes;
    }

    private static String random() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            code.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return code.toString();
    }

    /** As typed, without what people put between. */
    static String plain(String typed) {
        return typed.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** True once for each code: the row goes, and of two requests only one takes it. */
    boolean use(EntityManager em, String login, String plain) {
        return SHAPE.matcher(plain).matches() && em.createQuery("delete from RecoveryRow r where r.codeHash = :hash and r.login = :login")
                .setParameter("hash", hash(login, plain)).setParameter("login", login).executeUpdate() == 1;
    }

    static int left(EntityManager em, String login) {
        return em.createQuery("select count(r) from RecoveryRow r where r.login = :login", Long.class).setParameter("login", login)
                .getSingleResult().intValue();
    }

    static void forget(EntityManager em, String login) {
        em.createQuery("delete from RecoveryRow r where r.login = :login").setParameter("login", login).executeUpdate();
    }

    private String hash(String login, String code) {
        return HexFormat.of().formatHex(SecretKeys.hmac(key, (login + ' ' + code).getBytes(StandardCharsets.UTF_8)));
    }
}
