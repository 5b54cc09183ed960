package lv.pkip.service.breach;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Reference;

import lv.pkip.kernel.testkit.FixedActor;
import lv.pkip.service.other.Other;

/** A service that breaks every rule. */
class ThingManager {
    @Reference
    private Other other;

    void run(BundleContext context) {
        System.out.println(FixedActor.anonymous() + " " + other + context);
    }
}
