package dev.sluice.store;

/**
 * A row to be inserted: the values of an {@link Insert}'s columns.
 *
 * @param numbers of its numeric columns
 * @param texts of its text columns
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Row(long[] numbers, String[] texts) {}
