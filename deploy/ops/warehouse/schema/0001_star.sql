-- The star. Every table that holds rows of organizations names the organization in its key and is walled for readers.
create table lexia_dw.source (
  is_only boolean primary key default true check (is_only),
  system_identifier text not null,
  loaded_at timestamptz
);
--> statement-breakpoint
create table lexia_dw.progress (
  organization_id uuid not null,
  table_name text not null,
  watermark bigint,
  next_watermark bigint,
  resume_after text,
  primary key (organization_id, table_name)
);
--> statement-breakpoint
create table lexia_dw.readers (
  login name not null,
  organization_id uuid
);
--> statement-breakpoint
create unique index readers_key on lexia_dw.readers
  (login, coalesce(organization_id, '00000000-0000-0000-0000-000000000000'));
--> statement-breakpoint
create table lexia_dw.dim_date (
  date_key date primary key,
  year smallint not null,
  quarter smallint not null,
  month smallint not null,
  day smallint not null,
  weekday smallint not null,
  is_weekend boolean not null,
  is_judicial_day boolean not null,
  is_continuous_judicial_day boolean not null,
  closed_by text,
  closed_by_name text
);
--> statement-breakpoint
create table lexia_dw.dim_status (
  status_key text primary key,
  subject text not null check (subject in ('solicitud', 'execution')),
  status text not null,
  name_en text not null,
  name_es text not null,
  success_rate smallint not null check (success_rate in (0, 1))
);
--> statement-breakpoint
create table lexia_dw.dim_portal (
  portal_key text primary key,
  name text not null
);
--> statement-breakpoint
create table lexia_dw.dim_organization (
  organization_id uuid primary key,
  organization_name text not null,
  subdomain text not null,
  plan text not null,
  is_active boolean not null,
  created_at timestamptz not null,
  delete_after timestamptz,
  loaded_at timestamptz not null default now()
);
--> statement-breakpoint
create table lexia_dw.dim_user (
  organization_id uuid not null references lexia_dw.dim_organization,
  user_id uuid not null,
  department text,
  role text,
  is_active boolean not null,
  is_erased boolean not null,
  created_at timestamptz not null,
  loaded_at timestamptz not null default now(),
  primary key (organization_id, user_id)
);
--> statement-breakpoint
create table lexia_dw.dim_despacho (
  organization_id uuid not null references lexia_dw.dim_organization,
  despacho_key text not null,
  name text,
  departamento text,
  municipio text,
  entidad text,
  especialidad text,
  loaded_at timestamptz not null default now(),
  primary key (organization_id, despacho_key)
);
--> statement-breakpoint
create table lexia_dw.fact_solicitudes (
  organization_id uuid not null references lexia_dw.dim_organization,
  solicitud_id uuid not null,
  user_id uuid not null,
  radicado text,
  despacho_key text,
  tipo text not null,
  frequency text not null,
  status text not null,
  status_key text not null,
  created_at timestamptz not null,
  created_on date not null,
  first_answer_at timestamptz,
  completed_at timestamptz,
  completed_on date,
  first_answer_minutes numeric,
  processing_time_minutes numeric,
  success_rate smallint not null check (success_rate in (0, 1)),
  loaded_at timestamptz not null default now(),
  primary key (organization_id, solicitud_id)
);
--> statement-breakpoint
create index fact_solicitudes_created_idx on lexia_dw.fact_solicitudes (organization_id, created_on);
--> statement-breakpoint
create table lexia_dw.fact_executions (
  organization_id uuid not null references lexia_dw.dim_organization,
  execution_id uuid not null,
  solicitud_id uuid not null,
  portal_key text not null,
  trigger text not null,
  attempt integer not null,
  result text,
  status_key text not null,
  reason text,
  started_at timestamptz not null,
  started_on date not null,
  finished_at timestamptz,
  processing_time_minutes numeric,
  portal_calls integer not null,
  new_actuaciones integer not null,
  success_rate smallint check (success_rate in (0, 1)),
  loaded_at timestamptz not null default now(),
  primary key (organization_id, execution_id)
);
--> statement-breakpoint
create index fact_executions_started_idx on lexia_dw.fact_executions (organization_id, started_on);
--> statement-breakpoint
create table lexia_dw.fact_novedades (
  organization_id uuid not null references lexia_dw.dim_organization,
  novedad_id uuid not null,
  radicado text not null,
  despacho_key text not null,
  kind text not null,
  severity text not null,
  is_late boolean not null,
  is_grouped boolean not null,
  filed_on date,
  registered_on date,
  detected_at timestamptz not null,
  detected_on date not null,
  acknowledged_at timestamptz,
  acknowledgement_minutes numeric,
  assigned_to uuid,
  assigned_at timestamptz,
  loaded_at timestamptz not null default now(),
  primary key (organization_id, novedad_id)
);
--> statement-breakpoint
create index fact_novedades_detected_idx on lexia_dw.fact_novedades (organization_id, detected_on);
