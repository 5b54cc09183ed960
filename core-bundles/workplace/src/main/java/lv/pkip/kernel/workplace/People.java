package lv.pkip.kernel.workplace;

import lv.pkip.kernel.api.identity.Users;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How people are called on pages that keep their logins. */
@Component(service = People.class)
public final class People {
    private final Users users;

    @Activate
    public People(@Reference(name = "users") Users users) {
        this.users = users;
    }

    /** The name, or the login of who is not here any more, or of a part of the platform. */
    public String name(String login) {
        return users.find(login).map(Users.User::name).filter(name -> !name.isBlank()).orElse(login);
    }

    /** With the name of its author. */
    public Publications.Publication named(Publications.Publication one) {
        return new Publications.Publication(one.id(), name(one.author()), one.note(), one.at());
    }
}
