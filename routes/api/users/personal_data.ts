/** What an administrator does when a person asks for what Law 1581 of 2012 gives them. */
import { anonymizePerson } from "#domain/personal_data/anonymize_person.ts";
import { getMemberData } from "#domain/personal_data/get_personal_data.ts";
import { attachment } from "../../_attachment.ts";
import { createRoute, define, IdParam, json, problems, z } from "../../_openapi.ts";
import { DATA_TYPE, PersonalDataBody, type PersonalDataJson } from "../../auth/personal_data.ts";

const ConfirmationBody = z.strictObject({
  confirm: z.string().min(1).max(254).meta({ description: "The person's e-mail address" }),
}).openapi("AnonymizationConfirmation", { example: { confirm: "ana@acme.example" } });

const AnonymizedBody = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  anonymized_at: z.iso.datetime(),
}).openapi("AnonymizedPerson", {
  example: {
    id: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
    name: "Persona eliminada",
    email: "anonymized+0123456789ab@invalid",
    anonymized_at: "2026-11-20T15:00:00.000Z",
  },
});

export const getMemberDataRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/users/{id}/data",
    operationId: "getMemberData",
    tags: ["users"],
    summary: "Everything that LEXIA holds about a person, as one file",
    request: { params: IdParam },
    responses: {
      200: json(PersonalDataBody, "A file"),
      ...problems("fresh_proof_required", "user_not_found", "request_invalid"),
    },
  }),
  { anyOf: ["update_users"] },
  async (c) => {
    const { id } = c.req.valid("param");
    const { fileName, pieces } = await getMemberData(c.var.ctx, c.var.deps.identity, id);
    return attachment<PersonalDataJson>(c, pieces, { type: DATA_TYPE, name: fileName });
  },
);

export const anonymizePersonRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/users/{id}/anonymize",
    operationId: "anonymizePerson",
    tags: ["users"],
    summary: "Take out what identifies a person; cannot be undone",
    description:
      "Name and address go, with everything that the person signs in with. Their solicitudes stay, and so " +
      "do the lines of the audit log, which hold ids.",
    request: { params: IdParam, body: { required: true, ...json(ConfirmationBody, "The confirmation") } },
    responses: {
      200: json(AnonymizedBody, "What is left of the person"),
      ...problems(
        "request_malformed",
        "fresh_proof_required",
        "user_not_found",
        "confirmation_mismatch",
        "last_administrator",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  { anyOf: ["delete_users"] },
  async (c) => {
    const input = { userId: c.req.valid("param").id, confirm: c.req.valid("json").confirm };
    const { anonymizedAt, ...left } = await anonymizePerson(c.var.ctx, c.var.deps.identity, input);
    return c.json({ ...left, anonymized_at: anonymizedAt.toISOString() }, 200);
  },
);
