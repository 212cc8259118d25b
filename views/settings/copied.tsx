import { Icon } from "../ui/icon.tsx";
import type { Locale } from "../ui/reader.ts";

interface CopiedProps {
  id: string;
  label: string;
  value: string;
  locale: Locale;
  hint?: string;
  autofocus?: boolean;
}

/** Text that is to be pasted elsewhere, to the letter; the script shows the button. */
export function Copied({ id, label, value, locale, hint, autofocus }: CopiedProps) {
  const w = locale === "en" ? EN : ES;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="flex gap-2">
        <input
          id={id}
          class="input font-mono text-sm"
          type="text"
          value={value}
          readonly
          autofocus={autofocus}
          spellcheck={false}
          autocomplete="off"
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        />
        <button class="btn" type="button" hidden data-copy={id} data-copied={w.copied}>
          <Icon name="copy" />
          <span data-copy-label>{w.copy}</span>
          <span class="heard">{label}</span>
        </button>
      </div>
      {hint !== undefined && <span class="soft small" id={`${id}-hint`}>{hint}</span>}
    </div>
  );
}

const ES = { copy: "Copiar", copied: "Copiado" };
const EN: typeof ES = { copy: "Copy", copied: "Copied" };
