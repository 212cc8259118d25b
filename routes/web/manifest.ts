/** What a device needs to know to keep LEXIA among its own programs (W3C Web Application Manifest). */
import type { LexiaContext } from "../_env.ts";
import { frameWords } from "#views/ui/frame_words.ts";
import { ICONS } from "./assets.ts";
import { readerOf } from "./_look.ts";

const NAVY = "#2a4fb8";
const PAGE = "#f6f7f9";

/** The organization's, by its name and colour, on its own host. */
export function manifest(c: LexiaContext): Response {
  const { organization, hostKind } = c.var;
  const { lang, about } = frameWords(readerOf(c).locale);
  const name = organization
    ? `${organization.name} · LEXIA`
    : hostKind === "admin"
    ? "LEXIA · admin"
    : "LEXIA";
  const body = {
    id: "/",
    name,
    short_name: organization?.name.slice(0, 12).trim() ?? "LEXIA",
    description: about,
    lang,
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: PAGE,
    theme_color: organization?.brandColor ?? NAVY,
    icons: [
      { src: ICONS.small.path, sizes: "192x192", type: "image/png" },
      { src: ICONS.large.path, sizes: "512x512", type: "image/png" },
      { src: ICONS.maskable.path, sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
  return c.body(JSON.stringify(body), 200, {
    "Content-Type": "application/manifest+json; charset=utf-8",
    "Cache-Control": "private, max-age=3600",
  });
}
