import type { Reader } from "./reader.ts";

/** An organization's own look; null where it has none. */
export interface Brand {
  /** Address of the style sheet with its colour. */
  css: string | null;
  /** Address of its logo. */
  logo: string | null;
}

/** What stands around every page. */
export interface Frame {
  /** Addresses of what every page loads. */
  assets: { css: string; icon: string; touchIcon: string; font: string; htmx: string; app: string };
  reader: Reader;
  /** Null: as the device has it. */
  theme: "light" | "dark" | null;
  host: "tenant" | "admin" | "root" | "api";
  /** The path of the page, where it may stand among those that the menu leads to. */
  here: string;
  /** Path and query of the page: where a choice of theme or language comes back to. */
  address: string;
  /** Null on LEXIA's own hosts. */
  organization: string | null;
  brand: Brand | null;
  /** Null while nobody is signed in. */
  person: { name: string; email: string; permissions: readonly string[] } | null;
  /** Other organizations of the person, each with where to sign in to it. */
  elsewhere?: readonly { name: string; address: string }[];
  /** Who of the platform looks in as that person; null: nobody. */
  impersonation: { operator: string; until: Date } | null;
}
