package lv.pkip.kernel.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;

import org.apache.karaf.jaas.boot.ProxyLoginModule;
import org.apache.karaf.jaas.config.JaasRealm;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.registry.DeclaresPermission;

/**
 * Who may sign in on Karaf's console and by JMX: the users and keys in {@code etc/}, for emergencies and for the machine
 * itself, then accounts of the registry. Stands in front of Karaf's own realm of the same name.
 */
@DeclaresPermission(value = "console:use", privileged = true)
@DeclaresPermission(value = "console:manage", privileged = true)
@Component(service = JaasRealm.class)
public final class ConsoleRealm implements JaasRealm {
    private static final String NAME = "karaf";
    private static final int RANK = 10;
    /** Karaf's modules that only write down what happens. */
    private static final String AUDIT = ".audit.";

    private final BundleContext context;
    private final SignIn signIn;

    @Activate
    public ConsoleRealm(BundleContext context, @Reference(name = "signIn") SignIn signIn) {
        this.context = context;
        this.signIn = signIn;
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public int getRank() {
        return RANK;
    }

    @Override
    public AppConfigurationEntry[] getEntries() {
        List<AppConfigurationEntry> entries = new ArrayList<>();
        for (AppConfigurationEntry entry : ofFiles()) {
            // one that lets somebody in is enough, so that the registry is not asked for users it does not know
            entries.add(new AppConfigurationEntry(entry.getLoginModuleName(),
                    isAudit(entry) ? LoginModuleControlFlag.OPTIONAL : LoginModuleControlFlag.SUFFICIENT, entry.getOptions()));
        }
        entries.sort(Comparator.comparing(entry -> entry.getControlFlag() == LoginModuleControlFlag.SUFFICIENT));
        entries.add(new AppConfigurationEntry(ProxyLoginModule.class.getName(), LoginModuleControlFlag.REQUIRED, Map.of(
                ProxyLoginModule.PROPERTY_MODULE, RegistryLoginModule.class.getName(),
                ProxyLoginModule.PROPERTY_BUNDLE, String.valueOf(context.getBundle().getBundleId()), RegistryLoginModule.SIGN_IN, signIn)));
        return entries.toArray(AppConfigurationEntry[]::new);
    }

    private static boolean isAudit(AppConfigurationEntry entry) {
        return String.valueOf(entry.getOptions().get(ProxyLoginModule.PROPERTY_MODULE)).contains(AUDIT);
    }

    /** What Karaf's own realm says, whatever is configured there. */
    private AppConfigurationEntry[] ofFiles() {
        List<JaasRealm> others = new ArrayList<>();
        Collection<ServiceReference<JaasRealm>> references = references();
        for (ServiceReference<JaasRealm> reference : references) {
            JaasRealm realm = context.getService(reference);
            if (realm != null && realm.getRank() < RANK && NAME.equals(realm.getName())) {
                others.add(realm);
            }
        }
        try {
            return others.stream().max(Comparator.comparingInt(JaasRealm::getRank)).map(JaasRealm::getEntries)
                    .orElse(new AppConfigurationEntry[0]);
        } finally {
            references.forEach(context::ungetService);
        }
    }

    private Collection<ServiceReference<JaasRealm>> references() {
        try {
            return context.getServiceReferences(JaasRealm.class, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("there is no filter", e);
        }
    }
}
