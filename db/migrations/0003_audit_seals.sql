CREATE TABLE "audit_seals" (
	"position" integer PRIMARY KEY NOT NULL,
	"row_ids" uuid[] NOT NULL,
	"through" timestamp (3) with time zone NOT NULL,
	"hash" varchar(64) NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audit_seals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE INDEX "audit_seals_through_idx" ON "audit_seals" USING btree ("through");--> statement-breakpoint
CREATE INDEX "audit_log_created_idx" ON "audit_log" USING brin ("created_at");--> statement-breakpoint
CREATE POLICY "audit_seals_platform" ON "audit_seals" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "audit_seals_backup" ON "audit_seals" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);