package lv.pkip.kernel.shell;

import java.time.Clock;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Mandates;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.identity.SignIn;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.navigation.Navigation;
import lv.pkip.kernel.api.request.Requests;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Attachments;
import lv.pkip.kernel.api.status.Cases;
import lv.pkip.kernel.api.status.Drafts;
import lv.pkip.kernel.shell.frame.Resources;
import lv.pkip.kernel.shell.frame.Texts;
import lv.pkip.kernel.shell.gate.Returned;
import lv.pkip.kernel.shell.work.SavedFilters;

/** The parts of the kernel that pages are made of. */
public record House(CurrentActor actor, SignIn signIn, Credentials credentials, Users users, Persons persons, Mandates mandates, Municipality municipality,
        Services services, Cases cases, Drafts drafts, Attachments attachments, Outbox outbox, Audit audit,
        Dispatcher dispatcher, Requests requests, Navigation navigation, SavedFilters filters, Returned returned, Texts texts, Resources resources, Clock clock, MapTiles tiles) {

    /**
     * Where maps come from; no tiles, no map: the two number fields are always there.
     *
     * @param url         pattern with {@code {z}}, {@code {x}}, {@code {y}}; empty when off
     * @param attribution shown on the map
     * @param centre      {@code latitude,longitude}
     */
    public record MapTiles(String url, String attribution, String centre) { }
}
