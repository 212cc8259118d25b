import type { VisitorCtx } from "../identity.ts";
import { isSsoEnforced } from "./break_glass.ts";

/** How people sign in at an organization, as its sign-in page shows it. */
export interface SignInWays {
  /** Each with the path on which its sign-in begins. */
  providers: { name: string; path: string }[];
  hasDirectory: boolean;
  /** Passwords are for emergencies. */
  isSsoEnforced: boolean;
}

export async function signInWays({ identity, organization }: VisitorCtx): Promise<SignInWays> {
  if (!organization) return { providers: [], hasDirectory: false, isSsoEnforced: false };
  const [found, isEnforced] = await Promise.all([
    identity.enabledProviders.of(organization.id),
    isSsoEnforced(identity, organization.id),
  ]);
  return {
    providers: found.filter(({ kind }) => kind !== "ldap")
      .map(({ id, kind, name }) => ({ name, path: `/auth/${kind}/${id}/start` })),
    hasDirectory: found.some(({ kind }) => kind === "ldap"),
    isSsoEnforced: isEnforced,
  };
}
