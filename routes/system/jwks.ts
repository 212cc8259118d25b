import { createRoute, definePublic, json, z } from "../_openapi.ts";

const JwksBody = z.object({
  keys: z.array(z.object({
    kty: z.string(),
    crv: z.string(),
    x: z.string(),
    kid: z.string(),
    use: z.string(),
    alg: z.string(),
  })),
}).openapi("Jwks", {
  example: {
    keys: [{
      kty: "OKP",
      crv: "Ed25519",
      x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
      kid: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
      use: "sig",
      alg: "EdDSA",
    }],
  },
});

/** The public keys of LEXIA's access tokens (RFC 7517): whoever gets one can verify it. */
export const jwksRoute = definePublic(
  createRoute({
    method: "get",
    path: "/.well-known/jwks.json",
    operationId: "jwks",
    tags: ["system"],
    summary: "The public keys of access tokens",
    responses: { 200: json(JwksBody, "The keys, those of late included") },
  }),
  async (c) => c.json(await c.var.deps.identity.keys.jwks(), 200, { "Cache-Control": "public, max-age=60" }),
);
