/** Passkeys in bodies: the JSON that browsers make of WebAuthn's objects (W3C, level 3, sections 5.1.8 and 5.1.9). */
import { z } from "@hono/zod-openapi";
import type { CreationAnswer, RequestAnswer } from "#domain/identity/passkeys.ts";

function base64url(maxLength: number) {
  return z.string().min(1).max(maxLength).regex(/^[\w-]+$/, "Give base64url without padding");
}

const ID = base64url(1_400);
const CLIENT_DATA = base64url(4_000);

const CREDENTIAL_EXAMPLE = "AQIDBAUGBwgJCgsMDQ4PEA";
const CLIENT_DATA_EXAMPLE =
  "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiYkhodiIsIm9yaWdpbiI6Imh0dHBzOi8vYWNtZS5sZXhpYS5leGFtcGxlIn0";

export const PasskeyAnswerBody = z.object({
  id: ID,
  rawId: ID,
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: CLIENT_DATA,
    authenticatorData: base64url(4_000),
    signature: base64url(4_000),
    userHandle: base64url(200).nullish(),
  }),
}).openapi("PasskeyAnswer", {
  description: "What navigator.credentials.get() gives, by toJSON()",
  example: {
    id: CREDENTIAL_EXAMPLE,
    rawId: CREDENTIAL_EXAMPLE,
    type: "public-key",
    response: {
      clientDataJSON: CLIENT_DATA_EXAMPLE,
      authenticatorData: "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ",
      signature: "MEUCIQDx",
    },
  },
});

export const PasskeyCreationBody = z.object({
  id: ID,
  rawId: ID,
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: CLIENT_DATA,
    attestationObject: base64url(40_000),
    transports: z.array(z.string().max(20).regex(/^[a-z-]+$/)).max(10).optional(),
  }),
}).openapi("PasskeyCreation", {
  description: "What navigator.credentials.create() gives, by toJSON()",
  example: {
    id: CREDENTIAL_EXAMPLE,
    rawId: CREDENTIAL_EXAMPLE,
    type: "public-key",
    response: { clientDataJSON: CLIENT_DATA_EXAMPLE, attestationObject: "o2NmbXRkbm9uZWdhdHRTdG10oA" },
  },
});

/** Options for the browser: for `PublicKeyCredential.parseRequestOptionsFromJSON` and its sibling. */
export const PasskeyOptionsBody = z.object({ challenge: z.string() }).catchall(z.unknown())
  .openapi("PasskeyOptions", {
    example: { challenge: "bHhvX2V4YW1wbGU", rpId: "acme.lexia.example.com", userVerification: "required" },
  });

/** Extensions are not asked for, so what is said of them is left out. */
export function answerOf(body: z.output<typeof PasskeyAnswerBody>): RequestAnswer {
  const { id, rawId, type, response: { userHandle, ...response } } = body;
  return {
    id,
    rawId,
    type,
    response: { ...response, ...(typeof userHandle === "string" && { userHandle }) },
    clientExtensionResults: {},
  };
}

export function creationOf(body: z.output<typeof PasskeyCreationBody>): CreationAnswer {
  const { id, rawId, type, response: { transports, ...response } } = body;
  return {
    id,
    rawId,
    type,
    response: { ...response, ...(transports && { transports }) },
    clientExtensionResults: {},
  };
}

/** The answer in a page's form; undefined where the script left none. */
export function answerIn(text: string): RequestAnswer | undefined {
  const read = PasskeyAnswerBody.safeParse(parse(text));
  return read.success ? answerOf(read.data) : undefined;
}

export function creationIn(text: string): CreationAnswer | undefined {
  const read = PasskeyCreationBody.safeParse(parse(text));
  return read.success ? creationOf(read.data) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
