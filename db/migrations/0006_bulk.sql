CREATE TABLE "bulk_errors" (
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"bulk_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"line" integer NOT NULL,
	"code" varchar(40) NOT NULL,
	"value" varchar(100) NOT NULL,
	"found" varchar(60),
	CONSTRAINT "bulk_errors_pkey" PRIMARY KEY("organization_id","bulk_id","ordinal")
);
--> statement-breakpoint
ALTER TABLE "bulk_errors" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "bulk_uploads" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"file_name" varchar(200) NOT NULL,
	"kind" varchar(4) NOT NULL,
	"file_key" varchar(200),
	"size" bigint,
	"hash" varchar(64),
	"is_again" boolean DEFAULT false NOT NULL,
	"status" varchar(13) DEFAULT 'receiving' NOT NULL,
	"mapping" jsonb,
	"preview" jsonb,
	"frequency" varchar(10) NOT NULL,
	"notify" jsonb NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"valid" integer DEFAULT 0 NOT NULL,
	"invalid" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp (3) with time zone,
	CONSTRAINT "bulk_uploads_organization_id_key" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "bulk_uploads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "bulk_errors" ADD CONSTRAINT "bulk_errors_bulk_fk" FOREIGN KEY ("organization_id","bulk_id") REFERENCES "public"."bulk_uploads"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_uploads" ADD CONSTRAINT "bulk_uploads_user_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."users"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "bulk_uploads_hash_key" ON "bulk_uploads" USING btree ("organization_id","user_id","hash") WHERE not is_again and status in ('needs_mapping', 'processing', 'paused', 'completed');--> statement-breakpoint
CREATE INDEX "bulk_uploads_created_idx" ON "bulk_uploads" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "bulk_uploads_open_idx" ON "bulk_uploads" USING btree ("updated_at") WHERE status = 'processing';--> statement-breakpoint
CREATE INDEX "bulk_uploads_file_idx" ON "bulk_uploads" USING btree ("created_at") WHERE file_key is not null;--> statement-breakpoint
ALTER TABLE "solicitudes" ADD CONSTRAINT "solicitudes_bulk_fk" FOREIGN KEY ("organization_id","bulk_id") REFERENCES "public"."bulk_uploads"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "solicitudes_bulk_open_idx" ON "solicitudes" USING btree ("bulk_id") WHERE bulk_id is not null and baseline_at is null and status in ('pending', 'processing', 'held');--> statement-breakpoint
CREATE POLICY "bulk_errors_tenant" ON "bulk_errors" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "bulk_errors_readonly" ON "bulk_errors" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "bulk_errors_platform" ON "bulk_errors" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "bulk_errors_backup" ON "bulk_errors" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "bulk_uploads_tenant" ON "bulk_uploads" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "bulk_uploads_readonly" ON "bulk_uploads" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "bulk_uploads_platform" ON "bulk_uploads" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "bulk_uploads_backup" ON "bulk_uploads" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);