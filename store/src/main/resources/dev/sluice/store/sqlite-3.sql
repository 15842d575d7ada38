-- Entries of a node are written in the order of their ids, so that the oldest are found without an
-- index that every entry pays for.
drop index entry_written;
