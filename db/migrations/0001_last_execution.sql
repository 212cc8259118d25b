ALTER TABLE "solicitudes" ADD COLUMN "last_execution" json;--> statement-breakpoint
CREATE INDEX "solicitudes_promised_idx" ON "solicitudes" USING btree ("organization_id") WHERE baseline_at is null and status in ('pending', 'processing');--> statement-breakpoint
ALTER TABLE "solicitudes" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "executions" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "solicitudes" SET "last_execution" = (
	SELECT json_build_object(
		'id', e.id, 'result', e.result, 'source', e.source, 'trigger', e.trigger, 'attempt', e.attempt,
		'started_at', to_char(e.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
		'finished_at', to_char(e.finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
		'duration_ms', e.duration_ms, 'evidence', e.evidence, 'portal_calls', e.portal_calls,
		'new_actuaciones', e.new_actuaciones,
		'detail', CASE WHEN e.detail IS NOT NULL
			THEN json_build_object('code', e.detail ->> 'code', 'retry_at', e.detail ->> 'retryAt') END
	)
	FROM "executions" e
	WHERE e.organization_id = "solicitudes".organization_id AND e.solicitud_id = "solicitudes".id
	ORDER BY e.started_at DESC, e.id DESC LIMIT 1
);
