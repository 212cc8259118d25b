/** The API's reference page: Swagger UI, carried within, so that nothing comes from elsewhere. */
import { Hono } from "hono";
import { DomainError } from "#domain/errors.ts";
import { ApiReference } from "#views/system/api_reference.tsx";
import { fileNamed } from "../_carried_file.ts";
import { documentOf } from "../_document.ts";
import type { Env } from "../_env.ts";
import { ICON } from "../web/assets.ts";

export function docsRoutes(): Hono<Env> {
  const app = new Hono<Env>();
  app.get("/api/docs", async (c) => {
    const { BUNDLE, STYLE, START } = await import("./_api_reference_files.ts");
    const assets = { css: STYLE.path, icon: ICON.path, bundle: BUNDLE.path, start: START.path };
    const page = <ApiReference assets={assets} document="/api/openapi.json" />;
    return c.html(documentOf(page), 200, { "Cache-Control": "public, max-age=300" });
  });
  app.get("/api/docs/assets/:name", async (c) => {
    const { BUNDLE, STYLE, START } = await import("./_api_reference_files.ts");
    const file = fileNamed([BUNDLE, STYLE, START], c.req.param("name"));
    if (!file) throw new DomainError("not_found");
    return file.answer(c);
  });
  return app;
}
