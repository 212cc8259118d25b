/** What people may ask about themselves under Law 1581 of 2012. */
import { askAnonymization } from "#domain/personal_data/ask_anonymization.ts";
import { getOwnData } from "#domain/personal_data/get_personal_data.ts";
import { attachment } from "../_attachment.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatableBy } from "../_idempotency.ts";
import { createRoute, defineSignedIn, json, problems, z } from "../_openapi.ts";

export const DATA_TYPE = "application/json";

/** Loose, since each section is what the tables hold. */
export const PersonalDataBody = z.object({
  format: z.literal("lexia.personal_data"),
  version: z.int(),
  generated_at: z.iso.datetime(),
}).catchall(z.unknown()).openapi("PersonalData", {
  example: {
    format: "lexia.personal_data",
    version: 1,
    generated_at: "2026-11-20T15:00:00.000Z",
    profile: { id: "0192f0c4-1111-7aaa-8bbb-0123456789ab", email: "ana@acme.example", name: "Ana Pérez" },
    sessions: [],
    acceptances: [],
    audit: [],
  },
});

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** As it is sent. */
export interface PersonalDataJson extends Record<string, Json> {
  format: "lexia.personal_data";
  version: number;
  generated_at: string;
}

const AskedBody = z.object({
  status: z.literal("asked"),
  asked_at: z.iso.datetime(),
}).openapi("AnonymizationRequest", {
  example: { status: "asked" as const, asked_at: "2026-11-20T15:00:00.000Z" },
});

export const getOwnDataRoute = defineSignedIn(
  createRoute({
    method: "get",
    path: "/auth/me/data",
    operationId: "getOwnData",
    tags: ["auth"],
    summary: "Everything that LEXIA holds about you, as one file",
    description:
      "Profile, memberships, sessions, devices, keys, acceptances, invitations, identities, impersonations, " +
      "solicitudes, bulk uploads, exports, notices, and the lines of the audit log by or about you. Law 1581 of 2012, article 8 (a) and (f).",
    responses: { 200: json(PersonalDataBody, "A file") },
  }),
  async (c) => {
    const { fileName, pieces } = await getOwnData(c.var.callerCtx, c.var.deps.identity);
    return attachment<PersonalDataJson>(c, pieces, { type: DATA_TYPE, name: fileName });
  },
);

export const askAnonymizationRoute = defineSignedIn(
  createRoute({
    method: "post",
    path: "/auth/me/anonymization-request",
    operationId: "askAnonymization",
    tags: ["auth"],
    summary: "Ask that what identifies you be taken out",
    description:
      "It is written down and told to your administrators, who have fifteen working days to answer: Law " +
      "1581 of 2012, articles 8 (e) and 15.",
    request: { headers: IdempotencyHeader },
    responses: { 202: json(AskedBody, "Asked"), ...problems(...IDEMPOTENCY_PROBLEMS) },
  }),
  async (c) => {
    const render = (at: Date) => ({ status: 202, body: askedBody(at) });
    const ctx = await repeatableBy(c, c.var.callerCtx, render);
    return c.json(askedBody(await askAnonymization(ctx, c.var.deps.identity)), 202);
  },
);

function askedBody(at: Date): z.output<typeof AskedBody> {
  return { status: "asked", asked_at: at.toISOString() };
}
