-- Finished calls in blocks, see CallPacker: what one transaction booked of one node's journal. id and
-- last are the ids of the first and the last call; begun_from and begun_to say when the earliest and
-- the latest began. The calls that are in rows are packed when this has been made; then the rows go.
create table call_block (
  id integer primary key,
  last integer not null,
  begun_from integer not null,
  begun_to integer not null,
  calls integer not null,
  packed blob not null
);
create index call_block_begun on call_block (begun_to, begun_from);
