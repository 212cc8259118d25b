/** `certificates.sh` with certbot, an ACME server and nginx as they are: from nothing to renewals that nginx takes. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installed, succeeds } from "#tests/support/debian.ts";
import { type Ended, ended, Nginx } from "#tests/support/nginx.ts";
import { Pebble } from "#tests/support/pebble.ts";
import { exchange } from "#tests/support/raw_http.ts";
import { connectTls } from "#tests/support/tls_line.ts";
import { DOMAIN, encoded, headerOf } from "./_front.ts";

const SCRIPT = fileURLToPath(new URL("../../deploy/server/nginx/certificates.sh", import.meta.url));
const OWN = "procesos.bufete.example";
const OTHER = "otro.bufete.example";
const EMAIL = ["--email", "operator@lexia.test"];

Deno.test("certificates.sh", async (t) => {
  await using nginx = await Nginx.prepare({ baseDomain: DOMAIN, hasCertificate: false });
  await using pebble = await Pebble.start(nginx.folder, nginx.httpPort, nginx.authority);
  const run = await runner(nginx, pebble);
  const hooks = await dnsHooks(nginx, pebble);
  const root = await pebble.root();
  const shown = (name: string) => certificateOf(nginx, name);
  const isServed = (name: string) => canConnect(nginx, name, root);

  await t.step("gets the wildcard by DNS before nginx has ever run", async () => {
    const { code, err } = await run(["wildcard", DOMAIN, ...EMAIL, ...hooks]);
    strictEqual(code, 0, err);
    match(err, /nginx does not run: start it/);
    await nginx.run();
    deepStrictEqual([await isServed(DOMAIN), await isServed(`acme.${DOMAIN}`)], [true, true]);
    const { mode } = await Deno.stat(join(nginx.folder, "live", DOMAIN, "privkey.pem"));
    strictEqual((mode ?? 0) & 0o077, 0, "the key is its owner's alone");
  });

  await t.step("gets an organization's domain by HTTP, and nginx answers to it at once", async () => {
    strictEqual(await isServed(OWN), false);
    const { code, err } = await run(["domain", OWN, ...EMAIL]);
    strictEqual(code, 0, err);
    await eventually(() => isServed(OWN));
    // Until it has ended, a process of before may take a connection too.
    await eventually(async () => {
      const redirect = await exchange(nginx.httpPort, encoded("/x?y", { host: OWN }));
      return headerOf(redirect, "location").join() === `https://${OWN}:${nginx.httpsPort}/x?y`;
    });
    const crossed = await answerTo(nginx, OWN, root, encoded("/metrics", { host: `acme.${DOMAIN}` }));
    match(crossed, /^HTTP\/1\.1 4(04|21)/);
    match(
      await answerTo(nginx, OWN, root, encoded("/sign-in", { host: `acme.${DOMAIN}` })),
      /^HTTP\/1\.1 421/,
    );
    match((await run(["list"])).out, new RegExp(OWN));
  });

  await t.step("takes no domain that the authority does not find here", async () => {
    const env = { CHALLENGES_FOLDER: join(nginx.folder, "elsewhere") };
    strictEqual((await run(["domain", OTHER, ...EMAIL], env)).code, 69);
    ok(!await succeeds("test", ["-e", join(nginx.conf, `domains/${OTHER}.conf`)]));
  });

  await t.step("renews, and nginx shows the new certificates without a pause", async () => {
    const before = [await shown(DOMAIN), await shown(OWN)];
    const { code, err, out } = await run(["renew"], {}, ["--force-renewal", "--no-random-sleep-on-renew"]);
    strictEqual(code, 0, err + out);
    await eventually(async () => await shown(OWN) !== before[1] && await shown(DOMAIN) !== before[0]);
  });

  await t.step("reloads nothing that nginx refuses, and leaves no half of a domain", async () => {
    const file = join(nginx.conf, "domains/broken.conf");
    await Deno.writeTextFile(file, "server { nonsense; }");
    try {
      const { code, err } = await run(["deployed"]);
      strictEqual(code, 78);
      match(err, /unknown directive "nonsense"[^]*goes on with what it had/);
      strictEqual((await run(["domain", OTHER, ...EMAIL])).code, 78);
      ok(!await succeeds("test", ["-e", join(nginx.conf, `domains/${OTHER}.conf`)]));
      ok(await isServed(OWN));
    } finally {
      await Deno.remove(file);
    }
  });

  await t.step("forgets a domain", async () => {
    const { code, err } = await run(["forget", OWN]);
    strictEqual(code, 0, err);
    await eventually(async () => !await isServed(OWN));
    strictEqual(await isServed(DOMAIN), true);
  });

  for (
    const [what, args, code] of [
      ["a name that would be configuration", ["domain", "a.b;}", ...EMAIL], 65],
      ["a name that leads out of its folder", ["domain", "../a.b", ...EMAIL], 65],
      ["a wildcard as a domain", ["domain", `*.${DOMAIN}`, ...EMAIL], 65],
      ["no address", ["domain", OWN], 64],
      ["no DNS plugin", ["wildcard", DOMAIN, ...EMAIL], 64],
      ["a plugin that would be an option", ["wildcard", DOMAIN, ...EMAIL, "--dns", "x y"], 64],
      [
        "a key that others may read",
        ["wildcard", DOMAIN, ...EMAIL, "--dns", "x", "--credentials", SCRIPT],
        77,
      ],
      ["what it does not know", ["renewal"], 64],
      ["nothing at all", [], 64],
    ] as const
  ) {
    await t.step(`refuses ${what}`, async () => {
      strictEqual((await run(args)).code, code);
    });
  }

  await t.step("says with -h what it does", async () => {
    const { code, out } = await run(["-h"]);
    strictEqual(code, 0);
    for (const command of ["wildcard", "domain", "forget", "list", "renew", "deployed"]) {
      match(out, new RegExp(`^  ${command}\\b`, "m"));
    }
  });
});

type Run = (
  args: readonly string[],
  env?: Record<string, string>,
  more?: readonly string[],
) => Promise<Ended>;

async function runner(nginx: Nginx, pebble: Pebble): Promise<Run> {
  if (!await succeeds("certbot", ["--version"]) && !await installed("certbot")) {
    throw new Error("Cannot find certbot: install Debian's package of that name");
  }
  const { folder, conf, program } = nginx;
  const certbot = `certbot --config-dir ${folder} --work-dir ${folder}/work --logs-dir ${folder}/certbot`;
  return (args, env = {}, more = []) =>
    ended("sh", [SCRIPT, ...args], {
      NGINX_COMMAND: `${program} -c ${conf}/nginx.conf`,
      NGINX_FOLDER: conf,
      CHALLENGES_FOLDER: `${folder}/challenges`,
      CERTBOT_COMMAND: [certbot, "--no-verify-ssl", ...more].join(" "),
      ACME_SERVER: pebble.url,
      PYTHONWARNINGS: "ignore",
      ...env,
    });
}

/** Programs that set and remove a TXT record, as an operator without a plugin writes them. */
async function dnsHooks({ folder }: Nginx, { namesUrl }: Pebble): Promise<string[]> {
  const program = (path: string, body: string) =>
    `#!/bin/sh\nexec "${Deno.execPath()}" eval 'const { CERTBOT_DOMAIN: name, CERTBOT_VALIDATION: value } = Deno.env.toObject();
await fetch("${namesUrl}/${path}", { method: "POST", body: JSON.stringify({ host: \`_acme-challenge.\${name}.\`, ${body} }) });'\n`;
  const [auth, cleanup] = [join(folder, "auth-hook"), join(folder, "cleanup-hook")];
  await Deno.writeTextFile(auth, program("set-txt", "value"), { mode: 0o755 });
  await Deno.writeTextFile(cleanup, program("clear-txt", ""), { mode: 0o755 });
  return ["--auth-hook", auth, "--cleanup-hook", cleanup];
}

async function canConnect(nginx: Nginx, hostname: string, root: string): Promise<boolean> {
  try {
    const connection = await connectTls({ port: nginx.httpsPort, hostname, caCerts: [root] });
    try {
      await connection.handshake();
      return true;
    } finally {
      connection.close();
    }
  } catch {
    return false;
  }
}

async function answerTo({ httpsPort: port }: Nginx, hostname: string, root: string, bytes: Uint8Array) {
  using connection = await connectTls({ port, hostname, caCerts: [root] });
  await connection.write(bytes);
  const buffer = new Uint8Array(4_096);
  return new TextDecoder().decode(buffer.subarray(0, await connection.read(buffer) ?? 0));
}

/** The serial number of what nginx shows. */
async function certificateOf({ httpsPort }: Nginx, name: string): Promise<string> {
  const line = `openssl s_client -connect 127.0.0.1:${httpsPort} -servername ${name} </dev/null 2>/dev/null`;
  const { out } = await ended("sh", ["-c", `${line} | openssl x509 -noout -serial`]);
  match(out, /^serial=/);
  return out;
}

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("It did not come to that");
}
