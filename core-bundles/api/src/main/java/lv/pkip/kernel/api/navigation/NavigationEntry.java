package lv.pkip.kernel.api.navigation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Puts a page component into the menu. The entry appears and vanishes with the component;
 * it is shown to those who may open it. Service properties {@code pkip.nav.*}.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface NavigationEntry {
    String PREFIX_ = "pkip.nav.";

    /** {@code portal} or {@code work}. */
    String area();

    /** Key in the bundle's messages. */
    String text();

    /** Sorting; the kernel's own entries use 10, 20, 30 … */
    int order() default 500;

    /** Name of an icon of the kit, for example {@code case}, {@code payment}, {@code settings}. */
    String icon() default "dot";
}
