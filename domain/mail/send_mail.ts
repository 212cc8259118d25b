import type { Db } from "#db/tenant_db.ts";
import { enqueue } from "#jobs/queue.ts";
import type { Sealer } from "../identity/sealing.ts";
import type { MailAddress } from "../ports.ts";
import type { Message } from "./messages.ts";

/** What a job of `mail.send` carries, sealed: links in messages open accounts. */
export interface Letter {
  to: MailAddress;
  message: Message;
}

/**
 * Leaves a message in the transaction of what it tells of: it is sent once that is committed, and not at all where it is
 * rolled back. While a message with the same `key` has not been sent, no second one is made.
 */
export async function sendMail(
  tx: Db,
  sealer: Sealer,
  letter: Letter,
  options: { key?: string; organizationId?: string } = {},
): Promise<void> {
  const sealed = await sealer.seal(JSON.stringify(letter), "mail");
  await enqueue(tx, "mail.send", { kind: letter.message.kind, sealed }, options);
}
