package lv.pkip.kernel.identity;

import java.io.IOException;
import java.security.Principal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;

import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;

import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.identity.SignInRefused;

/** Signs an account of the registry in on the console; what it may do there follows from {@code console:use} and {@code console:manage}. */
public final class RegistryLoginModule implements LoginModule {
    /** Option under which the realm hands the service over. */
    static final String SIGN_IN = "pkip.signIn";
    /** Stands for the client's address, which JAAS does not tell. */
    private static final String CLIENT = "console";
    private static final List<String> USE = List.of("ssh", "viewer");
    private static final List<String> MANAGE = List.of("ssh", "viewer", "manager", "admin", "systembundles");

    private Subject subject;
    private CallbackHandler handler;
    private SignIn signIn;
    private final Set<Principal> principals = new HashSet<>();

    @Override
    public void initialize(Subject whose, CallbackHandler asking, Map<String, ?> shared, Map<String, ?> options) {
        subject = whose;
        handler = asking;
        signIn = (SignIn) options.get(SIGN_IN);
    }

    @Override
    public boolean login() throws LoginException {
        NameCallback name = new NameCallback("login");
        PasswordCallback password = new PasswordCallback("password", false);
        try {
            handler.handle(new Callback[] {name, password});
            if (name.getName() == null || password.getPassword() == null) {
                throw new FailedLoginException("login and password are needed");
            }
            Session session = signIn.check(name.getName(), password.getPassword(), CLIENT);
            principals.addAll(principals(session));
            return true;
        } catch (SignInRefused refused) {
            throw new FailedLoginException(refused.reason().name());
        } catch (IOException | UnsupportedCallbackException e) {
            throw new FailedLoginException("only a login and a password open the console for an account"); // a key does not
        } finally {
            password.clearPassword();
        }
    }

    private static Set<Principal> principals(Session session) throws FailedLoginException {
        List<String> roles = may(session, "console:manage") ? MANAGE : may(session, "console:use") ? USE : List.of();
        if (roles.isEmpty()) {
            throw new FailedLoginException("missing permission console:use");
        }
        Set<Principal> principals = new HashSet<>();
        principals.add(new UserPrincipal(session.actor().id()));
        roles.forEach(role -> principals.add(new RolePrincipal(role)));
        return principals;
    }

    private static boolean may(Session session, String permission) {
        return Permissions.parse(session.permissions()).stream().anyMatch(held -> held.implies(Permissions.parse(permission)));
    }

    @Override
    public boolean commit() {
        return !principals.isEmpty() && subject.getPrincipals().addAll(principals);
    }

    @Override
    public boolean abort() {
        principals.clear();
        return true;
    }

    @Override
    public boolean logout() {
        subject.getPrincipals().removeAll(principals);
        principals.clear();
        return true;
    }
}
