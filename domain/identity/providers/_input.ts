/** What administrators write about a provider, held against the shape of its kind. */
import type { z } from "zod";
import { DomainError, type FieldError } from "../../errors.ts";
import { KINDS, type ProviderKind } from "./kinds.ts";

/** What changes; null takes a secret away. */
export type SecretsInput = Readonly<Record<string, string | null>>;

/** @throws {DomainError} `request_invalid`, field by field. */
export function parseSettings(kind: ProviderKind, given: unknown): Record<string, unknown> {
  const schema: z.ZodType<object> = KINDS[kind].settings;
  return { ...parsed(schema, given, "settings") };
}

/** The secrets that hold after the change. @throws {DomainError} `request_invalid` */
export function parseSecrets(
  kind: ProviderKind,
  before: Readonly<Record<string, string>>,
  given: SecretsInput,
): Record<string, string> {
  const after = Object.entries({ ...before, ...given })
    .filter((entry): entry is [string, string] => entry[1] !== null);
  const schema: z.ZodType<object> = KINDS[kind].secrets;
  parsed(schema, Object.fromEntries(after), "secrets");
  return Object.fromEntries(after);
}

/**
 * A secret goes only where it was given for: who names another machine, or another authority to believe, gives it anew.
 * @throws {DomainError} `request_invalid`
 */
export function requireSecretsAgain(
  kind: ProviderKind,
  change: {
    before: Record<string, unknown>;
    after: Record<string, unknown>;
    held: Readonly<Record<string, string>>;
    given: SecretsInput;
  },
): void {
  const { before, after, held, given } = change;
  if (destinationOf(kind, before) === destinationOf(kind, after)) return;
  const missing = Object.keys(held).filter((name) => given[name] === undefined);
  if (missing.length === 0) return;
  throw invalid(missing.map((name) => ({
    field: `secrets.${name}`,
    code: "needed_again",
    message: "Give it again, since it is to be sent somewhere else now; or null to take it away",
  })));
}

export function invalid(errors: FieldError[]): DomainError {
  return new DomainError("request_invalid", { errors });
}

function destinationOf(kind: ProviderKind, settings: Record<string, unknown>): string {
  const destination = kind === "ldap"
    ? KINDS.ldap.destination(KINDS.ldap.settings.parse(settings))
    : kind === "oidc"
    ? KINDS.oidc.destination(KINDS.oidc.settings.parse(settings))
    : KINDS.saml.destination(KINDS.saml.settings.parse(settings));
  return JSON.stringify(destination);
}

/** Values are not repeated: one of them may be a secret. */
function parsed<T>(schema: z.ZodType<T>, given: unknown, within: string): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw invalid(result.error.issues.map(({ path, code, message }) => ({
    field: [within, ...path].join("."),
    code: code ?? "invalid",
    message,
  })));
}
