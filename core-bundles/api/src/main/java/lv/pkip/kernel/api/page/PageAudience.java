package lv.pkip.kernel.api.page;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Who may open the {@link Page}; a page without it is refused; service property {@code pkip.page.audience}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface PageAudience {
    String PREFIX_ = "pkip.";

    Audience value();
}
