/** The choice of language and theme, for whoever is there. */
import { updateMe } from "#domain/identity/me.ts";
import type { Locale } from "#views/ui/reader.ts";
import type { LexiaContext } from "../_env.ts";
import { callerOf } from "../_middleware/require.ts";
import { keepLocale, keepTheme, localeNamed, themeNamed } from "./_look.ts";
import { readForm, textIn } from "./_page.ts";
import { pathWithin } from "./sign_in.tsx";

/** Both are kept in the browser; the language of who is signed in, in their account as well. */
export async function submitLook(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const [locale, theme] = [localeNamed(textIn(form, "locale")), textIn(form, "theme")];
  if (locale) await chooseLocale(c, locale);
  if (theme === "system") keepTheme(c, theme);
  const chosen = themeNamed(theme);
  if (chosen) keepTheme(c, chosen);
  return c.redirect(pathWithin(textIn(form, "next"), "/"), 303);
}

/** Who looks in as somebody leaves that person's account as it is. */
async function chooseLocale(c: LexiaContext, locale: Locale): Promise<void> {
  keepLocale(c, locale);
  const caller = callerOf(c);
  if (!caller || caller.actor.proof.impersonatorId !== null) return;
  await updateMe(caller, c.var.deps.identity, { locale });
}
