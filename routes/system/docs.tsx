/** The API's reference page: Swagger UI, carried within, so that nothing comes from elsewhere. */
import { Hono } from "hono";
import bundle from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "text" };
import style from "swagger-ui-dist/swagger-ui.css" with { type: "text" };
import { DomainError } from "#domain/errors.ts";
import start from "#views/assets/api_reference.js" with { type: "text" };
import { ApiReference } from "#views/system/api_reference.tsx";
import { CarriedFile, fileNamed } from "../_carried_file.ts";
import { documentOf } from "../_document.ts";
import type { Env } from "../_env.ts";
import { ICON } from "../web/assets.ts";

const BUNDLE = carried("swagger-ui-bundle", "js", "text/javascript", bundle);
const STYLE = carried("swagger-ui", "css", "text/css", style);
const START = carried("start", "js", "text/javascript", start);

export function docsRoutes(): Hono<Env> {
  const files = [BUNDLE, STYLE, START];
  const app = new Hono<Env>();
  app.get("/api/docs", (c) => {
    const assets = { css: STYLE.path, icon: ICON.path, bundle: BUNDLE.path, start: START.path };
    const page = <ApiReference assets={assets} document="/api/openapi.json" />;
    return c.html(documentOf(page), 200, { "Cache-Control": "public, max-age=300" });
  });
  app.get("/api/docs/assets/:name", (c) => {
    const file = fileNamed(files, c.req.param("name"));
    if (!file) throw new DomainError("not_found");
    return file.answer(c);
  });
  return app;
}

function carried(stem: string, extension: string, type: string, text: string): CarriedFile {
  return new CarriedFile({ folder: "/api/docs/assets", stem, extension, type, text });
}
