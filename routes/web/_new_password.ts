/** What every form that takes a new password needs to know, and says of a refusal. */
import type { DomainError } from "#domain/errors.ts";
import { MIN_LENGTH } from "#domain/identity/password_rules.ts";
import type { Wrong } from "#views/identity/password.tsx";
import { identityWords } from "#views/identity/words.ts";
import type { LexiaContext } from "../_env.ts";
import { readerOf } from "./_look.ts";
import { refusalText } from "./_refusal.ts";

/** What the organization asks of passwords, or LEXIA itself. */
export async function minLengthOf(c: LexiaContext): Promise<number> {
  const { organization, deps } = c.var;
  if (!organization) return MIN_LENGTH;
  return (await deps.identity.organizationSettings.of(organization.id)).passwordMinLength ?? MIN_LENGTH;
}

/** Beside the field that it is about, where it is about one. */
export function wrongOf(c: LexiaContext, error: DomainError): Wrong {
  const text = refusalText(c, error);
  switch (error.code) {
    case "password_too_weak":
      return { field: "new", text };
    case "current_password_wrong":
      return { field: "current", text };
    case "request_invalid":
      return error.data.errors?.[0]?.field === "name"
        ? { field: "name", text: identityWords(readerOf(c).locale).invitation.nameWrong }
        : { field: null, text };
    default:
      return { field: null, text };
  }
}
