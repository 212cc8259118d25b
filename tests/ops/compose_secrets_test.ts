/** The secrets of an installation in containers, made by the task with exactly its permissions. */
import { createHash, X509Certificate } from "node:crypto";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { identityToRecipient } from "age-encryption";
import { READERS, recipes } from "../../deploy/ops/_installation_secrets.ts";
import { writeLine } from "#main";
import config from "../../deno.json" with { type: "json" };

const DOMAIN = "lexia.test";

interface Ended {
  code: number;
  out: string;
  err: string;
}

async function run(folder: string, args: string[] = [], env: Record<string, string> = {}): Promise<Ended> {
  const { command } = config.tasks["compose:secrets"];
  const places = ["--to", `${folder}/secrets`, "--certificates", `${folder}/certificates`];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--cached-only", ...command.split(" ").slice(2), ...places, ...args],
    env: { BASE_DOMAIN: DOMAIN, ...env },
  }).output();
  const [out = "", err = ""] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}

async function textsOf(folder: string): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for await (const { name } of Deno.readDir(folder)) {
    texts[name] = await Deno.readTextFile(`${folder}/${name}`);
  }
  return texts;
}

Deno.test("deno task compose:secrets", async (t) => {
  if (Deno.uid() !== 0) {
    writeLine("Not run: files are given to other users, which takes root");
    return;
  }
  const folder = await Deno.makeTempDir({ prefix: "lexia_secrets_test_" });
  const secrets = `${folder}/secrets`;
  try {
    await t.step("says what it would make, and makes nothing", async () => {
      const { code, out } = await run(folder, ["--dry-run", "--json"]);
      strictEqual(code, 0);
      const { outcome, made } = JSON.parse(out);
      strictEqual(outcome, "planned");
      ok(made.includes("secret_key") && made.includes(`${folder}/certificates/live/${DOMAIN}`));
      deepStrictEqual(await Array.fromAsync(Deno.readDir(folder)), []);
    });

    await t.step("makes each file for its reader alone", async () => {
      const { code, err } = await run(folder);
      strictEqual(code, 0, err);
      const names = recipes().flatMap((recipe) => recipe.names);
      const texts = await textsOf(secrets);
      deepStrictEqual(Object.keys(texts).sort(), [...names].sort());
      for (const name of names) {
        const { mode, uid } = await Deno.stat(`${secrets}/${name}`);
        const isPublic = name.endsWith("_certificate") || name === "inner_ca";
        strictEqual((mode ?? 0) & 0o777, isPublic ? 0o444 : 0o400, name);
        ok(Object.values(READERS).some((reader) => reader === uid), name);
      }
      strictEqual((await Deno.stat(`${secrets}/secret_key`)).uid, READERS.lexia);
      strictEqual((await Deno.stat(`${secrets}/postgres_key`)).uid, READERS.stores);
      strictEqual((await Deno.stat(`${secrets}/redis_key`)).uid, READERS.stores);
      strictEqual(((await Deno.stat(secrets)).mode ?? 0) & 0o777, 0o700);
    });

    await t.step("makes what fits together", async () => {
      const texts = Object.fromEntries(
        Object.entries(await textsOf(secrets)).map(([name, text]) => [name, text.trim()]),
      );
      const { postgres_service_password: password = "", redis_password = "", redis_users = "" } = texts;
      strictEqual(texts.database_url, `postgres://lexia_service:${password}@postgres:5432/lexia`);
      match(password, /^[\w-]{43}$/);
      ok((texts.secret_key ?? "").length >= 64);
      ok(redis_users.includes(`#${createHash("sha256").update(redis_password).digest("hex")} `));
      ok(!redis_users.includes(redis_password), "Redis gets no password");
      strictEqual(texts.redis_url, `rediss://lexia:${redis_password}@redis:6379`);
      deepStrictEqual(JSON.parse(texts.redis_exporter_passwords ?? ""), {
        "rediss://exporter@redis:6379": texts.redis_exporter_password,
      });
      strictEqual(new X509Certificate(texts.redis_certificate ?? "").checkIP("127.0.0.1"), "127.0.0.1");
      strictEqual(await identityToRecipient(texts.backup_identity ?? ""), texts.backup_recipients);
      strictEqual(texts.metrics_token_prometheus, texts.metrics_token);
      const authority = new X509Certificate(texts.inner_ca ?? "");
      for (
        const [name, host] of [
          ["postgres", "postgres"],
          ["redis", "redis"],
          ["redis", "localhost"],
          ["elasticsearch", "localhost"],
          ["tempo", "tempo"],
        ] as const
      ) {
        const certificate = new X509Certificate(texts[`${name}_certificate`] ?? "");
        ok(certificate.verify(authority.publicKey), name);
        strictEqual(certificate.checkHost(host), host, name);
        strictEqual(certificate.ca, false, name);
      }
      const site = `${folder}/certificates/live/${DOMAIN}`;
      const certificate = new X509Certificate(await Deno.readTextFile(`${site}/fullchain.pem`));
      strictEqual(certificate.subjectAltName, `DNS:${DOMAIN}, DNS:*.${DOMAIN}`);
      strictEqual((await Deno.stat(`${site}/privkey.pem`)).uid, READERS.nginx);
    });

    await t.step("touches nothing that is there, and makes what is not", async () => {
      await Deno.remove(`${secrets}/grafana_password`);
      const before = await textsOf(secrets);
      const { code, out } = await run(folder);
      strictEqual(code, 0);
      match(out, /^Made grafana_password; \d+ stay$/m);
      const { grafana_password, ...after } = await textsOf(secrets);
      ok(grafana_password);
      deepStrictEqual(after, before);
    });

    await t.step(
      "makes no other in place of what lies in a safe, and asks for it where it is needed",
      async () => {
        const before = await textsOf(secrets);
        const inSafe = ["backup_identity", "redis_password", "redis_exporter_password"];
        for (const name of inSafe) await Deno.remove(`${secrets}/${name}`);
        const left = await textsOf(secrets);
        const again = await run(folder);
        strictEqual(again.code, 0, again.err);
        match(again.out, /^Made nothing; \d+ stay$/m);
        deepStrictEqual(await textsOf(secrets), left);
        await Deno.remove(`${secrets}/redis_url`);
        const { code, err } = await run(folder);
        strictEqual(code, 65);
        match(err, /"redis_url" is to be made of "redis_password".*put "redis_password" back/);
        for (const name of [...inSafe, "redis_url"]) {
          await Deno.writeTextFile(`${secrets}/${name}`, before[name] ?? "", { mode: 0o400 });
          await Deno.chown(
            `${secrets}/${name}`,
            name === "backup_identity" || name === "redis_url" ? READERS.lexia : 0,
            0,
          );
        }
      },
    );

    await t.step(
      "tells of Redis' addresses that are plain, with the command that puts them right",
      async () => {
        const right = await textsOf(secrets);
        const names = ["redis_url", "redis_exporter_passwords"];
        for (const name of names) {
          const path = `${secrets}/${name}`;
          await Deno.writeTextFile(path, (right[name] ?? "").replace("rediss://", "redis://"));
        }
        // As a release before left them: neither certificate nor key.
        for (const name of ["redis_certificate", "redis_key"]) await Deno.remove(`${secrets}/${name}`);
        const before = await textsOf(secrets);
        const [planned, made] = [await run(folder, ["--dry-run"]), await run(folder)];
        for (const { code, out, err } of [planned, made]) {
          strictEqual(code, 0, err);
          match(out, /^redis_url, redis_exporter_passwords: redis:\/\/ is not encrypted/m);
          for (const name of names) {
            ok(!out.includes(before[name]?.trim() ?? ""), "the password is not shown");
          }
        }
        const { redis_certificate, redis_key, ...after } = await textsOf(secrets);
        ok(redis_certificate && redis_key);
        deepStrictEqual(after, before, "what is there stays");
        const fields = JSON.parse((await run(folder, ["--json"])).out);
        deepStrictEqual(fields.plain, names);

        const [, command = ""] = /^ {2}(sed .*)$/m.exec(made.out) ?? [];
        for (let time = 0; time < 2; time++) {
          const { success } = await new Deno.Command("sh", { args: ["-c", command] }).output();
          ok(success, command);
          const { redis_certificate: _, redis_key: __, ...mended } = await textsOf(secrets);
          const { redis_certificate: ___, redis_key: ____, ...wanted } = right;
          deepStrictEqual(mended, wanted);
        }
        const { mode, uid } = await Deno.stat(`${secrets}/redis_url`);
        deepStrictEqual([(mode ?? 0) & 0o777, uid], [0o400, READERS.lexia], "its reader is the same");
        const { out } = await run(folder);
        match(out, /^Made nothing; \d+ stay\n$/);
      },
    );

    await t.step("refuses half of a certificate, and says which half", async () => {
      await Deno.remove(`${secrets}/postgres_key`);
      const before = await textsOf(secrets);
      const { code, err } = await run(folder);
      strictEqual(code, 65);
      match(err, /"postgres_certificate" is there and "postgres_key" is not/);
      deepStrictEqual(await textsOf(secrets), before);
    });

    const REFUSED: readonly [what: string, args: string[], env: Record<string, string>, code: number][] = [
      ["no domain", [], { BASE_DOMAIN: "" }, 78],
      ["a domain that leaves its folder", [], { BASE_DOMAIN: "../etc" }, 78],
      ["an option that there is not", ["--overwrite"], {}, 64],
      ["a folder that cannot be made", ["--to", "deno.json/secrets"], {}, 73],
    ];
    for (const [what, args, env, wanted] of REFUSED) {
      await t.step(`refuses ${what}`, async () => {
        strictEqual((await run(folder, args, env)).code, wanted);
      });
    }

    await t.step("explains itself", async () => {
      const { code, out } = await run(folder, ["--help"]);
      strictEqual(code, 0);
      match(out, /Exit codes: 0 done, .*77 not root/s);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
