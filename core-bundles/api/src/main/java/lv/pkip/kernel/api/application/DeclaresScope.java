package lv.pkip.kernel.api.application;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Capability;

/**
 * Declares a scope that tokens can be limited to, as capability {@code pkip.scope}; its text stands in the bundle's
 * {@code i18n/messages_*.properties} under {@code scope.<prefix>.<what>}. E-services need none: theirs follow from
 * their declaration.
 */
@Repeatable(DeclaresScopes.class)
@Capability(namespace = "pkip.scope", name = "${#value}", attribute = "permissions:List<String>=\"${#permissions}\"")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface DeclaresScope {

    /** {@code prefix:what}. */
    String value();

    /** What a token of this scope is good for, as far as its holder may; none where it only tells something. */
    String[] permissions();
}
