package lv.pkip.kernel.console;

import java.io.IOException;
import lv.pkip.kernel.console.install.InstallFailed;
import org.apache.karaf.shell.api.console.Session;

/** Asks before something far-reaching; where nobody can answer, {@code --yes} has to say it. */
final class Confirmation {

    private Confirmation() { }

    static void ask(Session session, boolean yes, String question) throws IOException {
        if (yes) {
            return;
        }
        String answer = null;
        if (session.getTerminal() != null) {
            answer = session.readLine(question + " (yes/no) ", null);
        }
        if (answer == null || !answer.trim().equalsIgnoreCase("yes")) {
            throw new InstallFailed("not confirmed, nothing was done; in scripts add --yes");
        }
    }
}
