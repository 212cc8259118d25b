#!/bin/bash
# Runs once, when the container makes its database: roles, their passwords, and a login for the exporter.
# May be run again at any time: docker compose exec postgres bash /docker-entrypoint-initdb.d/first_start.sh
set -euo pipefail
as_administrator=(psql --username=postgres --no-psqlrc --quiet --set=ON_ERROR_STOP=1)

"${as_administrator[@]}" --dbname=postgres --set=database=lexia --file=/etc/lexia/postgres/roles.sql

# The log tells of statements that change the schema, with what stands in them; of these it must not.
"${as_administrator[@]}" --dbname=lexia <<'SQL'
set log_statement = 'none';
\set owner_password `cat /run/secrets/postgres_owner_password`
\set service_password `cat /run/secrets/postgres_service_password`
\set backup_password `cat /run/secrets/postgres_backup_password`
\set exporter_password `cat /run/secrets/postgres_exporter_password`
select 'create role lexia_exporter' where not exists (select from pg_roles where rolname = 'lexia_exporter')
\gexec
alter role lexia_exporter login nosuperuser inherit nobypassrls noreplication nocreatedb nocreaterole
  connection limit 3;
grant pg_monitor to lexia_exporter;
grant connect on database lexia to lexia_exporter;
alter role lexia_owner password :'owner_password';
alter role lexia_service password :'service_password';
alter role lexia_backup password :'backup_password';
alter role lexia_exporter password :'exporter_password';
SQL
