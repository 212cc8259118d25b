CREATE TABLE "analytics_days" (
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"day" date NOT NULL,
	"measure" varchar(20) NOT NULL,
	"label" varchar(300) NOT NULL,
	"count" integer DEFAULT 0 NOT NULL,
	"total" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "analytics_days_pkey" PRIMARY KEY("organization_id","day","measure","label")
);
--> statement-breakpoint
ALTER TABLE "analytics_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "portal_answers" (
	"source" varchar(20) NOT NULL,
	"day" date NOT NULL,
	"asked" integer DEFAULT 0 NOT NULL,
	"trusted" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "portal_answers_pkey" PRIMARY KEY("source","day")
);
--> statement-breakpoint
ALTER TABLE "portal_answers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
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
CREATE TABLE "despacho_lists" (
	"source" varchar(20) NOT NULL,
	"under" varchar(12) NOT NULL,
	"items" jsonb,
	"version" integer DEFAULT 0 NOT NULL,
	"read_at" timestamp (3) with time zone,
	"changed_at" timestamp (3) with time zone,
	"tried_at" timestamp (3) with time zone,
	"wanted_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "despacho_lists_pkey" PRIMARY KEY("source","under")
);
--> statement-breakpoint
ALTER TABLE "despacho_lists" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
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
CREATE TABLE "exports" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"allowed" jsonb NOT NULL,
	"what" varchar(11) NOT NULL,
	"format" varchar(4) NOT NULL,
	"locale" varchar(2),
	"filters" jsonb NOT NULL,
	"status" varchar(8) DEFAULT 'waiting' NOT NULL,
	"reason" varchar(40),
	"reach" varchar(3),
	"attempts" integer DEFAULT 0 NOT NULL,
	"file_key" varchar(200),
	"size" bigint,
	"hash" varchar(64),
	"report_id" uuid,
	"slot_on" date,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "exports_organization_id_key" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "exports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notification_digests" (
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"way" varchar(6) NOT NULL,
	"slot_at" timestamp (3) with time zone NOT NULL,
	"lines" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_digests_pk" PRIMARY KEY("organization_id","user_id","way","slot_at")
);
--> statement-breakpoint
ALTER TABLE "notification_digests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notification_preferences" (
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"email" boolean DEFAULT true NOT NULL,
	"choices" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"least_severity" varchar(6) DEFAULT 'low' NOT NULL,
	"quiet_from" varchar(5),
	"quiet_until" varchar(5),
	"time_zone" varchar(60),
	"digest_hour" integer DEFAULT 7 NOT NULL,
	"phone" varchar(16),
	"has_texts" boolean DEFAULT false NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_preferences_pk" PRIMARY KEY("organization_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "notification_preferences" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"type" varchar(40) NOT NULL,
	"severity" varchar(6),
	"position" bigint NOT NULL,
	"mail" varchar(7) NOT NULL,
	"mail_at" timestamp (3) with time zone,
	"mailed_at" timestamp (3) with time zone,
	"texted_at" timestamp (3) with time zone,
	"read_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notifications_organization_id_key" UNIQUE("organization_id","id"),
	CONSTRAINT "notifications_event_key" UNIQUE("organization_id","event_id","user_id"),
	CONSTRAINT "notifications_position_key" UNIQUE("organization_id","user_id","position"),
	CONSTRAINT "notifications_mail_check" CHECK ("notifications"."mail" in ('at_once', 'daily', 'weekly', 'none'))
);
--> statement-breakpoint
ALTER TABLE "notifications" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "novedad_cases" (
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"novedad_id" uuid NOT NULL,
	"radicado" varchar(23) NOT NULL,
	"proceso_id" uuid NOT NULL,
	"detected_at" timestamp (3) with time zone NOT NULL,
	"found_at" timestamp (3) with time zone NOT NULL,
	"execution_id" uuid NOT NULL,
	CONSTRAINT "novedad_cases_pk" PRIMARY KEY("organization_id","novedad_id","radicado")
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
	"is_counted" boolean DEFAULT false NOT NULL,
	CONSTRAINT "novedades_organization_id_key" UNIQUE("organization_id","id"),
	CONSTRAINT "novedades_key" UNIQUE("organization_id","key"),
	CONSTRAINT "novedades_severity_check" CHECK ("novedades"."severity" in ('low', 'normal', 'high'))
);
--> statement-breakpoint
ALTER TABLE "novedades" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
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
CREATE TABLE "scheduled_reports" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"name" varchar(120) NOT NULL,
	"what" varchar(11) NOT NULL,
	"format" varchar(4) NOT NULL,
	"every" varchar(5) NOT NULL,
	"recipients" jsonb NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"next_run_at" timestamp (3) with time zone NOT NULL,
	"last_run_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scheduled_reports_organization_id_key" UNIQUE("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "scheduled_reports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "search_hits" (
	"id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL,
	"organization_id" uuid DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"solicitud_id" uuid NOT NULL,
	"id_proceso" bigint NOT NULL,
	"radicado" varchar(40) NOT NULL,
	"despacho" text,
	"departamento" text,
	"filed_on" date,
	"last_actuacion_on" date,
	"sujetos_summary" text,
	"is_private" boolean NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"gone_at" timestamp (3) with time zone,
	CONSTRAINT "search_hits_proceso_key" UNIQUE("organization_id","solicitud_id","id_proceso")
);
--> statement-breakpoint
ALTER TABLE "search_hits" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "severity_rules" (
	"organization_id" uuid PRIMARY KEY DEFAULT nullif(current_setting('app.organization_id', true), '')::uuid NOT NULL,
	"rules" jsonb NOT NULL,
	"updated_by" uuid NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "severity_rules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
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
ALTER TABLE "actuaciones" ADD COLUMN "edited_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "actuaciones" ADD COLUMN "previous" jsonb;--> statement-breakpoint
ALTER TABLE "actuaciones" ADD COLUMN "withdrawn_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "actuaciones" ADD COLUMN "changes" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "is_counted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "procesos" ADD COLUMN "docket_seen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "solicitudes" ADD COLUMN "parametros" jsonb;--> statement-breakpoint
ALTER TABLE "solicitudes" ADD COLUMN "bulk_id" uuid;--> statement-breakpoint
ALTER TABLE "solicitudes" ADD COLUMN "run_on" varchar(13) DEFAULT 'judicial_days' NOT NULL;--> statement-breakpoint
ALTER TABLE "solicitudes" ADD COLUMN "novedades_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "analytics_days" ADD CONSTRAINT "analytics_days_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_errors" ADD CONSTRAINT "bulk_errors_bulk_fk" FOREIGN KEY ("organization_id","bulk_id") REFERENCES "public"."bulk_uploads"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_uploads" ADD CONSTRAINT "bulk_uploads_user_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."users"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "court_closures" ADD CONSTRAINT "court_closures_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_solicitud_fk" FOREIGN KEY ("organization_id","solicitud_id") REFERENCES "public"."solicitudes"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exports" ADD CONSTRAINT "exports_user_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."users"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_digests" ADD CONSTRAINT "notification_digests_user_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."users"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_preferences" ADD CONSTRAINT "notification_preferences_user_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."users"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_event_fk" FOREIGN KEY ("organization_id","event_id") REFERENCES "public"."events"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_user_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."users"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
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
ALTER TABLE "plan_requests" ADD CONSTRAINT "plan_requests_requested_by_fk" FOREIGN KEY ("organization_id","requested_by") REFERENCES "public"."users"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "radicado_reads" ADD CONSTRAINT "radicado_reads_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_reports" ADD CONSTRAINT "scheduled_reports_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_hits" ADD CONSTRAINT "search_hits_solicitud_fk" FOREIGN KEY ("organization_id","solicitud_id") REFERENCES "public"."solicitudes"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "severity_rules" ADD CONSTRAINT "severity_rules_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_days" ADD CONSTRAINT "usage_days_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_delivery_fk" FOREIGN KEY ("organization_id","delivery_id") REFERENCES "public"."webhook_deliveries"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_days" ADD CONSTRAINT "webhook_days_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_endpoint_fk" FOREIGN KEY ("organization_id","endpoint_id") REFERENCES "public"."webhook_endpoints"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "bulk_uploads_hash_key" ON "bulk_uploads" USING btree ("organization_id","user_id","hash") WHERE not is_again and status in ('needs_mapping', 'processing', 'paused', 'completed');--> statement-breakpoint
CREATE INDEX "bulk_uploads_created_idx" ON "bulk_uploads" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "bulk_uploads_open_idx" ON "bulk_uploads" USING btree ("updated_at") WHERE status = 'processing';--> statement-breakpoint
CREATE INDEX "bulk_uploads_file_idx" ON "bulk_uploads" USING btree ("created_at") WHERE file_key is not null;--> statement-breakpoint
CREATE INDEX "court_closures_starts_idx" ON "court_closures" USING btree ("organization_id","starts_on","id");--> statement-breakpoint
CREATE INDEX "events_occurred_idx" ON "events" USING btree ("organization_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "events_solicitud_idx" ON "events" USING btree ("organization_id","solicitud_id");--> statement-breakpoint
CREATE UNIQUE INDEX "exports_slot_key" ON "exports" USING btree ("organization_id","report_id","slot_on","user_id") WHERE report_id is not null;--> statement-breakpoint
CREATE INDEX "exports_user_idx" ON "exports" USING btree ("organization_id","user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "exports_file_idx" ON "exports" USING btree ("created_at") WHERE file_key is not null;--> statement-breakpoint
CREATE INDEX "notifications_unread_idx" ON "notifications" USING btree ("organization_id","user_id") WHERE read_at is null;--> statement-breakpoint
CREATE INDEX "notifications_digest_idx" ON "notifications" USING btree ("mail_at","organization_id","user_id") WHERE mailed_at is null and mail in ('daily', 'weekly');--> statement-breakpoint
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
CREATE INDEX "novedades_uncounted_idx" ON "novedades" USING btree ("id") WHERE not is_counted;--> statement-breakpoint
CREATE UNIQUE INDEX "plan_requests_pending_key" ON "plan_requests" USING btree ("organization_id") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "plan_requests_created_idx" ON "plan_requests" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "scheduled_reports_organization_idx" ON "scheduled_reports" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "scheduled_reports_due_idx" ON "scheduled_reports" USING btree ("next_run_at") WHERE is_active;--> statement-breakpoint
CREATE INDEX "webhook_attempts_delivery_idx" ON "webhook_attempts" USING btree ("organization_id","delivery_id","attempt");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_endpoint_idx" ON "webhook_deliveries" USING btree ("organization_id","endpoint_id","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_queued_idx" ON "webhook_deliveries" USING btree ("endpoint_id","next_attempt_at") WHERE status = 'pending' and is_queued;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_waiting_idx" ON "webhook_deliveries" USING btree ("endpoint_id","id") WHERE status = 'pending' and not is_queued;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_sending_idx" ON "webhook_deliveries" USING btree ("endpoint_id") WHERE sending_until is not null;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_held_idx" ON "webhook_deliveries" USING btree ("next_attempt_at") WHERE status = 'held';--> statement-breakpoint
CREATE INDEX "webhook_endpoints_organization_idx" ON "webhook_endpoints" USING btree ("organization_id","created_at" DESC NULLS FIRST,"id");--> statement-breakpoint
ALTER TABLE "solicitudes" ADD CONSTRAINT "solicitudes_bulk_fk" FOREIGN KEY ("organization_id","bulk_id") REFERENCES "public"."bulk_uploads"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "executions_uncounted_idx" ON "executions" USING btree ("id") WHERE not is_counted and result is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "solicitudes_parametros_key" ON "solicitudes" USING btree ("organization_id","owner_id",md5("parametros"::text)) WHERE parametros is not null;--> statement-breakpoint
CREATE INDEX "solicitudes_held_idx" ON "solicitudes" USING btree ("organization_id") WHERE status = 'held';--> statement-breakpoint
CREATE INDEX "solicitudes_bulk_idx" ON "solicitudes" USING btree ("organization_id","bulk_id") WHERE bulk_id is not null;--> statement-breakpoint
CREATE INDEX "solicitudes_bulk_open_idx" ON "solicitudes" USING btree ("bulk_id") WHERE bulk_id is not null and baseline_at is null and status in ('pending', 'processing', 'held');--> statement-breakpoint
CREATE INDEX "solicitudes_promised_idx" ON "solicitudes" USING btree ("organization_id") WHERE status in ('pending', 'processing') or (status = 'paused' and last_execution ->> 'finished_at' is null and last_execution ->> 'id' is not null);--> statement-breakpoint
ALTER TABLE "solicitudes" ADD CONSTRAINT "solicitudes_run_on_check" CHECK ("solicitudes"."run_on" in ('judicial_days', 'every_day'));--> statement-breakpoint
ALTER TABLE "solicitudes" ADD CONSTRAINT "solicitudes_tipo_check" CHECK (("solicitudes"."tipo" = 'simple') = ("solicitudes"."radicado" is not null) and ("solicitudes"."tipo" = 'avanzada') = ("solicitudes"."parametros" is not null));--> statement-breakpoint
CREATE POLICY "analytics_days_tenant" ON "analytics_days" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "analytics_days_readonly" ON "analytics_days" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "analytics_days_platform" ON "analytics_days" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "analytics_days_backup" ON "analytics_days" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "portal_answers_platform" ON "portal_answers" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "portal_answers_backup" ON "portal_answers" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "bulk_errors_tenant" ON "bulk_errors" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "bulk_errors_readonly" ON "bulk_errors" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "bulk_errors_platform" ON "bulk_errors" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "bulk_errors_backup" ON "bulk_errors" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "bulk_uploads_tenant" ON "bulk_uploads" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "bulk_uploads_readonly" ON "bulk_uploads" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "bulk_uploads_platform" ON "bulk_uploads" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "bulk_uploads_backup" ON "bulk_uploads" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "calendar_rules_platform" ON "calendar_rules" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "calendar_rules_backup" ON "calendar_rules" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "court_closures_tenant" ON "court_closures" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "court_closures_readonly" ON "court_closures" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "court_closures_platform" ON "court_closures" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "court_closures_backup" ON "court_closures" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "despacho_lists_platform" ON "despacho_lists" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "despacho_lists_backup" ON "despacho_lists" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "events_tenant" ON "events" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "events_readonly" ON "events" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "events_platform" ON "events" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "events_backup" ON "events" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "exports_tenant" ON "exports" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "exports_readonly" ON "exports" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "exports_platform" ON "exports" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "exports_backup" ON "exports" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "notification_digests_tenant" ON "notification_digests" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "notification_digests_readonly" ON "notification_digests" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "notification_digests_platform" ON "notification_digests" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "notification_digests_backup" ON "notification_digests" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "notification_preferences_tenant" ON "notification_preferences" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "notification_preferences_readonly" ON "notification_preferences" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "notification_preferences_platform" ON "notification_preferences" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "notification_preferences_backup" ON "notification_preferences" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "notifications_tenant" ON "notifications" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "notifications_readonly" ON "notifications" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "notifications_platform" ON "notifications" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "notifications_backup" ON "notifications" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
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
CREATE POLICY "scheduled_reports_tenant" ON "scheduled_reports" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "scheduled_reports_readonly" ON "scheduled_reports" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "scheduled_reports_platform" ON "scheduled_reports" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "scheduled_reports_backup" ON "scheduled_reports" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "search_hits_tenant" ON "search_hits" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "search_hits_readonly" ON "search_hits" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "search_hits_platform" ON "search_hits" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "search_hits_backup" ON "search_hits" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
CREATE POLICY "severity_rules_tenant" ON "severity_rules" AS PERMISSIVE FOR ALL TO "lexia_app" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)) WITH CHECK (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "severity_rules_readonly" ON "severity_rules" AS PERMISSIVE FOR SELECT TO "lexia_readonly" USING (organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "severity_rules_platform" ON "severity_rules" AS PERMISSIVE FOR ALL TO "lexia_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "severity_rules_backup" ON "severity_rules" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);--> statement-breakpoint
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