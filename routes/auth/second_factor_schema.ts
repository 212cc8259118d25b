import { z } from "@hono/zod-openapi";
import { DomainError } from "#domain/errors.ts";
import type { Passkey } from "#domain/identity/passkeys.ts";
import type { GivenFactor } from "#domain/identity/second_step.ts";
import type { LexiaContext } from "../_env.ts";
import { siteOf } from "../_site.ts";
import { answerOf, PasskeyAnswerBody } from "./passkey_schema.ts";

export const Otp = z.string().min(1).max(50);

/** One of the forms in which somebody gives a second factor. */
export const FACTOR = {
  otp: Otp.optional().meta({ description: "A code of the authenticator app, or a recovery code" }),
  recovery_code: Otp.optional(),
  passkey: PasskeyAnswerBody.optional(),
};

interface FactorFields {
  otp?: string;
  recovery_code?: string;
  passkey?: z.output<typeof PasskeyAnswerBody>;
}

/** @throws {DomainError} `request_invalid` unless exactly one is given. */
export function factorOf(c: LexiaContext, { otp, recovery_code, passkey }: FactorFields): GivenFactor {
  const given: GivenFactor[] = [];
  if (otp !== undefined) given.push({ otp });
  if (recovery_code !== undefined) given.push({ recoveryCode: recovery_code });
  if (passkey !== undefined) given.push({ passkey: { response: answerOf(passkey), site: siteOf(c) } });
  const [first] = given;
  if (first === undefined || given.length > 1) throw oneOf("otp, recovery_code or passkey");
  return first;
}

export function oneOf(names: string): DomainError {
  const message = `Give one of ${names}`;
  return new DomainError("request_invalid", { errors: [{ field: "", code: "one_of", message }] });
}

const CODES_EXAMPLE = ["8k2vt-q0x5m", "h4rwz-7b1ne"];

export const RecoveryCodesBody = z.object({
  recovery_codes: z.array(z.string()).meta({ description: "Shown this once; each is good once" }),
}).openapi("RecoveryCodes", { example: { recovery_codes: CODES_EXAMPLE } });

export const EnrolledBody = z.object({
  recovery_codes: z.array(z.string()).nullable().meta({
    description: "With your first factor, shown this once; null where you have codes already",
  }),
}).openapi("SecondFactorEnrolled", { example: { recovery_codes: CODES_EXAMPLE } });

export const PASSKEY_EXAMPLE = {
  id: "0192f0c5-6a2e-7c1b-9f3d-2b1e4a5c6d7e",
  name: "Portátil de la oficina",
  is_backed_up: true,
  created_at: "2026-11-26T15:00:00.000Z",
  last_used_at: null,
};

export const PasskeyBody = z.object({
  id: z.uuid(),
  name: z.string(),
  is_backed_up: z.boolean().meta({
    description: "Kept in an account of its maker's, on more than one device",
  }),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
}).openapi("Passkey", { example: PASSKEY_EXAMPLE });

export function passkeyBody(passkey: Passkey): z.output<typeof PasskeyBody> {
  return {
    id: passkey.id,
    name: passkey.name,
    is_backed_up: passkey.isBackedUp,
    created_at: passkey.createdAt.toISOString(),
    last_used_at: passkey.lastUsedAt?.toISOString() ?? null,
  };
}

export const SecondFactorBody = z.object({
  enrolled: z.boolean(),
  required: z.boolean(),
  due_at: z.iso.datetime().nullable(),
  given_at: z.iso.datetime().nullable().meta({ description: "When this session last showed one" }),
  totp: z.object({ confirmed_at: z.iso.datetime() }).nullable(),
  passkeys: z.array(PasskeyBody),
  recovery_codes_left: z.int(),
}).openapi("SecondFactor", {
  example: {
    enrolled: true,
    required: true,
    due_at: null,
    given_at: "2026-11-26T15:00:00.000Z",
    totp: { confirmed_at: "2026-11-20T14:00:00.000Z" },
    passkeys: [PASSKEY_EXAMPLE],
    recovery_codes_left: 9,
  },
});
