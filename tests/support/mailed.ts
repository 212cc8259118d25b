import { ok } from "node:assert/strict";
import type { Mail } from "#domain/ports.ts";

/** The token of the link in the last message to that address. */
export function tokenTo(mails: readonly Mail[], address: string): string {
  const mail = mails.findLast(({ to }) => to.address === address);
  ok(mail, `There is no message to ${address}`);
  const [, token] = /[?&]token=(lx[io]_[\w-]{43})(?:\s|$)/.exec(mail.text) ?? [];
  ok(token, mail.text);
  return token;
}

export function subjectsTo(mails: readonly Mail[], address: string): string[] {
  return mails.filter(({ to }) => to.address === address).map(({ subject }) => subject);
}
