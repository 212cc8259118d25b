/** A part of the help: what it is called, and what it says block by block. */
export interface HelpSection {
  /** Where other pages lead to. */
  id:
    | "start"
    | "radicado"
    | "verdicts"
    | "novedades"
    | "severity"
    | "terms"
    | "notices"
    | "bulk"
    | "roles"
    | "keys"
    | "api"
    | "people";
  title: string;
  blocks: readonly HelpBlock[];
}

export type HelpBlock =
  | { p: string }
  | { list: readonly string[] }
  | { facts: readonly (readonly [term: string, meaning: string])[] }
  | { links: readonly (readonly [href: string, label: string])[] }
  /** What is not written but shown: see `help.tsx`. */
  | { show: "radicado" | "rules" | "calendar" | "roles" | "keys" };

export interface HelpWords {
  title: string;
  lead: string;
  search: string;
  searchButton: string;
  contents: string;
  none: string;
  all: string;
  sections: readonly HelpSection[];
  parts: readonly (readonly [digits: string, name: string, meaning: string])[];
  rules: {
    severity: string;
    when: string;
    names: Readonly<Record<"high" | "normal" | "low", string>>;
    acts(names: string): string;
    words(names: string): string;
    kinds(names: string): string;
    term: string;
    otherwise: string;
    own: string;
    builtIn: string;
  };
  calendar: { days: string; why: string; source: string };
  roles: {
    permission: string;
    permissions: Readonly<Record<string, string>>;
    yes: string;
    no: string;
  };
  everywhere: string;
  inbox: string;
}
