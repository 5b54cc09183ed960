package lv.pkip.kernel.workplace.tell;

import java.util.Optional;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.workplace.Notifications;
import lv.pkip.kernel.workplace.Messages;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Gives each bundle that asks for notifications one that knows its texts. */
@Component(service = Tellers.class, immediate = true)
public final class Tellers implements ServiceFactory<Notifications> {
    private final Board board;
    private final Users users;
    private final ServiceRegistration<Notifications> registration;

    @Activate
    public Tellers(@Reference(name = "board") Board board, @Reference(name = "users") Users users, BundleContext context) {
        this.board = board;
        this.users = users;
        this.registration = context.registerService(Notifications.class, this, null);
    }

    @Deactivate
    void stop() {
        registration.unregister();
    }

    @Override
    public Notifications getService(Bundle bundle, ServiceRegistration<Notifications> asked) {
        return new Teller(board, users, Messages.read(path -> Optional.ofNullable(bundle.getEntry(path))));
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<Notifications> asked, Notifications service) {
        // It holds nothing but texts.
    }
}
