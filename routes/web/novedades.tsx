/** The inbox: what is new, the chosen one of it, and what people do with it. */
import type { Ctx } from "#domain/ctx.ts";
import { isUuid } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";
import { acknowledgeNovedad } from "#domain/novedades/acknowledge_novedad.ts";
import { assignNovedad } from "#domain/novedades/assign_novedad.ts";
import { addNote } from "#domain/novedades/notes.ts";
import { WORKERS } from "#domain/novedades/novedad.ts";
import { openInbox } from "#domain/novedades/open_inbox.ts";
import { MOST_NOTES, openNovedad } from "#domain/novedades/open_novedad.ts";
import { readAllNovedades, readNovedad, unreadNovedad } from "#domain/novedades/read_novedades.ts";
import { listUsers } from "#domain/users/list_users.ts";
import { InboxPage, type InboxProps } from "#views/novedades/inbox.tsx";
import { titleOf } from "#views/novedades/row.tsx";
import { inboxPath } from "#views/novedades/shapes.ts";
import { novedadWords } from "#views/novedades/words.ts";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { INBOX_SCRIPT } from "./assets.ts";
import { readerOf } from "./_look.ts";
import { inboxFilterOf, novedadFilterOf } from "./_novedad_filter.ts";
import { novedadPropsOf, novedadRowOf } from "./_novedad_props.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";

const ROWS = 30;
const MOST_MEMBERS = 200;
const LONGEST_NOTE = 2_000;

type Act = (ctx: Ctx, id: string) => Promise<unknown>;

const ACTS: Readonly<Record<"read" | "unread" | "acknowledge", Act>> = {
  read: readNovedad,
  unread: unreadNovedad,
  acknowledge: acknowledgeNovedad,
};

export async function novedadesPage(c: LexiaContext): Promise<Response> {
  return await showInbox(c, null);
}

export async function novedadPage(c: LexiaContext): Promise<Response> {
  return await showInbox(c, { id: idOf(c), note: "", errors: {} });
}

/** Handles the buttons of a novedad. */
export function submitNovedadAct(act: keyof typeof ACTS): (c: LexiaContext) => Promise<Response> {
  return async (c) => {
    const id = idOf(c);
    await ACTS[act](c.var.ctx, id);
    return backTo(c, id);
  };
}

export async function submitAssignment(c: LexiaContext): Promise<Response> {
  const id = idOf(c);
  const userId = textIn(await readForm(c), "user_id");
  try {
    if (userId !== "" && !isUuid(userId)) throw new DomainError("request_invalid");
    await assignNovedad(c.var.ctx, { id, userId: userId === "" ? null : userId });
    return backTo(c, id);
  } catch (error) {
    const { assignInvalid } = novedadWords(readerOf(c).locale);
    return await refuse(c, error, { id, note: "", errors: { assignee: assignInvalid } });
  }
}

export async function submitNote(c: LexiaContext): Promise<Response> {
  const id = idOf(c);
  const note = textIn(await readForm(c), "text").slice(0, LONGEST_NOTE);
  try {
    await addNote(c.var.ctx, { id, text: note });
    return backTo(c, id);
  } catch (error) {
    const { noteEmpty } = novedadWords(readerOf(c).locale);
    return await refuse(c, error, { id, note, errors: { note: noteEmpty } });
  }
}

export async function submitReadAll(c: LexiaContext): Promise<Response> {
  const until = new Date(textIn(await readForm(c), "until"));
  if (Number.isNaN(until.getTime())) throw new DomainError("request_malformed");
  await readAllNovedades(c.var.ctx, until);
  return c.redirect(inboxPath(inboxFilterOf(c)), 303);
}

interface Chosen {
  id: string;
  /** As typed. */
  note: string;
  errors: { assignee?: string; note?: string };
}

async function refuse(c: LexiaContext, error: unknown, chosen: Chosen): Promise<Response> {
  if (!(error instanceof DomainError) || error.code !== "request_invalid") throw error;
  return await showInbox(c, chosen, statusOf(error.kind));
}

async function showInbox(
  c: LexiaContext,
  chosen: Chosen | null,
  status: 200 | ProblemStatus = 200,
): Promise<Response> {
  const { ctx } = c.var;
  const filter = inboxFilterOf(c);
  const cursor = c.req.query("cursor");
  const [inbox, reading] = await Promise.all([
    openInbox(ctx, { ...novedadFilterOf(filter), cursor, limit: ROWS }),
    chosen && readingOf(c, chosen),
  ]);
  const { items, cases, nextCursor, ...counts } = inbox;
  const props: InboxProps = {
    frame: frameOf(c),
    script: INBOX_SCRIPT.path,
    now: new Date(ctx.clock.now()),
    filter,
    counts,
    rows: items.map((novedad) => novedadRowOf(novedad, cases.get(novedad.id))),
    cursor: cursor ?? null,
    nextCursor,
    reading,
    mayFollow: ctx.actor.permissions.has("create_solicitudes"),
  };
  return show(c, <InboxPage {...props} />, status);
}

async function readingOf(c: LexiaContext, { id, note, errors }: Chosen): Promise<InboxProps["reading"]> {
  const { ctx } = c.var;
  const { userId, name, permissions } = ctx.actor;
  const mayWork = WORKERS.some((permission) => permissions.has(permission));
  const [opened, members] = await Promise.all([
    openNovedad(ctx, id),
    mayWork && permissions.has("read_users") ? listUsers(ctx, { limit: MOST_MEMBERS }) : null,
  ]);
  const novedad = novedadPropsOf(opened);
  return {
    title: titleOf(novedad, readerOf(c).locale),
    novedad,
    work: {
      mayWork,
      me: { id: userId, name },
      members: (members?.items ?? []).filter(({ isActive }) => isActive)
        .sort((one, other) => one.name.localeCompare(other.name, "es")),
      note,
      errors,
      mostNotes: MOST_NOTES,
    },
  };
}

function backTo(c: LexiaContext, id: string): Response {
  return c.redirect(inboxPath(inboxFilterOf(c), { id, cursor: c.req.query("cursor") }), 303);
}

function idOf(c: LexiaContext): string {
  const id = (c.req.param("id") ?? "").toLowerCase();
  if (!isUuid(id)) throw new DomainError("novedad_not_found");
  return id;
}
