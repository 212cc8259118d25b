import type { VisitorCtx } from "../identity.ts";
import { findEnabledProviders } from "../providers/provider.ts";
import { isSsoEnforced } from "./break_glass.ts";

/** How people sign in at an organization, as its sign-in page shows it. */
export interface SignInWays {
  /** Each with the path on which its sign-in begins. */
  providers: { name: string; path: string }[];
  hasDirectory: boolean;
  /** Passwords are for emergencies. */
  isSsoEnforced: boolean;
}

export async function signInWays({ services, identity, organization }: VisitorCtx): Promise<SignInWays> {
  if (!organization) return { providers: [], hasDirectory: false, isSsoEnforced: false };
  const [found, isEnforced] = await Promise.all([
    services.tenantDb(organization.id).one((db) => findEnabledProviders(db, organization.id)),
    isSsoEnforced(identity, organization.id),
  ]);
  return {
    providers: found.filter(({ kind }) => kind !== "ldap")
      .map(({ id, kind, name }) => ({ name, path: `/auth/${kind}/${id}/start` })),
    hasDirectory: found.some(({ kind }) => kind === "ldap"),
    isSsoEnforced: isEnforced,
  };
}
