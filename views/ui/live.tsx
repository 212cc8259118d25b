/** What the script `app.js` fills: what arrives while a page is open. Without a script nothing of it is seen. */
import type { Frame } from "./frame.ts";
import { Icon } from "./icon.tsx";
import { liveWords } from "./live_words.ts";

export function Live({ frame: { host, person, reader } }: { frame: Frame }) {
  if (host !== "tenant" || !person) return null;
  const w = liveWords(reader.locale);
  return (
    <>
      <div
        id="live"
        class="no-print pointer-events-none fixed right-4 bottom-20 z-40 grid w-88 max-w-[calc(100vw-2rem)] gap-2 lg:bottom-4"
        role="status"
        data-one={w.one}
        data-many={w.many}
        data-urgent={w.urgent}
        data-offline={w.offline}
        data-ended={w.ended}
        data-sign-in={w.signIn}
      >
      </div>
      <template id="live-line">
        <div class="pointer-events-auto flex items-start gap-3 rounded-box border border-base-300 bg-base-100 p-3 text-sm shadow-lg">
          <Icon name="bell" class="mt-0.5 size-4 text-primary" />
          <p class="mr-auto grid gap-0.5"></p>
          <button class="btn btn-ghost btn-xs btn-circle" type="button" aria-label={w.dismiss}>
            <Icon name="x" class="size-3.5" />
          </button>
        </div>
      </template>
    </>
  );
}

/** Leads to what the reader was told; with a script it opens above the page. */
export function Bell({ frame: { reader, here } }: { frame: Frame }) {
  const w = liveWords(reader.locale);
  return (
    <>
      <a
        id="bell"
        class="btn btn-ghost btn-circle relative"
        href="/feed"
        aria-current={here === "/feed" ? "page" : undefined}
      >
        <Icon name="bell" class="size-5" />
        <span class="heard">{w.bell}</span>
        <span
          class="badge badge-error badge-xs number absolute top-0.5 right-0"
          data-notices
          hidden
          aria-label={w.unreadNotices}
        >
        </span>
      </a>
      <div id="bell-sheet" popover="auto" class="menu-sheet" data-loading={w.loading}></div>
    </>
  );
}
