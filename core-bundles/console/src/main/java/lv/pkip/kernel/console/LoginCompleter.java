package lv.pkip.kernel.console;

import java.util.List;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.registry.Account;
import lv.pkip.kernel.api.registry.Registry;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;

/** Completes logins of staff. */
@Service
public final class LoginCompleter implements Completer {

    @Reference
    CurrentActor current;

    @Reference
    Registry registry;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Completions.complete(() -> current.asSystem(Caller.name(),
                () -> registry.directory().accounts().stream().map(Account::login).toList()), session, line, candidates);
    }
}
