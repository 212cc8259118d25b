import { Hono } from "hono";
import { DomainError } from "#domain/errors.ts";
import style from "#views/assets/lexia.css" with { type: "text" };
import icon from "#views/assets/mark.svg" with { type: "text" };
import passkeys from "#views/assets/passkeys.js" with { type: "text" };
import progress from "#views/assets/progress.js" with { type: "text" };
import { CarriedFile, fileNamed } from "../_carried_file.ts";
import type { Env } from "../_env.ts";

export const STYLE = carried("lexia", "css", "text/css", style);
export const ICON = carried("mark", "svg", "image/svg+xml", icon);
export const PASSKEYS_SCRIPT = carried("passkeys", "js", "text/javascript", passkeys);
export const PROGRESS_SCRIPT = carried("progress", "js", "text/javascript", progress);

/** What pages load; the same on every host, known or not. */
export function assetRoutes(): Hono<Env> {
  const files = [STYLE, ICON, PASSKEYS_SCRIPT, PROGRESS_SCRIPT];
  return new Hono<Env>().get("/assets/:name", (c) => {
    const file = fileNamed(files, c.req.param("name"));
    if (!file) throw new DomainError("not_found");
    return file.answer(c);
  });
}

function carried(stem: string, extension: string, type: string, text: string): CarriedFile {
  return new CarriedFile({ folder: "/assets", stem, extension, type, text });
}
