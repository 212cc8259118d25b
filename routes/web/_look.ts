/** How somebody wants pages: language, clock and theme. */
import { getCookie, setCookie } from "hono/cookie";
import { COLOMBIAN, type Locale, type Reader } from "#views/ui/reader.ts";
import type { LexiaContext } from "../_env.ts";

export type Theme = "light" | "dark";

const LOCALE = "lexia_locale";
const THEME = "lexia_theme";
const ATTRIBUTES = {
  prefix: "host",
  path: "/",
  secure: true,
  httpOnly: true,
  sameSite: "Lax",
  maxAge: 365 * 86_400,
} as const;

/** Who is signed in reads as their account says; everybody else as they chose here, or as their browser asks. */
export function readerOf(c: LexiaContext): Reader {
  if (c.var.reader) return c.var.reader;
  const locale = localeNamed(choiceKept(c, LOCALE)) ?? askedFor(c.req.header("accept-language"));
  return { ...COLOMBIAN, locale };
}

/** Null: as the device has it. */
export function themeOf(c: LexiaContext): Theme | null {
  return themeNamed(choiceKept(c, THEME)) ?? null;
}

/** What a browser keeps for a year of how its person wants pages, for this host alone. */
export function keepChoice(c: LexiaContext, name: string, value: string): void {
  setCookie(c, name, value, ATTRIBUTES);
}

export function choiceKept(c: LexiaContext, name: string): string | undefined {
  return getCookie(c, name, "host");
}

export function keepLocale(c: LexiaContext, locale: Locale): void {
  keepChoice(c, LOCALE, locale);
}

export function keepTheme(c: LexiaContext, theme: Theme | "system"): void {
  keepChoice(c, THEME, theme);
}

export function localeNamed(name: string | undefined): Locale | undefined {
  return name === "es" || name === "en" ? name : undefined;
}

export function themeNamed(name: string | undefined): Theme | undefined {
  return name === "light" || name === "dark" ? name : undefined;
}

/** English where it is asked for before Spanish; Spanish otherwise. */
function askedFor(header = ""): Locale {
  const first = header.split(",").map((part) => part.trim().slice(0, 2).toLowerCase())
    .find((language) => language === "es" || language === "en");
  return first === "en" ? "en" : "es";
}
