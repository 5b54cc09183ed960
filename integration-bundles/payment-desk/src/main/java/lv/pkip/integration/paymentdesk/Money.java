package lv.pkip.integration.paymentdesk;

import java.math.BigDecimal;

/** Money that came, by whichever way. */
interface Money {
    String id();

    /** How it came, for people: {@code bank} or a provider's id. */
    String way();

    BigDecimal came();

    String currency();

    Effect effect();

    void effect(Effect effect);
}
