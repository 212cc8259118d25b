/** Radicados in running text, in the ways that courts and offices write them. */

/** Digits with what may stand within a number: spaces, line breaks, dots, and dashes of every kind. */
const RUN = /\d(?:[\s.\p{Pd}\u2212\u00ad]{0,4}\d)*/gu;
const DIGITS = /\d+/g;
const WHOLE = 23;
/** Without the two digits of the resource. */
const WITHOUT_RECURSO = 21;

export interface Found {
  /** As it stands there, with its line breaks as spaces. */
  text: string;
  isShort: boolean;
}

/** In the order of the text; each number once. `lastYear` is the highest that a radicado can be of. */
export function findRadicados(text: string, lastYear: number): Found[] {
  const found = new Map<string, Found>();
  for (const { 0: run } of text.matchAll(RUN)) {
    for (const one of inRun(run, lastYear)) {
      const digits = one.text.replace(/\D/g, "");
      if (!found.has(digits)) found.set(digits, one);
    }
  }
  // What is only the end of a whole number was written twice.
  const whole = [...found].filter(([, { isShort }]) => !isShort).map(([digits]) => digits);
  return [...found].filter(([digits, { isShort }]) =>
    !isShort || !whole.some((radicado) => radicado.slice(0, WITHOUT_RECURSO).endsWith(digits.slice(0, 9)))
  ).map(([, one]) => one);
}

/** A run may hold several numbers, and others that are none: groups of digits are taken together until they fit. */
function inRun(run: string, lastYear: number): Found[] {
  const groups = [...run.matchAll(DIGITS)].map(({ 0: digits, index }) => ({ digits, index }));
  const found: Found[] = [];
  for (let first = 0; first < groups.length;) {
    const last = endOf(groups, first, WHOLE, lastYear) ?? endOf(groups, first, WITHOUT_RECURSO, lastYear) ??
      shortEnd(groups, first, lastYear);
    if (last === undefined) {
      first++;
      continue;
    }
    const [begin, end] = [groups[first], groups[last]];
    if (begin && end) {
      const text = run.slice(begin.index, end.index + end.digits.length).replace(/\s+/g, " ");
      found.push({ text, isShort: text.replace(/\D/g, "").length !== WHOLE });
    }
    first = last + 1;
  }
  return found;
}

type Group = { digits: string };

/** The last of the groups that make that many digits together, with a year where one belongs. */
function endOf(groups: readonly Group[], first: number, count: number, lastYear: number): number | undefined {
  let digits = "";
  for (let last = first; last < groups.length && digits.length < count; last++) {
    digits += groups[last]?.digits;
    if (digits.length === count) return isYear(digits.slice(12, 16), lastYear) ? last : undefined;
  }
  return undefined;
}

/** `2017-00123`, `2017-00123-00` */
function shortEnd(groups: readonly Group[], first: number, lastYear: number): number | undefined {
  const [year, number, recurso] = groups.slice(first, first + 3).map(({ digits }) => digits);
  if (year === undefined || !isYear(year, lastYear) || number?.length !== 5) return undefined;
  return recurso?.length === 2 ? first + 2 : first + 1;
}

function isYear(digits: string, lastYear: number): boolean {
  return digits.length === 4 && Number(digits) >= 1900 && Number(digits) <= lastYear;
}
