import type { LegalDocumentProps } from "#views/personal_data/document_link.tsx";
import type { LexiaContext } from "../_env.ts";

/** The terms and the privacy policy, as far as they are in force. */
export function documentsInForce(c: LexiaContext): LegalDocumentProps[] {
  const { legal } = c.var.deps.identity.settings;
  return (["terms", "privacy"] as const).flatMap((document) => {
    const present = legal[document];
    return present === null ? [] : [{ document, ...present }];
  });
}
