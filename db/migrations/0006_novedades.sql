CREATE TABLE "novedad_cases" (
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"novedad_id" uuid NOT NULL,
	"proceso_id" uuid NOT NULL,
	"radicado" varchar(23) NOT NULL,
	"detected_at" timestamp (3) with time zone NOT NULL,
	"found_at" timestamp (3) with time zone NOT NULL,
	"execution_id" uuid NOT NULL,
	CONSTRAINT "novedad_cases_pk" PRIMARY KEY("organization_id","novedad_id","proceso_id")
);
--> statement-breakpoint
ALTER TABLE "novedad_cases" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "novedad_notes" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"novedad_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"text" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "novedad_notes_organization_id_key" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "novedad_notes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "novedad_reads" (
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"novedad_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"read_at" timestamp (3) with time zone,
	CONSTRAINT "novedad_reads_pk" PRIMARY KEY("organization_id","novedad_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "novedad_reads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "novedades" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"kind" varchar(20) NOT NULL,
	"key" varchar(120) NOT NULL,
	"proceso_id" uuid NOT NULL,
	"radicado" varchar(23) NOT NULL,
	"actuacion_id" uuid,
	"leader_id" uuid,
	"severity" varchar(6) NOT NULL,
	"detail" jsonb NOT NULL,
	"filed_on" date,
	"registered_on" date,
	"detected_at" timestamp (3) with time zone NOT NULL,
	"news_at" timestamp (3) with time zone NOT NULL,
	"execution_id" uuid NOT NULL,
	"is_late" boolean DEFAULT false NOT NULL,
	"search_text" text NOT NULL,
	"acknowledged_by" uuid,
	"acknowledged_at" timestamp (3) with time zone,
	"assigned_to" uuid,
	"assigned_by" uuid,
	"assigned_at" timestamp (3) with time zone,
	CONSTRAINT "novedades_organization_id_key" UNIQUE("organization_id","id"),
	CONSTRAINT "novedades_key" UNIQUE("organization_id","key"),
	CONSTRAINT "novedades_severity_check" CHECK ("novedades"."severity" in ('low', 'normal', 'high'))
);
--> statement-breakpoint
ALTER TABLE "novedades" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "severity_rules" (
	"organization_id" uuid PRIMARY KEY DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"rules" jsonb NOT NULL,
	"updated_by" uuid NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "severity_rules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "actuaciones" ADD COLUMN "edited_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "actuaciones" ADD COLUMN "previous" jsonb;--> statement-breakpoint
ALTER TABLE "actuaciones" ADD COLUMN "withdrawn_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "actuaciones" ADD COLUMN "changes" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "procesos" ADD COLUMN "docket_seen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "solicitudes" ADD COLUMN "novedades_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "novedad_cases" ADD CONSTRAINT "novedad_cases_novedad_fk" FOREIGN KEY ("organization_id","novedad_id") REFERENCES "public"."novedades"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "novedad_cases" ADD CONSTRAINT "novedad_cases_proceso_fk" FOREIGN KEY ("organization_id","proceso_id") REFERENCES "public"."procesos"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "novedad_notes" ADD CONSTRAINT "novedad_notes_novedad_fk" FOREIGN KEY ("organization_id","novedad_id") REFERENCES "public"."novedades"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "novedad_notes" ADD CONSTRAINT "novedad_notes_author_fk" FOREIGN KEY ("organization_id","author_id") REFERENCES "public"."users"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "novedad_reads" ADD CONSTRAINT "novedad_reads_novedad_fk" FOREIGN KEY ("organization_id","novedad_id") REFERENCES "public"."novedades"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "novedad_reads" ADD CONSTRAINT "novedad_reads_user_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."users"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "novedades" ADD CONSTRAINT "novedades_proceso_fk" FOREIGN KEY ("organization_id","proceso_id") REFERENCES "public"."procesos"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "novedades" ADD CONSTRAINT "novedades_actuacion_fk" FOREIGN KEY ("organization_id","actuacion_id") REFERENCES "public"."actuaciones"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "novedades" ADD CONSTRAINT "novedades_leader_fk" FOREIGN KEY ("organization_id","leader_id") REFERENCES "public"."novedades"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "novedades" ADD CONSTRAINT "novedades_assigned_fk" FOREIGN KEY ("organization_id","assigned_to") REFERENCES "public"."users"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "severity_rules" ADD CONSTRAINT "severity_rules_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "novedad_cases_list_idx" ON "novedad_cases" USING btree ("organization_id","radicado","detected_at","novedad_id");--> statement-breakpoint
CREATE INDEX "novedad_cases_found_idx" ON "novedad_cases" USING btree ("organization_id","radicado","found_at");--> statement-breakpoint
CREATE INDEX "novedad_cases_proceso_idx" ON "novedad_cases" USING btree ("organization_id","proceso_id");--> statement-breakpoint
CREATE INDEX "novedad_notes_novedad_idx" ON "novedad_notes" USING btree ("organization_id","novedad_id","created_at","id");--> statement-breakpoint
CREATE INDEX "novedad_notes_author_idx" ON "novedad_notes" USING btree ("organization_id","author_id");--> statement-breakpoint
CREATE INDEX "novedad_reads_user_idx" ON "novedad_reads" USING btree ("organization_id","user_id");--> statement-breakpoint
CREATE INDEX "novedades_detected_idx" ON "novedades" USING btree ("organization_id","detected_at","id") WHERE leader_id is null;--> statement-breakpoint
CREATE INDEX "novedades_proceso_idx" ON "novedades" USING btree ("organization_id","proceso_id");--> statement-breakpoint
CREATE INDEX "novedades_actuacion_idx" ON "novedades" USING btree ("organization_id","actuacion_id");--> statement-breakpoint
CREATE INDEX "novedades_leader_idx" ON "novedades" USING btree ("organization_id","leader_id") WHERE leader_id is not null;--> statement-breakpoint
CREATE INDEX "novedades_assigned_idx" ON "novedades" USING btree ("organization_id","assigned_to") WHERE assigned_to is not null;--> statement-breakpoint
CREATE POLICY "novedad_cases_tenant" ON "novedad_cases" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "novedad_cases_readonly" ON "novedad_cases" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "novedad_cases_platform" ON "novedad_cases" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "novedad_cases_backup" ON "novedad_cases" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "novedad_notes_tenant" ON "novedad_notes" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "novedad_notes_readonly" ON "novedad_notes" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "novedad_notes_platform" ON "novedad_notes" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "novedad_notes_backup" ON "novedad_notes" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "novedad_reads_tenant" ON "novedad_reads" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "novedad_reads_readonly" ON "novedad_reads" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "novedad_reads_platform" ON "novedad_reads" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "novedad_reads_backup" ON "novedad_reads" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "novedades_tenant" ON "novedades" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "novedades_readonly" ON "novedades" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "novedades_platform" ON "novedades" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "novedades_backup" ON "novedades" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "severity_rules_tenant" ON "severity_rules" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "severity_rules_readonly" ON "severity_rules" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "severity_rules_platform" ON "severity_rules" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "severity_rules_backup" ON "severity_rules" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);