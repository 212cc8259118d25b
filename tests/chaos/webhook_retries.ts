/** W1: a receiver that fails for a while, by a clock that passes when the proof says so. */
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { exactly, type Finding, holds, type Proof, timed } from "#tests/support/proof.ts";
import { shiftedClock } from "#tests/support/shifted_clock.ts";
import { WebhookReceiver } from "#tests/support/webhook_receiver.ts";
import { deliveriesOf, happen, makeWebhook, passTime, untilNext, WEBHOOKS } from "#tests/support/webhooks.ts";

/** Seconds between one attempt and the next, as Svix has them; each may be a tenth more or less. */
const SCHEDULE = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];
/** What an attempt itself takes; and at most, on a machine that does much else as well. */
const SLACK_SECONDS = 3;
const MOST_SLACK_SECONDS = 30;
/** So long before its time nothing may come; where the wait is shorter, nobody looks. */
const MARGIN_MS = 20_000;

export const webhookRetries: Proof = {
  id: "W1",
  title: "a receiver that answers 500 five times, or for ever",
  async run() {
    const clock = shiftedClock();
    await using lexia = await Lexia.start({ clock });
    await using receiver = WebhookReceiver.start();
    const acme = await lexia.organization();
    const recovering = async (failures: number) => {
      receiver.received.length = 0;
      receiver.answer = (_, count) => new Response(null, { status: count < failures ? 500 : 200 });
      const webhook = await makeWebhook(await acme.session("org_admin"), receiver.url);
      await happen(lexia, acme);
      await lexia.work();
      const early = await passAttempts();
      const admin = await acme.session("org_admin");
      const record = await recordOf(admin, webhook);
      await admin.send("DELETE", `${WEBHOOKS}/${webhook.id}`);
      return { record, early };
    };
    async function passAttempts(): Promise<number> {
      let early = 0;
      for (let i = 0; i < 12; i++) {
        const wait = await untilNext(lexia);
        if (!Number.isFinite(wait) || wait <= 0) break;
        const before = receiver.received.length;
        const margin = Math.min(wait, MARGIN_MS);
        await passTime(lexia, clock, wait - margin);
        if (margin === MARGIN_MS) await lexia.work();
        early += receiver.received.length - before;
        await passTime(lexia, clock, margin + 5);
        await lexia.work();
      }
      return early;
    }
    const five = await recovering(5);
    const forEver = await recovering(Infinity);
    const [counted] = await lexia.database.owner.batch([{ text: "select sum(sent)::int from webhook_days" }]);
    return [
      ...findings("five failures, then 200", five.record, { attempts: 6, status: "delivered" }),
      ...findings("failures for ever", forEver.record, { attempts: 8, status: "failed" }),
      exactly("attempts before their time", five.early + forEver.early, 0),
      exactly(
        "deliveries that retries add to the day's count, beside the two",
        Number(counted?.rows[0]?.[0]) - 2,
        0,
      ),
    ];

    function findings(
      what: string,
      { made, id, status }: Record,
      wanted: { attempts: number; status: string },
    ) {
      const gaps = made.slice(1).map(({ started_at: at }, i) =>
        (Date.parse(at) - Date.parse(made[i]?.started_at ?? "")) / 1_000
      );
      const beyond = (slack: number) =>
        gaps.filter((gap, i) => {
          const wait = SCHEDULE[i] ?? 0;
          return gap < wait * 0.9 - 0.01 || gap > wait * 1.1 + slack;
        }).length;
      const ids = new Set(receiver.received.map(({ headers }) => headers["webhook-id"]));
      const found: Finding[] = [
        exactly(`${what}: attempts`, made.length, wanted.attempts),
        exactly(`${what}: the delivery in the end`, status, wanted.status),
        holds(
          `${what}: seconds between attempts`,
          beyond(MOST_SLACK_SECONDS) === 0 && gaps.length === wanted.attempts - 1,
          gaps.map((gap) => gap.toFixed(1)).join(", "),
          `${SCHEDULE.slice(0, wanted.attempts - 1).join(", ")}, each ± 10 %`,
        ),
        timed(exactly(`${what}: of them later than an attempt itself explains`, beyond(SLACK_SECONDS), 0)),
      ];
      // The receiver of the second run has heard of that one alone.
      if (ids.has(id)) found.push(exactly(`${what}: webhook-ids`, ids.size, 1));
      return found;
    }
  },
};

interface Record {
  id: string;
  status: string;
  made: { started_at: string }[];
}

async function recordOf(admin: Session, webhook: { id: string }): Promise<Record> {
  const [delivery] = await deliveriesOf(admin, webhook);
  return await (await admin.get(`${WEBHOOKS}/deliveries/${delivery?.id}`)).json();
}
