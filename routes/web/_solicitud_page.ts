/** What the pages of radicados and of searches by name have in common. */
import { explainRadicado, formatRadicado, parseRadicado } from "#domain/radicado.ts";
import type { CaseNote } from "#domain/solicitudes/notes.ts";
import { movesFrom } from "#domain/solicitudes/change_status.ts";
import type { getSolicitud } from "#domain/solicitudes/get_solicitud.ts";
import type { Page } from "#domain/page.ts";
import type { Solicitud } from "#domain/solicitudes/solicitud.ts";
import type { SettingsValues } from "#views/solicitudes/case_words.ts";
import type { CheckRow } from "#views/solicitudes/checks.tsx";
import type { SolicitudProps } from "#views/solicitudes/detail.tsx";
import { isTrusted } from "#views/solicitudes/trust.tsx";
import type { LexiaContext } from "../_env.ts";
import { noteOf } from "./_case_props.ts";
import { frameOf } from "./_page.ts";
import { rowOf } from "./_solicitud_props.ts";
import { CASE_SCRIPT, PROGRESS_SCRIPT } from "./assets.ts";

export type ReadSolicitud = Awaited<ReturnType<typeof getSolicitud>>;

/** What a refused form left to be said. */
export interface Refused {
  /** Above the page. */
  text?: string;
  settings?: { values: SettingsValues; alias?: string; conflict?: boolean };
  note?: { text: string; error: string };
}

interface Contents {
  checks: readonly CheckRow[];
  notes: Page<CaseNote>;
  /** Where the alias does not say what it is. */
  parties: string | null;
  seenAt: Date | null;
  sourceUpdatedAt: Date | null;
}

const FORMATS = ["pdf", "docx", "xlsx", "csv", "json"] as const;
const WORKERS = ["update_solicitudes", "read_all_solicitudes"] as const;

export function sharedProps(
  c: LexiaContext,
  solicitud: ReadSolicitud,
  { checks, notes, parties, seenAt, sourceUpdatedAt }: Contents,
  refused: Refused,
): SolicitudProps {
  const { ctx } = c.var;
  const { id, status, radicado } = solicitud;
  const { subject, lastCheck, nextCheckAt } = rowOf(solicitud);
  const now = new Date(ctx.clock.now());
  const isAwaited = status === "pending" || status === "processing";
  const mayUpdate = ctx.actor.permissions.has("update_solicitudes");
  const frame = frameOf(c);
  const title = solicitud.alias ?? parties ?? subject;
  return {
    frame,
    scripts: isAwaited ? [CASE_SCRIPT.path, PROGRESS_SCRIPT.path] : [CASE_SCRIPT.path],
    heading: {
      id,
      title,
      subject,
      radicado: radicado === null ? null : formatRadicado(radicado),
      parts: radicado === null ? [] : explainRadicado(parseRadicado(radicado, now.getTime())).segments,
      status,
      moves: mayUpdate ? movesFrom(status) : [],
      exports: radicado === null ? [] : FORMATS.map((format) => ({
        format,
        href: `/api/v1/solicitudes/${id}/export?format=${format}&lang=${frame.reader.locale}`,
      })),
    },
    trust: {
      now,
      status,
      frequency: solicitud.frequency,
      lastCheck,
      trustedAt: trustedAt(checks) ?? seenAt,
      nextCheckAt,
      sourceUpdatedAt,
      createdAt: solicitud.createdAt,
    },
    settings: settingsOf(c, solicitud, { title, mayUpdate, refused: refused.settings }),
    notes: notesOf(c, id, notes, refused.note),
    checks,
    refusal: refused.text,
    live: isAwaited ? { events: `/api/v1/solicitudes/${id}/progress`, since: now } : null,
  };
}

function trustedAt(checks: readonly CheckRow[]): Date | null {
  return checks.find(isTrusted)?.finishedAt ?? null;
}

export function valuesOf({ alias, frequency, runOn, notify }: Solicitud): SettingsValues {
  const { email, when, muted } = notify;
  return { alias: alias ?? "", frequency, runOn, email, when, muted };
}

function settingsOf(
  c: LexiaContext,
  solicitud: ReadSolicitud,
  { title, mayUpdate, refused }: { title: string; mayUpdate: boolean; refused: Refused["settings"] },
): SolicitudProps["settings"] {
  const now = valuesOf(solicitud);
  const { id, version } = solicitud;
  return {
    id,
    subject: title,
    now,
    form: mayUpdate ? { values: refused?.values ?? now, version } : null,
    error: refused,
    isSaved: c.req.query("saved") !== undefined,
    mayDelete: c.var.ctx.actor.permissions.has("delete_solicitudes"),
    version,
  };
}

function notesOf(
  c: LexiaContext,
  id: string,
  { items, nextCursor }: Page<CaseNote>,
  refused: Refused["note"],
): SolicitudProps["notes"] {
  const { permissions } = c.var.ctx.actor;
  const page = `/solicitudes/${id}`;
  return {
    page,
    items: items.map(noteOf),
    nextPage: nextCursor && `${page}?${new URLSearchParams({ notes: nextCursor })}#notes`,
    form: WORKERS.some((permission) => permissions.has(permission)) ? refused ?? { text: "" } : null,
  };
}
