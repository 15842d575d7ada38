package dev.sluice.app.config;

/** A team in the file: what it may not do, none of its keys may. */
public record TeamWords(
        @Doc(value = "Name in keys, logs and records.", required = true) String id,
        @Doc(value = "Whether its keys may call.", fallback = "true") boolean enabled,
        @Doc(value = "What its keys may do, all together.", inline = true) TermsWords terms) {}
