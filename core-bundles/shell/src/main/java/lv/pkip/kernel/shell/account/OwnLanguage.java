package lv.pkip.kernel.shell.account;

import lv.pkip.kernel.api.identity.Actor;
import lv.pkip.kernel.api.identity.Session;
import lv.pkip.kernel.shell.House;
import lv.pkip.kernel.shell.gate.Exchange;

/** Lets a browser in which nobody chose a language speak that of the one who has just signed in. */
public final class OwnLanguage {

    private OwnLanguage() { }

    public static void speak(House house, Exchange exchange, Session session) {
        if (session.actor().kind() == Actor.Kind.STAFF && session.due().isEmpty() && !exchange.hasChosenLanguage()) {
            exchange.chooseLanguage(house.credentials().profile().read(session).language());
        }
    }
}
