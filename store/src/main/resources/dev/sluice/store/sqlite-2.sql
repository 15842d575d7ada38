-- People who sign in to the console. hash is '' for those whose password is kept elsewhere; subject
-- is who they are there, or null.
create table console_user (
  name text primary key,
  folded text not null unique,
  display_name text not null,
  role text not null,
  enabled integer not null,
  source text not null,
  subject text unique,
  hash text not null,
  created integer not null,
  last_seen integer not null
);

-- Who is signed in. digest is the SHA-256 of what the browser holds; name is '' and proof is set for
-- whoever showed the administrator's token.
create table console_session (
  digest text primary key,
  name text not null,
  proof text not null,
  created integer not null,
  seen integer not null
);
create index console_session_name on console_session (name);

-- Who changed what.
create table audit (
  id integer primary key autoincrement,
  at integer not null,
  who text not null,
  role text not null,
  address text not null,
  action text not null,
  what text not null,
  status integer not null
);
create index audit_who on audit (who, id);
