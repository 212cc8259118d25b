import { type Frame, Layout } from "../ui/layout.tsx";
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
    <Layout title={out.title} frame={frame} isNarrow>
      <div class="panel">
        <h1>{out.title}</h1>
        <p>{out.question(address)}</p>
        <p class="soft small">{out.stays}</p>
        <form method="post" action={`/unsubscribe?token=${encodeURIComponent(token)}`}>
          <button class="btn btn-primary" type="submit">{out.button}</button>
        </form>
      </div>
    </Layout>
  );
}

export function UnsubscribedPage({ frame, locale, address }: UnsubscribeProps) {
  const { out } = words(locale);
  return (
    <Layout title={out.done} frame={frame} isNarrow>
      <div class="panel">
        <h1>{out.done}</h1>
        <p>{out.doneText(address)}</p>
        <p class="soft small">{out.stays}</p>
        <a class="btn" href="/notifications">{out.choose}</a>
      </div>
    </Layout>
  );
}
