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
ALTER TABLE "solicitudes" ALTER COLUMN "radicado" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "solicitudes" ADD COLUMN "parametros" jsonb;--> statement-breakpoint
ALTER TABLE "solicitudes" ADD COLUMN "bulk_id" uuid;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_solicitud_fk" FOREIGN KEY ("organization_id","solicitud_id") REFERENCES "public"."solicitudes"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "events_occurred_idx" ON "events" USING btree ("organization_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "events_solicitud_idx" ON "events" USING btree ("organization_id","solicitud_id");--> statement-breakpoint
CREATE INDEX "solicitudes_bulk_idx" ON "solicitudes" USING btree ("organization_id","bulk_id") WHERE bulk_id is not null;--> statement-breakpoint
ALTER TABLE "solicitudes" ADD CONSTRAINT "solicitudes_tipo_check" CHECK (("solicitudes"."tipo" = 'simple') = ("solicitudes"."radicado" is not null) and ("solicitudes"."tipo" = 'avanzada') = ("solicitudes"."parametros" is not null));--> statement-breakpoint
CREATE POLICY "events_tenant" ON "events" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "events_readonly" ON "events" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "events_platform" ON "events" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "events_backup" ON "events" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);