package dev.sluice.app.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a member of the configuration means; the schema and the reference page are made of these.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Doc {
    /** One or two sentences for the reader of the reference page. */
    String value();

    /** What holds when the member is absent, written as in the file; empty for nothing. */
    String fallback() default "";

    /** Whether the member must be there. */
    boolean required() default false;

    /** Smallest number. */
    long min() default Long.MIN_VALUE;

    /** Largest number. */
    long max() default Long.MAX_VALUE;

    /** Whether the record's members stand beside this one's siblings instead of below a name. */
    boolean inline() default false;
}
