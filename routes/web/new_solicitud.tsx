/** Following one radicado: what it says, who follows it already, and what is left of the month, before it is registered. */
import { bogotaDate } from "#domain/bogota.ts";
import { DomainError } from "#domain/errors.ts";
import {
  type BeforeFollowing,
  beforeFollowing,
  type Followed,
} from "#domain/solicitudes/before_following.ts";
import { createSolicitud } from "#domain/solicitudes/create_solicitud.ts";
import { readTyped, type TypedRadicado } from "#domain/solicitudes/typed_radicados.ts";
import { NewPage, type NewTyped } from "#views/solicitudes/new.tsx";
import { BULK_PATH } from "#views/solicitudes/new_tabs.tsx";
import type { FollowedProps, ReadingProps } from "#views/solicitudes/reading.tsx";
import { problemText } from "#views/solicitudes/reading_words.ts";
import type { RefusalProps } from "#views/ui/refusal.tsx";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { quotaOf } from "./_quota.ts";
import { refusalOf } from "./_solicitud_refusal.ts";
import { watchOf, watchTypedIn } from "./_watch.ts";

const MOST_CHARACTERS = 6_000;
const MOST_ALIAS = 200;
/** Of a list, as many are shown. */
const MOST_SHOWN = 50;

export async function newSolicitudPage(c: LexiaContext): Promise<Response> {
  return await showPage(c, typedIn(c.req.query()), {}, 200);
}

export async function submitNewSolicitud(c: LexiaContext): Promise<Response> {
  const typed = typedIn(await readForm(c));
  const { radicado, alias } = typed;
  try {
    const { id } = await createSolicitud(c.var.ctx, { radicado, alias, ...watchOf(typed) });
    return c.redirect(`/solicitudes/${id}`, 303);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return await showPage(c, typed, complaintOf(c, error, radicado), statusOf(error.kind));
  }
}

interface Complaint {
  radicadoError?: string;
  refusal?: RefusalProps;
}

function complaintOf(c: LexiaContext, error: DomainError, radicado: string): Complaint {
  const { locale } = readerOf(c);
  if (error.code !== "radicado_invalid") return { refusal: refusalOf(error, locale) };
  const [first] = readTyped(radicado, c.var.ctx.clock.now());
  const problem = first?.problem ?? { kind: "length" as const, found: "0" };
  return { radicadoError: problemText(problem, locale) ?? undefined };
}

async function showPage(
  c: LexiaContext,
  typed: NewTyped,
  complaint: Complaint,
  status: 200 | ProblemStatus,
): Promise<Response> {
  const { ctx } = c.var;
  const read = readTyped(typed.radicado, ctx.clock.now());
  const before = await beforeFollowing(ctx, read.flatMap(({ radicado }) => radicado ?? []));
  const page = (
    <NewPage
      frame={frameOf(c)}
      typed={typed}
      reading={readingOf(c, read, before)}
      quota={quotaOf(before)}
      {...complaint}
    />
  );
  return show(c, page, status);
}

function readingOf(
  c: LexiaContext,
  read: readonly TypedRadicado[],
  { followed }: BeforeFollowing,
): ReadingProps {
  const { actor } = c.var.ctx;
  const [one] = read;
  if (!one) return { kind: "empty" };
  if (read.length === 1) {
    const { segments, warnings } = one.explanation;
    return {
      kind: "one",
      one: { parts: segments, problem: one.problem, warnings },
      followed: followed.map((solicitud) => followedOf(solicitud, actor.userId)),
    };
  }
  const mayUpload = actor.permissions.has("bulk_operations");
  const items = read.slice(0, MOST_SHOWN).map(({ shown, problem, radicado }) => {
    const known = radicado === null
      ? undefined
      : followed.find((solicitud) => solicitud.radicado === radicado);
    return { shown, problem, followedAt: known ? `/solicitudes/${known.id}` : null };
  });
  return { kind: "many", items, total: read.length, action: mayUpload ? `${BULK_PATH}/pasted` : null };
}

function followedOf({ id, alias, ownerId, ownerName, since }: Followed, userId: string): FollowedProps {
  return {
    href: `/solicitudes/${id}`,
    alias,
    ownerName: ownerId === userId ? null : ownerName,
    since: bogotaDate(since.getTime()),
  };
}

function typedIn(fields: Record<string, unknown>): NewTyped {
  return {
    radicado: textIn(fields, "radicado").trim().slice(0, MOST_CHARACTERS),
    alias: textIn(fields, "alias").slice(0, MOST_ALIAS),
    ...watchTypedIn(fields),
  };
}
