/** The portal's cumulative codes of places and offices: each step from departamento to despacho makes them longer. */

export const LEVELS = ["departamento", "ciudad", "entidad", "especialidad", "despacho"] as const;
export type Level = typeof LEVELS[number];

/** Digits of a code at each level. */
const DIGITS = [2, 5, 7, 9, 12];

/** Undefined for what is no code of these. */
export function levelOf(code: string): Level | undefined {
  return /^\d+$/.test(code) ? LEVELS[DIGITS.indexOf(code.length)] : undefined;
}

/** Of what lies under a code; undefined under a despacho, and under what is no code. */
export function levelUnder(code: string): Level | undefined {
  if (code === "") return "departamento";
  const level = levelOf(code);
  return level && LEVELS[LEVELS.indexOf(level) + 1];
}

/** What a code lies under; empty for a departamento. */
export function parentOf(code: string): string {
  return code.slice(0, DIGITS[DIGITS.indexOf(code.length) - 1] ?? 0);
}
