import { Hono } from "hono";
import htmx from "htmx.org/dist/htmx.min.js" with { type: "text" };
import inter from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2" with { type: "bytes" };
import appleIcon from "#views/assets/apple-touch-icon.png" with { type: "bytes" };
import icon192 from "#views/assets/icon-192.png" with { type: "bytes" };
import icon512 from "#views/assets/icon-512.png" with { type: "bytes" };
import iconMaskable from "#views/assets/icon-maskable-512.png" with { type: "bytes" };
import { DomainError } from "#domain/errors.ts";
import style from "#views/assets/lexia.css" with { type: "text" };
import live from "#views/assets/live.js" with { type: "text" };
import app from "#views/assets/app.js" with { type: "text" };
import caseScript from "#views/assets/case.js" with { type: "text" };
import list from "#views/assets/list.js" with { type: "text" };
import bulk from "#views/assets/bulk.js" with { type: "text" };
import inbox from "#views/assets/inbox.js" with { type: "text" };
import icon from "#views/assets/mark.svg" with { type: "text" };
import palette from "#views/assets/palette.js" with { type: "text" };
import passkeys from "#views/assets/passkeys.js" with { type: "text" };
import progress from "#views/assets/progress.js" with { type: "text" };
import settings from "#views/assets/settings.js" with { type: "text" };
import { CarriedFile, fileNamed } from "../_carried_file.ts";
import type { Env } from "../_env.ts";

export const STYLE = carried("lexia", "css", "text/css", style);
export const ICON = carried("mark", "svg", "image/svg+xml", icon);
export const HTMX_SCRIPT = carried("htmx", "js", "text/javascript", htmx);
/** On every page. */
export const APP_SCRIPT = carried("app", "js", "text/javascript", `${app}\n${palette}`);
export const INBOX_SCRIPT = carried("inbox", "js", "text/javascript", inbox);
export const PASSKEYS_SCRIPT = carried("passkeys", "js", "text/javascript", passkeys);
export const CASE_SCRIPT = carried("case", "js", "text/javascript", caseScript);
export const LIVE_SCRIPT = carried("live", "js", "text/javascript", live);
export const PROGRESS_SCRIPT = carried("progress", "js", "text/javascript", progress);
/** For devices that keep LEXIA among their programs. */
export const ICONS = {
  small: picture("icon-192", icon192),
  large: picture("icon-512", icon512),
  maskable: picture("icon-maskable-512", iconMaskable),
  apple: picture("apple-touch-icon", appleIcon),
};
export const LIST_SCRIPT = carried("list", "js", "text/javascript", list);
export const BULK_SCRIPT = carried("bulk", "js", "text/javascript", bulk);
export const SETTINGS_SCRIPT = carried("settings", "js", "text/javascript", settings);
/** As the style sheet names it: it changes with the version of the typeface. */
export const FONT_PATH = "/assets/inter-5.3.0.woff2";

/** What pages load; the same on every host, known or not. */
export function assetRoutes(): Hono<Env> {
  const files = [
    STYLE,
    ICON,
    HTMX_SCRIPT,
    APP_SCRIPT,
    CASE_SCRIPT,
    LIST_SCRIPT,
    BULK_SCRIPT,
    SETTINGS_SCRIPT,
    INBOX_SCRIPT,
    LIVE_SCRIPT,
    PASSKEYS_SCRIPT,
    PROGRESS_SCRIPT,
    ...Object.values(ICONS),
  ];
  return new Hono<Env>()
    .get(FONT_PATH, (c) => c.body(new Uint8Array(inter), 200, FONT_HEADERS))
    .get("/assets/:name", (c) => {
      const file = fileNamed(files, c.req.param("name"));
      if (!file) throw new DomainError("not_found");
      return file.answer(c);
    });
}

const FONT_HEADERS = {
  "Content-Type": "font/woff2",
  "Cache-Control": "public, max-age=31536000, immutable",
};

function picture(stem: string, bytes: Uint8Array): CarriedFile {
  return new CarriedFile({
    folder: "/assets",
    stem,
    extension: "png",
    type: "image/png",
    text: new Uint8Array(bytes),
  });
}

function carried(stem: string, extension: string, type: string, text: string): CarriedFile {
  return new CarriedFile({ folder: "/assets", stem, extension, type, text });
}
