-- Who reads what. A login is let in by name, which it cannot change for itself as it could a setting.
revoke all on all tables in schema lexia_dw from public;
--> statement-breakpoint
grant usage on schema lexia_dw to lexia_dw_reader;
--> statement-breakpoint
grant select on lexia_dw.source, lexia_dw.dim_date, lexia_dw.dim_status, lexia_dw.dim_portal, lexia_dw.readers
  to lexia_dw_reader;
--> statement-breakpoint
alter table lexia_dw.readers enable row level security;
--> statement-breakpoint
create policy readers_own on lexia_dw.readers for select to lexia_dw_reader using (login = session_user);
--> statement-breakpoint
alter table lexia_dw.progress enable row level security;
--> statement-breakpoint
grant select on lexia_dw.dim_user to lexia_dw_reader;
--> statement-breakpoint
alter table lexia_dw.dim_user enable row level security;
--> statement-breakpoint
create policy dim_user_reader on lexia_dw.dim_user for select to lexia_dw_reader using (
  exists (select from lexia_dw.readers r
    where r.login = session_user and (r.organization_id is null or r.organization_id = dim_user.organization_id)));
--> statement-breakpoint
grant select on lexia_dw.dim_despacho to lexia_dw_reader;
--> statement-breakpoint
alter table lexia_dw.dim_despacho enable row level security;
--> statement-breakpoint
create policy dim_despacho_reader on lexia_dw.dim_despacho for select to lexia_dw_reader using (
  exists (select from lexia_dw.readers r
    where r.login = session_user and (r.organization_id is null or r.organization_id = dim_despacho.organization_id)));
--> statement-breakpoint
grant select on lexia_dw.fact_solicitudes to lexia_dw_reader;
--> statement-breakpoint
alter table lexia_dw.fact_solicitudes enable row level security;
--> statement-breakpoint
create policy fact_solicitudes_reader on lexia_dw.fact_solicitudes for select to lexia_dw_reader using (
  exists (select from lexia_dw.readers r
    where r.login = session_user and (r.organization_id is null or r.organization_id = fact_solicitudes.organization_id)));
--> statement-breakpoint
grant select on lexia_dw.fact_executions to lexia_dw_reader;
--> statement-breakpoint
alter table lexia_dw.fact_executions enable row level security;
--> statement-breakpoint
create policy fact_executions_reader on lexia_dw.fact_executions for select to lexia_dw_reader using (
  exists (select from lexia_dw.readers r
    where r.login = session_user and (r.organization_id is null or r.organization_id = fact_executions.organization_id)));
--> statement-breakpoint
grant select on lexia_dw.fact_novedades to lexia_dw_reader;
--> statement-breakpoint
alter table lexia_dw.fact_novedades enable row level security;
--> statement-breakpoint
create policy fact_novedades_reader on lexia_dw.fact_novedades for select to lexia_dw_reader using (
  exists (select from lexia_dw.readers r
    where r.login = session_user and (r.organization_id is null or r.organization_id = fact_novedades.organization_id)));
--> statement-breakpoint
grant select on lexia_dw.dim_organization to lexia_dw_reader;
--> statement-breakpoint
alter table lexia_dw.dim_organization enable row level security;
--> statement-breakpoint
create policy dim_organization_reader on lexia_dw.dim_organization for select to lexia_dw_reader using (
  exists (select from lexia_dw.readers r
    where r.login = session_user and (r.organization_id is null or r.organization_id = dim_organization.organization_id)));
