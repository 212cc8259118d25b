/** How the caller may prove again who they are, as `confirm.ts` and their identity provider take it. */
import { and, eq } from "drizzle-orm";
import { identityProviders } from "#db/schema/identity_providers.ts";
import { sessions } from "#db/schema/sessions.ts";
import { findAccountById } from "./_accounts.ts";
import { type Caller, organizationIdOf, ownDb } from "./_own_account.ts";
import { type FactorMethod, factorsOf, methodsOf } from "./second_factors.ts";

export interface ConfirmWays {
  /** None: nothing but signing in anew. */
  methods: (FactorMethod | "password" | "provider")[];
  /** Where a browser goes for it, and back to the path in `next`; null where it is none of the methods. */
  provider: { name: string; path: string } | null;
}

/** Who has a second factor gives that; others the password, or go back to the provider that they came in through. */
export async function confirmWays(ctx: Caller): Promise<ConfirmWays> {
  const organizationId = organizationIdOf(ctx);
  const { userId } = ctx.actor;
  const factors = methodsOf(
    await ownDb(ctx, "second_factor.read").one((db) => factorsOf(db, organizationId, userId)),
  );
  if (factors.length > 0) return { methods: factors, provider: null };
  const account = await findAccountById(ctx, organizationId, userId);
  const provider = await ownProvider(ctx);
  return {
    methods: [
      ...(account?.passwordHash ? ["password" as const] : []),
      ...(provider ? ["provider" as const] : []),
    ],
    provider,
  };
}

async function ownProvider(ctx: Caller): Promise<ConfirmWays["provider"]> {
  const { method, impersonatorId } = ctx.actor.proof;
  if ((method !== "oidc" && method !== "saml") || impersonatorId !== null || !("organization" in ctx)) {
    return null;
  }
  const { id: organizationId } = ctx.organization;
  const [provider] = await ctx.db.one((db) =>
    db.select({ id: identityProviders.id, kind: identityProviders.kind, name: identityProviders.name })
      .from(sessions)
      .innerJoin(
        identityProviders,
        and(
          eq(identityProviders.organizationId, organizationId),
          eq(identityProviders.id, sessions.providerId),
          eq(identityProviders.isEnabled, true),
        ),
      )
      .where(and(eq(sessions.organizationId, organizationId), eq(sessions.id, ctx.actor.sessionId)))
  );
  return provider
    ? { name: provider.name, path: `/auth/${provider.kind}/${provider.id}/start?for=confirm` }
    : null;
}
