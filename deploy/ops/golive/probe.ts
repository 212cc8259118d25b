/** What a line of the checklist asks, and what it may find. */
import type { Surroundings } from "./surroundings.ts";

export const SECTIONS = [
  "security",
  "monitoring",
  "backup",
  "performance",
  "operations",
  "post_launch",
] as const;
export type Section = typeof SECTIONS[number];

export type Language = "es" | "en";
export type InBoth = Readonly<Record<Language, string>>;
/** Figures and settings read the same in every language. */
export type Told = string | InBoth;

export type Severity = "high" | "medium" | "low";

export interface Finding {
  verdict: "pass" | "fail" | "not_applicable";
  /** What was seen, or why it does not apply. Never a secret. */
  evidence: Told;
}

/** `configuration`: the environment of LEXIA's processes; the others come with it. */
export type Need = "configuration" | "database" | "server" | "prometheus" | "backup";

export interface Probe {
  id: string;
  section: Section;
  severity: Severity;
  needs?: Need;
  /** @throws what stands in the way of telling: the line then fails. */
  look(from: Surroundings): Promise<Finding> | Finding;
}

export function pass(evidence: Told): Finding {
  return { verdict: "pass", evidence };
}

export function fail(evidence: Told): Finding {
  return { verdict: "fail", evidence };
}

export function notApplicable(en: string, es: string): Finding {
  return { verdict: "not_applicable", evidence: { en, es } };
}

/** Passes where nothing was found wrong; `sound` says what was looked at. */
export function unless(faults: readonly string[], sound: Told): Finding {
  if (faults.length === 0) return pass(sound);
  const more = faults.length - MOST_SHOWN;
  return fail(faults.slice(0, MOST_SHOWN).join("; ") + (more > 0 ? `; … (+${more})` : ""));
}

const MOST_SHOWN = 8;

export function told(text: Told, language: Language): string {
  return typeof text === "string" ? text : text[language];
}

/** Why a line cannot be told, in words that are safe to show. */
export class Untold extends Error {
  override name = "Untold";
  constructor(readonly evidence: Told) {
    super(told(evidence, "en"));
  }
}
