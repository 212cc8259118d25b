import type { Services } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { type AddressFault, WebhookFailure } from "../ports.ts";

const MAX_LENGTH = 2_000;

const SENTENCES: Readonly<Record<AddressFault, string>> = {
  scheme: "Give an address that begins with https://",
  credentials: "Give an address without user name and password: deliveries are signed instead",
  port: "Give an address on port 443, or on another one that no other service commonly has",
  host: "Give an address with a host name, such as https://hooks.example.com/lexia",
  address_inner: "Give an address on the public internet: this one is within a network, or reserved",
};

/**
 * The address as LEXIA keeps it. That nobody knows the name yet, or that no name server answers, does not speak against it:
 * each delivery looks again.
 * @throws {DomainError} `webhook_address_refused`
 */
export async function checkAddress({ webhooks }: Pick<Services, "webhooks">, text: string): Promise<string> {
  if (!URL.canParse(text)) throw refused("host");
  const url = new URL(text);
  url.hash = "";
  if (url.href.length > MAX_LENGTH) throw refused("host");
  try {
    await webhooks.check(url);
  } catch (error) {
    if (!(error instanceof WebhookFailure)) throw error;
    if (error.problem === "address_refused") throw refused(error.fault ?? "host");
  }
  return url.href;
}

function refused(fault: AddressFault): DomainError {
  const message = SENTENCES[fault];
  return new DomainError("webhook_address_refused", {
    detail: message,
    errors: [{ field: "url", code: fault, message }],
  });
}
