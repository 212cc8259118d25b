import type { LegalDocumentProps } from "#views/personal_data/document_link.tsx";
import type { LexiaContext } from "../_env.ts";
import { textIn } from "./_page.ts";

/** The terms and the privacy policy, as far as they are in force. */
export function documentsInForce(c: LexiaContext): LegalDocumentProps[] {
  const { legal } = c.var.deps.identity.settings;
  return (["terms", "privacy"] as const).flatMap((document) => {
    const present = legal[document];
    return present === null ? [] : [{ document, ...present }];
  });
}

/** Of these, the ones that were ticked in the form of `AcceptDocuments`, with the version that was shown. */
export function acceptedIn(
  form: Parameters<typeof textIn>[0],
  documents: readonly LegalDocumentProps["document"][],
): Record<string, string> {
  const ticked = documents.filter((document) => textIn(form, document) === "yes");
  return Object.fromEntries(ticked.map((document) => [document, textIn(form, `${document}_version`)]));
}
