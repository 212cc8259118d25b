import type { Frame } from "./frame.ts";
import { frameWords } from "./frame_words.ts";
import { Icon } from "./icon.tsx";

/** Below every page: what LEXIA is, and the choice of language for who has no account to keep it in. */
export function Foot({ frame }: { frame: Frame }) {
  const { reader: { locale }, person, host, address } = frame;
  const w = frameWords(locale);
  return (
    <footer class="no-print soft mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-6 gap-y-1 px-4 py-4 text-xs">
      <span class="mr-auto">{`LEXIA · ${w.about}`}</span>
      {person && host === "tenant" && <a href="/legal">{w.legal}</a>}
      {host === "root" && <a href="/status">{w.status}</a>}
      <a href="/api/docs">{w.reference}</a>
      {!person && (
        <form method="post" action="/look">
          <input type="hidden" name="next" value={address} />
          <button
            class="btn btn-ghost btn-xs"
            type="submit"
            name="locale"
            value={other(locale)}
            lang={other(locale)}
          >
            <Icon name="languages" class="size-3.5" />
            {locale === "es" ? "English" : "Español"}
          </button>
        </form>
      )}
    </footer>
  );
}

function other(locale: "es" | "en"): "es" | "en" {
  return locale === "es" ? "en" : "es";
}
