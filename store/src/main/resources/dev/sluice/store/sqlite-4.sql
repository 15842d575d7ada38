-- Sums of all keys together, by hour and by day (of 1970): a question that is not about keys would
-- read as many rows as there are keys.
create table rollup_team (
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
  team text not null,
  model text not null,
  provider text not null,
  deployment text not null,
  primary key (hour, team, model, provider, deployment)
) without rowid;
insert into rollup_team (hour, calls, failed, fresh_input, cache_read, cache_write, audio_input,
    text_output, reasoning, audio_output, cost_usd, cost_cny, lost_usd, lost_cny, unpriced,
    estimated, team, model, provider, deployment)
  select hour, sum(calls), sum(failed), sum(fresh_input), sum(cache_read), sum(cache_write),
    sum(audio_input), sum(text_output), sum(reasoning), sum(audio_output), sum(cost_usd),
    sum(cost_cny), sum(lost_usd), sum(lost_cny), sum(unpriced), sum(estimated), team, model,
    provider, deployment
    from rollup group by hour, team, model, provider, deployment;

create table rollup_team_day (
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
  team text not null,
  model text not null,
  provider text not null,
  deployment text not null,
  primary key (day, team, model, provider, deployment)
) without rowid;
insert into rollup_team_day (day, calls, failed, fresh_input, cache_read, cache_write,
    audio_input, text_output, reasoning, audio_output, cost_usd, cost_cny, lost_usd, lost_cny,
    unpriced, estimated, team, model, provider, deployment)
  select day, sum(calls), sum(failed), sum(fresh_input), sum(cache_read), sum(cache_write),
    sum(audio_input), sum(text_output), sum(reasoning), sum(audio_output), sum(cost_usd),
    sum(cost_cny), sum(lost_usd), sum(lost_cny), sum(unpriced), sum(estimated), team, model,
    provider, deployment
    from rollup_day group by day, team, model, provider, deployment;
