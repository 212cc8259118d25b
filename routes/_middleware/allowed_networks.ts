import { createMiddleware } from "hono/factory";
import { requireAllowedAddress } from "#domain/organizations/networks.ts";
import type { Env } from "../_env.ts";

/** Where people and programs show who they are; refused before they do, so that nobody learns what a password is worth. */
const WAYS_IN = /^\/(auth|sign-in|scim)(\/|$)/;
/** What a provider calls by itself, and learns nothing from. */
const PROVIDERS_CALLS = /\/(backchannel-logout|metadata)$/;
/** How operators look in, from wherever they are: that is on record. */
const OPERATORS_WAY_IN = /impersonat/;

/**
 * Holds an organization's people, keys and directories to the networks that it allows. What shows nothing of it, such as
 * its logo, is open to all; operators who look in are excepted.
 */
export const allowedNetworks = createMiddleware<Env>(async (c, next) => {
  const { organization, actor, address } = c.var;
  if (organization && organization.allowedNetworks.length > 0) {
    const isOperator = actor ? actor.proof.impersonatorId !== null : OPERATORS_WAY_IN.test(c.req.path);
    const isMeant = actor !== undefined ||
      (WAYS_IN.test(c.req.path) && !PROVIDERS_CALLS.test(c.req.path));
    if (isMeant && !isOperator) requireAllowedAddress(address, organization.allowedNetworks);
  }
  await next();
});
