package lv.pkip.integration.payment;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Names the provider a {@link PaymentProvider} component is; service property {@code pkip.payment.provider.id}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface PaymentProviderId {
    String PREFIX_ = "pkip.";

    String value();
}
