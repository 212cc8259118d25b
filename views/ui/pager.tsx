import { Icon } from "./icon.tsx";
import type { Locale } from "./reader.ts";

interface PagerProps {
  locale: Locale;
  /** Address of the beginning; null where it is shown. */
  first: string | null;
  /** Address of what follows; null on the last page. */
  next: string | null;
}

/** Through a list by cursor: on, and back to its beginning. */
export function Pager({ locale, first, next }: PagerProps) {
  if (first === null && next === null) return null;
  const words = locale === "en"
    ? { label: "Pages", first: "To the beginning", next: "Next page" }
    : { label: "Páginas", first: "Al principio", next: "Página siguiente" };
  return (
    <nav class="acts no-print justify-end" aria-label={words.label}>
      {first !== null && <a class="btn btn-sm" href={first}>{words.first}</a>}
      {next !== null && (
        <a class="btn btn-sm" href={next} rel="next">
          {words.next}
          <Icon name="chevron-right" />
        </a>
      )}
    </nav>
  );
}
