import { caseWords } from "./case_words.ts";
import type { Locale } from "../ui/reader.ts";

export interface RadicadoPart {
  name: string;
  digits: string;
  /** Null where LEXIA does not know. */
  meaning: string | null;
}

/** What the number itself says, part by part, for who asks. */
export function RadicadoParts({ parts, locale }: { parts: readonly RadicadoPart[]; locale: Locale }) {
  const w = caseWords(locale);
  return (
    <details class="small no-print">
      <summary class="soft">{w.meaning}</summary>
      <dl class="facts panel mt-2">
        {parts.map(({ name, digits, meaning }) => (
          <div>
            <dt>{w.segments[name] ?? name}</dt>
            <dd>
              <span class="number font-semibold">{digits}</span>
              {meaning !== null && <span lang="es">{` · ${meaning}`}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
