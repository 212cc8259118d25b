/** What the buttons and forms of a solicitud's page do. */
import type { Ctx } from "#domain/ctx.ts";
import { isUuid } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";
import { readNovedad } from "#domain/novedades/read_novedades.ts";
import { executeSolicitud, pauseSolicitud, resumeSolicitud } from "#domain/solicitudes/change_status.ts";
import { deleteSolicitud } from "#domain/solicitudes/delete_solicitud.ts";
import { addSolicitudNote } from "#domain/solicitudes/notes.ts";
import { FREQUENCIES, type Solicitud } from "#domain/solicitudes/solicitud.ts";
import { updateSolicitud } from "#domain/solicitudes/update_solicitud.ts";
import { personWords } from "#views/problems/words.ts";
import { caseWords, type SettingsValues } from "#views/solicitudes/case_words.ts";
import { anchorOf } from "#views/solicitudes/entry.tsx";
import type { Move } from "#views/solicitudes/heading.tsx";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { readerOf } from "./_look.ts";
import { readForm, textIn } from "./_page.ts";
import { submitFollow } from "./search_detail.tsx";
import { filterIn, idOf, queryOf, showDetail } from "./solicitud_detail.tsx";

const MOST_ALIAS = 200;
const MOST_NOTE = 2_000;
/** As many as a page shows, with changes of some of them. */
const MOST_READ = 100;

const VERBS: Readonly<Record<Move, (ctx: Ctx, id: string) => Promise<Solicitud>>> = {
  execute: executeSolicitud,
  pause: pauseSolicitud,
  resume: resumeSolicitud,
};

/** Handles the button of that move. */
export function submitMove(move: Move): (c: LexiaContext) => Promise<Response> {
  return async (c) => {
    const id = idOf(c);
    try {
      await VERBS[move](c.var.ctx, id);
      return c.redirect(`/solicitudes/${id}`, 303);
    } catch (error) {
      const isLate = error instanceof DomainError && error.code === "solicitud_state";
      if (!isLate) throw error;
      const { title } = personWords(error.code, readerOf(c).locale);
      return await showDetail(c, id, statusOf(error.kind), { text: title });
    }
  };
}

/** Handles the buttons below what a search shows. */
export async function submitHits(c: LexiaContext): Promise<Response> {
  const id = idOf(c);
  return await submitFollow(c, id, (text, status) => showDetail(c, id, status, { text }));
}

/** Marks the named novedades as read, each through its own verb, and comes back to where the reader was. */
export async function submitRead(c: LexiaContext): Promise<Response> {
  const id = idOf(c);
  const form = await readForm(c, { all: true });
  const named = [form.novedad ?? []].flat().filter((value) => typeof value === "string");
  const novedades = new Set(named.slice(0, MOST_READ));
  for (const novedad of novedades) {
    if (!isUuid(novedad)) throw new DomainError("novedad_not_found");
    await readNovedad(c.var.ctx, novedad);
  }
  const query = queryOf(filterIn(c));
  const entry = textIn(form, "entry");
  const place = isUuid(entry) ? anchorOf(entry) : "actuaciones";
  return c.redirect(`/solicitudes/${id}${query.size === 0 ? "" : `?${query}`}#${place}`, 303);
}

export async function submitSettings(c: LexiaContext): Promise<Response> {
  const id = idOf(c);
  const form = await readForm(c);
  const values = settingsIn(form);
  const words = caseWords(readerOf(c).locale);
  if (values.alias.length > MOST_ALIAS) {
    return await showDetail(c, id, 422, { settings: { values, alias: words.aliasTooLong } });
  }
  const { alias, frequency, runOn, ...notify } = values;
  try {
    const changes = { alias: alias === "" ? null : alias, frequency, runOn, notify };
    await updateSolicitud(c.var.ctx, { id, version: versionIn(form), changes });
    return c.redirect(`/solicitudes/${id}?saved#settings`, 303);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "version_conflict") throw error;
    return await showDetail(c, id, statusOf(error.kind), { settings: { values, conflict: true } });
  }
}

const RUN_ONS = ["judicial_days", "every_day"] as const;
const WHENS = ["change", "every_check", "digest"] as const;

function settingsIn(form: Record<string, unknown>): SettingsValues {
  return {
    alias: textIn(form, "alias").trim(),
    frequency: FREQUENCIES.find((known) => known === textIn(form, "frequency")) ?? "dynamic",
    runOn: RUN_ONS.find((known) => known === textIn(form, "run_on")) ?? "judicial_days",
    when: WHENS.find((known) => known === textIn(form, "when")) ?? "change",
    email: textIn(form, "email") !== "",
    muted: textIn(form, "muted") !== "",
  };
}

/** @throws {DomainError} `version_conflict` for one that LEXIA never gave */
function versionIn(form: Record<string, unknown>): number {
  const version = textIn(form, "version");
  if (!/^\d{1,9}$/.test(version)) throw new DomainError("version_conflict");
  return Number(version);
}

export async function submitNote(c: LexiaContext): Promise<Response> {
  const id = idOf(c);
  const text = textIn(await readForm(c), "text").replaceAll("\r\n", "\n").trim();
  const words = caseWords(readerOf(c).locale);
  if (text === "") return await showDetail(c, id, 422, { note: { text, error: words.noteEmpty } });
  if (text.length > MOST_NOTE) {
    return await showDetail(c, id, 422, { note: { text, error: words.noteTooLong } });
  }
  const note = await addSolicitudNote(c.var.ctx, { id, text });
  return c.redirect(`/solicitudes/${id}#note-${note.id}`, 303);
}

export async function submitDeletion(c: LexiaContext): Promise<Response> {
  const id = idOf(c);
  const form = await readForm(c);
  try {
    await deleteSolicitud(c.var.ctx, { id, version: versionIn(form) });
    return c.redirect("/solicitudes", 303);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "version_conflict") throw error;
    const { title, advice } = personWords(error.code, readerOf(c).locale);
    return await showDetail(c, id, statusOf(error.kind), { text: `${title}. ${advice}` });
  }
}
