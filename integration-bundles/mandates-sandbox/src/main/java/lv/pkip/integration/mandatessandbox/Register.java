package lv.pkip.integration.mandatessandbox;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import lv.pkip.kernel.api.identity.Mandate;
import lv.pkip.kernel.api.identity.MandateSource;
import lv.pkip.kernel.api.identity.MandateSourceId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Made-up mandates of made-up people, which can be ended and begun again on a page. */
@Component(service = {MandateSource.class, Register.class})
@MandateSourceId("sandbox")
public final class Register implements MandateSource {
    private static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    /** Who may act for others; codes of this form are given to nobody. */
    static final String REPRESENTATIVE = "32000000040";
    private static final String FORMER_CODE = "00015810004";

    private final Clock clock;
    private final Set<String> ended = ConcurrentHashMap.newKeySet();

    @Activate
    public Register() {
        this(Clock.systemUTC());
    }

    Register(Clock clock) {
        this.clock = clock;
    }

    @Override
    public List<Stated> of(Set<String> personalCodes) {
        return personalCodes.contains(REPRESENTATIVE) || personalCodes.contains(FORMER_CODE)
                ? all().stream().filter(one -> !isEnded(one.id())).toList() : List.of();
    }

    /** All there are, the ended ones included. */
    List<Stated> all() {
        LocalDate today = LocalDate.now(clock.withZone(RIGA));
        return List.of(
                new Stated("child", Mandate.Kind.CHILD, "32000000011", "Elza", "Pārstāve", Set.of(), today.minusYears(9), Optional.empty()),
                new Stated("company", Mandate.Kind.COMPANY, "40000000001", "", "SIA „Parauga darbnīca”", Set.of(), today.minusYears(2), Optional.empty()),
                new Stated("power", Mandate.Kind.POWER_OF_ATTORNEY, "32000000012", "Pēteris", "Prombūtnis", Set.of("dog-fee"), today.minusDays(30),
                        Optional.of(today.plusDays(60))));
    }

    boolean isEnded(String id) {
        return ended.contains(id);
    }

    /** Ends a mandate, or lets it begin again. */
    void turn(String id) {
        if (!ended.remove(id)) {
            ended.add(id);
        }
    }
}
