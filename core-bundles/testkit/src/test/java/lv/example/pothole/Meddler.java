package lv.example.pothole;

import org.osgi.framework.BundleContext;

import lv.pkip.service.other.Other;

/** A vendor's class that uses what it may not. */
public final class Meddler {
    private final Other other = new Other();

    void start(BundleContext context) {
        System.out.println(other + " " + context);
    }
}
