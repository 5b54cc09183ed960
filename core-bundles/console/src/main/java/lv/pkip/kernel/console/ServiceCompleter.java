package lv.pkip.kernel.console;

import java.util.List;
import lv.pkip.kernel.api.service.Services;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;

/** Completes ids of installed e-services. */
@Service
public final class ServiceCompleter implements Completer {

    @Reference
    Services services;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Completions.complete(() -> services.installed().stream().map(d -> d.id()).toList(), session, line, candidates);
    }
}
