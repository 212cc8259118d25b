CREATE TABLE "actuaciones" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"proceso_id" uuid NOT NULL,
	"id_reg_actuacion" bigint NOT NULL,
	"cons_actuacion" integer NOT NULL,
	"actuacion" text NOT NULL,
	"anotacion" text,
	"filed_on" date NOT NULL,
	"registered_on" date,
	"term_starts_on" date,
	"term_ends_on" date,
	"has_documents" boolean DEFAULT false NOT NULL,
	"content_hash" varchar(64) NOT NULL,
	"is_baseline" boolean NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"raw" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "actuaciones_organization_id_key" UNIQUE("organization_id","id"),
	CONSTRAINT "actuaciones_reg_key" UNIQUE("organization_id","proceso_id","id_reg_actuacion")
);
--> statement-breakpoint
ALTER TABLE "actuaciones" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid,
	"actor_id" uuid,
	"action" varchar(60) NOT NULL,
	"target_id" text,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"address" varchar(45),
	"request_id" varchar(64),
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audit_log" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "executions" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"solicitud_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"trigger" varchar(10) NOT NULL,
	"result" varchar(12),
	"source" varchar(20) NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"duration_ms" integer,
	"evidence" varchar(64),
	"portal_calls" integer DEFAULT 0 NOT NULL,
	"new_actuaciones" integer DEFAULT 0 NOT NULL,
	"detail" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "executions_organization_id_key" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "executions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"key" varchar(255) NOT NULL,
	"fingerprint" varchar(64) NOT NULL,
	"status" integer,
	"location" text,
	"body" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY("organization_id","user_id","key")
);
--> statement-breakpoint
ALTER TABLE "idempotency_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid,
	"task" varchar(60) NOT NULL,
	"key" varchar(200),
	"payload" jsonb NOT NULL,
	"lane" smallint NOT NULL,
	"status" varchar(10) DEFAULT 'ready' NOT NULL,
	"run_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"max_attempts" integer NOT NULL,
	"lease_token" uuid,
	"lease_until" timestamp (3) with time zone,
	"last_error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "jobs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "organization_users" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" varchar(50) DEFAULT 'user' NOT NULL,
	"permissions" jsonb DEFAULT '{"add":[],"remove":[]}'::jsonb NOT NULL,
	"joined_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "organization_users_member_key" UNIQUE("organization_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "organization_users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"name" varchar(255) NOT NULL,
	"subdomain" varchar(50) NOT NULL,
	"plan" varchar(50) DEFAULT 'free' NOT NULL,
	"max_users" integer DEFAULT 5,
	"max_queries_per_month" integer DEFAULT 100,
	"max_requests_per_minute" integer,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "organizations_subdomain_check" CHECK ("organizations"."subdomain" ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$')
);
--> statement-breakpoint
ALTER TABLE "organizations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "procesos" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"source" varchar(20) NOT NULL,
	"id_proceso" bigint NOT NULL,
	"radicado" varchar(23) NOT NULL,
	"is_private" boolean DEFAULT false NOT NULL,
	"despacho" text,
	"departamento" text,
	"office_code" varchar(12),
	"ponente" text,
	"tipo_proceso" text,
	"clase_proceso" text,
	"subclase_proceso" text,
	"recurso" text,
	"ubicacion" text,
	"contenido_radicacion" text,
	"sujetos_summary" text,
	"filed_on" date,
	"last_actuacion_on" date,
	"id_conexion" integer,
	"source_updated_at" timestamp (3) with time zone,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_verified_at" timestamp (3) with time zone NOT NULL,
	"raw" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "procesos_organization_id_key" UNIQUE("organization_id","id"),
	CONSTRAINT "procesos_source_key" UNIQUE("organization_id","source","id_proceso")
);
--> statement-breakpoint
ALTER TABLE "procesos" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "refresh_tokens" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid,
	"session_id" uuid NOT NULL,
	"token_hash" varchar(64) NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "refresh_tokens" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid,
	"user_id" uuid NOT NULL,
	"kind" varchar(10) NOT NULL,
	"token_hash" varchar(64),
	"user_agent" varchar(300),
	"address" varchar(45),
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revoked_reason" text,
	CONSTRAINT "sessions_organization_id_key" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "sessions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"kid" varchar(64) PRIMARY KEY NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"private_jwk_sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"retired_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "signing_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "solicitudes" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"tipo" varchar(10) DEFAULT 'simple' NOT NULL,
	"radicado" varchar(23) NOT NULL,
	"alias" varchar(200),
	"frequency" varchar(10) DEFAULT 'dynamic' NOT NULL,
	"notify" jsonb NOT NULL,
	"status" varchar(10) DEFAULT 'pending' NOT NULL,
	"baseline_at" timestamp (3) with time zone,
	"next_run_at" timestamp (3) with time zone,
	"completed_at" timestamp (3) with time zone,
	"search_text" text DEFAULT '' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "solicitudes_organization_id_key" UNIQUE("organization_id","id"),
	CONSTRAINT "solicitudes_radicado_check" CHECK ("solicitudes"."radicado" ~ '^[0-9]{23}$'),
	CONSTRAINT "solicitudes_status_check" CHECK ("solicitudes"."status" in ('pending', 'processing', 'completed', 'failed', 'paused', 'held'))
);
--> statement-breakpoint
ALTER TABLE "solicitudes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sujetos" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"proceso_id" uuid NOT NULL,
	"id_reg_sujeto" bigint NOT NULL,
	"tipo_sujeto" text NOT NULL,
	"name" text NOT NULL,
	"is_emplazado" boolean DEFAULT false NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"raw" jsonb NOT NULL,
	CONSTRAINT "sujetos_reg_key" UNIQUE("organization_id","proceso_id","id_reg_sujeto")
);
--> statement-breakpoint
ALTER TABLE "sujetos" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_months" (
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"month" varchar(7) NOT NULL,
	"queries" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "usage_months_pkey" PRIMARY KEY("organization_id","month")
);
--> statement-breakpoint
ALTER TABLE "usage_months" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "platform_admins" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "platform_admins" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid,
	"email" varchar(254) NOT NULL,
	"name" varchar(200) NOT NULL,
	"password_hash" text,
	"is_active" boolean DEFAULT true NOT NULL,
	"last_sign_in_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_organization_id_key" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "actuaciones" ADD CONSTRAINT "actuaciones_proceso_fk" FOREIGN KEY ("organization_id","proceso_id") REFERENCES "public"."procesos"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "executions" ADD CONSTRAINT "executions_solicitud_fk" FOREIGN KEY ("organization_id","solicitud_id") REFERENCES "public"."solicitudes"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_member_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."organization_users"("organization_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_users" ADD CONSTRAINT "organization_users_user_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."users"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "procesos" ADD CONSTRAINT "procesos_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_fk" FOREIGN KEY ("organization_id","session_id") REFERENCES "public"."sessions"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_member_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."organization_users"("organization_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "solicitudes" ADD CONSTRAINT "solicitudes_owner_fk" FOREIGN KEY ("organization_id","owner_id") REFERENCES "public"."organization_users"("organization_id","user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sujetos" ADD CONSTRAINT "sujetos_proceso_fk" FOREIGN KEY ("organization_id","proceso_id") REFERENCES "public"."procesos"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_months" ADD CONSTRAINT "usage_months_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform_admins" ADD CONSTRAINT "platform_admins_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "actuaciones_proceso_idx" ON "actuaciones" USING btree ("organization_id","proceso_id","filed_on","cons_actuacion","id");--> statement-breakpoint
CREATE INDEX "audit_log_organization_idx" ON "audit_log" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "executions_job_idx" ON "executions" USING btree ("organization_id","job_id");--> statement-breakpoint
CREATE INDEX "executions_solicitud_idx" ON "executions" USING btree ("organization_id","solicitud_id","started_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_key" ON "jobs" USING btree ("organization_id","key") WHERE status in ('ready', 'running');--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_platform_key" ON "jobs" USING btree ("key") WHERE organization_id is null and status in ('ready', 'running');--> statement-breakpoint
CREATE INDEX "jobs_ready_idx" ON "jobs" USING btree ("lane","run_at","id") WHERE status = 'ready';--> statement-breakpoint
CREATE INDEX "jobs_lease_idx" ON "jobs" USING btree ("lease_until") WHERE status = 'running';--> statement-breakpoint
CREATE INDEX "jobs_buried_idx" ON "jobs" USING btree ("finished_at" DESC NULLS FIRST,"id") WHERE status = 'buried';--> statement-breakpoint
CREATE INDEX "jobs_organization_idx" ON "jobs" USING btree ("organization_id");--> statement-breakpoint
CREATE UNIQUE INDEX "organizations_subdomain_key" ON "organizations" USING btree ("subdomain");--> statement-breakpoint
CREATE INDEX "procesos_radicado_idx" ON "procesos" USING btree ("organization_id","radicado");--> statement-breakpoint
CREATE UNIQUE INDEX "refresh_tokens_token_key" ON "refresh_tokens" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "refresh_tokens_session_idx" ON "refresh_tokens" USING btree ("organization_id","session_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_token_key" ON "sessions" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "sessions_user_idx" ON "sessions" USING btree ("organization_id","user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "solicitudes_radicado_key" ON "solicitudes" USING btree ("organization_id","owner_id","radicado");--> statement-breakpoint
CREATE INDEX "solicitudes_owner_idx" ON "solicitudes" USING btree ("organization_id","owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "solicitudes_created_idx" ON "solicitudes" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "solicitudes_org_radicado_idx" ON "solicitudes" USING btree ("organization_id","radicado");--> statement-breakpoint
CREATE INDEX "solicitudes_due_idx" ON "solicitudes" USING btree ("next_run_at") WHERE next_run_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree ("organization_id","email");--> statement-breakpoint
CREATE UNIQUE INDEX "users_platform_email_key" ON "users" USING btree ("email") WHERE organization_id is null;--> statement-breakpoint
CREATE POLICY "actuaciones_tenant" ON "actuaciones" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "actuaciones_readonly" ON "actuaciones" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "actuaciones_platform" ON "actuaciones" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "actuaciones_backup" ON "actuaciones" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "audit_log_tenant" ON "audit_log" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "audit_log_readonly" ON "audit_log" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "audit_log_platform" ON "audit_log" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "audit_log_backup" ON "audit_log" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "executions_tenant" ON "executions" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "executions_readonly" ON "executions" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "executions_platform" ON "executions" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "executions_backup" ON "executions" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "idempotency_keys_tenant" ON "idempotency_keys" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "idempotency_keys_readonly" ON "idempotency_keys" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "idempotency_keys_platform" ON "idempotency_keys" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "idempotency_keys_backup" ON "idempotency_keys" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "jobs_tenant" ON "jobs" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "jobs_readonly" ON "jobs" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "jobs_platform" ON "jobs" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "jobs_backup" ON "jobs" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "organization_users_tenant" ON "organization_users" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "organization_users_readonly" ON "organization_users" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "organization_users_platform" ON "organization_users" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "organization_users_backup" ON "organization_users" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "organizations_tenant" ON "organizations" AS PERMISSIVE FOR SELECT TO "lexia_app" USING (id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "organizations_readonly" ON "organizations" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "organizations_platform" ON "organizations" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "organizations_backup" ON "organizations" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "procesos_tenant" ON "procesos" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "procesos_readonly" ON "procesos" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "procesos_platform" ON "procesos" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "procesos_backup" ON "procesos" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "refresh_tokens_tenant" ON "refresh_tokens" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "refresh_tokens_readonly" ON "refresh_tokens" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "refresh_tokens_platform" ON "refresh_tokens" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "refresh_tokens_backup" ON "refresh_tokens" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "sessions_tenant" ON "sessions" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "sessions_readonly" ON "sessions" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "sessions_platform" ON "sessions" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "sessions_backup" ON "sessions" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "signing_keys_platform" ON "signing_keys" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "signing_keys_backup" ON "signing_keys" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "solicitudes_tenant" ON "solicitudes" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "solicitudes_readonly" ON "solicitudes" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "solicitudes_platform" ON "solicitudes" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "solicitudes_backup" ON "solicitudes" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "sujetos_tenant" ON "sujetos" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "sujetos_readonly" ON "sujetos" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "sujetos_platform" ON "sujetos" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "sujetos_backup" ON "sujetos" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "usage_months_tenant" ON "usage_months" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "usage_months_readonly" ON "usage_months" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "usage_months_platform" ON "usage_months" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_months_backup" ON "usage_months" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "platform_admins_platform" ON "platform_admins" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "platform_admins_backup" ON "platform_admins" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "users_tenant" ON "users" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "users_readonly" ON "users" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "users_platform" ON "users" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "users_backup" ON "users" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);