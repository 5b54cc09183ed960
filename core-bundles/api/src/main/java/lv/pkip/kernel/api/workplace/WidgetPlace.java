package lv.pkip.kernel.api.workplace;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** Puts a {@link Widget} component onto the start page; it comes and goes with the component. Service properties {@code pkip.widget.*}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface WidgetPlace {
    String PREFIX_ = "pkip.widget.";

    /** One word with hyphens, unlike every other widget's: {@code [a-z][a-z0-9-]{1,39}}. */
    String id();

    /** Key of the heading in the bundle's messages. */
    String title();

    /** Where it stands until somebody arranges the page; the kernel's own use 10, 20, 30 … */
    int order() default 500;

    /** Permission needed to see it; empty: all staff. */
    String permission() default "";

    /** True: as wide as the page; else half of it where there is room. */
    boolean wide() default false;
}
