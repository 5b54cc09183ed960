package lv.pkip.kernel.api.page;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Permission staff need to open the {@link Page}; service property {@code pkip.page.permission}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface PagePermission {
    String PREFIX_ = "pkip.";

    String value();
}
