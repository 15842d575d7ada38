package dev.sluice.store;

import java.util.Arrays;

/**
 * Numbers strings in the order in which they are first seen, from 1. A table with open addressing:
 * it is filled and emptied for every call, and a map would make an object for each word.
 */
final class Words {
    private static final int FEWEST = 64;
    private static final int MOST_KEPT = 4096;

    private String[] words = new String[FEWEST / 2];
    private int[] slots =
            new int[FEWEST]; // a power of two; numbers of words, 0 where there is none
    private int size;

    /** Forgets all. */
    void clear() {
        if (slots.length > MOST_KEPT) {
            words = new String[FEWEST / 2];
            slots = new int[FEWEST];
        } else {
            Arrays.fill(slots, 0);
        }
        size = 0;
    }

    /** Returns a word's number, or 0 when it is new: then it has one from now on. */
    int seen(String word) {
        int slot = slot(word);
        if (slots[slot] != 0) {
            return slots[slot];
        }
        if (size == words.length) {
            grow();
            slot = slot(word);
        }
        words[size++] = word;
        slots[slot] = size;
        return 0;
    }

    /** Finds where a word is, or where it would be. */
    private int slot(String word) {
        int hash = word.hashCode();
        int slot = (hash ^ (hash >>> 16)) & (slots.length - 1);
        while (slots[slot] != 0 && !words[slots[slot] - 1].equals(word)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private void grow() {
        words = Arrays.copyOf(words, words.length * 2);
        slots = new int[words.length * 2];
        for (int i = 0; i < size; i++) {
            slots[slot(words[i])] = i + 1;
        }
    }
}
