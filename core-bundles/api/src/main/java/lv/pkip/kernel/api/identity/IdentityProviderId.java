package lv.pkip.kernel.api.identity;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Names the provider an {@link IdentityProvider} component is; service property {@code pkip.identity.provider.id}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface IdentityProviderId {
    String PREFIX_ = "pkip.";

    String value();
}
