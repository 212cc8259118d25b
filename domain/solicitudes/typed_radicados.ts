/** What somebody types or pastes where a radicado is asked for. */
import {
  explainDigits,
  formatRadicado,
  parseRadicado,
  type Radicado,
  type RadicadoExplanation,
  type RadicadoProblem,
  radicadoProblem,
  withoutSeparators,
} from "../radicado.ts";

export interface TypedRadicado {
  /** As it was typed. */
  text: string;
  /** Null while something is wrong with it. */
  radicado: Radicado | null;
  problem: RadicadoProblem | null;
  /** With its hyphens where it is one. */
  shown: string;
  /** Of as many digits as are there; none where other characters are among them. */
  explanation: Omit<RadicadoExplanation, "formatted">;
}

const DIGITS = 23;
/** What stands between radicados and never within one. */
const BETWEEN = /[\n\r\t,;|]+/;

/**
 * One by one: a list may come with line breaks or commas, or with nothing between, since a field of one line takes line
 * breaks out of what is pasted. Empty where there is nothing.
 */
export function readTyped(input: string, now: number): TypedRadicado[] {
  return input.split(BETWEEN).flatMap((piece) => separated(piece.trim())).map((text) => typedOf(text, now));
}

/** A whole number of radicados without a border between them. */
function separated(piece: string): string[] {
  if (piece === "") return [];
  const digits = withoutSeparators(piece);
  const isRun = digits.length > DIGITS && digits.length % DIGITS === 0 && /^\d+$/.test(digits);
  return isRun ? digits.match(/\d{23}/g) ?? [] : [piece];
}

function typedOf(text: string, now: number): TypedRadicado {
  const problem = radicadoProblem(text, now);
  const digits = withoutSeparators(text);
  const radicado = problem ? null : parseRadicado(text, now);
  return {
    text,
    radicado,
    problem,
    shown: radicado ? formatRadicado(radicado) : text,
    explanation: explainDigits(/^\d+$/.test(digits) ? digits.slice(0, DIGITS) : ""),
  };
}
