package lv.pkip.kernel.identity;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Says of whom a second factor is demanded. Nobody is kept from having one. */
@Component(service = SecondFactorPolicy.class, configurationPid = "lv.pkip.kernel.identity.SecondFactor")
@Designate(ocd = SecondFactorPolicy.Config.class)
public final class SecondFactorPolicy {
    /** Settings. */
    @ObjectClassDefinition(name = "PKIP second factor")
    @interface Config {
        @AttributeDefinition(description = "Who must have one: off, privileged (whoever holds a privileged permission) or everybody")
        String secondFactor() default "privileged";
    }

    /** Of whom. */
    enum Demand { OFF, PRIVILEGED, EVERYBODY }

    private final Demand demand;
    private final Predicate<String> privileged;

    @Activate
    public SecondFactorPolicy(@Reference(name = "declared") DeclaredPermissions declared, Config config) {
        this(Demand.valueOf(config.secondFactor().strip().toUpperCase(Locale.ROOT)), declared::isPrivileged);
    }

    SecondFactorPolicy(Demand demand, Predicate<String> privileged) {
        this.demand = demand;
        this.privileged = privileged;
    }

    boolean demands(Set<String> permissions) {
        return demand == Demand.EVERYBODY || demand == Demand.PRIVILEGED && permissions.stream().anyMatch(privileged);
    }
}
