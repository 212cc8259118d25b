/** Ending notices by mail without signing in: for people by a page, for mail programs by a POST alone (RFC 8058). */
import { DomainError } from "#domain/errors.ts";
import { findSubscriber, unsubscribe } from "#domain/notifications/unsubscribe.ts";
import { ClosedDoor } from "#views/identity/closed_door.tsx";
import { UnsubscribedPage, UnsubscribePage } from "#views/notifications/unsubscribe.tsx";
import { words } from "#views/notifications/words.ts";
import { personWords } from "#views/problems/words.ts";
import type { LexiaContext } from "../_env.ts";
import { visitorOf } from "../auth/schema.ts";
import { readerOf } from "./_look.ts";
import { frameOf, show } from "./_page.ts";
import { hideAddress } from "./_refusal.ts";

export async function unsubscribePage(c: LexiaContext): Promise<Response> {
  return await withToken(c, async (token) => {
    const { address, locale, preferences } = await findSubscriber(visitorOf(c), token);
    const props = { frame: frameOf(c, locale), address, locale };
    const page = preferences.email
      ? <UnsubscribePage {...props} token={token} />
      : <UnsubscribedPage {...props} />;
    return show(c, page);
  });
}

/** The body is not looked at: mail programs send `List-Unsubscribe=One-Click`, the page nothing. */
export async function submitUnsubscribe(c: LexiaContext): Promise<Response> {
  return await withToken(c, async (token) => {
    const { address, locale } = await unsubscribe(visitorOf(c), token);
    return show(c, <UnsubscribedPage frame={frameOf(c, locale)} address={address} locale={locale} />);
  });
}

async function withToken(c: LexiaContext, act: (token: string) => Promise<Response>): Promise<Response> {
  hideAddress(c);
  try {
    return await act(c.req.query("token") ?? "");
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "unsubscribe_link_invalid") throw error;
    const { locale } = readerOf(c);
    const page = (
      <ClosedDoor
        frame={frameOf(c)}
        {...personWords(error.code, locale)}
        href="/notifications"
        label={words(locale).out.choose}
      />
    );
    return show(c, page, 404);
  }
}
