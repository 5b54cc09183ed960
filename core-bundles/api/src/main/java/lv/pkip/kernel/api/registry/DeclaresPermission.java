package lv.pkip.kernel.api.registry;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Capability;

/**
 * Declares a permission that the bundle asks for, as capability {@code pkip.permission}; its text stands in the bundle's
 * {@code i18n/messages_*.properties} under {@code permission.<prefix>.<action>}. E-services need none: theirs follow from
 * their declaration.
 */
@Repeatable(DeclaresPermissions.class)
@Capability(namespace = "pkip.permission", name = "${#value}", attribute = "privileged=${#privileged}")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface DeclaresPermission {

    /** {@code prefix:action}. */
    String value();

    /** Giving it to somebody needs a second person. */
    boolean privileged() default false;
}
