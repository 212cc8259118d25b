/** Clients that take their time: half a head, half a body, an answer that is never read. */
import { setTimeout as pause } from "node:timers/promises";
import { memoryMib } from "#tests/support/cpu.ts";
import { measureBeside } from "#tests/support/beside.ts";
import { Installation, INSTALLATION_DOMAIN } from "#tests/support/installation.ts";
import { load } from "#tests/support/load.ts";
import { atMost, holds, type Proof, timed } from "#tests/support/proof.ts";
import { exchange, latin1 } from "#tests/support/raw_http.ts";

const HEAD = `Host: ${INSTALLATION_DOMAIN}\r\nContent-Type: application/json\r\n`;
const HALF_HEAD = `GET /health HTTP/1.1\r\n${HEAD}X-Slow: `;
const HALF_BODY = `POST /auth/register HTTP/1.1\r\n${HEAD}Content-Length: 1000\r\n\r\n{"email": "`;
const SETTLE_MS = 1_000;
const GOAL_OF_FRONT = "≤ 30 s, which a front must hold: Deno.serve has no such limit";

export const slowClients: Proof = {
  id: "A8",
  title: "Thousands of clients that send and read slowly",
  async run(scale) {
    const [each, unread, windows, holdMs] = scale === "full" ? [950, 100, 5, 45_000] : [80, 10, 1, 0];
    await using installation = await Installation.open();
    const process = await installation.serve();
    const never = await unreadAnswers(process.port);
    const begun: [text: string, count: number][] = [[HALF_HEAD, each], [HALF_BODY, each], [never, unread]];
    const honest = () =>
      load({
        port: process.port,
        connections: 4,
        perSecond: 100,
        seconds: scale === "full" ? 4 : 2,
        next: () => ({ path: "/.well-known/jwks.json", host: INSTALLATION_DOMAIN }),
      });
    const beside = await measureBeside(windows, honest, async () => {
      const crowd = await Crowd.open(process.port, begun);
      return () => crowd.leave();
    });

    const before = memoryMib(process.pid);
    await using crowd = await Crowd.open(process.port, begun);
    const perConnection = (memoryMib(process.pid) - before) * 1_024 / crowd.size;
    await pause(holdMs);
    const closed = crowd.closed;
    const held = `${closed} of ${crowd.size} after ${(holdMs + SETTLE_MS) / 1_000} s`;
    return [
      timed(atMost(
        `p99 of honest requests beside ${crowd.size} slow ones, ÷ ${beside.aloneMs.toFixed(1)} ms alone`,
        beside.ratio,
        2,
      )),
      holds("slow connections that the bare process has closed", true, held, GOAL_OF_FRONT),
      holds(
        "memory of one slow connection",
        true,
        `${perConnection.toFixed(0)} KiB`,
        "none: a figure to plan by",
      ),
      holds("the process afterwards", (await honest()).statuses.get(200) !== undefined, "answers", "answers"),
    ];
  },
};

/** Until what they have begun is done: the rest of them only waits. */
async function settle(port: number): Promise<void> {
  await pause(SETTLE_MS);
  for (let quick = 0, i = 0; quick < 10 && i < 200; i++) {
    const { milliseconds } = await exchange(port, `GET /health HTTP/1.1\r\n${HEAD}\r\n`);
    quick = milliseconds < 30 ? quick + 1 : 0;
  }
}

/** The largest file that anybody may ask for, several times over: more than the system's buffers take. */
async function unreadAnswers(port: number): Promise<string> {
  const page = await exchange(port, `GET /api/docs HTTP/1.1\r\n${HEAD}\r\n`);
  const [path] = /\/api\/docs\/assets\/swagger-ui-bundle[\w.-]+/.exec(page.text) ?? [];
  if (path === undefined) throw new Error("The API's reference has no bundle");
  return `GET ${path} HTTP/1.1\r\n${HEAD}\r\n`.repeat(8);
}

/** Connections that have begun something, and do not go on. */
class Crowd implements AsyncDisposable {
  closed = 0;

  private constructor(private readonly connections: readonly Deno.TcpConn[]) {}

  /** So many of each kind; what the server does at once is over when it returns. */
  static async open(port: number, begun: readonly [text: string, count: number][]): Promise<Crowd> {
    const connections: Deno.TcpConn[] = [];
    const crowd = new Crowd(connections);
    for (const [text, count] of begun) {
      for (let i = 0; i < count; i++) {
        const connection = await Deno.connect({ hostname: "127.0.0.1", port });
        connections.push(connection);
        await connection.write(latin1(text));
        if (text === HALF_HEAD || text === HALF_BODY) void crowd.#notice(connection);
      }
    }
    await settle(port);
    return crowd;
  }

  get size(): number {
    return this.connections.length;
  }

  async #notice(connection: Deno.TcpConn): Promise<void> {
    const count = await connection.read(new Uint8Array(1_024)).catch(() => null);
    if (count === null) this.closed++;
  }

  leave(): Promise<void> {
    for (const connection of this.connections) {
      try {
        connection.close();
      } catch {
        // The server was faster.
      }
    }
    return Promise.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
  }
}
