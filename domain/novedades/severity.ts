/** How urgent something new is: rules in order, of which the first that holds decides. */
import { type Placeholder, type SQL, sql } from "drizzle-orm";
import type { SeverityRule } from "#db/schema/severity_rules.ts";
import { paddedWords, plainWords } from "./words.ts";

export type { NovedadKind, Severity } from "#db/schema/novedades.ts";
export type { SeverityRule } from "#db/schema/severity_rules.ts";

export const SEVERITIES = ["low", "normal", "high"] as const;

export const NOVEDAD_KINDS = [
  "actuacion",
  "actuacion_edited",
  "actuacion_withdrawn",
  "proceso_private",
  "proceso_public",
  "despacho_changed",
  "ponente_changed",
  "proceso_added",
] as const;

/** Since when the rules below are the defaults. */
export const DEFAULT_RULES_SINCE = "2026-11-27";

/**
 * For organizations that have no rules of their own. High is what decides a case, sets a date or starts a term in which
 * somebody must act (Código General del Proceso, articles 90, 110, 117 and 372); low is what moves paper.
 */
export const DEFAULT_RULES: readonly SeverityRule[] = [
  rule("high", { kinds: ["proceso_private", "proceso_added", "actuacion_withdrawn"] }),
  rule("normal", { kinds: ["proceso_public", "despacho_changed", "ponente_changed"] }),
  rule("high", { words: ["sentencia", "fallo"] }),
  rule("high", { acts: ["auto"], words: ["rechaza", "inadmite", "requiere", "desistimiento", "niega"] }),
  rule("high", {
    words: ["fija fecha", "senala fecha", "audiencia y o diligencia", "cita a audiencia", "remate"],
  }),
  rule("high", { acts: ["traslado", "corre traslado", "auto corre traslado"] }),
  rule("normal", { hasTerm: true }),
  rule("low", {
    acts: [
      "recepcion memorial",
      "al despacho",
      "constancia secretarial",
      "movimiento expediente",
      "envio expediente",
      "oficio",
    ],
  }),
];

/** The severity of a row, as an expression over the rules and what is known of the row. */
export function severityOf(
  { rules, kind, act, text, hasTerm }: { rules: SQL; kind: SQL; act: SQL; text: SQL; hasTerm: SQL },
): SQL {
  const someWord = sql`exists (
    select 1 from jsonb_array_elements_text(rule -> 'words') ruled(phrase)
    where position(' ' || ruled.phrase in ${paddedWords(text)}) > 0
  )`;
  const someAct = sql`exists (
    select 1 from jsonb_array_elements_text(rule -> 'acts') ruled(phrase)
    where starts_with(${paddedWords(act)}, ' ' || ruled.phrase)
  )`;
  const isEmpty = (list: string) => sql`jsonb_array_length(rule -> ${sql.raw(`'${list}'`)}) = 0`;
  return sql`coalesce((
    select rule ->> 'severity' from jsonb_array_elements(${rules}) with ordinality numbered(rule, number)
    where (${isEmpty("kinds")} or rule -> 'kinds' ? ${kind})
      and (${isEmpty("words")} or ${someWord})
      and (${isEmpty("acts")} or ${someAct})
      and (not (rule ->> 'hasTerm')::boolean or ${hasTerm})
    order by number limit 1
  ), 'normal')`;
}

/** The organization's rules, or the defaults that the statement gets as `defaultRules`. */
export function rulesInForce(slot: (name: string) => Placeholder): SQL {
  return sql`coalesce(
    (select rules from severity_rules where organization_id = ${slot("organizationId")}),
    ${slot("defaultRules")}::jsonb
  )`;
}

export const severityValues = { defaultRules: JSON.stringify(DEFAULT_RULES) };

/** A place in the order of severities, from 1. */
export function rankOf(severity: SQL): SQL {
  return sql`array_position(array['low', 'normal', 'high'], ${severity}::text)`;
}

/** The severity of a rank. */
export function severityAt(rank: SQL): SQL {
  return sql`(array['low', 'normal', 'high'])[${rank}]`;
}

function rule(severity: SeverityRule["severity"], given: Partial<SeverityRule>): SeverityRule {
  const { acts = [], words = [], kinds = [], hasTerm = false } = given;
  return { severity, acts: acts.map(plainWords), words: words.map(plainWords), kinds, hasTerm };
}
