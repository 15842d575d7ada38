-- Sums say in which hours a key was used; calls of a key are looked for there.
drop index call_key;
