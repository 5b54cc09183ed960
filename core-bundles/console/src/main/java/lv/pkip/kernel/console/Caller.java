package lv.pkip.kernel.console;

import java.security.AccessController;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;

/** Who sits at the console, as history and audit name it: the system {@code console}, with the user who signed in where one did. */
final class Caller {
    private static final String CONSOLE = "console";

    private Caller() { }

    static String name() {
        Subject subject = Subject.getSubject(AccessController.getContext());
        return subject == null ? CONSOLE : subject.getPrincipals(UserPrincipal.class).stream().map(user -> CONSOLE + ":" + user.getName())
                .findFirst().orElse(CONSOLE);
    }
}
