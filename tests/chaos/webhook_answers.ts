/** W3: receivers that answer badly, too much or too slowly. */
import { setTimeout as pause } from "node:timers/promises";
import { countingServer } from "#tests/support/counting_server.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { atMost, exactly, type Finding, holds, type Proof, timed } from "#tests/support/proof.ts";
import { deliveriesOf, happen, makeWebhook, WEBHOOKS } from "#tests/support/webhooks.ts";

const MEBIBYTE = 1_048_576;
/** What the kernel takes of an answer that nobody reads, by far. */
const MOST_TAKEN = 8 * MEBIBYTE;

export const webhookAnswers: Proof = {
  id: "W3",
  title: "redirects, 410, Retry-After, a receiver that stalls, 10 MB, and one byte after the other",
  async run() {
    await using elsewhere = countingServer();
    await using lexia = await Lexia.start();
    const acme = await lexia.organization();
    const admin = await acme.session("org_admin");
    const receivers = new Map<string, RawReceiver>();
    const webhooks = new Map<string, { id: string }>();
    for (const [name, answer] of Object.entries(answers(elsewhere.port))) {
      const receiver = new RawReceiver(answer);
      receivers.set(name, receiver);
      webhooks.set(name, await makeWebhook(admin, `http://127.0.0.1:${receiver.port}/hook`));
    }
    const now = Date.now();
    await happen(lexia, acme);
    await lexia.work();
    const findings: Finding[] = [];
    for (const [name, { status, reason, state }] of Object.entries(EXPECTED)) {
      const webhook = webhooks.get(name);
      if (!webhook) continue;
      const [delivery] = await deliveriesOf(admin, webhook);
      const shown = await (await admin.get(`${WEBHOOKS}/${webhook.id}`)).json();
      const record = await (await admin.get(`${WEBHOOKS}/deliveries/${delivery?.id}`)).json();
      const seen = [delivery?.status, delivery?.last_reason ?? "none", shown.state].join(", ");
      findings.push(
        exactly(`${name}: delivery, reason, webhook`, seen, [status, reason ?? "none", state].join(", ")),
      );
      const took = record.made[0].duration_ms / 1_000;
      if (reason === "timed_out") {
        const isInTime = took >= 14.9 && took <= 17;
        findings.push(timed(holds(`${name}: cut after`, isInTime, `${took.toFixed(1)} s`, "15 s")));
      }
      if (name.includes("Retry-After")) {
        const seconds = (Date.parse(delivery?.next_attempt_at ?? "") - now) / 1_000;
        const isObeyed = seconds >= 120 && seconds < 150;
        findings.push(holds(`${name}: tried again after`, isObeyed, `${seconds.toFixed(0)} s`, "120 s"));
      }
    }
    findings.push(exactly("connections to where a redirect leads", elsewhere.connections(), 0));
    const taken = receivers.get("200 with 10 MB")?.written ?? Infinity;
    findings.push(
      atMost(
        "10 MB: what went out before the connection was cut",
        Math.round(taken / MEBIBYTE),
        MOST_TAKEN / MEBIBYTE,
        "MiB",
      ),
    );
    for (const receiver of receivers.values()) receiver.close();
    return findings;
  },
};

const EXPECTED: Readonly<Record<string, { status: string; reason: string | null; state: string }>> = {
  "301": { status: "pending", reason: "redirected", state: "active" },
  "307": { status: "pending", reason: "redirected", state: "active" },
  "410": { status: "failed", reason: "gone", state: "disabled" },
  "429 with Retry-After in seconds": { status: "pending", reason: "status", state: "active" },
  "503 with Retry-After as a date": { status: "pending", reason: "status", state: "active" },
  "200 with 10 MB": { status: "delivered", reason: null, state: "active" },
  "silence": { status: "pending", reason: "timed_out", state: "active" },
  "a head, byte by byte": { status: "pending", reason: "timed_out", state: "active" },
  "a body, byte by byte": { status: "pending", reason: "timed_out", state: "active" },
  "a head of 200 kB": { status: "pending", reason: "answer_unreadable", state: "active" },
  "no HTTP": { status: "pending", reason: "answer_unreadable", state: "active" },
  "half an answer": { status: "pending", reason: "connection_lost", state: "active" },
};

type Write = (text: string) => Promise<void>;
type RawAnswer = (write: Write) => Promise<void>;

function answers(port: number): Readonly<Record<string, RawAnswer>> {
  const plain = (line: string, ...headers: string[]): RawAnswer => (write) =>
    write([`HTTP/1.1 ${line}`, ...headers, "content-length: 0", "", ""].join("\r\n"));
  const there = `location: http://127.0.0.1:${port}/`;
  const drip = async (write: Write, text: string) => {
    for (const character of text) {
      await write(character);
      await pause(100);
    }
  };
  const later = new Date(Date.now() + 125_000).toUTCString();
  return {
    "301": plain("301 Moved Permanently", there),
    "307": plain("307 Temporary Redirect", there),
    "410": plain("410 Gone"),
    "429 with Retry-After in seconds": plain("429 Too Many Requests", "retry-after: 120"),
    "503 with Retry-After as a date": plain("503 Service Unavailable", `retry-after: ${later}`),
    "200 with 10 MB": async (write) => {
      await write(`HTTP/1.1 200 OK\r\ncontent-length: ${10 * MEBIBYTE}\r\n\r\n`);
      for (let i = 0; i < 160; i++) await write("x".repeat(65_536));
    },
    "silence": () => pause(20_000, undefined, { ref: false }),
    "a head, byte by byte": (write) => drip(write, `HTTP/1.1 200 OK\r\nx-slow: ${"a".repeat(400)}`),
    "a body, byte by byte": async (write) => {
      await write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
      await drip(write, "y".repeat(400));
    },
    "a head of 200 kB": (write) => write(`HTTP/1.1 200 OK\r\nx-long: ${"a".repeat(200_000)}\r\n\r\n`),
    "no HTTP": (write) => write("SSH-2.0-OpenSSH_9.2p1\r\n"),
    "half an answer": (write) => write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"),
  };
}

/** Says what it likes to whoever sends it something. */
class RawReceiver {
  /** Bytes of its answers that the kernel took. */
  written = 0;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });

  constructor(answer: RawAnswer) {
    void this.#accept(answer);
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  close(): void {
    this.#listener.close();
  }

  async #accept(answer: RawAnswer): Promise<void> {
    for await (const connection of this.#listener) void this.#serve(connection, answer);
  }

  async #serve(connection: Deno.TcpConn, answer: RawAnswer): Promise<void> {
    try {
      await connection.read(new Uint8Array(65_536));
      await answer(async (text) => {
        const bytes = new TextEncoder().encode(text);
        for (let sent = 0; sent < bytes.length;) {
          const count = await connection.write(bytes.subarray(sent));
          sent += count;
          this.written += count;
        }
      });
    } catch {
      // Whoever asked has hung up, which is what some are here to see.
    }
    try {
      connection.close();
    } catch {
      // It is closed already.
    }
  }
}
