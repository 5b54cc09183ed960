package lv.pkip.kernel.api.registry;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Several of {@link DeclaresPermission}. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface DeclaresPermissions {
    DeclaresPermission[] value();
}
