/** A case as views get it, and its parts as tables. */
import type { CellProps, SheetProps } from "./sheet.ts";

export interface CaseProps {
  radicado: string;
  alias: string | null;
  lastVerifiedAt: Date | null;
  source: string;
  procesos: readonly CaseProcesoProps[];
  checks: readonly {
    startedAt: Date;
    result: string;
    reason: string | null;
    newActuaciones: number;
    evidence: string | null;
  }[];
}

export interface CaseProcesoProps {
  idProceso: string;
  isPrivate: boolean;
  facts: readonly (readonly [string, string])[];
  sujetos: readonly { tipo: string; name: string }[];
  actuaciones: readonly EntryProps[];
}

export interface EntryProps {
  filedOn: string;
  registeredOn: string | null;
  actuacion: string;
  anotacion: string | null;
  termStartsOn: string | null;
  termEndsOn: string | null;
  isNew: boolean;
}

/** The head of every file. */
export interface HeadProps {
  organization: string;
  locale: "es" | "en";
  brandColor: string | null;
  /** PNG or JPEG as a data address. */
  logo: string | null;
  madeAt: Date;
  madeBy: string;
}

export function caseSheets(report: CaseProps): SheetProps[] {
  return [
    table(
      "procesos",
      ["id_proceso", ...FACTS],
      report.procesos.map((proceso) => {
        const facts = new Map(proceso.facts);
        return [text(proceso.idProceso), ...FACTS.map((fact) => factCell(fact, facts.get(fact) ?? null))];
      }),
    ),
    table(
      "parties",
      ["id_proceso", "tipo_sujeto", "name"],
      report.procesos.flatMap((proceso) =>
        proceso.sujetos.map(({ tipo, name }) => [text(proceso.idProceso), text(tipo), text(name)])
      ),
    ),
    entriesSheet(report),
    table(
      "checks",
      ["started_at", "result", "reason", "new_actuaciones", "evidence"],
      report.checks.map((check) => [
        { kind: "instant", value: check.startedAt },
        text(`result:${check.result}`),
        text(check.reason),
        { kind: "number", value: check.newActuaciones },
        text(check.evidence),
      ]),
    ),
  ];
}

export function entriesSheet(report: CaseProps): SheetProps {
  return table(
    "timeline",
    [
      "id_proceso",
      "entry_filed_on",
      "actuacion",
      "anotacion",
      "term_starts_on",
      "term_ends_on",
      "registered_on",
      "is_new",
    ],
    report.procesos.flatMap((proceso) =>
      proceso.actuaciones.map((entry) => [
        text(proceso.idProceso),
        day(entry.filedOn),
        text(entry.actuacion),
        text(entry.anotacion),
        day(entry.termStartsOn),
        day(entry.termEndsOn),
        day(entry.registeredOn),
        text(entry.isNew ? "X" : null),
      ])
    ),
  );
}

const FACTS = [
  "despacho",
  "departamento",
  "ponente",
  "tipo_proceso",
  "clase_proceso",
  "subclase_proceso",
  "recurso",
  "ubicacion",
  "contenido_radicacion",
  "filed_on",
  "last_actuacion_on",
];

function table(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly CellProps[])[],
): SheetProps {
  return {
    name,
    columns,
    rows: (async function* () {
      yield* rows;
    })(),
  };
}

function factCell(fact: string, value: string | null): CellProps {
  return fact.endsWith("_on") ? day(value) : text(value);
}

function text(value: string | null): CellProps {
  return value === null || value === "" ? null : { kind: "text", value };
}

function day(value: string | null): CellProps {
  return value === null ? null : { kind: "day", value };
}
