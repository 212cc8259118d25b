-- Logins and rights of LEXIA's database on Neon, for the role that owns the project; may be run again at any time. Plain
-- SQL, for Neon's SQL editor or psql, in the database that LEXIA is to have.
--
-- Roles must be made here, by SQL: those of Neon's console, CLI and API belong to neon_superuser, which steps over row
-- security. Passwords are set afterwards: alter role lexia_service password '…'; Neon asks for at least 60 bits.
-- What roles.sql of a server says besides needs a superuser, which Neon keeps to itself: nosuperuser, nobypassrls and
-- noreplication are the defaults of a new role, and deno task check:database looks whether they still hold.

do $$
declare wanted text;
begin
  foreach wanted in array array['lexia_app', 'lexia_platform', 'lexia_readonly', 'lexia_backup', 'lexia_owner', 'lexia_service']
  loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
  end loop;
end $$;

-- Owns the database and its tables: migrations log in as it, and nothing that answers requests does. Migrations give the
-- four roles their rights, and make none.
alter role lexia_owner login nocreatedb nocreaterole connection limit 10;
-- What LEXIA logs in as. It has no right of its own: each transaction chooses one of two roles.
alter role lexia_service login noinherit nocreatedb nocreaterole connection limit 150;
alter role lexia_readonly login nocreatedb nocreaterole connection limit 5;
alter role lexia_backup login nocreatedb nocreaterole connection limit 5;

grant lexia_app, lexia_platform to lexia_service;
grant lexia_app, lexia_platform, lexia_readonly, lexia_backup to lexia_owner;

alter role lexia_service set statement_timeout = '15s';
alter role lexia_service set lock_timeout = '10s';
alter role lexia_service set idle_in_transaction_session_timeout = '10s';
alter role lexia_readonly set statement_timeout = '60s';
alter role lexia_readonly set idle_in_transaction_session_timeout = '10s';
alter role lexia_readonly set default_transaction_read_only = on;
alter role lexia_backup set default_transaction_read_only = on;

-- Who gives something away must be a member of whom it goes to, for as long as that takes.
do $$
begin
  execute format('grant lexia_owner to %I', current_user);
  alter schema public owner to lexia_owner;
  execute format('alter database %I owner to lexia_owner', current_database());
end $$;
do $$
begin
  set local role lexia_owner;
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to lexia_service, lexia_readonly, lexia_backup', current_database());
  -- Whoever runs this comes back to run it again.
  execute format('grant connect on database %I to %I', current_database(), session_user);
end $$;
do $$
begin
  execute format('revoke lexia_owner from %I', current_user);
end $$;
