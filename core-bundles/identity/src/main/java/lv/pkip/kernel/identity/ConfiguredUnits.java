package lv.pkip.kernel.identity;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.registry.Registry.Subject;
import lv.pkip.kernel.api.registry.RegistryProblem;
import lv.pkip.kernel.api.registry.Structure;
import lv.pkip.kernel.api.registry.Unit;

/**
 * Makes units that stand in {@code etc/lv.pkip.municipality.cfg} and never were in the registry; what is there stays as it is, and
 * what somebody removed does not come back.
 */
@Component(service = ConfiguredUnits.class, immediate = true, configurationPid = "lv.pkip.municipality")
public final class ConfiguredUnits {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredUnits.class);

    private final RegistryDesk desk;
    private final Structure structure;
    private final CurrentActor actors;

    @Activate
    public ConfiguredUnits(@Reference(name = "desk") RegistryDesk desk, @Reference(name = "structure") Structure structure,
            @Reference(name = "actors") CurrentActor actors, Map<String, Object> configuration) {
        this.desk = desk;
        this.structure = structure;
        this.actors = actors;
        take(configuration);
    }

    @Modified
    void take(Map<String, Object> configuration) {
        List<Municipality.Unit> missing = ConfiguredMunicipality.units(configuration).stream()
                .filter(unit -> desk.book().now().directory().unit(unit.id()).isEmpty() && !desk.everWas(Subject.UNIT, unit.id())).toList();
        actors.asSystem("first-start", () -> {
            missing.forEach(this::make);
            return null;
        });
    }

    private void make(Municipality.Unit unit) {
        try {
            structure.save(new Unit(unit.id(), "", Unit.Kind.UNIT, named(unit), "", "", 0), "");
        } catch (RegistryProblem problem) {
            if (problem.code() != RegistryProblem.Code.TAKEN) { // another node was quicker
                LOG.error("Unit {} of lv.pkip.municipality cannot be made: {}", unit.id(), problem.getMessage());
            }
        }
    }

    /** A unit without a Latvian name is called by its id. */
    private static Map<String, String> named(Municipality.Unit unit) {
        Map<String, String> names = new TreeMap<>(unit.names());
        names.keySet().retainAll(Titles.LANGUAGES);
        names.values().removeIf(String::isBlank);
        names.putIfAbsent("lv", unit.id());
        return names;
    }
}
