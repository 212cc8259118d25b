/** W2 and W6: many deliveries, to a receiver that dies again and again, and beside one that never answers. */
import { setTimeout as pause } from "node:timers/promises";
import { countingServer } from "#tests/support/counting_server.ts";
import { Installation } from "#tests/support/installation.ts";
import { freePort } from "#tests/support/postgres.ts";
import { atLeast, atMost, exactly, type Proof, timed } from "#tests/support/proof.ts";
import { WebhookReceiver } from "#tests/support/webhook_receiver.ts";
import { happenOften, plantEndpoint } from "./_webhook_crowd.ts";

const ENV = { WEBHOOK_ALLOW_HOSTS: "127.0.0.1" };

/** Passes over what a worker has in its hands. */
const HURRY = `update jobs set run_at = now() where id = any(array(
  select id from jobs where task = 'webhook.deliver' and status = 'ready' and run_at > now()
  for update skip locked))`;

export const killedReceiver: Proof = {
  id: "W2",
  title: "every event arrives although the receiver is killed at random",
  async run(scale) {
    const count = scale === "full" ? 10_000 : 300;
    await using installation = await Installation.open({ env: ENV });
    const organization = await installation.organization();
    const port = freePort();
    await plantEndpoint(installation, organization, `http://127.0.0.1:${port}/hook`);
    const received: string[] = [];
    const receiving = new MortalReceiver(port, (id) => received.push(id));
    for (let made = 0; made < count; made += 500) {
      await happenOften(installation, organization, Math.min(500, count - made));
    }
    installation.work();
    const until = performance.now() + (scale === "full" ? 900_000 : 90_000);
    let left = count;
    while (left > 0 && performance.now() < until) {
      await pause(1_000);
      // Hours between attempts are not what this is about.
      await installation.query(HURRY);
      await installation.core.jobs.tick();
      left = count - await installation.count("webhook_deliveries", "status = 'delivered'");
    }
    const kills = receiving.kills;
    await receiving.stop();
    const kept = (await installation.query("select id::text from webhook_deliveries")).map(([id]) =>
      String(id)
    );
    const ids = new Set(received);
    return [
      exactly(`events without a delivery, of ${count}`, count - kept.length, 0),
      exactly("deliveries that did not end well", left, 0),
      exactly("deliveries that the receiver never got", kept.filter((id) => !ids.has(id)).length, 0),
      exactly("webhook-ids that are no delivery's", [...ids].filter((id) => !kept.includes(id)).length, 0),
      atLeast("times that the receiver was killed", kills, 2),
      atLeast(
        "attempts that failed meanwhile",
        await installation.count("webhook_attempts", "reason is not null"),
        1,
      ),
    ];
  },
};

/** Is there for a second or so, and then for a moment not; whoever was connected is cut off. */
class MortalReceiver {
  kills = 0;
  #isStopped = false;
  readonly #living: Promise<void>;

  constructor(private readonly port: number, private readonly onMessage: (id: string) => void) {
    this.#living = this.#live();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#living;
  }

  async #live(): Promise<void> {
    while (!this.#isStopped) {
      const end = new AbortController();
      const server = Deno.serve(
        { hostname: "127.0.0.1", port: this.port, signal: end.signal, onListen() {} },
        async (request) => {
          await request.text();
          // Before that nobody has heard of it.
          await pause(Math.random() * 4);
          if (!end.signal.aborted) this.onMessage(request.headers.get("webhook-id") ?? "");
          return new Response(null, { status: end.signal.aborted ? 503 : 204 });
        },
      );
      await pause(500 + Math.random() * 1_000);
      end.abort();
      await server.finished;
      this.kills++;
      await pause(Math.random() * 300);
    }
  }
}

export const deadEndpoint: Proof = {
  id: "W6",
  title: "one endpoint that never answers does not hold 99 others",
  async run(scale) {
    const rounds = scale === "full" ? 20 : 4;
    const alone = await crowd({ rounds, isDeadThere: false });
    const beside = await crowd({ rounds, isDeadThere: true });
    return [
      exactly("good deliveries that are missing", alone.missing + beside.missing, 0),
      atLeast("connections that the dead one took and kept", beside.taken, 1),
      atMost("requests to it at the same time", beside.mostHeld, 1),
      timed(atMost(
        `p95 of the good ones beside it, ${beside.p95.toFixed(0)} ms, against ${
          alone.p95.toFixed(0)
        } ms without it`,
        beside.p95 / alone.p95,
        1.2,
      )),
    ];
  },
};

const ORGANIZATIONS = 11;
const ENDPOINTS = 9;

async function crowd({ rounds, isDeadThere }: { rounds: number; isDeadThere: boolean }) {
  await using installation = await Installation.open({ env: ENV });
  await using receiver = WebhookReceiver.start();
  await using dead = countingServer({ hangsUp: false });
  const organizations = [];
  for (let i = 0; i < ORGANIZATIONS; i++) {
    const organization = await installation.organization();
    for (let j = 0; j < ENDPOINTS; j++) await plantEndpoint(installation, organization, receiver.url);
    organizations.push(organization);
  }
  const [first] = organizations;
  const deadId = first && isDeadThere
    ? await plantEndpoint(installation, first, `http://127.0.0.1:${dead.port}/hook`)
    : undefined;
  installation.work();
  // What a process does once, it has done by then.
  for (const organization of organizations) await happenOften(installation, organization, 1);
  await arrived(receiver, ORGANIZATIONS * ENDPOINTS);
  const warm = receiver.received.length;
  let mostHeld = 0;
  for (let round = 0; round < rounds; round++) {
    for (const organization of organizations) await happenOften(installation, organization, 1);
    await arrived(receiver, warm + (round + 1) * ORGANIZATIONS * ENDPOINTS);
    const isHeld = `sending_until > now() and endpoint_id::text = '${deadId}'`;
    mostHeld = Math.max(mostHeld, await installation.count("webhook_deliveries", isHeld));
  }
  const wanted = warm + rounds * ORGANIZATIONS * ENDPOINTS;
  const waits = receiver.received.slice(warm).map(({ at, body }) =>
    at - Date.parse(JSON.parse(body).timestamp)
  );
  const p95 = waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.95)] ?? Infinity;
  return { missing: wanted - receiver.received.length, p95, taken: dead.connections(), mostHeld };
}

async function arrived(receiver: WebhookReceiver, count: number): Promise<void> {
  const until = performance.now() + 60_000;
  while (receiver.received.length < count && performance.now() < until) await pause(5);
}
