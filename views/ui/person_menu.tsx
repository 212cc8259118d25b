/** What is the person's own: account, other organizations, look and language, and the way out. */
import type { Frame } from "./frame.ts";
import type { FrameWords } from "./frame_words.ts";
import { Avatar } from "./avatar.tsx";
import { Icon } from "./icon.tsx";

interface PersonMenuProps {
  frame: Frame;
  words: FrameWords;
}

export function PersonMenu({ frame, words: w }: PersonMenuProps) {
  const { person, elsewhere = [], host } = frame;
  if (!person) return null;
  return (
    <>
      <button class="btn btn-ghost btn-circle" type="button" popovertarget="account">
        <span class="heard">{w.account}</span>
        <Avatar name={person.name} />
      </button>
      <div id="account" popover="auto" class="menu-sheet">
        <div class="grid gap-0.5 px-3 py-2">
          <div class="font-medium">{person.name}</div>
          <div class="soft small">{person.email}</div>
        </div>
        {host === "tenant" && (
          <nav class="border-t border-base-300 py-1" aria-label={w.account}>
            <a class={ROW} href="/settings">
              <Icon name="user" />
              {w.profile}
            </a>
            <a class={ROW} href="/notifications">
              <Icon name="bell" />
              {w.notifications}
            </a>
            <a class={ROW} href="/security">
              <Icon name="lock" />
              {w.security}
            </a>
          </nav>
        )}
        {host === "admin" && (
          <nav class="border-t border-base-300 py-1" aria-label={w.account}>
            <a class={ROW} href="/security">
              <Icon name="lock" />
              {w.security}
            </a>
          </nav>
        )}
        {elsewhere.length > 0 && (
          <nav class="border-t border-base-300 py-1" aria-label={w.elsewhere}>
            <p class="soft px-3 py-1 text-xs">{w.elsewhere}</p>
            {elsewhere.map(({ name, address }) => (
              <a class={ROW} href={address}>
                <Icon name="building-2" />
                {name}
              </a>
            ))}
          </nav>
        )}
        <Look frame={frame} words={w} />
        <form class="border-t border-base-300 pt-1" method="post" action="/sign-out">
          <button class={ROW} type="submit">
            <Icon name="log-out" />
            {w.signOut}
          </button>
        </form>
      </div>
    </>
  );
}

const ROW = "flex w-full items-center gap-3 rounded-field px-3 py-2 text-left text-sm hover:bg-base-200";

function Look({ frame, words: w }: PersonMenuProps) {
  const { theme, address, reader: { locale } } = frame;
  const themes = [["light", "sun"], ["dark", "moon"], ["system", "monitor"]] as const;
  return (
    <form class="grid gap-2 border-t border-base-300 px-3 py-2" method="post" action="/look">
      <input type="hidden" name="next" value={address} />
      <div class="join" role="group" aria-label={w.theme}>
        {themes.map(([value, icon]) => (
          <button
            class={`btn btn-sm join-item ${value === (theme ?? "system") ? "btn-active" : ""}`}
            type="submit"
            name="theme"
            value={value}
            aria-pressed={value === (theme ?? "system") ? "true" : "false"}
            aria-label={w.themes[value]}
            title={w.themes[value]}
          >
            <Icon name={icon} />
          </button>
        ))}
      </div>
      <div class="join" role="group" aria-label={w.language}>
        {(["es", "en"] as const).map((value) => (
          <button
            class={`btn btn-sm join-item ${value === locale ? "btn-active" : ""}`}
            type="submit"
            name="locale"
            value={value}
            lang={value}
            aria-pressed={value === locale ? "true" : "false"}
          >
            {value === "es" ? "Español" : "English"}
          </button>
        ))}
      </div>
    </form>
  );
}
