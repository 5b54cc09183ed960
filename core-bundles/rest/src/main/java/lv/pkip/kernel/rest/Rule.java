package lv.pkip.kernel.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** States who may call an operation and what it is for; an operation without it is refused. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Rule {

    /** Who may call; the kernel's services narrow it further by case and permission. */
    enum Who { EVERYBODY, SIGNED_IN, RESIDENT, STAFF }

    Who value();

    /** One sentence for the API description. */
    String summary();

    /** Members of a JSON request: {@code name:type}, {@code name!:type} when required. */
    String[] takes() default {};

    /**
     * What it answers: {@code 201 Receipt Location} is status, schema (a star: a file) and headers. A status of a problem
     * stands alone; those that follow from path, body and headers need not be named.
     */
    String[] gives();
}
