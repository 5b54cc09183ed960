package lv.pkip.distribution.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import lv.pkip.distribution.itest.Browser.Page;

/** A clerk at the workplace: signs in with the one-time password of the first start, then works with the forms of its pages. */
public final class Clerk {

    private final Browser browser;
    private final String login;

    private Clerk(Browser browser, String login) {
        this.browser = browser;
        this.login = login;
    }

    public static Clerk signedIn(Container container, String login) {
        return signedIn(container, login, oneTimePassword(container, login));
    }

    /** @param given the one-time password */
    public static Clerk signedIn(Container container, String login, String given) {
        String own = "Egle-" + UUID.randomUUID();
        Browser browser = new Browser(container);
        Page change = browser.follow(browser.send(browser.get("/sign-in/staff").form("/sign-in/staff").with("login", login).with("password", given)));
        Page home = browser.follow(browser.send(change.form("/account/password").with("old", given).with("fresh", own).with("again", own)));
        if (home.at().getPath().equals("/account/second-factor")) {
            home = withApp(browser, home);
        }
        if (home.status() != 200 || !home.at().getPath().startsWith("/work")) {
            throw new AssertionError(login + " is not signed in: " + home.status() + " " + home.at() + "\n" + home.body());
        }
        return new Clerk(browser, login);
    }

    /** Sets an authenticator app up, where a house demands it of whoever may do a lot, and goes on to work. */
    private static Page withApp(Browser browser, Page demanded) {
        Page shown = browser.send(demanded.form("/account/second-factor/app"));
        Matcher secret = Pattern.compile("<code class=\"code\">([A-Z2-7 ]+)</code>").matcher(shown.body());
        if (!secret.find()) {
            throw new AssertionError("no secret is shown: " + shown.status() + "\n" + shown.body());
        }
        Page codes = browser.send(shown.form("/account/second-factor/app/confirm").with("code", code(secret.group(1).replace(" ", ""))));
        if (codes.status() != 200) {
            throw new AssertionError("the code was not taken: " + codes.status() + "\n" + codes.body());
        }
        return browser.get("/work");
    }

    /** What the app shows now (RFC 6238). */
    private static String code(String secret) {
        BigInteger bits = BigInteger.ZERO;
        for (char letter : secret.toCharArray()) {
            bits = bits.shiftLeft(5).or(BigInteger.valueOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter)));
        }
        byte[] wide = bits.toByteArray();
        byte[] key = new byte[secret.length() * 5 / 8];
        int length = Math.min(wide.length, key.length);
        System.arraycopy(wide, wide.length - length, key, key.length - length, length);
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(System.currentTimeMillis() / 30_000).array());
            return String.format("%06d", (ByteBuffer.wrap(hash, hash[hash.length - 1] & 0xf, Integer.BYTES).getInt() & Integer.MAX_VALUE) % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String oneTimePassword(Container container, String login) {
        try {
            Matcher line = Pattern.compile("(?m)^" + login + "\\s+(\\S+)$")
                    .matcher(Files.readString(container.home().resolve("data/security/first-credentials.txt")));
            if (!line.find()) {
                throw new AssertionError("the first start made no " + login);
            }
            return line.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The browser this person signed in with. */
    public Browser browser() {
        return browser;
    }

    public Page see(String path) {
        return browser.get(path);
    }

    public Page api(String path) {
        return browser.api(path);
    }

    public Page take(Page open) {
        return browser.send(open.form(open.at().getPath() + "/assign").with("whom", login));
    }

    public Page write(Page open, String text) {
        return browser.send(open.form(open.at().getPath() + "/messages").with("text", text));
    }

    public Page note(Page open, String text) {
        return browser.send(open.form(open.at().getPath() + "/notes").with("note", text));
    }

    /** Sends the form of an action as it stands, but for what is given as names and values. */
    public Page act(Page action, String... filled) {
        Browser.Form form = action.form(action.at().getPath());
        for (int i = 0; i < filled.length; i += 2) {
            form.with(filled[i], filled[i + 1]);
        }
        return browser.send(form);
    }
}
