/** What has to be there before the first table: the roles, the right to become them, and the maker of ids. */

const CREATE_ROLES = `
do $prelude$
declare
  wanted text;
begin
  foreach wanted in array array['lexia_app', 'lexia_platform', 'lexia_readonly', 'lexia_backup'] loop
    if exists (select from pg_catalog.pg_roles where rolname = wanted) then
      continue;
    end if;
    begin
      execute pg_catalog.format('create role %I nologin', wanted);
    exception
      -- Roles belong to the whole server: another database's migration may have been faster.
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then
        raise exception 'Cannot create the role %: ask an administrator to run: create role %; grant % to %',
          wanted, wanted, wanted, pg_catalog.quote_ident(current_user) using errcode = '42501';
    end;
  end loop;
end
$prelude$`;

const REFUSE_POWERFUL_ROLES = `
do $prelude$
declare
  powerful text;
begin
  select rolname into powerful from pg_catalog.pg_roles
    where rolname in ('lexia_app', 'lexia_platform', 'lexia_readonly', 'lexia_backup')
      and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication);
  if powerful is not null then
    raise exception 'The role % can step over the tenant wall: ask an administrator to run: alter role % %',
      powerful, powerful, 'nosuperuser nobypassrls nocreaterole nocreatedb noreplication' using errcode = '42501';
  end if;
end
$prelude$`;

// The login may become each role, but where PostgreSQL can tell (16 and later) it does not have their rights by itself.
const GRANT_ROLES = `
do $prelude$
declare
  wanted text;
  can_choose boolean := current_setting('server_version_num')::int >= 160000;
begin
  foreach wanted in array array['lexia_app', 'lexia_platform', 'lexia_readonly', 'lexia_backup'] loop
    if pg_catalog.pg_has_role(current_user, wanted, case when can_choose then 'SET' else 'MEMBER' end) then
      continue;
    end if;
    begin
      execute pg_catalog.format('grant %I to %I', wanted, current_user)
        || case when can_choose then ' with inherit false, set true' else '' end;
    exception
      when insufficient_privilege then
        raise exception 'Cannot become the role %: ask an administrator to run: grant % to %',
          wanted, wanted,
          pg_catalog.quote_ident(current_user) || case when can_choose then ' with inherit false' else '' end
          using errcode = '42501';
    end;
  end loop;
end
$prelude$`;

// RFC 9562, section 5.7. PostgreSQL has a function of its own only from 18 on. Written with "return", its names are
// bound now, so that no search_path of a caller can change their meaning.
const CREATE_UUIDV7 = `
create or replace function public.lexia_uuidv7() returns uuid
language sql volatile parallel safe
return encode(
  set_bit(
    set_bit(
      overlay(
        uuid_send(gen_random_uuid())
        placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6
      ),
      52, 1
    ),
    53, 1
  ),
  'hex'
)::uuid`;

/** Idempotent, in this order. */
export const PRELUDE: readonly string[] = [CREATE_ROLES, REFUSE_POWERFUL_ROLES, GRANT_ROLES, CREATE_UUIDV7];
