/** What LEXIA tells of, and what each event says: ids, codes and dates, as webhooks send them. */

import type { Severity } from "../novedades/severity.ts";

/** Of a search: how many cases it shows, how many came since it was told, how many went with this run. */
export interface HitCounts {
  total: number;
  new: number;
  gone: number;
}

/** Fields are in the API's spelling. Instants are RFC 3339, court dates `YYYY-MM-DD`. */
export interface EventData {
  /**
   * A run got its first trustworthy answer, or one that runs once has got it; or a search by name shows cases that it did
   * not show before, or none any more since they are too many.
   */
  "solicitud.completed": {
    solicitud_id: string;
    radicado: string | null;
    execution_id: string;
    result: string;
    hits?: HitCounts;
    /** Of a search that tells something new; null where it does not. */
    severity?: Severity | null;
  };
  /** No attempt got a trustworthy answer, or the job was buried. */
  "solicitud.failed": {
    solicitud_id: string;
    radicado: string | null;
    execution_id: string | null;
    reason: string;
  };
  /** The month's queries are used up: it runs again when the month turns or the plan changes. */
  "solicitud.held": { solicitud_id: string; radicado: string | null; reason: string; resumes_at: string };
  /** Novelties that one check found for one watch: one event, however many they are. */
  "novedad.created": {
    solicitud_id: string;
    radicado: string;
    execution_id: string;
    novedad_ids: readonly string[];
    severity: "low" | "normal" | "high";
  };
  /** Checked, and nothing new. */
  "proceso.verified": {
    solicitud_id: string;
    radicado: string | null;
    execution_id: string;
    evidence: string | null;
  };
  /** A case turned private, or public again. */
  "proceso.private": { solicitud_id: string; radicado: string; id_proceso: string; is_private: boolean };
  "bulk.completed": { bulk_id: string; status: string; total: number; valid: number; invalid: number };
  /** 80 % or 100 % of the month's queries. */
  "quota.warning": { month: string; used: number; limit: number; percent: 80 | 100; resets_at: string };
}

export type EventType = keyof EventData;

export const EVENT_TYPES = [
  "solicitud.completed",
  "solicitud.failed",
  "solicitud.held",
  "novedad.created",
  "proceso.verified",
  "proceso.private",
  "bulk.completed",
  "quota.warning",
] as const satisfies readonly EventType[];

/** One event as those who tell it on receive it. */
export type LexiaEvent = {
  [K in EventType]: {
    id: string;
    type: K;
    /** Whose watch it is about; null where it is about the organization. */
    solicitudId: string | null;
    userId: string | null;
    occurredAt: Date;
    data: EventData[K];
  };
}[EventType];
