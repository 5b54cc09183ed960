package lv.pkip.kernel.api.page;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Path of a {@link Page} below the site root, without slashes at its ends, for example {@code payment}; service property {@code pkip.page.path}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface PagePath {
    String PREFIX_ = "pkip.";

    String value();
}
