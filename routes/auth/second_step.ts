/** The second step of a sign-in, signing in by a passkey alone, and a fresh proof within a session. */
import { DomainError } from "#domain/errors.ts";
import { confirm } from "#domain/identity/confirm.ts";
import { confirmWays } from "#domain/identity/confirm_ways.ts";
import { askForOwnPasskey, askForPasskeyAsSecondStep } from "#domain/identity/passkey_challenge.ts";
import { beginPasskeySignIn, signInByPasskey } from "#domain/identity/passkey_sign_in.ts";
import { completeSecondStep, type Opened } from "#domain/identity/second_step.ts";
import { setDeviceCookie } from "../_device_cookie.ts";
import type { LexiaContext } from "../_env.ts";
import { createRoute, definePublic, defineRecognized, json, problems, z } from "../_openapi.ts";
import { siteOf } from "../_site.ts";
import { answerOf, PasskeyAnswerBody, PasskeyOptionsBody } from "./passkey_schema.ts";
import { SignedInBody, tokensBody, userBody, visitorOf } from "./schema.ts";
import { FACTOR, factorOf, oneOf } from "./second_factor_schema.ts";

const WITH_BODY = [
  "request_malformed",
  "organization_not_found",
  "content_type_unsupported",
  "body_too_large",
  "request_invalid",
] as const;
const NO_STORE = { "Cache-Control": "no-store" };
const CHALLENGE = "lxo_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const Challenge = z.string().min(1).max(100);

export const verifySecondStepRoute = definePublic(
  createRoute({
    method: "post",
    path: "/auth/2fa/verify",
    operationId: "verifySecondStep",
    tags: ["auth"],
    summary: "Complete a sign-in with your second factor",
    description: "Ten wrong ones within a quarter of an hour lock your second factor for as long.",
    request: {
      body: {
        required: true,
        ...json(
          z.object({ challenge: Challenge, ...FACTOR }).openapi("SecondStep", {
            example: { challenge: CHALLENGE, otp: "492039" },
          }),
          "The challenge, and one of the factors",
        ),
      },
    },
    responses: {
      200: json(SignedInBody, "Signed in"),
      ...problems(...WITH_BODY, "token_invalid", "mfa_invalid", "too_many_attempts"),
    },
  }),
  async (c) => {
    const { challenge, ...fields } = c.req.valid("json");
    const given = factorOf(c, fields);
    return answerSignedIn(c, await completeSecondStep(visitorAt(c), { challenge, given }, "token"));
  },
);

export const secondStepOptionsRoute = definePublic(
  createRoute({
    method: "post",
    path: "/auth/2fa/verify/options",
    operationId: "getSecondStepOptions",
    tags: ["auth"],
    summary: "What the browser needs to give a passkey as second factor",
    request: {
      body: {
        required: true,
        ...json(
          z.object({ challenge: Challenge }).openapi("SecondStepChallenge", {
            example: { challenge: CHALLENGE },
          }),
          "The challenge of the sign-in",
        ),
      },
    },
    responses: {
      200: json(PasskeyOptionsBody, "For navigator.credentials.get()"),
      ...problems(...WITH_BODY, "token_invalid", "second_factor_missing"),
    },
  }),
  async (c) => {
    const { challenge } = c.req.valid("json");
    const options = await askForPasskeyAsSecondStep(visitorAt(c), { challenge, site: siteOf(c) });
    return c.json({ ...options }, 200, NO_STORE);
  },
);

export const passkeySignInOptionsRoute = definePublic(
  createRoute({
    method: "post",
    path: "/auth/passkeys/options",
    operationId: "getPasskeySignInOptions",
    tags: ["auth"],
    summary: "What the browser needs to sign in by a passkey, without e-mail address and password",
    responses: {
      200: json(PasskeyOptionsBody, "For navigator.credentials.get()"),
      ...problems("organization_not_found"),
    },
  }),
  async (c) => c.json({ ...await beginPasskeySignIn(visitorAt(c), siteOf(c)) }, 200, NO_STORE),
);

export const passkeySignInRoute = definePublic(
  createRoute({
    method: "post",
    path: "/auth/passkeys/login",
    operationId: "loginByPasskey",
    tags: ["auth"],
    summary: "Sign in by a passkey",
    description: "The device has verified who uses it, so this counts as a second factor.",
    request: {
      body: {
        required: true,
        ...json(
          z.object({ passkey: PasskeyAnswerBody }).openapi("PasskeySignIn"),
          "What the browser gave",
        ),
      },
    },
    responses: {
      200: json(SignedInBody, "Signed in"),
      ...problems(...WITH_BODY, "mfa_invalid", "too_many_attempts"),
    },
  }),
  async (c) => {
    const given = { response: answerOf(c.req.valid("json").passkey), site: siteOf(c) };
    return answerSignedIn(c, await signInByPasskey(visitorAt(c), given, "token"));
  },
);

export const confirmWaysRoute = defineRecognized(
  createRoute({
    method: "get",
    path: "/auth/confirm",
    operationId: "getConfirmWays",
    tags: ["auth"],
    summary: "How you may prove again who you are",
    description:
      "With `provider`, lead the browser that has your session to its path, with the path to come back to in `next`: the identity provider asks who you are again, and your session counts as freshly proven.",
    responses: {
      200: json(
        z.object({
          methods: z.array(z.enum(["password", "totp", "recovery_code", "passkey", "provider"])).meta({
            description: "None: sign in again",
          }),
          provider: z.object({ name: z.string(), path: z.string() }).nullable(),
        }).openapi("ConfirmWays", {
          example: {
            methods: ["provider"],
            provider: {
              name: "Acme",
              path: "/auth/oidc/0192f0c4-7777-7aaa-8bbb-0123456789ab/start?for=confirm",
            },
          },
        }),
        "All that counts for you",
      ),
      ...problems("authentication_required", "token_invalid", "not_a_member"),
    },
  }),
  async (c) => c.json(await confirmWays(c.var.callerCtx), 200, NO_STORE),
);

export const confirmRoute = defineRecognized(
  createRoute({
    method: "post",
    path: "/auth/confirm",
    operationId: "confirm",
    tags: ["auth"],
    summary: "Prove again who you are, for what needs a fresh proof",
    description:
      "Who has a second factor gives that, others the password; see GET /auth/confirm. It holds for ten minutes.",
    request: {
      body: {
        required: true,
        ...json(
          z.object({ password: z.string().min(1).max(1_000).optional(), ...FACTOR }).openapi("FreshProof", {
            example: { password: "cuatro palabras al azar" },
          }),
          "The password, or one of the factors",
        ),
      },
    },
    responses: {
      204: { description: "Proven" },
      ...problems(
        ...WITH_BODY,
        "authentication_required",
        "token_invalid",
        "invalid_credentials",
        "mfa_invalid",
        "not_a_member",
        "permission_denied",
        "too_many_attempts",
        "sign_in_busy",
      ),
    },
  }),
  async (c) => {
    const { password, ...fields } = c.req.valid("json");
    const hasFactor = Object.values(fields).some((value) => value !== undefined);
    if (password !== undefined && hasFactor) throw oneOf("password, otp, recovery_code or passkey");
    const given = password === undefined ? factorOf(c, fields) : { password };
    await confirm(c.var.callerCtx, visitorOf(c), given);
    return c.body(null, 204);
  },
);

export const confirmOptionsRoute = defineRecognized(
  createRoute({
    method: "post",
    path: "/auth/confirm/options",
    operationId: "getConfirmOptions",
    tags: ["auth"],
    summary: "What the browser needs to give a passkey as a fresh proof",
    responses: {
      200: json(PasskeyOptionsBody, "For navigator.credentials.get()"),
      ...problems("authentication_required", "token_invalid", "not_a_member", "second_factor_missing"),
    },
  }),
  async (c) => c.json({ ...await askForOwnPasskey(c.var.callerCtx, siteOf(c)) }, 200, NO_STORE),
);

/** @throws {DomainError} `organization_not_found` on hosts where nobody signs in. */
function visitorAt(c: LexiaContext) {
  if (!c.var.organization && c.var.hostKind !== "admin") throw new DomainError("organization_not_found");
  return visitorOf(c);
}

function answerSignedIn(c: LexiaContext, { person, device, ...issued }: Opened<"token">) {
  setDeviceCookie(c, device);
  const user = userBody({ ...person, userId: person.id });
  return c.json({ ...tokensBody(issued), user }, 200, NO_STORE);
}
