import type { App } from "../_openapi.ts";

const INFO = {
  title: "LEXIA",
  description:
    "Follows court cases in Colombia. Court dates are plain dates of America/Bogota; instants are UTC.",
  license: { name: "Apache-2.0", identifier: "Apache-2.0" },
};

/** The API's own description at `/api/openapi.json`, as OpenAPI 3.1. */
export function mountDocument(app: App): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The access_token of POST /auth/login, good for 15 minutes and one organization",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "__Host-lexia_session",
  });
  let document: string | undefined;
  app.get("/api/openapi.json", (c) => {
    const { version, publicUrl } = c.var.deps.settings;
    document ??= JSON.stringify(app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: { ...INFO, version },
      servers: [{ url: "/", description: "The host that you ask" }, { url: apiHost(publicUrl) }],
    }));
    return c.body(document, 200, {
      "Content-Type": "application/json",
      "Cache-Control": "public, max-age=300",
    });
  });
}

function apiHost(publicUrl: URL): string {
  const url = new URL(publicUrl);
  url.hostname = `api.${url.hostname}`;
  return url.origin;
}
