/** The list of solicitudes, and the form that adds to it. */
import type { Ctx } from "#domain/ctx.ts";
import { DomainError } from "#domain/errors.ts";
import { createSolicitud } from "#domain/solicitudes/create_solicitud.ts";
import { listSolicitudes } from "#domain/solicitudes/list_solicitudes.ts";
import { FREQUENCIES, TIPOS } from "#domain/solicitudes/solicitud.ts";
import type { FollowFormProps } from "#views/solicitudes/follow_form.tsx";
import { SolicitudList } from "#views/solicitudes/list.tsx";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { rowOf } from "./_solicitud_props.ts";
import { refusalOf } from "./_solicitud_refusal.ts";

const ROWS = 25;
const MAX_ALIAS = 200;
const EMPTY: FollowFormProps = { radicado: "", alias: "", frequency: "dynamic" };

export async function solicitudListPage(c: LexiaContext): Promise<Response> {
  return await showList(c, EMPTY, 200);
}

export async function submitSolicitud(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const radicado = textIn(form, "radicado").slice(0, 200);
  const alias = textIn(form, "alias").slice(0, MAX_ALIAS);
  const frequency = FREQUENCIES.find((known) => known === textIn(form, "frequency")) ?? "dynamic";
  try {
    const { id } = await createSolicitud(c.var.ctx, { radicado, alias, frequency });
    return c.redirect(`/solicitudes/${id}`, 303);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const typed = { radicado, alias, frequency };
    return await showList(c, { ...typed, ...complaint(error, radicado) }, statusOf(error.kind));
  }
}

async function showList(
  c: LexiaContext,
  form: FollowFormProps,
  status: 200 | ProblemStatus,
): Promise<Response> {
  const { ctx } = c.var;
  const text = (c.req.query("q") ?? "").trim().slice(0, 200);
  const tipo = TIPOS.find((known) => known === c.req.query("tipo"));
  const cursor = c.req.query("cursor");
  const page = await listSolicitudes(ctx, { tipo, text: text || undefined, cursor, limit: ROWS });
  const filter = { ...(text && { q: text }), ...(tipo && { tipo }) };
  const next = page.nextCursor === null ? null : new URLSearchParams({ ...filter, cursor: page.nextCursor });
  return show(
    c,
    <SolicitudList
      frame={frameOf(c)}
      rows={page.items.map(rowOf)}
      text={text}
      tipo={tipo ?? ""}
      firstPage={listOf(filter)}
      isFirstPage={cursor === undefined}
      nextPage={next && `/solicitudes?${next}`}
      form={mayFollow(ctx) ? form : null}
    />,
    status,
  );
}

function listOf(filter: Record<string, string>): string {
  const query = new URLSearchParams(filter);
  return query.size === 0 ? "/solicitudes" : `/solicitudes?${query}`;
}

function mayFollow(ctx: Ctx): boolean {
  return ctx.actor.permissions.has("create_solicitudes");
}

/** What the form says about a refusal. */
function complaint(error: DomainError, radicado: string): Pick<FollowFormProps, "radicadoError" | "refusal"> {
  if (error.code === "radicado_invalid") return { radicadoError: radicadoAdvice(radicado) };
  return { refusal: refusalOf(error) };
}

function radicadoAdvice(typed: string): string {
  const digits = typed.replace(/\D/g, "").length;
  if (digits !== 23) return `Un radicado tiene exactamente 23 dígitos, y aquí hay ${digits}.`;
  return "Revise el año (dígitos 13 a 16) y use solo números, espacios, puntos o guiones.";
}
