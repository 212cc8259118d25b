/** One field that leads everywhere, and the list of keys; both open by `palette.js`. */
import { drawnOnce } from "./drawn_once.ts";
import type { Frame } from "./frame.ts";
import { frameWords } from "./frame_words.ts";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icons.ts";
import { type LiveWords, liveWords } from "./live_words.ts";
import { placesFor, sightOf } from "./navigation.ts";
import { ShortcutList } from "./shortcut_list.tsx";
import { shortcutsEverywhere, shortcutsOfInbox } from "./shortcuts.ts";

const DIALOG =
  "m-auto mt-[10dvh] max-h-[80dvh] rounded-box border border-base-300 bg-base-100 p-0 text-base-content " +
  "shadow-xl backdrop:bg-black/40";

export function PaletteButton({ frame: { reader } }: { frame: Frame }) {
  const w = liveWords(reader.locale);
  return (
    <button
      id="palette-open"
      class="btn btn-ghost btn-circle"
      type="button"
      aria-label={w.paletteOpen}
      title={w.paletteOpen}
      hidden
    >
      <Icon name="command" class="size-5" />
    </button>
  );
}

export function Palette({ frame }: { frame: Frame }) {
  if (!frame.person) return null;
  const { host, reader, address } = frame;
  const w = liveWords(reader.locale);
  return (
    <>
      <dialog id="palette" class={`${DIALOG} w-[min(40rem,calc(100vw-2rem))]`} aria-label={w.palette}>
        <div class="flex items-center gap-2 border-b border-base-300 px-4">
          <Icon name="search" class="size-4 opacity-70" />
          <input
            id="palette-field"
            class="h-12 min-w-0 unringed flex-1 bg-transparent outline-none"
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-autocomplete="list"
            aria-label={w.palette}
            placeholder={w.paletteHint}
            maxlength={200}
            autocomplete="off"
            spellcheck={false}
          />
          <kbd class="kbd kbd-sm" aria-hidden="true">Esc</kbd>
        </div>
        <ul
          id="palette-list"
          class="max-h-[55dvh] overflow-y-auto p-2"
          role="listbox"
          aria-label={w.results}
          data-next={address}
          data-case={w.caseKind}
          data-finds={host === "tenant" ? "/api/v1/solicitudes" : undefined}
        >
          {drawnOnce(
            `palette ${sightOf(frame)}`,
            () => <>{entriesFor(frame, w).map((entry) => <Entry {...entry} />)}</>,
          )}
        </ul>
        <p id="palette-none" class="soft px-4 py-6 text-center" hidden>{w.none}</p>
        <p class="soft border-t border-base-300 px-4 py-2 text-xs">{w.move}</p>
      </dialog>
      {drawnOnce(
        `shortcuts ${host} ${reader.locale}`,
        () => <Shortcuts w={w} hasInbox={host === "tenant"} />,
      )}
    </>
  );
}

interface EntryProps {
  icon: IconName;
  label: string;
  kind: string;
  href?: string;
  /** What is chosen of the look, as a form sends it. */
  look?: string;
  opens?: string;
  go?: string;
}

function Entry({ icon, label, kind, href, look, opens, go }: EntryProps) {
  return (
    <li
      class="flex cursor-pointer items-center gap-3 rounded-field px-3 py-2 aria-selected:bg-base-200"
      role="option"
      aria-selected="false"
      data-href={href}
      data-look={look}
      data-opens={opens}
      data-go={go}
    >
      <Icon name={icon} class="size-4 opacity-80" />
      <span class="mr-auto min-w-0 truncate">{label}</span>
      <span class="soft flex-none whitespace-nowrap text-xs">{kind}</span>
    </li>
  );
}

const GO: Readonly<Record<string, string>> = {
  "/dashboard": "t",
  "/solicitudes": "s",
  "/novedades": "n",
  "/reports": "i",
};

function entriesFor(frame: Frame, w: LiveWords): EntryProps[] {
  const { host, reader: { locale } } = frame;
  const permissions = frame.person?.permissions ?? [];
  const places = placesFor({ host, permissions }, frameWords(locale))
    .map(({ icon, label, path }) => ({ icon, label, kind: w.goTo, href: path, go: GO[path] }));
  return [...places, ...(host === "tenant" ? actsFor(permissions, w) : []), ...looks(locale, w)];
}

function actsFor(permissions: readonly string[], { acts, do: kind }: LiveWords): EntryProps[] {
  const may = (permission: string) => permissions.includes(permission);
  const all: (EntryProps & { isShown: boolean })[] = [
    { icon: "plus", label: acts.follow, kind, href: "/solicitudes/new", isShown: may("create_solicitudes") },
    { icon: "upload", label: acts.bulk, kind, href: "/solicitudes/bulk", isShown: may("bulk_operations") },
    { icon: "user-plus", label: acts.invite, kind, href: "/team#invite", isShown: may("create_users") },
    {
      icon: "download",
      label: acts.export,
      kind,
      href: "/api/v1/novedades/export?format=xlsx",
      isShown: may("read_all_solicitudes") || may("read_own_solicitudes"),
    },
    { icon: "bell", label: acts.feed, kind, href: "/feed", isShown: true },
  ];
  return all.filter(({ isShown }) => isShown).map(({ isShown: _isShown, ...entry }) => entry);
}

function looks(locale: "es" | "en", { acts, do: kind }: LiveWords): EntryProps[] {
  return [
    { icon: "sun", label: acts.light, kind, look: "theme=light" },
    { icon: "moon", label: acts.dark, kind, look: "theme=dark" },
    { icon: "monitor", label: acts.system, kind, look: "theme=system" },
    { icon: "languages", label: acts.language, kind, look: `locale=${locale === "es" ? "en" : "es"}` },
    { icon: "keyboard", label: acts.shortcuts, kind, opens: "shortcuts" },
  ];
}

function Shortcuts({ w, hasInbox }: { w: LiveWords; hasInbox: boolean }) {
  return (
    <dialog
      id="shortcuts"
      class={`${DIALOG} w-[min(36rem,calc(100vw-2rem))]`}
      aria-labelledby="shortcuts-title"
    >
      <div class="grid gap-4 p-5">
        <form class="flex items-center justify-between gap-4" method="dialog">
          <h2 id="shortcuts-title">{w.shortcuts}</h2>
          <button class="btn btn-ghost btn-sm btn-circle" type="submit" aria-label={w.close}>
            <Icon name="x" />
          </button>
        </form>
        <div class="grid gap-6 sm:grid-cols-2">
          <div class="grid content-start gap-3">
            <h3>{w.everywhere}</h3>
            <ShortcutList shortcuts={shortcutsEverywhere(w)} />
          </div>
          {hasInbox && (
            <div class="grid content-start gap-3">
              <h3>{w.inbox}</h3>
              <ShortcutList shortcuts={shortcutsOfInbox(w)} />
            </div>
          )}
        </div>
      </div>
    </dialog>
  );
}
