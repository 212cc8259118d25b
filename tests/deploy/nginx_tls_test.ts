/** The shipped nginx as scanners and browsers meet it: protocols, suites, stapling, HTTP/2; and what is shipped, as text. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import http2 from "node:http2";
import tls from "node:tls";
import { type ErrorCode, ERRORS } from "#domain/errors.ts";
import { installed, succeeds } from "#tests/support/debian.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { ended, Nginx } from "#tests/support/nginx.ts";
import { DOMAIN } from "./_front.ts";

const HOST = `acme.${DOMAIN}`;
const STRONG = /^(ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM-SHA(256|384)|CHACHA20-POLY1305)|TLS_[A-Z0-9_]+)$/;

Deno.test("TLS of nginx", async (t) => {
  await using nginx = await Nginx.start({ baseDomain: DOMAIN });

  await t.step("is 1.2 and 1.3 with forward secrecy and nothing else, as sslscan sees it", async () => {
    const xml = await scanned(nginx.httpsPort);
    const protocols = [...xml.matchAll(/<protocol type="(\w+)" version="([\d.]+)" enabled="1"/g)];
    deepStrictEqual(protocols.map(([, type, version]) => `${type} ${version}`), ["tls 1.2", "tls 1.3"]);
    const suites = [...xml.matchAll(/<cipher status="(?:preferred|accepted)"[^>]*? cipher="([^"]+)"/g)];
    const names = suites.map(([, name = ""]) => name);
    ok(names.length >= 5, `Only ${names.join()} were found`);
    deepStrictEqual(names.filter((name) => !STRONG.test(name)), []);
    match(xml, /<heartbleed sslversion="TLSv1\.2" vulnerable="0"/);
  });

  for (const [version, isTaken] of [["1", false], ["1_1", false], ["1_2", true], ["1_3", true]] as const) {
    await t.step(`${isTaken ? "takes" : "refuses"} TLS ${version.replace("_", ".")}`, async () => {
      const { out } = await handshake(nginx, [`-tls${version}`, "-cipher", "ALL:@SECLEVEL=0"]);
      strictEqual(/Cipher is (?!\(NONE\))\S+/.test(out), isTaken, out);
    });
  }

  await t.step("shows no certificate to hosts that are none of LEXIA's, and to who names none", async () => {
    for (const name of [["-servername", "evil.example"], ["-noservername"]]) {
      match((await handshake(nginx, name)).out, /no peer certificate available/);
    }
    match((await handshake(nginx, ["-servername", DOMAIN])).out, /BEGIN CERTIFICATE/);
  });

  await t.step("keeps no session in tickets", async () => {
    doesNotMatch((await handshake(nginx, ["-tls1_2"])).out, /TLS session ticket:/);
  });

  await t.step("staples what the authority's responder says of the certificate", async () => {
    // nginx asks the responder after the first connection.
    for (let tries = 0; tries < 40; tries++) {
      const { out } = await handshake(nginx, ["-status"]);
      if (/Cert Status: good/.test(out)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`Nothing was stapled: ${await nginx.errorLog()}`);
  });

  await t.step("speaks HTTP/2", async () => {
    const { status, problem } = await overHttp2(nginx, "/metrics");
    deepStrictEqual([status, problem.code], [404, "not_found"]);
  });
});

Deno.test("configuration of nginx", async (t) => {
  await using nginx = await Nginx.prepare({ baseDomain: DOMAIN });
  const main = await nginx.text("nginx.conf");

  await t.step("names suites that OpenSSL knows", async () => {
    const [, list = ""] = /ssl_ciphers ([^;]+);/.exec(await nginx.text("tls.conf")) ?? [];
    for (const suite of list.split(":")) {
      const { code, out } = await ended("openssl", ["ciphers", "-v", suite]);
      ok(code === 0 && out.split("\n").some((line) => line.startsWith(`${suite} `)), suite);
    }
  });

  await t.step("cuts slow clients within 30 seconds, and takes 10 and 1 a second", async () => {
    for (
      const name of ["client_header_timeout", "client_body_timeout", "send_timeout", "keepalive_timeout"]
    ) {
      const [, seconds] = new RegExp(`^\\s*${name} (\\d+)s;`, "m").exec(main) ?? [];
      ok(Number(seconds) > 0 && Number(seconds) <= 30, `${name} ${seconds}`);
    }
    match(main, /client_max_body_size 2m;/);
    const limits = await nginx.text("limits.conf");
    match(limits, /zone=api:\d+m rate=10r\/s;[^]*limit_req zone=api burst=20 nodelay;/);
    match(limits, /zone=sign_in:\d+m rate=1r\/s;[^]*limit_req zone=sign_in burst=5 nodelay;/);
    match(limits, /limit_conn_zone \$client_network zone=under_way:\d+m;\s*limit_conn under_way 256;/);
    const [, stream] = /proxy_read_timeout (\d+)s/.exec(await nginx.text("site.conf")) ?? [];
    ok(Number(stream) >= 60, "four of the comments that a stream sends every 15 seconds");
  });

  await t.step("calls failures by LEXIA's codes and titles", async () => {
    const titles =
      /map \$answer_code \$answer_title \{([^}]*)\}/.exec(await nginx.text("answers.conf"))?.[1] ?? "";
    const named = [...titles.matchAll(/^\s*(\w+) "([^"]+)";/gm)];
    ok(named.length >= 6);
    for (const [, code = "", title] of named) {
      const known = code === "default" ? "request_malformed" : code;
      strictEqual(ERRORS[known as ErrorCode]?.title, title);
    }
  });

  await t.step("counts each call by which somebody could guess as a sign-in", async () => {
    await using lexia = await Lexia.start();
    const lines = (await nginx.text("limits.conf")).matchAll(/^\s*"~(\^\S*POST\S*)" \$client_network;/gm);
    const counted = [...lines].map(([, pattern = ""]) => new RegExp(pattern));
    const calls = lexia.core.app.routes.filter(({ method }) => !["ALL", "GET"].includes(method)).map(
      ({ method, path }) => `${method}:${path.replace(/:\w+(\{[^/]*\})?/g, "0192f0c4")}`,
    );
    const isCounted = (call: string) => counted.some((pattern) => pattern.test(call));
    const open = new Set(
      calls.filter((call) => /:\/(auth|sign|security|password|invit|impers)/.test(call) && !isCounted(call)),
    );
    deepStrictEqual([...open].sort(), NO_GUESSES);
    deepStrictEqual(calls.filter((call) => isCounted(call) && /:\/(api|scim|solicitudes)\b/.test(call)), []);
    ok(calls.filter(isCounted).length >= 30, `${calls.filter(isCounted).length}`);
  });
});

Deno.test("deploy/ops/nginx_conf.ts", async (t) => {
  await using nginx = await Nginx.prepare({ baseDomain: DOMAIN });
  const before = await nginx.text("upstream.conf");

  for (
    const [what, args] of [
      ["an instance that would be configuration", ["--upstream", "127.0.0.1:80;}"]],
      ["a port that is none", ["--upstream", "127.0.0.1:99999"]],
      ["a proxy that is everybody", ["--outer-proxy", "0.0.0.0/0"]],
      ["a folder with a blank", ["--logs", "/var/log; user root"]],
      ["a way out of a folder", ["--challenges", "/var/www/../../etc"]],
      ["slow clients for a minute", ["--client-seconds", "60"]],
    ] as const
  ) {
    await t.step(`refuses ${what}, and writes nothing`, async () => {
      const { code, err } = await nginx.configure(args);
      strictEqual(code, 78, err);
      match(err, new RegExp(`Cannot configure nginx: ${args[0]}: `));
      strictEqual(await nginx.text("upstream.conf"), before);
    });
  }

  await t.step("keeps the domains of organizations, and writes them anew", async () => {
    await Deno.writeTextFile(`${nginx.conf}/domains/procesos.bufete.example.conf`, "as it was");
    strictEqual((await nginx.configure([])).code, 0);
    const text = await nginx.text("domains/procesos.bufete.example.conf");
    match(text, /server_name procesos\.bufete\.example;[^]*procesos\.bufete\.example\/privkey\.pem;/);
    doesNotMatch(text, /CUSTOM_DOMAIN|as it was/);
  });

  await t.step("tells what it takes, and in JSON what it did", async () => {
    strictEqual((await nginx.configure(["--nothing"])).code, 64);
    const planned = async (args: string[]) => {
      const { code, out } = await nginx.configure(["--dry-run", "--json", ...args]);
      return [code, JSON.parse(out).files];
    };
    deepStrictEqual(await planned([]), [0, []]);
    deepStrictEqual(await planned(["--api-per-second", "11"]), [0, ["limits.conf"]]);
    deepStrictEqual(await planned([]), [0, []], "nothing was written");
    match((await nginx.configure(["-h"])).out, /--upstream HOST:PORT/);
    const { code, out } = await nginx.configure([
      "--json",
      "--upstream",
      "[::1]:8000",
      "--upstream",
      "lexia-1:8000",
    ]);
    deepStrictEqual([code, JSON.parse(out).outcome], [0, "written"]);
    match(
      await nginx.text("upstream.conf"),
      /server \[::1\]:8000 max_fails=2[^]*server lexia-1:8000 max_fails=2/,
    );
  });
});

/** Nothing can be guessed at here: a provider vouches, a session is known already, or nothing is let in. */
const NO_GUESSES = [
  "DELETE:/auth/sessions",
  "DELETE:/auth/sessions/0192f0c4",
  "POST:/auth/legal",
  "POST:/auth/logout",
  "POST:/auth/me/anonymization-request",
  "POST:/auth/oidc/0192f0c4/backchannel-logout",
  "POST:/auth/refresh",
  "POST:/auth/saml/0192f0c4/acs",
  "POST:/auth/saml/0192f0c4/slo",
  "POST:/impersonate/end",
  "POST:/impersonations",
  "POST:/impersonations/0192f0c4/end",
  "POST:/security/sessions/0192f0c4/end",
  "POST:/security/sessions/end-others",
  "POST:/sign-out",
  "PUT:/auth/me",
];

async function scanned(port: number): Promise<string> {
  if (!await succeeds("sslscan", ["--version"]) && !await installed("sslscan")) {
    throw new Error("Cannot find sslscan: install Debian's package of that name");
  }
  const args = ["--xml=-", "--no-colour", `--sni-name=${HOST}`, `127.0.0.1:${port}`];
  const { code, out, err } = await ended("sslscan", args);
  strictEqual(code, 0, err);
  return out;
}

async function handshake(nginx: Nginx, args: readonly string[]) {
  const name = args.some((arg) => arg.endsWith("servername")) ? [] : ["-servername", HOST];
  const to = ["-connect", `127.0.0.1:${nginx.httpsPort}`, ...name];
  const child = new Deno.Command("openssl", {
    args: ["s_client", ...to, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  });
  return { out: new TextDecoder().decode((await child.output()).stdout) };
}

async function overHttp2({ httpsPort, authority }: Nginx, path: string) {
  const client = http2.connect(`https://${HOST}`, {
    createConnection: () =>
      tls.connect({
        host: "127.0.0.1",
        port: httpsPort,
        servername: HOST,
        ca: authority.certificate,
        ALPNProtocols: ["h2"],
      }),
  });
  try {
    const request = client.request({ ":path": path });
    const status = await new Promise<unknown>((resolve, reject) => {
      request.once("response", (headers) => resolve(headers[":status"]));
      request.once("error", reject);
      client.once("error", reject);
    });
    let text = "";
    for await (const piece of request) text += piece;
    return { status, problem: JSON.parse(text) };
  } finally {
    client.close();
  }
}
