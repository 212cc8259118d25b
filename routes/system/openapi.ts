import { type ErrorCode, ERRORS } from "#domain/errors.ts";
import { statusOf } from "../_middleware/problem.ts";
import { type App, problems } from "../_openapi.ts";
import { registerMessages } from "../api/webhooks/messages.ts";

const INFO = {
  title: "LEXIA",
  description:
    "Follows court cases in Colombia. Court dates are plain dates of America/Bogota; instants are UTC.",
  license: { name: "Apache-2.0", identifier: "Apache-2.0" },
};

/** What any endpoint that is not open to everybody may answer, whatever else it declares. */
const OF_GUARDED: readonly ErrorCode[] = [
  "host_ambiguous",
  "authentication_required",
  "token_invalid",
  "permission_denied",
  "rate_limited",
  "database_unavailable",
];
const OF_MEMBERS: readonly ErrorCode[] = [
  ...OF_GUARDED,
  "organization_not_found",
  "not_a_member",
  "address_not_allowed",
];

type OpenApiDocument = ReturnType<App["getOpenAPI31Document"]>;
type Answers = Record<string, { description: string; content?: unknown }>;

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
  registerMessages(app);
  let document: string | undefined;
  app.get("/api/openapi.json", (c) => {
    const { version, publicUrl } = c.var.deps.settings;
    document ??= JSON.stringify(withCommonProblems(app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: { ...INFO, version },
      servers: [{ url: "/", description: "The host that you ask" }, { url: apiHost(publicUrl) }],
    })));
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

function withCommonProblems(document: OpenApiDocument): OpenApiDocument {
  for (const operation of Object.values(document.paths ?? {}).flatMap((path) => Object.values(path))) {
    const { security, responses, "x-role": role } = operation;
    if (security?.length > 0) addProblems(responses, role === undefined ? OF_MEMBERS : OF_GUARDED);
  }
  return document;
}

/** Beside those that the endpoint declares itself. */
function addProblems(answers: Answers, codes: readonly ErrorCode[]): void {
  for (const code of codes) {
    const status = String(statusOf(ERRORS[code].kind));
    const [common] = Object.values(problems(code));
    const declared = answers[status];
    if (!common || declared?.description.includes(`\`${code}\``)) continue;
    const problem = { ...common.content["application/problem+json"], schema: PROBLEM };
    answers[status] = declared
      ? { ...declared, description: `${declared.description}; ${common.description}` }
      : { description: common.description, content: { "application/problem+json": problem } };
  }
}

const PROBLEM = { $ref: "#/components/schemas/Problem" };
