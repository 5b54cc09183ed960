package lv.pkip.kernel.api.service;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Names the step type a {@link StepType} component is; service property {@code pkip.step.type.id}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface StepTypeId {
    String PREFIX_ = "pkip.";

    String value();
}
