package lv.pkip.kernel.api.application;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Several of {@link DeclaresScope}. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface DeclaresScopes {
    DeclaresScope[] value();
}
