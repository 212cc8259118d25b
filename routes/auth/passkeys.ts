/** Somebody's passkeys. */
import {
  addPasskey,
  beginPasskey,
  listPasskeys,
  removePasskey,
  renamePasskey,
} from "#domain/identity/passkeys.ts";
import { createRoute, defineRecognized, IdParam, json, problems, z } from "../_openapi.ts";
import { siteOf } from "../_site.ts";
import { creationOf, PasskeyCreationBody, PasskeyOptionsBody } from "./passkey_schema.ts";
import { EnrolledBody, PASSKEY_EXAMPLE, PasskeyBody, passkeyBody } from "./second_factor_schema.ts";

const SIGNED_IN = ["authentication_required", "token_invalid", "not_a_member"] as const;
const FRESH = ["permission_denied", "fresh_proof_required"] as const;
const WITH_BODY = [
  "request_malformed",
  "content_type_unsupported",
  "body_too_large",
  "request_invalid",
] as const;
const NO_STORE = { "Cache-Control": "no-store" };
const NAME = z.string().min(1).max(100);

export const listPasskeysRoute = defineRecognized(
  createRoute({
    method: "get",
    path: "/auth/2fa/passkeys",
    operationId: "listPasskeys",
    tags: ["auth"],
    summary: "Your passkeys",
    responses: {
      200: json(z.object({ items: z.array(PasskeyBody) }), "All of them: 20 at most"),
      ...problems(...SIGNED_IN),
    },
  }),
  async (c) => c.json({ items: (await listPasskeys(c.var.callerCtx)).map(passkeyBody) }, 200),
);

export const beginPasskeyRoute = defineRecognized(
  createRoute({
    method: "post",
    path: "/auth/2fa/passkeys/options",
    operationId: "beginPasskey",
    tags: ["auth"],
    summary: "What the browser needs to make a passkey",
    description: "Good for this host, for five minutes. Needs a fresh proof.",
    responses: {
      200: json(PasskeyOptionsBody, "For navigator.credentials.create()"),
      ...problems(...SIGNED_IN, ...FRESH),
    },
  }),
  async (c) => c.json({ ...await beginPasskey(c.var.callerCtx, siteOf(c)) }, 200, NO_STORE),
);

const NewPasskeyBody = z.object({ name: NAME, passkey: PasskeyCreationBody }).openapi("NewPasskey", {
  example: {
    name: "Portátil de la oficina",
    passkey: {
      id: "AQIDBAUGBwgJCgsMDQ4PEA",
      rawId: "AQIDBAUGBwgJCgsMDQ4PEA",
      type: "public-key",
      response: {
        clientDataJSON: "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0",
        attestationObject: "o2NmbXRkbm9uZQ",
      },
    },
  },
});

const PasskeyAddedBody = EnrolledBody.extend({ passkey: PasskeyBody }).openapi("PasskeyAdded", {
  example: { recovery_codes: null, passkey: PASSKEY_EXAMPLE },
});

export const addPasskeyRoute = defineRecognized(
  createRoute({
    method: "post",
    path: "/auth/2fa/passkeys",
    operationId: "addPasskey",
    tags: ["auth"],
    summary: "Add the passkey that the browser has made",
    request: { body: { required: true, ...json(NewPasskeyBody, "Its name and what the browser gave") } },
    responses: {
      201: json(PasskeyAddedBody, "Added"),
      ...problems(...WITH_BODY, ...SIGNED_IN, ...FRESH, "passkey_refused"),
    },
  }),
  async (c) => {
    const { name, passkey: body } = c.req.valid("json");
    const input = { name, answer: creationOf(body), site: siteOf(c) };
    const { passkey, recoveryCodes } = await addPasskey(c.var.callerCtx, c.var.deps.identity, input);
    return c.json({ passkey: passkeyBody(passkey), recovery_codes: recoveryCodes }, 201, NO_STORE);
  },
);

export const renamePasskeyRoute = defineRecognized(
  createRoute({
    method: "patch",
    path: "/auth/2fa/passkeys/{id}",
    operationId: "renamePasskey",
    tags: ["auth"],
    summary: "Rename a passkey",
    request: {
      params: IdParam,
      body: {
        required: true,
        ...json(
          z.strictObject({ name: NAME }).openapi("PasskeyName", { example: { name: "Llave USB" } }),
          "Its new name",
        ),
      },
    },
    responses: {
      200: json(PasskeyBody, "As it is now"),
      ...problems(...WITH_BODY, ...SIGNED_IN, "passkey_not_found"),
    },
  }),
  async (c) => {
    const { id } = c.req.valid("param");
    return c.json(passkeyBody(await renamePasskey(c.var.callerCtx, id, c.req.valid("json"))), 200);
  },
);

export const removePasskeyRoute = defineRecognized(
  createRoute({
    method: "delete",
    path: "/auth/2fa/passkeys/{id}",
    operationId: "removePasskey",
    tags: ["auth"],
    summary: "Remove a passkey",
    description: "Not as the last factor, where one is asked of you. Needs a fresh proof.",
    request: { params: IdParam },
    responses: {
      204: { description: "Removed" },
      ...problems(...SIGNED_IN, ...FRESH, "passkey_not_found", "request_invalid", "second_factor_last"),
    },
  }),
  async (c) => {
    await removePasskey(c.var.callerCtx, c.var.deps.identity, c.req.valid("param").id);
    return c.body(null, 204);
  },
);
