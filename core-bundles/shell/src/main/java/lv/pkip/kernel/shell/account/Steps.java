package lv.pkip.kernel.shell.account;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import lv.pkip.kernel.api.identity.Session;

/** What stands between a sign-in and the work: which page settles it, and what else one may open meanwhile. */
public final class Steps {
    private static final Set<String> ALWAYS = Set.of("/sign-out", "/theme.css", "/favicon.ico");

    private Steps() { }

    /** Page that settles it. */
    public static String page(Session.Due due) {
        return switch (due) {
            case SECOND_FACTOR -> "/sign-in/second";
            case PASSWORD_CHANGE -> "/account/password";
            case SECOND_FACTOR_SETUP -> "/account/second-factor";
            case MANDATE -> "/mandates";
        };
    }

    public static boolean isOpen(Session.Due due, String path) {
        boolean again = due == Session.Due.MANDATE && (path.equals("/sign-in") || path.startsWith("/sign-in/"));
        return again || path.equals(page(due)) || path.startsWith(page(due) + "/") || ALWAYS.contains(path) || path.startsWith("/assets/")
                || path.startsWith("/language/");
    }

    /** The page for somebody who asked for another one, or sent a form. */
    public static String instead(Session.Due due, boolean form, String asked) {
        return due == Session.Due.MANDATE ? page(due, form ? "/cases" : asked) + "&ended=1" : page(due, form ? "/work" : asked);
    }

    /** Where a session goes on: to what it has to settle, and from there to where its holder wanted. */
    public static String next(Session session, String to) {
        String wanted = to.isEmpty() ? "/work" : to;
        return session.due().map(due -> page(due, wanted)).orElse(wanted);
    }

    public static String page(Session.Due due, String to) {
        return page(due) + "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
    }
}
