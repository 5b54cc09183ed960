package lv.pkip.kernel.api.identity;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Names the register a {@link MandateSource} component asks; service property {@code pkip.mandate.source.id}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface MandateSourceId {
    String PREFIX_ = "pkip.";

    String value();
}
