import { ok } from "node:assert/strict";
import type { Mail } from "#domain/ports.ts";

/**
 * The token of the last link that was sent to that address. A notice may come after it: messages of one moment are sent
 * in no order.
 */
export function tokenTo(mails: readonly Mail[], address: string): string {
  const tokens = mails.filter(({ to }) => to.address === address).map(({ text }) => tokenIn(text));
  const token = tokens.findLast((found) => found !== undefined);
  ok(token, `There is no message with a link to ${address}`);
  return token;
}

function tokenIn(text: string): string | undefined {
  return /[?&]token=(lx[io]_[\w-]{43})(?:\s|$)/.exec(text)?.[1];
}

export function subjectsTo(mails: readonly Mail[], address: string): string[] {
  return mails.filter(({ to }) => to.address === address).map(({ subject }) => subject);
}
