package lv.pkip.kernel.identity;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.dispatch.Dispatcher.Lease;
import lv.pkip.kernel.api.dispatch.Unavailable;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.MandateSource;
import lv.pkip.kernel.api.identity.MandateSource.Stated;

/** What the registers state of somebody's mandates now, with the represented under their keys instead of their codes. */
@Component(service = StatedMandates.class)
public final class StatedMandates {
    private static final Logger LOG = LoggerFactory.getLogger(StatedMandates.class);
    private static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    private static final int MOST = 200;

    private final Dispatcher dispatcher;
    private final Residents persons;
    private final Clock clock;

    @Activate
    public StatedMandates(@Reference(name = "dispatcher") Dispatcher dispatcher, @Reference(name = "persons") Residents persons) {
        this(dispatcher, persons, Clock.systemUTC());
    }

    StatedMandates(Dispatcher dispatcher, Residents persons, Clock clock) {
        this.dispatcher = dispatcher;
        this.persons = persons;
        this.clock = clock;
    }

    /** All mandates of a person; a register that does not answer has none to tell. */
    List<Mandate> of(String personKey) {
        Set<String> codes = persons.codes(personKey);
        List<Mandate> all = new ArrayList<>();
        for (String source : dispatcher.ids(MandateSource.class)) {
            stated(source, codes).forEach(one -> all.add(mandate(source, one)));
        }
        all.sort(Comparator.comparing(Mandate::name).thenComparing(Mandate::id));
        return List.copyOf(all);
    }

    /** One mandate as it stands now; empty as well when its register does not answer: what cannot be shown is not there. */
    Optional<Mandate> find(String personKey, String id) {
        int dot = id.indexOf('.');
        String source = id.substring(0, Math.max(0, dot));
        return stated(source, persons.codes(personKey)).stream().filter(one -> id(source, one).equals(id)).findFirst()
                .map(one -> mandate(source, one));
    }

    private List<Stated> stated(String source, Set<String> codes) {
        if (codes.isEmpty()) {
            return List.of();
        }
        LocalDate today = LocalDate.now(clock.withZone(RIGA));
        try (Lease<MandateSource> lease = dispatcher.enter(MandateSource.class, source)) {
            return lease.service().of(codes).stream().filter(one -> !today.isBefore(one.from())
                    && one.until().filter(today::isAfter).isEmpty()).limit(MOST).toList();
        } catch (Unavailable gone) {
            return List.of();
        } catch (RuntimeException e) {
            LOG.warn("The register of mandates {} did not answer: {}", source, e.getClass().getSimpleName());
            return List.of();
        }
    }

    private static String id(String source, Stated one) {
        return source + "." + one.id();
    }

    private Mandate mandate(String source, Stated one) {
        boolean company = one.kind() == Mandate.Kind.COMPANY;
        String represented = company ? one.number() : persons.byPersonalCode(one.number(), one.givenName(), one.name()).key();
        String name = (one.givenName() + " " + one.name()).strip();
        return new Mandate(id(source, one), one.kind(), represented, name, one.services(), one.until());
    }
}
