/** What the pages of the settings share. */
import { DomainError } from "#domain/errors.ts";
import type { RefusalProps } from "#views/ui/refusal.tsx";
import type { LexiaContext } from "../_env.ts";
import { readerOf } from "./_look.ts";
import { refusalWithWay } from "./_refusal.ts";

/** Codes by field; a field of a list, such as `allowed_networks.3`, is one here. */
export function faultsOf(error: DomainError | undefined): Record<string, string> {
  return Object.fromEntries(
    (error?.data.errors ?? []).map(({ field, code }) => [field.split(".")[0] ?? "", code]),
  );
}

/** What stands above the page. What is said at a field is not said twice, but that something was not taken is. */
export function refusalOf(
  c: LexiaContext,
  error: DomainError | undefined,
  path: string,
): RefusalProps | undefined {
  return error && refusalWithWay(error, path, readerOf(c).locale);
}

/** Whether the page itself says it; what is not there, or not for the caller, is a page of its own. */
export function isSaidOnPage(error: unknown): error is DomainError {
  return error instanceof DomainError && error.code !== "permission_denied" && error.kind !== "missing";
}
