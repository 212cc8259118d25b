/** The terms and the privacy policy: what is asked, and what you have accepted. */
import { acceptLegal, getLegal, type LegalState } from "#domain/personal_data/accept_legal.ts";
import { createRoute, defineSignedIn, json, problems, z } from "../_openapi.ts";

const name = z.enum(["terms", "privacy"]);
const version = z.string().min(1).max(20);

export const AcceptanceBody = z.strictObject({ terms: version.optional(), privacy: version.optional() })
  .openapi("LegalAcceptance", { example: { terms: "2026-11", privacy: "2026-11" } });

const LegalBody = z.object({
  documents: z.array(z.object({
    document: name,
    version,
    url: z.string().nullable(),
    accepted_at: z.iso.datetime().nullable().meta({ description: "Null: this version is not accepted" }),
  })),
  pending: z.array(name),
}).openapi("Legal", {
  example: {
    documents: [{
      document: "privacy",
      version: "2026-11",
      url: "https://lexia.example.com/privacy",
      accepted_at: "2026-11-20T15:00:00.000Z",
    }],
    pending: [],
  },
});

export const getLegalRoute = defineSignedIn(
  createRoute({
    method: "get",
    path: "/auth/legal",
    operationId: "getLegal",
    tags: ["auth"],
    summary: "Which terms and privacy policy hold, and whether you have accepted them",
    responses: { 200: json(LegalBody, "The documents") },
  }),
  async (c) => c.json(legalBody(await getLegal(c.var.callerCtx, c.var.deps.identity)), 200),
);

export const acceptLegalRoute = defineSignedIn(
  createRoute({
    method: "post",
    path: "/auth/legal",
    operationId: "acceptLegal",
    tags: ["auth"],
    summary: "Accept the present version of the terms, the privacy policy or both",
    request: { body: { required: true, ...json(AcceptanceBody, "The versions that you have read") } },
    responses: {
      200: json(LegalBody, "The documents, as they are now"),
      ...problems(
        "request_malformed",
        "legal_version_outdated",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  async (c) => {
    const state = await acceptLegal(c.var.callerCtx, c.var.deps.identity, c.req.valid("json"));
    return c.json(legalBody(state), 200);
  },
);

function legalBody({ documents, pending }: LegalState): z.output<typeof LegalBody> {
  return {
    documents: documents.map(({ acceptedAt, ...rest }) => ({
      ...rest,
      accepted_at: acceptedAt && acceptedAt.toISOString(),
    })),
    pending,
  };
}
