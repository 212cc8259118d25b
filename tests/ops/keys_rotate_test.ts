/** `deno task keys:rotate`, run as the real program while LEXIA answers. */
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { databaseKeys } from "#domain/identity/key_store.ts";
import { platformDb } from "#db/tenant_db.ts";
import { sealer } from "#domain/identity/sealing.ts";
import { SigningKeys } from "#domain/identity/signing_keys.ts";
import { systemClock } from "#platform/clock.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { testHome } from "#tests/support/databases.ts";
import { runTask } from "./_command.ts";
import { openOpsDatabase, SECRET_KEY } from "./_installation.ts";

const MINUTE = 60_000;

Deno.test("deno task keys:rotate", async (t) => {
  await using database = await openOpsDatabase();
  const { env } = database;
  const current = () =>
    database.within(async (driver) => {
      const store = databaseKeys(platformDb(driver, () => {}), sealer(SECRET_KEY), silentLog);
      return (await new SigningKeys(store, systemClock, silentLog).current()).kid;
    });
  const first = await current();

  await t.step("makes a key that signs after a minute, and lets the one before verify on", async () => {
    const { code, out, err } = await runTask("keys:rotate", { args: ["--json"], env });
    strictEqual(code, 0, err);
    const { kid, signs_in_seconds } = JSON.parse(out);
    deepStrictEqual([kid === first, signs_in_seconds], [false, 60]);
    strictEqual(await current(), first);
    const rows = await database.query(
      "select kid, retired_at is null, expires_at > now() + interval '20 minutes' from signing_keys order by created_at",
    );
    deepStrictEqual(rows, [[first, false, true], [kid, true, null]]);
  });

  await t.step("leaves a line in the audit log, and shows no private half", async () => {
    const lines = await database.query("select action, request_id, data from audit_log");
    deepStrictEqual(lines, [["signing_keys.rotate", "keys:rotate", {}]]);
    const { out, err } = await runTask("keys:rotate", { env });
    match(out, /^The key [\w-]{43} signs in 60 seconds/);
    ok(!/"d"/.test(out + err));
  });

  await t.step("refuses arguments that are none, and keys of the configuration", async () => {
    strictEqual((await runTask("keys:rotate", { args: ["now"], env })).code, 64);
    const jwk = await crypto.subtle.exportKey("jwk", await privateKey());
    const keys = JSON.stringify({ keys: [{ ...jwk, kid: "own" }] });
    const { code, err } = await runTask("keys:rotate", { env: { ...env, JWT_PRIVATE_KEYS: keys } });
    strictEqual(code, 78);
    match(err, /JWT_PRIVATE_KEYS/);
  });
});

async function privateKey(): Promise<CryptoKey> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("Expected a pair of keys");
  return pair.privateKey;
}

Deno.test("deno task keys:rotate refuses nobody while LEXIA answers", async () => {
  // The embedded database belongs to one process: there the program runs while LEXIA does not.
  if (testHome() === "embedded") return;
  let ahead = 0;
  const clock = { ...systemClock, now: () => Date.now() + ahead };
  await using lexia = await Lexia.start({ clock, env: { SECRET_KEY } });
  const another = await lexia.another({ env: { SECRET_KEY } });
  const acme = await lexia.organization();
  const env = { DATABASE_URL: lexia.database.url ?? "", REDIS_URL: "redis://127.0.0.1:1", SECRET_KEY };
  const kidOf = (token: string) => JSON.parse(atob(token.split(".")[0] ?? "")).kid;
  const before = await acme.session();
  strictEqual((await runTask("keys:rotate", { env })).code, 0);

  const kids = new Set([kidOf(before.token)]);
  for (let minute = 0; minute <= 40; minute++) {
    ahead = minute * MINUTE;
    const session = await acme.session();
    kids.add(kidOf(session.token));
    for (const instance of [another, lexia]) {
      strictEqual((await session.at(instance).get("/auth/me")).status, 200, `minute ${minute}`);
      if (minute < 15) {
        strictEqual((await before.at(instance).get("/auth/me")).status, 200, `minute ${minute}`);
      }
    }
  }
  strictEqual(kids.size, 2);
  notStrictEqual(kidOf((await acme.session()).token), kidOf(before.token));
  const { keys } = await (await lexia.request(acme.subdomain, "/.well-known/jwks.json")).json();
  deepStrictEqual(keys.map(({ kid }: { kid: string }) => kid), [[...kids].at(-1)]);
});
