package lv.pkip.kernel.identity;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.registry.Account;

/** People of the registry as those see them who give them work. */
@Component(service = Users.class)
public final class StaffAccounts implements Users {
    private final RegistryBook book;

    @Activate
    public StaffAccounts(@Reference(name = "book") RegistryBook book) {
        this.book = book;
    }

    @Override
    public Optional<User> find(String login) {
        LocalDate today = book.today();
        return book.now().directory().account(login).map(account -> user(account, today));
    }

    @Override
    public List<User> all() {
        LocalDate today = book.today();
        return book.now().directory().accounts().stream().map(account -> user(account, today)).toList();
    }

    @Override
    public List<User> holding(String permission) {
        Snapshot now = book.now();
        LocalDate today = book.today();
        return now.holding(permission, today).stream().flatMap(login -> now.directory().account(login).stream())
                .filter(account -> account.kind() == Account.Kind.PERSON).map(account -> user(account, today)).toList();
    }

    private static User user(Account account, LocalDate today) {
        return new User(account.login(), account.profile().displayName(), account.profile().email(), account.employment().unit(),
                account.roles(), account.isActiveOn(today));
    }
}
