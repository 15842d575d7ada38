package dev.sluice.core.money;

/** The currencies in which vendors ask to be paid. */
public enum Currency {
    USD,
    CNY
}
