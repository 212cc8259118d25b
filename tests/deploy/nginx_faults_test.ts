/** nginx in front of two instances of LEXIA while clients are slow or hostile and instances go away. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { connectTls } from "#tests/support/tls_line.ts";
import { latin1 } from "#tests/support/raw_http.ts";
import { CLIENT_SECONDS, DOMAIN, encoded, Front, newAddress } from "./_front.ts";
import { shapesFor, SMUGGLED } from "./_raw_battery.ts";

/** Until a test notices on a busy machine. */
const SLACK_SECONDS = 4;

/** Wherever it stands: the second of two begins right behind the first. */
const STATUS_LINE = /HTTP\/1\.[01] (\d{3}) [A-Z]/g;

Deno.test("nginx, in front of what goes wrong", async (t) => {
  await using stack = new AsyncDisposableStack();
  const front = await Front.open(stack, ["--api-per-second", "5000", "--sign-ins-per-second", "1000"]);

  await t.step("reads each odd request as LEXIA does: one answer, no 5xx, nothing smuggled", async () => {
    const found: string[] = [];
    for (const { what, bytes } of shapesFor(front.host, `other.${DOMAIN}`)) {
      const text = await everything(front, latin1(bytes));
      const statuses = [...text.matchAll(STATUS_LINE)].map(([, status]) => Number(status));
      const answers = statuses.filter((status) => status !== 100);
      if (answers.length > 1 || answers.some((status) => status >= 500)) found.push(`${what}: ${answers}`);
      if (front.answered(SMUGGLED).length > 0) found.push(`${what}: smuggled`);
      for (const { lexia } of front.instances) lexia.logged.length = 0;
    }
    deepStrictEqual(found, []);
    strictEqual((await front.ask("/sign-in")).status, 200, "and goes on");
  });

  await t.step("answers two requests on one connection as two", async () => {
    const one = new TextDecoder().decode(encoded("/sign-in", { host: front.host }));
    const text = await everything(front, latin1(one + one));
    deepStrictEqual([...text.matchAll(STATUS_LINE)].map(([, status]) => status), ["200", "200"]);
  });

  await slowClients(t, front);
  await streams(t, front, stack);

  await t.step("passes by an instance that dies, and comes back to it", async () => {
    const [first] = front.instances;
    await first.stop();
    const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" };
    for (let i = 0; i < 12; i++) {
      strictEqual((await front.ask("/sign-in")).status, 200);
      ok([400, 401, 422].includes((await front.ask("/auth/2fa/verify", post)).status));
    }
    const lines = (await front.nginx.accessLog()).map(({ upstream_status }) => String(upstream_status));
    ok(lines.some((statuses) => /^502, [24]/.test(statuses)), `It was never tried: ${lines.slice(-24)}`);
    first.start();
    await until(async () => {
      await front.ask("/sign-in");
      return first.lexia.logged.some(({ path }) => path === "/sign-in");
    });
  });

  await t.step("says that LEXIA is away when all are, as a problem to try again", async () => {
    for (const instance of front.instances) await instance.stop();
    const { text } = await front.ask("/api/v1/solicitudes", { headers: front.bearer });
    match(text, /^HTTP\/1\.1 502[^]*\r\nRetry-After: 2\r\n[^]*"code":"store_unavailable"/i);
    doesNotMatch(text, /127\.0\.0\.1/);
    await front.ask("/password-reset?token=canary-of-the-log", {
      headers: { Cookie: "a=canary-of-the-log" },
    });
    const logs = JSON.stringify(await front.nginx.accessLog()) + await front.nginx.errorLog();
    match(logs, /"path":"\/password-reset","status":502/);
    doesNotMatch(logs, /canary/);
    for (const instance of front.instances) instance.start();
  });
});

async function slowClients(t: Deno.TestContext, front: Front): Promise<void> {
  const head = `POST /auth/register HTTP/1.1\r\nHost: ${front.host}\r\nContent-Length: 1000\r\n`;

  await t.step("cuts slow heads, bodies and handshakes, while honest requests go on", async () => {
    const slow = [
      ...Array.from({ length: 40 }, () => cutAfter(front, head)),
      ...Array.from({ length: 40 }, () => cutAfter(front, `${head}\r\n{"email":`)),
      // A byte at a time is no progress for a head.
      ...Array.from({ length: 10 }, () => cutAfter(front, head, "X")),
      cutWithoutHandshake(front),
    ];
    const honest: number[] = [];
    const isOver = Promise.all(slow).then(() => true);
    while (!await Promise.race([isOver, pause(50).then(() => false)])) {
      const { status, milliseconds } = await front.ask("/sign-in");
      strictEqual(status, 200);
      honest.push(milliseconds);
    }
    const longest = Math.max(...await Promise.all(slow));
    ok(longest <= CLIENT_SECONDS + SLACK_SECONDS, `One was held for ${longest} s`);
    ok(honest.length > 5, `Only ${honest.length} honest requests were answered meanwhile`);
    strictEqual(front.answered("/auth/register").length, 0, "none of it comes to LEXIA");
  });

  await t.step("cuts who does not read, and lets LEXIA go before that", async () => {
    const { text } = await front.ask("/api/docs", { host: DOMAIN });
    const [path = ""] = /\/api\/docs\/assets\/swagger-ui-bundle[\w.-]+/.exec(text) ?? [];
    const request = encoded(path, { host: DOMAIN, headers: { "X-Forwarded-For": newAddress() } });
    using connection = await lineTo(front, DOMAIN);
    // More than the system keeps for a reader.
    for (let i = 0; i < 12; i++) await connection.write(request);
    await until(async () => {
      const lines = (await front.nginx.accessLog()).filter((line) => line.path === path);
      const last = Number(lines.at(-1)?.seconds);
      return last >= CLIENT_SECONDS - 0.2 && last <= CLIENT_SECONDS + SLACK_SECONDS;
    });
    const cut = (await front.nginx.accessLog()).findLast((line) => line.path === path);
    ok(Number(cut?.upstream_seconds) < CLIENT_SECONDS / 2, `LEXIA was held for ${cut?.upstream_seconds} s`);
  });
}

async function streams(t: Deno.TestContext, front: Front, stack: AsyncDisposableStack): Promise<void> {
  const args = ["--outer-proxy", "127.0.0.1", "--read-seconds", "1", "--api-per-second", "1000"];
  const nginx = await Front.nginx(stack, [front.instances[0]], args);
  const { host, bearer, lexia } = front;
  const listen = async (path: string) => {
    const { httpsPort: port, authority } = nginx;
    const connection = await connectTls({ port, hostname: host, caCerts: [authority.certificate] });
    const headers = { ...bearer, Accept: "text/event-stream" };
    await connection.write(encoded(path, { host, headers }));
    return new Reading(connection);
  };

  await t.step("passes events on as they happen, for longer than LEXIA may take to answer", async () => {
    using events = await listen("/api/v1/events");
    await events.until(/: listening\n/);
    const radicado = lexia.portal.radicados.long[0];
    const created = await front.person.post("/api/v1/solicitudes", { radicado });
    strictEqual(created.status, 201);
    const { links } = await created.json();
    using progress = await listen(links.progress);
    await progress.until(/"stage":"queued"/);
    // Longer than the time-out that other answers have.
    await pause(2_500);
    doesNotMatch(progress.text, /"stage":"done"/);
    await lexia.work();
    await progress.until(/"stage":"asking_portal"[^]*"stage":"done"/);
    strictEqual(events.isOver, false);
  });
}

/** What comes back until nothing more does. */
async function everything(front: Front, bytes: Uint8Array): Promise<string> {
  using reading = new Reading(await lineTo(front, front.host));
  reading.connection.write(bytes).catch(() => {});
  await reading.silence();
  return reading.text;
}

async function lineTo({ nginx }: Front, hostname: string): Promise<Deno.TlsConn> {
  const { httpsPort: port, authority } = nginx;
  return await connectTls({ port, hostname, caCerts: [authority.certificate] });
}

/** Seconds until nginx hangs up on a client that begins like this, and then sends `drops`. */
async function cutAfter(front: Front, text: string, drops = ""): Promise<number> {
  using reading = new Reading(await lineTo(front, front.host));
  const startedAt = performance.now();
  await reading.connection.write(latin1(text));
  while (!reading.isOver) {
    await pause(200);
    if (drops !== "") await reading.connection.write(latin1(drops)).catch(() => {});
  }
  return (performance.now() - startedAt) / 1_000;
}

async function cutWithoutHandshake({ nginx }: Front): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: nginx.httpsPort });
  const startedAt = performance.now();
  await connection.read(new Uint8Array(1)).catch(() => null);
  return (performance.now() - startedAt) / 1_000;
}

class Reading implements Disposable {
  text = "";
  isOver = false;
  #cameAt = performance.now();

  constructor(readonly connection: Deno.TlsConn) {
    void this.#read();
  }

  async until(pattern: RegExp): Promise<void> {
    await until(() => pattern.test(this.text), () => `${pattern} in ${this.text}`);
  }

  /** Nothing for a while, once something came; or the end. */
  async silence(): Promise<void> {
    const quiet = () => performance.now() - this.#cameAt > (this.text === "" ? 2_500 : 150);
    while (!this.isOver && !quiet()) await pause(10);
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 * 1_024);
    const decoder = new TextDecoder("latin1");
    try {
      for (let count = 0; count !== null; count = await this.connection.read(buffer) ?? -1) {
        if (count < 0) break;
        this.text += decoder.decode(buffer.subarray(0, count));
        this.#cameAt = performance.now();
      }
    } catch {
      // Reset, or closed here.
    }
    this.isOver = true;
  }

  [Symbol.dispose](): void {
    try {
      this.connection.close();
    } catch {
      // It was closed before.
    }
  }
}

async function until(isSo: () => boolean | Promise<boolean>, what = () => "it"): Promise<void> {
  for (const startedAt = performance.now(); performance.now() - startedAt < 20_000; await pause(50)) {
    if (await isSo()) return;
  }
  throw new Error(`Waited in vain for ${what()}`);
}
