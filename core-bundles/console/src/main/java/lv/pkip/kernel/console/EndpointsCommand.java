package lv.pkip.kernel.console;

import java.util.Comparator;
import java.util.List;
import lv.pkip.kernel.api.request.Endpoints;
import lv.pkip.kernel.api.request.Endpoints.Endpoint;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pkip:endpoints}: every address of the running container and who may call it, for those who look after its security. */
@Service
@Command(scope = "pkip", name = "endpoints", description = "Lists every address that is answered now, and who may call it")
public final class EndpointsCommand implements Action {

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Reference
    List<Endpoints> parts;

    @Override
    public Object execute() {
        Sheet sheet = new Sheet("method", "path", "from", "who", "permission");
        parts.stream().flatMap(part -> part.endpoints().stream()).sorted(Comparator.comparing(Endpoint::path).thenComparing(Endpoint::method))
                .forEach(e -> sheet.row(e.method(), e.path(), e.part(), e.who().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), e.permission().orElse("")));
        sheet.print(json, System.out, "Nothing is answered.");
        return null;
    }
}
