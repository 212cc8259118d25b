import { createRoute, defineSignedIn, json, problems, z } from "../_openapi.ts";

const OrganizationsBody = z.object({
  items: z.array(z.object({ name: z.string(), subdomain: z.string(), sign_in_url: z.url() })),
}).openapi("OtherOrganizations", {
  example: {
    items: [{
      name: "Beta Asociados",
      subdomain: "beta",
      sign_in_url: "https://beta.lexia.example.com/sign-in?email=ana%40acme.example",
    }],
  },
});

export const listOwnOrganizationsRoute = defineSignedIn(
  createRoute({
    method: "get",
    path: "/auth/organizations",
    operationId: "listOwnOrganizations",
    tags: ["auth"],
    summary: "Other organizations where you have an account",
    description:
      "Where both accounts have confirmed the same e-mail address. Each is signed in to by itself, at sign_in_url.",
    responses: {
      200: json(OrganizationsBody, "Where to sign in"),
      ...problems("authentication_required", "token_invalid", "not_a_member"),
    },
  }),
  async (c) => {
    const others = await c.var.deps.identity.otherOrganizations.of(c.var.callerCtx);
    const items = others.map(({ name, subdomain, signInUrl }) => ({
      name,
      subdomain,
      sign_in_url: signInUrl,
    }));
    return c.json({ items }, 200);
  },
);
