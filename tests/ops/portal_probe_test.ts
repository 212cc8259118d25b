/** `deno task portal:probe`, run as the real program against a portal that is simulated, over TLS and without. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import {
  type Fault,
  type FaultOptions,
  startPortalSimulator,
} from "#tests/support/portal_simulator/simulator.ts";
import {
  selfSignedCertificate,
  TEST_ONLY_CA,
  testCaCertificate,
} from "#tests/support/portal_simulator/tls_fixture.ts";
import { EXPIRED_CA, EXPIRED_CERTIFICATE } from "#tests/support/expired_certificate.ts";
import { testHome } from "#tests/support/databases.ts";
import { isolatedRedisUrl } from "#tests/support/redis.ts";
import { runTask } from "./_command.ts";

/** What the program takes for its shared pace, in the home under test; no database is asked. */
async function paceEnv(): Promise<{ env: Record<string, string>; close(): Promise<void> }> {
  if (testHome() === "embedded") return { env: {}, close: () => Promise.resolve() };
  const redis = await isolatedRedisUrl();
  const env = {
    DATABASE_URL: "postgres://lexia@127.0.0.1:1/lexia",
    REDIS_URL: redis.url,
    SECRET_KEY: "for-tests-only-".repeat(6),
  };
  return { env, close: () => redis.close() };
}

Deno.test("deno task portal:probe", async (t) => {
  const ca = await Deno.makeTempFile();
  await Deno.writeTextFile(ca, TEST_ONLY_CA + EXPIRED_CA);
  await using portal = await startPortalSimulator({ cases: 20, tls: testCaCertificate() });
  const [radicado = ""] = portal.radicados.found;
  const pace = await paceEnv();
  const probe = (url: string, { args = ["--radicado", radicado], env = {} }: {
    args?: string[];
    env?: Record<string, string>;
  } = {}) =>
    runTask("portal:probe", {
      args: [...args, "--base-url", url, "--ca-file", ca, "--json"],
      env: { ...pace.env, PORTAL_PER_MINUTE: "6000", ...env },
    });

  await t.step("tells each step of a sound portal, and asks it once", async () => {
    portal.clearRequests();
    const { code, out, err } = await probe(portal.url);
    strictEqual(code, 0, `${out}${err}`);
    const said = JSON.parse(out);
    strictEqual(said.outcome, "sound");
    deepStrictEqual(said.steps.map((one: { step: string; state: string }) => [one.step, one.state]), [
      ["name", "ok"],
      ["connection", "ok"],
      ["handshake", "ok"],
      ["certificate", "ok"],
      ["chain", "ok"],
      ["answer", "ok"],
      ["not blocked", "ok"],
      ["shape", "ok"],
    ]);
    const { protocol, chain, refusal } = said.path.handshake.found;
    deepStrictEqual([protocol, refusal, chain[0].subject, chain[0].issuer], [
      "TLSv1.3",
      null,
      "CN=localhost",
      "CN=LEXIA test-only CA",
    ]);
    strictEqual(said.answer.status, 200);
    strictEqual(portal.requests.length, 1);
  });

  const ANSWERS: [what: string, fault: Fault, options: FaultOptions, code: number, outcome: string][] = [
    ["a firewall", "block", {}, 77, "blocked"],
    ["a firewall that takes it for a cloud", "not_acceptable", {}, 77, "blocked"],
    ["an answer that is no JSON", "garbage", { variant: "text" }, 65, "changed"],
    ["another service's JSON", "garbage", { variant: "other_shape" }, 65, "changed"],
    ["other types", "garbage", { variant: "wrong_types" }, 65, "changed"],
    ["a portal whose database is down", "database_down", {}, 70, "portal_error"],
    ["a portal that fails", "server_error", {}, 70, "portal_error"],
    ["a portal that is silent", "silent", {}, 66, "nothing"],
    ["a connection that breaks off", "cut", {}, 68, "unreachable"],
    ["a portal that is late", "slow", { slowMs: 3_000 }, 68, "timeout"],
  ];
  for (const [what, fault, options, code, outcome] of ANSWERS) {
    await t.step(`tells ${what} apart`, async () => {
      // Each of a host name of its own, since LEXIA leaves one alone that has refused it.
      await using faulty = await startPortalSimulator({ cases: 20, tls: testCaCertificate() });
      faulty.setFault(fault, options);
      const ended = await probe(faulty.url, { env: { PORTAL_TIMEOUT_SECONDS: "2" } });
      const said = JSON.parse(ended.out);
      deepStrictEqual([ended.code, said.outcome], [code, outcome], ended.out);
      strictEqual(faulty.requests.length, 1);
    });
  }

  const CERTIFICATES = [
    ["nobody vouches for", selfSignedCertificate()],
    ["has expired", EXPIRED_CERTIFICATE],
  ] as const;
  for (const [what, tls] of CERTIFICATES) {
    await t.step(`asks nothing over a certificate that ${what}`, async () => {
      await using untrusted = await startPortalSimulator({ cases: 20, tls });
      const ended = await probe(untrusted.url);
      const said = JSON.parse(ended.out);
      deepStrictEqual([ended.code, said.outcome, said.answer], [76, "tls", null], ended.out);
      match(said.message, /cannot be trusted \(\w+\)/);
      strictEqual(untrusted.requests.length, 0);
    });
  }

  await t.step("tells a port that does no TLS, a closed one, and a name that there is not", async () => {
    await using plain = await startPortalSimulator({ cases: 20 });
    const { port } = new URL(plain.url);
    strictEqual((await probe(`https://localhost:${port}/api/v2`)).code, 76);
    strictEqual((await probe("https://127.0.0.1:1/api/v2")).code, 68);
    strictEqual((await probe("https://portal.invalid/api/v2")).code, 68);
  });

  await t.step("refuses what it cannot ask", async () => {
    strictEqual((await probe(portal.url, { args: [] })).code, 64);
    const wrong = await probe(portal.url, { args: ["--radicado", "110"] });
    deepStrictEqual([wrong.code, JSON.parse(wrong.out).outcome], [65, "radicado_invalid"], wrong.out);
    strictEqual((await probe("ftp://portal.example")).code, 78);
  });

  await t.step("shows people a table", async () => {
    const { code, out, err } = await runTask("portal:probe", {
      args: ["--radicado", radicado, "--base-url", portal.url, "--ca-file", ca],
      env: pace.env,
    });
    strictEqual(code, 0, err);
    match(out, /^step +state +ms +what\n/);
    match(out, /The portal answers as LEXIA knows it: \d+ procesos/);
  });

  if (testHome() !== "embedded") {
    await t.step(
      "leaves a portal alone that has refused LEXIA, and asks nobody without the shared pace",
      async () => {
        await using refusing = await startPortalSimulator({ cases: 20, tls: testCaCertificate() });
        refusing.setFault("block");
        strictEqual((await probe(refusing.url)).code, 77);
        const again = await probe(refusing.url);
        deepStrictEqual([again.code, JSON.parse(again.out).outcome], [75, "not_now"], again.out);
        strictEqual(refusing.requests.length, 1);
        const alone = await probe(portal.url, { env: { REDIS_URL: "redis://127.0.0.1:1" } });
        deepStrictEqual([alone.code, JSON.parse(alone.out).outcome], [69, "store_unavailable"], alone.out);
      },
    );
  }
  ok(portal.requests.length > 0);
  await pace.close();
  await Deno.remove(ca);
});
