package lv.pkip.kernel.identity;

import java.time.Clock;

import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.SimpleAuthenticationInfo;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.realm.AuthenticatingRealm;

/** Staff accounts as Shiro asks for them. Unknown and closed accounts cost the same work as others and open nothing. */
final class StaffRealm extends AuthenticatingRealm {
    private final JpaTemplate jpa;
    private final PasswordHashing hashing;
    private final Clock clock;

    /** A stored hash, and whether it may open anything. */
    record Stored(String hash, boolean opens) { }

    StaffRealm(JpaTemplate jpa, PasswordHashing hashing, Clock clock) {
        this.jpa = jpa;
        this.hashing = hashing;
        this.clock = clock;
        setName("staff");
        setAuthenticationTokenClass(UsernamePasswordToken.class);
        setCredentialsMatcher(this::matches);
    }

    @Override
    protected AuthenticationInfo doGetAuthenticationInfo(AuthenticationToken token) {
        String login = (String) token.getPrincipal();
        AccountRow account = jpa.txExpr(TransactionType.Required, em -> em.find(AccountRow.class, login));
        boolean opens = account != null && account.isActiveOn(Days.today(clock)) && !account.oneTimeIsOver(clock.millis());
        Stored stored = new Stored(opens ? account.password : hashing.decoy(), opens);
        return new SimpleAuthenticationInfo(login, stored, getName());
    }

    private boolean matches(AuthenticationToken token, AuthenticationInfo info) {
        Stored stored = (Stored) info.getCredentials();
        return hashing.matches((char[]) token.getCredentials(), stored.hash()) & stored.opens(); // never cut short
    }
}
