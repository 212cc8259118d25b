CREATE TABLE "calendar_rules" (
	"code" varchar(60) PRIMARY KEY NOT NULL,
	"name" varchar(200) NOT NULL,
	"source" varchar(200) NOT NULL,
	"pattern" jsonb NOT NULL,
	"stops" varchar(10) NOT NULL,
	"valid_from" date,
	"valid_to" date,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "calendar_rules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "court_closures" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"name" varchar(200) NOT NULL,
	"source" varchar(200),
	"office_prefix" varchar(12),
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "court_closures_organization_id_key" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "court_closures" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "events" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"type" varchar(40) NOT NULL,
	"solicitud_id" uuid,
	"user_id" uuid,
	"key" varchar(200),
	"data" jsonb NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"told_at" timestamp (3) with time zone,
	CONSTRAINT "events_organization_id_key" UNIQUE("organization_id","id"),
	CONSTRAINT "events_key" UNIQUE("organization_id","key")
);
--> statement-breakpoint
ALTER TABLE "events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "plan_requests" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"requested_by" uuid NOT NULL,
	"from_plan" varchar(50) NOT NULL,
	"plan" varchar(50) NOT NULL,
	"message" text,
	"status" varchar(10) DEFAULT 'pending' NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" uuid,
	"answer" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plan_requests_organization_id_key" UNIQUE("organization_id","id"),
	CONSTRAINT "plan_requests_status_check" CHECK ("plan_requests"."status" in ('pending', 'approved', 'declined'))
);
--> statement-breakpoint
ALTER TABLE "plan_requests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "portal_days" (
	"source" varchar(20) NOT NULL,
	"day" date NOT NULL,
	"ordered_at" timestamp (3) with time zone,
	"warned_at" timestamp (3) with time zone,
	CONSTRAINT "portal_days_pkey" PRIMARY KEY("source","day")
);
--> statement-breakpoint
ALTER TABLE "portal_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "radicado_reads" (
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"source" varchar(20) NOT NULL,
	"radicado" varchar(23) NOT NULL,
	"fingerprint" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	"news_read_at" timestamp (3) with time zone NOT NULL,
	"detail_read_at" timestamp (3) with time zone NOT NULL,
	"all_read_at" timestamp (3) with time zone NOT NULL,
	"grace_days" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "radicado_reads_pkey" PRIMARY KEY("organization_id","source","radicado")
);
--> statement-breakpoint
ALTER TABLE "radicado_reads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_days" (
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"day" date NOT NULL,
	"queries" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "usage_days_pkey" PRIMARY KEY("organization_id","day")
);
--> statement-breakpoint
ALTER TABLE "usage_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "webhook_attempts" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"status" integer,
	"reason" varchar(40),
	"excerpt" varchar(1024)
);
--> statement-breakpoint
ALTER TABLE "webhook_attempts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "webhook_days" (
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"day" varchar(10) NOT NULL,
	"sent" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "webhook_days_pkey" PRIMARY KEY("organization_id","day")
);
--> statement-breakpoint
ALTER TABLE "webhook_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"event_type" varchar(40) NOT NULL,
	"body" text NOT NULL,
	"status" varchar(10) DEFAULT 'pending' NOT NULL,
	"is_queued" boolean DEFAULT true NOT NULL,
	"is_counted" boolean DEFAULT false NOT NULL,
	"round" integer DEFAULT 1 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"round_attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now(),
	"sending_until" timestamp (3) with time zone,
	"last_status" integer,
	"last_reason" varchar(40),
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "webhook_deliveries_organization_id_key" UNIQUE("organization_id","id"),
	CONSTRAINT "webhook_deliveries_event_key" UNIQUE("organization_id","endpoint_id","event_id")
);
--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"url" text NOT NULL,
	"description" varchar(200) DEFAULT '' NOT NULL,
	"events" jsonb NOT NULL,
	"format" varchar(10) DEFAULT 'standard' NOT NULL,
	"secret" text NOT NULL,
	"previous_secret" text,
	"previous_secret_until" timestamp (3) with time zone,
	"state" varchar(10) DEFAULT 'active' NOT NULL,
	"disabled_reason" varchar(10),
	"disabled_at" timestamp (3) with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"last_success_at" timestamp (3) with time zone,
	"last_failure_at" timestamp (3) with time zone,
	"quiet_until" timestamp (3) with time zone,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_endpoints_organization_id_key" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "solicitudes_promised_idx";--> statement-breakpoint
ALTER TABLE "solicitudes" ALTER COLUMN "radicado" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "solicitudes" ADD COLUMN "parametros" jsonb;--> statement-breakpoint
ALTER TABLE "solicitudes" ADD COLUMN "bulk_id" uuid;--> statement-breakpoint
ALTER TABLE "solicitudes" ADD COLUMN "run_on" varchar(13) DEFAULT 'judicial_days' NOT NULL;--> statement-breakpoint
ALTER TABLE "court_closures" ADD CONSTRAINT "court_closures_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_solicitud_fk" FOREIGN KEY ("organization_id","solicitud_id") REFERENCES "public"."solicitudes"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_requests" ADD CONSTRAINT "plan_requests_requested_by_fk" FOREIGN KEY ("organization_id","requested_by") REFERENCES "public"."users"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "radicado_reads" ADD CONSTRAINT "radicado_reads_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_days" ADD CONSTRAINT "usage_days_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_delivery_fk" FOREIGN KEY ("organization_id","delivery_id") REFERENCES "public"."webhook_deliveries"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_days" ADD CONSTRAINT "webhook_days_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_endpoint_fk" FOREIGN KEY ("organization_id","endpoint_id") REFERENCES "public"."webhook_endpoints"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "court_closures_starts_idx" ON "court_closures" USING btree ("organization_id","starts_on","id");--> statement-breakpoint
CREATE INDEX "events_occurred_idx" ON "events" USING btree ("organization_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "events_solicitud_idx" ON "events" USING btree ("organization_id","solicitud_id");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_requests_pending_key" ON "plan_requests" USING btree ("organization_id") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "plan_requests_created_idx" ON "plan_requests" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "webhook_attempts_delivery_idx" ON "webhook_attempts" USING btree ("organization_id","delivery_id","attempt");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_endpoint_idx" ON "webhook_deliveries" USING btree ("organization_id","endpoint_id","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_queued_idx" ON "webhook_deliveries" USING btree ("endpoint_id","next_attempt_at") WHERE status = 'pending' and is_queued;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_waiting_idx" ON "webhook_deliveries" USING btree ("endpoint_id","id") WHERE status = 'pending' and not is_queued;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_sending_idx" ON "webhook_deliveries" USING btree ("endpoint_id") WHERE sending_until is not null;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_held_idx" ON "webhook_deliveries" USING btree ("next_attempt_at") WHERE status = 'held';--> statement-breakpoint
CREATE INDEX "webhook_endpoints_organization_idx" ON "webhook_endpoints" USING btree ("organization_id","created_at" DESC NULLS FIRST,"id");--> statement-breakpoint
CREATE INDEX "solicitudes_held_idx" ON "solicitudes" USING btree ("organization_id") WHERE status = 'held';--> statement-breakpoint
CREATE INDEX "solicitudes_bulk_idx" ON "solicitudes" USING btree ("organization_id","bulk_id") WHERE bulk_id is not null;--> statement-breakpoint
CREATE INDEX "solicitudes_promised_idx" ON "solicitudes" USING btree ("organization_id") WHERE status in ('pending', 'processing') or (status = 'paused' and last_execution ->> 'finished_at' is null and last_execution ->> 'id' is not null);--> statement-breakpoint
ALTER TABLE "solicitudes" ADD CONSTRAINT "solicitudes_run_on_check" CHECK ("solicitudes"."run_on" in ('judicial_days', 'every_day'));--> statement-breakpoint
ALTER TABLE "solicitudes" ADD CONSTRAINT "solicitudes_tipo_check" CHECK (("solicitudes"."tipo" = 'simple') = ("solicitudes"."radicado" is not null) and ("solicitudes"."tipo" = 'avanzada') = ("solicitudes"."parametros" is not null));--> statement-breakpoint
CREATE POLICY "calendar_rules_platform" ON "calendar_rules" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "calendar_rules_backup" ON "calendar_rules" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "court_closures_tenant" ON "court_closures" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "court_closures_readonly" ON "court_closures" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "court_closures_platform" ON "court_closures" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "court_closures_backup" ON "court_closures" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "events_tenant" ON "events" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "events_readonly" ON "events" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "events_platform" ON "events" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "events_backup" ON "events" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "plan_requests_tenant" ON "plan_requests" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "plan_requests_readonly" ON "plan_requests" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "plan_requests_platform" ON "plan_requests" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "plan_requests_backup" ON "plan_requests" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "portal_days_platform" ON "portal_days" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "portal_days_backup" ON "portal_days" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "radicado_reads_tenant" ON "radicado_reads" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "radicado_reads_readonly" ON "radicado_reads" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "radicado_reads_platform" ON "radicado_reads" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "radicado_reads_backup" ON "radicado_reads" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "usage_days_tenant" ON "usage_days" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "usage_days_readonly" ON "usage_days" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "usage_days_platform" ON "usage_days" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_days_backup" ON "usage_days" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "webhook_attempts_tenant" ON "webhook_attempts" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "webhook_attempts_readonly" ON "webhook_attempts" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "webhook_attempts_platform" ON "webhook_attempts" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "webhook_attempts_backup" ON "webhook_attempts" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "webhook_days_tenant" ON "webhook_days" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "webhook_days_readonly" ON "webhook_days" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "webhook_days_platform" ON "webhook_days" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "webhook_days_backup" ON "webhook_days" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "webhook_deliveries_tenant" ON "webhook_deliveries" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "webhook_deliveries_readonly" ON "webhook_deliveries" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "webhook_deliveries_platform" ON "webhook_deliveries" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "webhook_deliveries_backup" ON "webhook_deliveries" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "webhook_endpoints_tenant" ON "webhook_endpoints" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "webhook_endpoints_readonly" ON "webhook_endpoints" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "webhook_endpoints_platform" ON "webhook_endpoints" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "webhook_endpoints_backup" ON "webhook_endpoints" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);