package dev.sluice.app.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Members of a record of which only one may stand in the file. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Choice {
    /** The names of the members, as the file writes them. */
    String[] of();

    /** Whether one of them must be there. */
    boolean required() default false;
}
