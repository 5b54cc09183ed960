package lv.pkip.kernel.api.service;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Names the e-service whose rules a {@link CaseHandler} component holds; service property {@code pkip.eservice}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface EService {
    String PREFIX_ = "pkip.";

    String value();
}
