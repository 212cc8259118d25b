-- Logins and rights of LEXIA's database, for an administrator of the server; may be run again at any time.
--   psql --set=ON_ERROR_STOP=1 --set=database=lexia --file=roles.sql postgres
-- Passwords are set afterwards, where neither a history nor a log keeps them:  \password lexia_owner  and so on.
-- Migrations give the rights on tables (db/grants.ts); this gives the rest.

\if :{?database}
\else
  \set database lexia
\endif

select format('create role %I nologin', wanted)
from unnest(array['lexia_app', 'lexia_platform', 'lexia_readonly', 'lexia_backup', 'lexia_owner', 'lexia_service']) wanted
where not exists (select from pg_roles where rolname = wanted)
\gexec

-- Owns the database and its tables: migrations and restores log in as it, and nothing that answers requests does.
alter role lexia_owner login nosuperuser nobypassrls noreplication createdb createrole connection limit 10;
-- What LEXIA's processes log in as. It has no right of its own: each transaction chooses one of two roles.
alter role lexia_service login noinherit nosuperuser nobypassrls noreplication nocreatedb nocreaterole
  connection limit 150;
-- For reports: one organization at a time, as row-level security has it, and no secrets.
alter role lexia_readonly login nosuperuser nobypassrls noreplication nocreatedb nocreaterole connection limit 5;
-- For dumps: reads all rows by a policy of each table, so it needs no right to step over policies; changes nothing.
alter role lexia_backup login nosuperuser nobypassrls noreplication nocreatedb nocreaterole connection limit 5;
alter role lexia_app nologin nosuperuser nobypassrls noreplication nocreatedb nocreaterole;
alter role lexia_platform nologin nosuperuser nobypassrls noreplication nocreatedb nocreaterole;

grant lexia_app, lexia_platform to lexia_service;
grant lexia_app, lexia_platform, lexia_readonly, lexia_backup to lexia_owner;
-- A restore that may end connections ends those of lexia_service.
grant pg_signal_backend to lexia_owner;

alter role lexia_service set statement_timeout = '15s';
alter role lexia_service set lock_timeout = '10s';
alter role lexia_service set idle_in_transaction_session_timeout = '10s';
alter role lexia_readonly set statement_timeout = '60s';
alter role lexia_readonly set idle_in_transaction_session_timeout = '10s';
alter role lexia_readonly set default_transaction_read_only = on;
alter role lexia_backup set default_transaction_read_only = on;

select format('create database %I owner lexia_owner template template0 encoding ''UTF8''', :'database')
where not exists (select from pg_database where datname = :'database')
\gexec

alter database :"database" owner to lexia_owner;
revoke all on database :"database" from public;
grant connect on database :"database" to lexia_service, lexia_readonly, lexia_backup;
