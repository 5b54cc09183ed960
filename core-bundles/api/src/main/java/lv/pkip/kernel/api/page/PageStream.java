package lv.pkip.kernel.api.page;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The {@link Page}, one for {@link Audience#MACHINE}, reads the body itself from {@link Page.Request#stream()} and sets its own bounds to
 * length and time; service property {@code pkip.page.stream}.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface PageStream {
    String PREFIX_ = "pkip.";
}
