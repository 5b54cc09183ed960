package lv.pkip.integration.paymentdesk;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import lv.pkip.integration.payment.PaymentProvider;
import lv.pkip.integration.paymentsandbox.RunningSandbox;
import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Assurance;
import lv.pkip.kernel.api.page.Page;
import lv.pkip.kernel.api.service.StepType.Entered;
import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.kernel.testkit.MadeUpTown;
import lv.pkip.kernel.testkit.PageServer;
import lv.pkip.kernel.testkit.RecordingAudit;
import lv.pkip.kernel.testkit.SettableClock;
import lv.pkip.kernel.testkit.TestJpa;

/** The whole desk with the simulated bank as its partner, over real HTTP and in one real database. */
final class Desk implements AutoCloseable {
    final TestJpa jpa = TestJpa.open("paymentdesk");
    final PageServer server = PageServer.start();
    final SettableClock clock = SettableClock.at(Instant.now().toString());
    final FixedActor actor = FixedActor.resident("person-1");
    final RecordingAudit audit = new RecordingAudit(actor, clock);
    final TownCases town = new TownCases(jpa.database(), actor);
    final RunningSandbox sandbox;
    final Obligations obligations = new Obligations(jpa, MadeUpTown.at(server.baseUrl()), clock);
    final Providers providers = new Providers();
    final Settlement settlement = new Settlement(jpa, town.cases(), actor, audit, clock);
    final Attempts attempts = new Attempts(jpa, providers, settlement, clock);
    final Reconciliation reconciliation = new Reconciliation(jpa, settlement, audit, clock);
    final Poller poller = new Poller(attempts, reconciliation, settlement, obligations);
    final PaymentStep step = new PaymentStep(obligations);
    final PaymentPage page = new PaymentPage(obligations, attempts, providers, actor, new lv.pkip.kernel.testkit.KeyedPersons());
    final PaymentsPage staff = new PaymentsPage(obligations, attempts, reconciliation, providers, actor, audit);

    Desk(Path folder) {
        sandbox = new RunningSandbox(server, jpa.and("paymentsandbox"), MadeUpTown.at(server.baseUrl()), clock, folder);
        bring(sandbox.provider());
        server.with(CallbackPage.PATH, new CallbackPage(attempts));
    }

    void bring(PaymentProvider provider) {
        providers.add(provider, Map.of("pkip.payment.provider.id", "sandbox", "service.id", 7L));
    }

    /** A case comes to its payment step. */
    Obligation owes(String number, String amount) {
        town.add(number);
        return enters(number, amount);
    }

    Obligation enters(String number, String amount) {
        jpa.tx(em -> step.entered(entered(number, amount)));
        return obligations.ofStep("case-" + number, "payment").orElseThrow();
    }

    static Entered entered(String number, String amount) {
        return new Entered("case-" + number, number, "tree-felling", "payment", Map.of("amount", "compensation.total"),
                Optional.of(new BigDecimal(amount)), "Koku ciršanas atļauja, lieta " + number, "person-1", "Paraugs Paraudziņš");
    }

    Attempt tries(Obligation o) {
        return attempts.start(o.id, "sandbox", UUID.randomUUID().toString().replace("-", ""), "lv", server.baseUrl());
    }

    Obligation now(Obligation o) {
        return obligations.find(o.id).orElseThrow();
    }

    Effect effect(Attempt a) {
        return attempts.find(a.id).orElseThrow().effect;
    }

    void asStaff(String... permissions) {
        actor.become(Actor.staff("anna", "Anna Parauga", Optional.empty()), permissions);
    }

    void asResident(String key) {
        actor.become(Actor.resident(key, key, Assurance.SUBSTANTIAL));
    }

    Page.Answer asks(String path) {
        return page.handle(request("GET", path, Map.of()));
    }

    Page.Request request(String method, String path, Map<String, List<String>> parameters) {
        return new Page.Request(method, path, parameters, Map.of(), new byte[0], "lv", server.baseUrl());
    }

    /** Waits for something another thread does. */
    static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 15 s: " + what);
            }
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    @Override
    public void close() throws Exception {
        sandbox.close();
        poller.stop();
        server.close();
        jpa.close();
    }
}
