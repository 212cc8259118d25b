/** The 23-digit number of a court case: Acuerdo 201 de 1997 (portal.md 3). */
import { DomainError } from "./errors.ts";

declare const isRadicado: unique symbol;

/** Exactly 23 digits, with a plausible year. */
export type Radicado = string & { readonly [isRadicado]: true };

export type SegmentName =
  | "departamento"
  | "municipio"
  | "entidad"
  | "especialidad"
  | "despacho"
  | "ano"
  | "consecutivo"
  | "recurso";

export interface RadicadoSegment {
  name: SegmentName;
  /** Where it begins, from 1. */
  position: number;
  digits: string;
  /** What the code stands for, in Spanish; null where LEXIA does not know or it stands for itself. */
  meaning: string | null;
}

export interface RadicadoWarning {
  segment: SegmentName;
  code:
    | "departamento_unknown"
    | "entidad_unknown"
    | "especialidad_unknown"
    | "consecutivo_zero"
    | "recurso_high";
}

export interface RadicadoExplanation {
  formatted: string;
  segments: RadicadoSegment[];
  /** What looks odd. A reason to look again, never to refuse: the code tables are known to be incomplete. */
  warnings: RadicadoWarning[];
}

const SEGMENTS: readonly { name: SegmentName; start: number; end: number }[] = [
  { name: "departamento", start: 0, end: 2 },
  { name: "municipio", start: 2, end: 5 },
  { name: "entidad", start: 5, end: 7 },
  { name: "especialidad", start: 7, end: 9 },
  { name: "despacho", start: 9, end: 12 },
  { name: "ano", start: 12, end: 16 },
  { name: "consecutivo", start: 16, end: 21 },
  { name: "recurso", start: 21, end: 23 },
];

const DIGITS = 23;
const FIRST_YEAR = 1900;
const HIGHEST_USUAL_RECURSO = 10;
const SEPARATORS = /[\s.\p{Pd}\u2212\u200B\uFEFF]/gu;

export type RadicadoProblem =
  | { kind: "characters"; found: string }
  | { kind: "length"; found: string }
  | { kind: "year"; found: string };

/** The highest year that a radicado may be of: next year's, since December numbers them already. */
export function lastYearAt(now: number): number {
  return new Date(now).getUTCFullYear() + 1;
}

/** What keeps a text from being a radicado; null for one. Spaces, dots and hyphens or dashes do not count. */
export function radicadoProblem(input: string, now: number): RadicadoProblem | null {
  const digits = withoutSeparators(input);
  const other = /[^0-9]/u.exec(digits)?.[0];
  if (other !== undefined) return { kind: "characters", found: other };
  if (digits.length !== DIGITS) return { kind: "length", found: String(digits.length) };
  const year = digits.slice(12, 16);
  const isPlausible = Number(year) >= FIRST_YEAR && Number(year) <= lastYearAt(now);
  return isPlausible ? null : { kind: "year", found: year };
}

/**
 * Reads a radicado as people write it: spaces, dots and hyphens or dashes do not count. `now` is milliseconds since
 * the epoch; the year may be next year's at most.
 * @throws {DomainError} `radicado_invalid`
 */
export function parseRadicado(input: string, now: number): Radicado {
  const problem = radicadoProblem(input, now);
  if (problem) throw invalid(input, sentenceOf(problem, now));
  return withoutSeparators(input) as Radicado; // 23 digits and a plausible year, checked above.
}

/** Of a radicado, or of as much of it as is there. */
export function withoutSeparators(input: string): string {
  return input.replace(SEPARATORS, "");
}

function sentenceOf({ kind, found }: RadicadoProblem, now: number): string {
  switch (kind) {
    case "characters":
      return `expected only digits, spaces, dots and hyphens, got "${found}"`;
    case "length":
      return `expected 23 digits, got ${found}`;
    case "year":
      return `expected a year from ${FIRST_YEAR} to ${lastYearAt(now)} at digits 13 to 16, got ${found}`;
  }
}

/** `11001-40-03-082-2017-99999-00` */
export function formatRadicado(radicado: string): string {
  return `${radicado.slice(0, 5)}-${radicado.slice(5, 7)}-${radicado.slice(7, 9)}-${radicado.slice(9, 12)}` +
    `-${radicado.slice(12, 16)}-${radicado.slice(16, 21)}-${radicado.slice(21)}`;
}

/** What each part says. The office that answers today may be another one than the number names. */
export function explainRadicado(radicado: Radicado): RadicadoExplanation {
  return { formatted: formatRadicado(radicado), ...explainDigits(radicado) };
}

/** The same of digits that are still being typed: the part at which they end may be short, and says nothing yet. */
export function explainDigits(digits: string): Omit<RadicadoExplanation, "formatted"> {
  const part = (name: SegmentName) => {
    const segment = SEGMENTS.find((candidate) => candidate.name === name);
    return segment && digits.length >= segment.end ? digits.slice(segment.start, segment.end) : "";
  };
  const [departamento, entidad, especialidad] = [part("departamento"), part("entidad"), part("especialidad")];
  const meanings: Partial<Record<SegmentName, string | undefined>> = {
    departamento: DEPARTAMENTOS[departamento],
    municipio: CAPITALS[departamento + part("municipio")],
    entidad: ENTIDADES[entidad],
    especialidad: especialidadOf(entidad, especialidad),
    recurso: part("recurso") === "00" ? "Primera instancia" : undefined,
  };
  const isUnknown = (name: SegmentName) => part(name) !== "" && meanings[name] === undefined;
  const warnings: (RadicadoWarning | false)[] = [
    isUnknown("departamento") && { segment: "departamento", code: "departamento_unknown" },
    isUnknown("entidad") && { segment: "entidad", code: "entidad_unknown" },
    especialidad !== "" && isEspecialidadUnknown(entidad, especialidad) &&
    { segment: "especialidad", code: "especialidad_unknown" },
    part("consecutivo") === "00000" && { segment: "consecutivo", code: "consecutivo_zero" },
    Number(part("recurso")) > HIGHEST_USUAL_RECURSO && { segment: "recurso", code: "recurso_high" },
  ];
  return {
    segments: SEGMENTS.filter(({ start }) => digits.length > start).map(({ name, start, end }) => ({
      name,
      position: start + 1,
      digits: digits.slice(start, end),
      meaning: meanings[name] ?? null,
    })),
    warnings: warnings.filter((warning) => warning !== false),
  };
}

function invalid(input: string, problem: string): DomainError {
  const shown = input.length > 60 ? `${input.slice(0, 60)}…` : input;
  const detail = `Cannot read radicado "${shown}": ${problem}`;
  return new DomainError("radicado_invalid", {
    detail,
    errors: [{ field: "radicado", code: "radicado_invalid", message: detail }],
  });
}

function especialidadOf(entidad: string, especialidad: string): string | undefined {
  return ESPECIALIDADES[entidad]?.[especialidad];
}

/** Only where the entity's specialities are known; 00 stands for none. */
function isEspecialidadUnknown(entidad: string, especialidad: string): boolean {
  const known = ESPECIALIDADES[entidad];
  return known !== undefined && especialidad !== "00" && known[especialidad] === undefined;
}

/** DANE, DIVIPOLA. */
export const DEPARTAMENTOS: Readonly<Record<string, string>> = {
  "05": "Antioquia",
  "08": "Atlántico",
  "11": "Bogotá D.C.",
  "13": "Bolívar",
  "15": "Boyacá",
  "17": "Caldas",
  "18": "Caquetá",
  "19": "Cauca",
  "20": "Cesar",
  "23": "Córdoba",
  "25": "Cundinamarca",
  "27": "Chocó",
  "41": "Huila",
  "44": "La Guajira",
  "47": "Magdalena",
  "50": "Meta",
  "52": "Nariño",
  "54": "Norte de Santander",
  "63": "Quindío",
  "66": "Risaralda",
  "68": "Santander",
  "70": "Sucre",
  "73": "Tolima",
  "76": "Valle del Cauca",
  "81": "Arauca",
  "85": "Casanare",
  "86": "Putumayo",
  "88": "San Andrés",
  "91": "Amazonas",
  "94": "Guainía",
  "95": "Guaviare",
  "97": "Vaupés",
  "99": "Vichada",
};

/** The capitals only; every other municipality simply has no name here. */
const CAPITALS: Readonly<Record<string, string>> = {
  "05001": "Medellín",
  "08001": "Barranquilla",
  "11001": "Bogotá D.C.",
  "13001": "Cartagena de Indias",
  "15001": "Tunja",
  "17001": "Manizales",
  "18001": "Florencia",
  "19001": "Popayán",
  "20001": "Valledupar",
  "23001": "Montería",
  "27001": "Quibdó",
  "41001": "Neiva",
  "44001": "Riohacha",
  "47001": "Santa Marta",
  "50001": "Villavicencio",
  "52001": "Pasto",
  "54001": "Cúcuta",
  "63001": "Armenia",
  "66001": "Pereira",
  "68001": "Bucaramanga",
  "70001": "Sincelejo",
  "73001": "Ibagué",
  "76001": "Cali",
  "81001": "Arauca",
  "85001": "Yopal",
  "86001": "Mocoa",
  "88001": "San Andrés",
  "91001": "Leticia",
  "94001": "Inírida",
  "95001": "San José del Guaviare",
  "97001": "Mitú",
  "99001": "Puerto Carreño",
};

const ENTIDADES: Readonly<Record<string, string>> = {
  "03": "Consejo de Estado",
  "22": "Tribunal Superior",
  "23": "Tribunal Administrativo",
  "31": "Juzgado de Circuito",
  "33": "Juzgado Administrativo",
  "34": "Juzgado de Circuito de Ejecución",
  "40": "Juzgado Municipal",
  "41": "Juzgado de Pequeñas Causas",
  "43": "Juzgado Municipal de Ejecución",
  "60": "Fiscalía",
  "71": "Centro de Servicios Judiciales",
};

/** By entity. From the portal's own lists, seen for Bogotá: other cities may have more. */
const ESPECIALIDADES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "22": {
    "03": "Civil",
    "04": "Penal",
    "05": "Laboral",
    "08": "Sala Única",
    "10": "Familia",
    "12": "Civil-Laboral",
    "13": "Civil-Familia",
    "14": "Civil-Familia-Laboral",
    "19": "Penal Justicia y Paz",
    "20": "Penal Especializados de Extinción de Dominio",
    "21": "Civil Restitución de Tierras",
  },
  "23": {
    "26": "Sección Tercera",
    "31": "Sin Sección",
    "33": "Sin Sección-Oral",
    "34": "Sección Primera-Oral",
  },
  "31": {
    "03": "Civil",
    "04": "Penal",
    "05": "Laboral",
    "07": "Penal Especializado",
    "09": "Penal con Función de Conocimiento",
    "10": "Familia",
    "12": "Civil-Laboral",
    "18": "Penal para Adolescentes con Función de Conocimiento",
    "20": "Extinción de Dominio",
    "21": "Restitución de Tierras",
    "71": "Penal Adolescentes Control de Garantías",
    "78": "Penal Adolescentes Pequeñas Causas",
    "84": "Promiscuo de Familia",
    "85": "Menores",
    "87": "Ejecución de Penas y Medidas de Seguridad",
    "88": "Control de Garantías",
    "89": "Promiscuo / Competencia Múltiple",
  },
  "33": {
    "05": "Laboral",
    "09": "Penal Conocimiento",
    "26": "Sección Tercera",
    "31": "Sin Sección",
    "33": "Sin Sección-Oral",
    "34": "Sección Primera-Oral",
    "35": "Sección Segunda-Oral",
    "36": "Sección Tercera-Oral",
    "37": "Sección Cuarta-Oral",
    "41": "Primera Mixta-Oral",
    "42": "Segunda Mixta-Oral",
    "43": "Tercera Mixta-Oral",
  },
  "34": { "03": "Civil", "10": "Familia", "19": "Penal Justicia y Paz" },
  "40": {
    "03": "Civil",
    "04": "Penal",
    "05": "Laboral",
    "09": "Penal Conocimiento",
    "22": "Civil Mínima Cuantía",
    "23": "Civil Menor Cuantía",
    "65": "Centro de Servicios Judiciales Penales Adolescentes",
    "71": "Penal Adolescentes Control de Garantías",
    "78": "Penal Adolescentes Pequeñas Causas",
    "79": "Penal Pequeñas Causas",
    "88": "Control de Garantías",
    "89": "Promiscuo / Competencia Múltiple",
    "99": "Especialidad sin Nombre",
  },
  "41": { "03": "Civil", "05": "Laboral", "89": "Promiscuo / Competencia Múltiple" },
  "43": { "03": "Civil", "10": "Familia", "19": "Penal Justicia y Paz" },
};
