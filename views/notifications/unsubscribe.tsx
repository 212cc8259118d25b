import { Door } from "../identity/door.tsx";
import type { Frame } from "../ui/layout.tsx";
import { type Locale, words } from "./words.ts";

interface UnsubscribeProps {
  frame: Frame;
  locale: Locale;
  /** Whose notices these are. */
  address: string;
}

/** Asks, since programs that look at links must not end anything. */
export function UnsubscribePage({ frame, locale, address, token }: UnsubscribeProps & { token: string }) {
  const { out } = words(locale);
  return (
    <Door title={out.title} icon="bell-off" frame={frame}>
      <p>{out.question(address)}</p>
      <p class="soft small">{out.stays}</p>
      <form method="post" action={`/unsubscribe?token=${encodeURIComponent(token)}`}>
        <button class="btn btn-primary w-full" type="submit">{out.button}</button>
      </form>
    </Door>
  );
}

export function UnsubscribedPage({ frame, locale, address }: UnsubscribeProps) {
  const { out } = words(locale);
  return (
    <Door title={out.done} icon="bell-off" frame={frame}>
      <p>{out.doneText(address)}</p>
      <p class="soft small">{out.stays}</p>
      <a class="btn w-full" href="/notifications">{out.choose}</a>
    </Door>
  );
}
