-- Which entries of each node's journal are in here. A call's id is its node's number and its
-- sequence in one: number * 2^40 + sequence.
create table applied (
  number integer primary key,
  node text not null unique,
  sequence integer not null
);

-- Every finished call; figures are those of the place where its answer came from.
create table call (
  id integer primary key,
  begun integer not null,
  status integer not null,
  failed integer not null,
  fresh_input integer not null,
  cache_read integer not null,
  cache_write integer not null,
  audio_input integer not null,
  text_output integer not null,
  reasoning integer not null,
  audio_output integer not null,
  cost_usd integer not null,
  cost_cny integer not null,
  lost_usd integer not null,
  lost_cny integer not null,
  unpriced integer not null,
  estimated integer not null,
  key text not null,
  team text not null,
  owner text not null,
  model text not null,
  provider text not null,
  deployment text not null,
  outcome text not null,
  request text not null,
  record text not null
);
create index call_begun on call (begun);
create index call_key on call (key, begun);

-- What calls used elsewhere: attempts that were raced, hedged or given up.
create table share (
  id integer not null,
  begun integer not null,
  fresh_input integer not null,
  cache_read integer not null,
  cache_write integer not null,
  audio_input integer not null,
  text_output integer not null,
  reasoning integer not null,
  audio_output integer not null,
  cost_usd integer not null,
  cost_cny integer not null,
  lost_usd integer not null,
  lost_cny integer not null,
  unpriced integer not null,
  estimated integer not null,
  key text not null,
  team text not null,
  model text not null,
  provider text not null,
  deployment text not null,
  primary key (id, provider, deployment)
) without rowid;
create index share_begun on share (begun);

-- Sums by hour (of 1970) and by everything that is told apart.
create table rollup (
  hour integer not null,
  calls integer not null,
  failed integer not null,
  fresh_input integer not null,
  cache_read integer not null,
  cache_write integer not null,
  audio_input integer not null,
  text_output integer not null,
  reasoning integer not null,
  audio_output integer not null,
  cost_usd integer not null,
  cost_cny integer not null,
  lost_usd integer not null,
  lost_cny integer not null,
  unpriced integer not null,
  estimated integer not null,
  key text not null,
  team text not null,
  model text not null,
  provider text not null,
  deployment text not null,
  primary key (hour, key, team, model, provider, deployment)
) without rowid;
create index rollup_key on rollup (key, hour);

-- The same by day (of 1970): questions about months would read too many hours.
create table rollup_day (
  day integer not null,
  calls integer not null,
  failed integer not null,
  fresh_input integer not null,
  cache_read integer not null,
  cache_write integer not null,
  audio_input integer not null,
  text_output integer not null,
  reasoning integer not null,
  audio_output integer not null,
  cost_usd integer not null,
  cost_cny integer not null,
  lost_usd integer not null,
  lost_cny integer not null,
  unpriced integer not null,
  estimated integer not null,
  key text not null,
  team text not null,
  model text not null,
  provider text not null,
  deployment text not null,
  primary key (day, key, team, model, provider, deployment)
) without rowid;
create index rollup_day_key on rollup_day (key, day);

-- What was reserved of budgets, settled and given back; reserve is the id of the reservation that
-- an entry closes.
create table entry (
  id integer not null,
  at integer not null,
  since integer not null,
  amount integer not null,
  spent integer not null,
  reserve integer not null,
  written integer not null,
  request text not null,
  budget text not null,
  kind text not null,
  primary key (id, at)
) without rowid;
create index entry_written on entry (written);

-- Reservations that are open.
create table hold (
  id integer not null,
  at integer not null,
  since integer not null,
  amount integer not null,
  written integer not null,
  request text not null,
  budget text not null,
  primary key (id, at)
) without rowid;
create index hold_request on hold (request);

create table balance (
  since integer not null,
  reserved integer not null,
  spent integer not null,
  budget text not null,
  primary key (budget, since)
) without rowid;

-- What entries had added up to that are kept no longer.
create table carried (
  since integer not null,
  spent integer not null,
  budget text not null,
  primary key (budget, since)
) without rowid;

-- Calls that began before this, in milliseconds of 1970, may be gone.
create table retention (
  only_one integer primary key check (only_one = 1),
  removed_before integer not null
);
insert into retention values (1, 0);

create table revision (
  only_one integer primary key check (only_one = 1),
  value integer not null
);
insert into revision values (1, 0);

-- Issued keys; spec is '' and digest null when one has been removed.
create table virtual_key (
  id text primary key,
  digest text unique,
  team text not null,
  owner text not null,
  revision integer not null,
  spec text not null
) without rowid;
create index virtual_key_revision on virtual_key (revision);

create table team (
  id text primary key,
  revision integer not null,
  spec text not null
) without rowid;
create index team_revision on team (revision);
