/** W5: what a receiver verifies, with the verifier that Standard Webhooks publishes. */
import { Webhook } from "standardwebhooks";
import { Lexia } from "#tests/support/lexia.ts";
import { exactly, type Proof } from "#tests/support/proof.ts";
import { type ReceivedMessage, WebhookReceiver } from "#tests/support/webhook_receiver.ts";
import { happen, makeWebhook, WEBHOOKS } from "#tests/support/webhooks.ts";

export const webhookSignatures: Proof = {
  id: "W5",
  title: "signatures, by the public verifier",
  async run(scale) {
    const count = scale === "full" ? 500 : 25;
    await using lexia = await Lexia.start();
    await using receiver = WebhookReceiver.start();
    const acme = await lexia.organization();
    const admin = await acme.session("org_admin");
    const webhook = await makeWebhook(admin, receiver.url);
    const take = async (): Promise<ReceivedMessage[]> => {
      receiver.received.length = 0;
      for (let i = 0; i < count; i++) await happen(lexia, acme);
      // One brings in the next, of which the dispatcher may hear late.
      for (let i = 0; i < count && receiver.received.length < count; i++) await lexia.work();
      return [...receiver.received];
    };
    const first = await take();
    const rotated = await (await admin.post(`${WEBHOOKS}/${webhook.id}/rotate-secret`, { overlap_hours: 1 }))
      .json();
    const during = await take();
    await lexia.database.owner.batch([
      { text: "update webhook_endpoints set previous_secret_until = now() - interval '1 second'" },
    ]);
    const after = await take();
    const verdicts = (secret: string, messages: readonly ReceivedMessage[]) =>
      messages.filter((message) => isGood(secret, message)).length;
    const changed = first.flatMap((message) => [
      { ...message, body: message.body.replace("80", "81") },
      { ...message, body: `${message.body} ` },
      withHeader(message, "webhook-id", crypto.randomUUID()),
      withHeader(
        message,
        "webhook-signature",
        message.headers["webhook-signature"]?.replace("v1,", "v2,") ?? "",
      ),
      ...[-360, 360].map((seconds) => moved(message, seconds)),
    ]);
    return [
      exactly(`messages that verify, of ${count}`, verdicts(webhook.secret, first), count),
      exactly(`changed ones that verify, of ${changed.length}`, verdicts(webhook.secret, changed), 0),
      exactly("while secrets overlap, with the old one", verdicts(webhook.secret, during), count),
      exactly("while secrets overlap, with the new one", verdicts(rotated.secret, during), count),
      exactly("after that, with the old one", verdicts(webhook.secret, after), 0),
      exactly("after that, with the new one", verdicts(rotated.secret, after), count),
      exactly("with a secret of nobody's", verdicts(`whsec_${"A".repeat(43)}=`, [...first, ...after]), 0),
    ];
  },
};

function isGood(secret: string, { body, headers }: ReceivedMessage): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

function withHeader(message: ReceivedMessage, name: string, value: string): ReceivedMessage {
  return { ...message, headers: { ...message.headers, [name]: value } };
}

function moved(message: ReceivedMessage, seconds: number): ReceivedMessage {
  return withHeader(
    message,
    "webhook-timestamp",
    String(Number(message.headers["webhook-timestamp"]) + seconds),
  );
}
