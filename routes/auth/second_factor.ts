/** What somebody has as second factor: the state, the authenticator app, the recovery codes. */
import { renderSVG } from "uqr";
import { makeRecoveryCodes } from "#domain/identity/recovery_codes.ts";
import { getSecondFactorState } from "#domain/identity/second_factor_state.ts";
import { beginTotp, confirmTotp, removeTotp } from "#domain/identity/totp.ts";
import { createRoute, defineRecognized, json, problems, z } from "../_openapi.ts";
import {
  EnrolledBody,
  Otp,
  passkeyBody,
  RecoveryCodesBody,
  SecondFactorBody,
} from "./second_factor_schema.ts";

const SIGNED_IN = ["authentication_required", "token_invalid", "not_a_member"] as const;
const FRESH = ["permission_denied", "fresh_proof_required"] as const;
const WITH_BODY = [
  "request_malformed",
  "content_type_unsupported",
  "body_too_large",
  "request_invalid",
] as const;
const NO_STORE = { "Cache-Control": "no-store" };

export const getSecondFactorRoute = defineRecognized(
  createRoute({
    method: "get",
    path: "/auth/2fa",
    operationId: "getSecondFactor",
    tags: ["auth"],
    summary: "Your second factors, and what is asked of you",
    responses: { 200: json(SecondFactorBody, "What you have set up"), ...problems(...SIGNED_IN) },
  }),
  async (c) => {
    const state = await getSecondFactorState(c.var.callerCtx);
    return c.json({
      enrolled: state.isEnrolled,
      required: state.isRequired,
      due_at: state.dueAt?.toISOString() ?? null,
      given_at: state.givenAt?.toISOString() ?? null,
      totp: state.totpSince && { confirmed_at: state.totpSince.toISOString() },
      passkeys: state.passkeys.map(passkeyBody),
      recovery_codes_left: state.recoveryCodesLeft,
    }, 200);
  },
);

const TotpSetUpBody = z.object({
  secret: z.string().meta({ description: "Base32, to type where no picture can be read" }),
  uri: z.string(),
  qr_svg: z.string().meta({ description: "The address as a QR code" }),
}).openapi("TotpSetUp", {
  example: {
    secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    uri: "otpauth://totp/LEXIA:Acme:ana%40acme.example?issuer=LEXIA&secret=JBSWY3DPEHPK3PXP",
    qr_svg: "<svg></svg>",
  },
});

export const beginTotpRoute = defineRecognized(
  createRoute({
    method: "post",
    path: "/auth/2fa/totp",
    operationId: "beginTotp",
    tags: ["auth"],
    summary: "Begin to set up an authenticator app",
    description: "It counts once a code of it was confirmed. Needs a fresh proof.",
    responses: {
      200: json(TotpSetUpBody, "What the app reads"),
      ...problems(...SIGNED_IN, ...FRESH, "totp_exists"),
    },
  }),
  async (c) => {
    const { secret, address } = await beginTotp(c.var.callerCtx, c.var.deps.identity);
    return c.json({ secret, uri: address, qr_svg: renderSVG(address) }, 200, NO_STORE);
  },
);

export const confirmTotpRoute = defineRecognized(
  createRoute({
    method: "post",
    path: "/auth/2fa/totp/confirm",
    operationId: "confirmTotp",
    tags: ["auth"],
    summary: "Make the authenticator app count, by a code of it",
    request: {
      body: {
        required: true,
        ...json(z.strictObject({ otp: Otp }).openapi("TotpCode", { example: { otp: "492039" } }), "The code"),
      },
    },
    responses: {
      200: json(EnrolledBody, "It counts"),
      ...problems(...WITH_BODY, ...SIGNED_IN, "mfa_invalid", ...FRESH, "totp_missing", "too_many_attempts"),
    },
  }),
  async (c) => {
    const { recoveryCodes } = await confirmTotp(c.var.callerCtx, c.var.deps.identity, c.req.valid("json"));
    return c.json({ recovery_codes: recoveryCodes }, 200, NO_STORE);
  },
);

export const removeTotpRoute = defineRecognized(
  createRoute({
    method: "delete",
    path: "/auth/2fa/totp",
    operationId: "removeTotp",
    tags: ["auth"],
    summary: "Remove the authenticator app",
    description: "Not as the last factor, where one is asked of you. Needs a fresh proof.",
    responses: {
      204: { description: "Removed" },
      ...problems(...SIGNED_IN, ...FRESH, "totp_missing", "second_factor_last"),
    },
  }),
  async (c) => {
    await removeTotp(c.var.callerCtx, c.var.deps.identity);
    return c.body(null, 204);
  },
);

export const makeRecoveryCodesRoute = defineRecognized(
  createRoute({
    method: "post",
    path: "/auth/2fa/recovery-codes",
    operationId: "makeRecoveryCodes",
    tags: ["auth"],
    summary: "Make ten new recovery codes, and end those from before",
    responses: {
      200: json(RecoveryCodesBody, "The new codes"),
      ...problems(...SIGNED_IN, ...FRESH, "second_factor_missing"),
    },
  }),
  async (c) => {
    const codes = await makeRecoveryCodes(c.var.callerCtx, c.var.deps.identity);
    return c.json({ recovery_codes: codes }, 200, NO_STORE);
  },
);
