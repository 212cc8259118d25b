/** The list of solicitudes, what it looks like, and the short way to add to it. */
import { DomainError } from "#domain/errors.ts";
import { createSolicitud } from "#domain/solicitudes/create_solicitud.ts";
import { FREQUENCIES } from "#domain/solicitudes/solicitud.ts";
import type { FollowFormProps } from "#views/solicitudes/follow_form.tsx";
import { COLUMNS } from "#views/solicitudes/list_columns.ts";
import { addressOf, ALL } from "#views/solicitudes/list_query.ts";
import type { Locale } from "#views/ui/reader.ts";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { showList } from "./_list_page.tsx";
import { outcomeIn } from "./solicitud_many.tsx";
import { keepListLook, listQueryIn } from "./_list_query.ts";
import { readerOf } from "./_look.ts";
import { readForm, textIn } from "./_page.ts";
import { refusalOf } from "./_solicitud_refusal.ts";

const MAX_ALIAS = 200;

export async function solicitudListPage(c: LexiaContext): Promise<Response> {
  const { searchParams } = new URL(c.req.url);
  const said = { outcome: outcomeIn(searchParams) };
  return await showList(c, listQueryIn(searchParams), { ...said, cursor: c.req.query("cursor") });
}

/** Which columns, and how close the rows. */
export async function submitColumns(c: LexiaContext): Promise<Response> {
  const form = await readForm(c, { all: true });
  const chosen = [form.column].flat();
  keepListLook(c, {
    columns: COLUMNS.filter((column) => chosen.includes(column)),
    isCompact: textIn(form, "density") === "compact",
    hasKeys: textIn(form, "keys") === "on",
  });
  return c.redirect(addressOf(listQueryIn(new URLSearchParams(textIn(form, "view")))), 303);
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
    return await showList(c, ALL, {
      form: { ...typed, ...complaint(error, radicado, readerOf(c).locale) },
      status: statusOf(error.kind),
    });
  }
}

/** What the form says about a refusal. */
function complaint(
  error: DomainError,
  radicado: string,
  locale: Locale,
): Pick<FollowFormProps, "radicadoError" | "refusal"> {
  if (error.code === "radicado_invalid") return { radicadoError: radicadoAdvice(radicado) };
  return { refusal: refusalOf(error, locale) };
}

function radicadoAdvice(typed: string): string {
  const digits = typed.replace(/\D/g, "").length;
  if (digits !== 23) return `Un radicado tiene exactamente 23 dígitos, y aquí hay ${digits}.`;
  return "Revise el año (dígitos 13 a 16) y use solo números, espacios, puntos o guiones.";
}
