/** The app around a page: the menu at the side, or below on a phone, and the bar above. */
import type { Child } from "hono/jsx";
import { drawnOnce } from "./drawn_once.ts";
import { formatInstant } from "./dates.tsx";
import { Foot } from "./foot.tsx";
import type { Frame } from "./frame.ts";
import { type FrameWords, frameWords } from "./frame_words.ts";
import { Icon } from "./icon.tsx";
import { Bell, Live } from "./live.tsx";
import { currentAt, type Place, placesFor, sightOf } from "./navigation.ts";
import { Palette, PaletteButton } from "./palette.tsx";
import { PersonMenu } from "./person_menu.tsx";

interface ShellProps {
  frame: Frame;
  isNarrow: boolean;
  children: Child;
}

export function Shell({ frame, isNarrow, children }: ShellProps) {
  const words = frameWords(frame.reader.locale);
  const permissions = frame.person?.permissions ?? [];
  const places = placesFor({ host: frame.host, permissions }, words);
  return (
    <>
      <a class="sr-only focus:not-sr-only btn absolute left-2 top-2 z-50" href="#contenido">{words.skip}</a>
      <Impersonation frame={frame} />
      <div class="lg:grid lg:min-h-dvh lg:grid-cols-[15rem_minmax(0,1fr)]">
        <div class="no-print sticky top-0 hidden h-dvh flex-col gap-5 overflow-y-auto border-r border-base-300 bg-base-100 p-4 lg:flex">
          <Places places={places} frame={frame} words={words} label={words.menu} />
        </div>
        <div class="flex min-h-dvh min-w-0 flex-col pb-16 lg:pb-0">
          <Bar frame={frame} words={words} />
          <main
            id="contenido"
            class={`flow mx-auto w-full flex-1 px-4 py-6 lg:px-8 ${isNarrow ? "max-w-xl" : "max-w-7xl"}`}
          >
            {children}
          </main>
          <Foot frame={frame} />
        </div>
      </div>
      <Thumbs places={places} frame={frame} words={words} />
      <Live frame={frame} />
      <Palette frame={frame} />
    </>
  );
}

function Mark({ frame: { assets, brand, organization, host, reader } }: { frame: Frame }) {
  const name = organization ?? (host === "admin" ? frameWords(reader.locale).operator : "LEXIA");
  return (
    <a class="flex min-w-0 items-center gap-2 px-2 text-base font-bold leading-tight tracking-tight" href="/">
      <img class="h-8 min-w-8 max-w-32 flex-none object-contain" src={brand?.logo ?? assets.icon} alt="" />
      <span class="line-clamp-2">{name}</span>
    </a>
  );
}

interface PlacesProps {
  places: readonly Place[];
  frame: Frame;
  words: FrameWords;
  label: string;
}

function Places({ places, frame, words, label }: PlacesProps) {
  const currents = places.map((place) => currentAt(place, frame.here));
  return (
    <nav class="grid gap-5" aria-label={label}>
      <Mark frame={frame} />
      {drawnOnce(`menu ${sightOf(frame)} ${currents}`, () => (
        <ul class="grid gap-1">
          {places.map((place, index) => (
            <li>
              <a class={LINK} href={place.path} aria-current={currents[index]}>
                <Icon name={place.icon} />
                {place.label}
                {place.path === "/novedades" && <Unread words={words} />}
              </a>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

const LINK = "flex items-center gap-3 rounded-field px-3 py-2 text-sm font-medium hover:bg-base-200 " +
  "aria-[current]:bg-neutral aria-[current]:text-neutral-content";

/** Filled by the script, from the stream of events. */
function Unread({ words }: { words: FrameWords }) {
  return (
    <span class="badge badge-primary badge-sm ml-auto" data-unread hidden aria-label={words.unread}></span>
  );
}

function Bar({ frame, words }: { frame: Frame; words: FrameWords }) {
  const mayFollow = frame.person?.permissions.includes("create_solicitudes");
  return (
    <header class="no-print sticky top-0 z-20 flex items-center gap-2 border-b border-base-300 bg-base-100 px-4 py-2 lg:px-8">
      {frame.host === "tenant" && (
        <form
          class="min-w-0 max-w-md flex-1"
          method="get"
          action="/solicitudes"
          role="search"
          aria-label={words.everywhere}
        >
          <label class="input w-full">
            <Icon name="search" class="size-4 opacity-70" />
            <input
              type="search"
              name="q"
              placeholder={words.searchFor}
              aria-label={words.search}
              maxlength={200}
            />
            <kbd class="kbd kbd-sm hidden sm:inline-flex" aria-hidden="true">/</kbd>
          </label>
        </form>
      )}
      <div class="ml-auto flex items-center gap-1">
        {frame.host === "tenant" && mayFollow && (
          <a class="btn btn-primary btn-sm" href="/solicitudes/new">
            <Icon name="plus" />
            <span class="hidden sm:inline">{words.follow}</span>
            <span class="heard sm:hidden">{words.follow}</span>
          </a>
        )}
        <PaletteButton frame={frame} />
        {frame.host === "tenant" && <Bell frame={frame} />}
        <PersonMenu frame={frame} words={words} />
      </div>
    </header>
  );
}

/** What thumbs reach on a phone: the first places, and the rest in a sheet. */
function Thumbs({ places, frame, words }: Omit<PlacesProps, "label">) {
  return (
    <>
      <nav
        class="thumbs no-print fixed inset-x-0 bottom-0 z-20 grid grid-cols-4 border-t border-base-300 bg-base-100 lg:hidden"
        aria-label={words.menu}
      >
        {places.slice(0, 3).map((place) => (
          <a class={THUMB} href={place.path} aria-current={currentAt(place, frame.here)}>
            <Icon name={place.icon} class="size-5" />
            {place.label}
          </a>
        ))}
        <button class={THUMB} type="button" popovertarget="places">
          <Icon name="menu" class="size-5" />
          {words.more}
        </button>
      </nav>
      <div id="places" popover="auto" class="side-sheet">
        <div class="flow">
          <Places places={places} frame={frame} words={words} label={words.more} />
        </div>
      </div>
    </>
  );
}

const THUMB = "flex min-h-14 flex-col items-center justify-center gap-0.5 text-xs font-medium " +
  "aria-[current]:text-primary";

/** On every page, so that nobody forgets in whose name they act. */
function Impersonation({ frame: { impersonation, person, reader } }: { frame: Frame }) {
  if (!impersonation || !person) return null;
  const { operator, until } = impersonation;
  const w = frameWords(reader.locale);
  return (
    <section
      class="impersonation sticky top-0 z-30 flex items-center justify-between gap-4 bg-error px-4 py-2 text-error-content"
      role="alert"
      aria-label={w.impersonation}
    >
      <p class="min-w-0">
        <strong>{operator}</strong>, {w.seesThisAs} <strong>{person.name}</strong>
        <span class="hidden sm:inline">{` (${person.email})`}</span>. {w.ends}{" "}
        {formatInstant(until, reader.locale, reader.timeZone)}
      </p>
      <form method="post" action="/impersonate/end">
        <button class="btn btn-sm" type="submit">{w.end}</button>
      </form>
    </section>
  );
}
