/** nginx as it is shipped, in front of two instances of LEXIA: what it lets through, and what it does not. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { SECURITY_HEADERS } from "#routes/_middleware/security_headers.ts";
import { PASSWORD } from "#tests/support/lexia.ts";
import { exchange } from "#tests/support/raw_http.ts";
import { DOMAIN, encoded, Front, headerOf, JSON_TYPE, jsonOf, newAddress, PATIENCE } from "./_front.ts";
import { limits } from "./_limits.ts";

const HTML = { Accept: "text/html" };
const HSTS = "max-age=31536000; includeSubDomains; preload";
const MIB = 1_024 ** 2;

Deno.test("nginx", async (t) => {
  await using stack = new AsyncDisposableStack();
  const front = await Front.open(stack);
  const { nginx, host } = front;

  await t.step("finds its configuration well formed, and warns of nothing", async () => {
    const { code, err } = await nginx.check();
    strictEqual(code, 0, err);
    doesNotMatch(err, /\[(warn|error|emerg)\]/);
  });

  await redirects(t, front);
  await headers(t, front);
  await hosts(t, front);
  await limits(t, front);
  await bodies(t, front);
  await addresses(t, front, stack);

  await t.step("keeps queries, cookies and tokens out of its logs", async () => {
    const secret = "canary-of-the-log";
    const headers = {
      ...front.bearer,
      Cookie: `__Host-lexia_session=${secret}`,
      "User-Agent": secret,
      Referer: `https://${host}/?${secret}`,
    };
    await front.ask(`/solicitudes?q=${secret}`, { headers });
    await front.ask(`/auth/invitations/lxi_${secret}`, { headers });
    await front.ask(`/metrics?token=${secret}`, { headers });
    await front.ask(`/x\\y?${secret}`, { headers });
    await front.ask(`/sign-in?${secret}`, { method: "POST", headers, body: `password=${secret}` });
    const lines = (await nginx.accessLog()).map((line) => JSON.stringify(line)).join("\n");
    match(lines, /"path":"\/auth\/invitations\/\(token\)"/);
    match(lines, /"method":"POST","host":"[\w.-]+","path":"\/sign-in"/);
    doesNotMatch(lines + await nginx.errorLog(), /canary|\?/);
    doesNotMatch(lines, new RegExp(front.person.token.slice(-20)));
  });
});

async function redirects(t: Deno.TestContext, { nginx, host }: Front): Promise<void> {
  const plain = (path: string, named: string) => exchange(nginx.httpPort, encoded(path, { host: named }));

  await t.step("sends HTTP to HTTPS, to the same host, path and query", async () => {
    for (
      const [named, path] of [[host, "/solicitudes?q=a%20b&x=1"], [DOMAIN, "/"], [host, "/a//b"]] as const
    ) {
      const answer = await plain(path, named);
      strictEqual(answer.status, 301);
      deepStrictEqual(headerOf(answer, "location"), [`https://${named}:${nginx.httpsPort}${path}`]);
      deepStrictEqual(headerOf(answer, "strict-transport-security"), [], "never over plain HTTP");
    }
  });

  await t.step("lets the challenges of certificate authorities through over HTTP, for any host", async () => {
    const folder = `${nginx.folder}/challenges/.well-known/acme-challenge`;
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(`${folder}/abc`, "abc.proof");
    for (const named of [host, DOMAIN, "procesos.bufete.example"]) {
      const answer = await plain("/.well-known/acme-challenge/abc", named);
      deepStrictEqual([answer.status, answer.text.endsWith("abc.proof")], [200, true]);
    }
    strictEqual((await plain("/.well-known/acme-challenge/../../../conf/nginx.conf", host)).status, 400);
    strictEqual((await plain("/.well-known/acme-challenge/none", host)).status, 404);
  });

  await t.step("sends no host elsewhere that is not LEXIA's", async () => {
    const answer = await plain("/", "evil.example");
    deepStrictEqual([answer.status, jsonOf(answer).code], [421, "organization_not_found"]);
  });
}

async function headers(t: Deno.TestContext, front: Front): Promise<void> {
  const cases: [what: string, path: string, headers: Record<string, string>][] = [
    ["a page of LEXIA's", "/sign-in", HTML],
    ["its API", "/api/v1/solicitudes", front.bearer],
    ["a refusal of LEXIA's", "/api/v1/solicitudes", {}],
    ["nginx's own problem", "/metrics", {}],
    ["nginx's own page", "/metrics\\", HTML],
    ["SCIM's own problem", "/scim/v2\\Users", {}],
  ];
  for (const [what, path, headers] of cases) {
    await t.step(`leaves or gives each security header once: ${what}`, async () => {
      const answer = await front.ask(path, { headers });
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
        const found = headerOf(answer, name);
        strictEqual(found.length, 1, `${name}: ${found.length} times`);
        if (name !== "Content-Security-Policy") strictEqual(found[0], value);
        else match(found[0] ?? "", /^default-src 'none';.*frame-ancestors 'none'$/);
      }
      deepStrictEqual(headerOf(answer, "strict-transport-security"), [HSTS]);
      deepStrictEqual(headerOf(answer, "server"), ["nginx"], "without its version");
    });
  }

  await t.step(
    "answers problems by itself as LEXIA does, and to people a page in their language",
    async () => {
      const refusal = await front.ask("/api/v1/x\\y", { headers: { "X-Request-Id": "of-the-caller" } });
      deepStrictEqual(headerOf(refusal, "content-type"), ["application/problem+json"]);
      const { type, status, code, request_id } = jsonOf(refusal);
      const page = `https://${DOMAIN}:${front.nginx.httpsPort}/problems/request_malformed`;
      deepStrictEqual([type, status, code, request_id], [page, 400, "request_malformed", "of-the-caller"]);
      strictEqual((await front.ask("/problems/request_malformed", { headers: HTML })).status, 200);
      const scim = await front.ask("/scim/v2\\Users");
      deepStrictEqual(headerOf(scim, "content-type"), ["application/scim+json"]);
      deepStrictEqual(jsonOf(scim).status, "400");
      for (const [language, word] of [["es-CO,es", "Vuelva"], ["en-US,en", "Go back"]] as const) {
        const { text } = await front.ask("/x\\y", { headers: { ...HTML, "Accept-Language": language } });
        match(text, new RegExp(`<html lang="${language.slice(0, 2)}">.*${word}`));
      }
    },
  );

  await t.step("tells LEXIA and its own log one id of a request", async () => {
    await front.ask("/sign-in", { headers: { ...HTML, "X-Request-Id": "known-on-both-sides" } });
    const own = (await front.nginx.accessLog()).filter((line) => line.request_id === "known-on-both-sides");
    const lexias = front.answered("/sign-in").filter((line) => line.request_id === "known-on-both-sides");
    deepStrictEqual([own.length, lexias.length], [1, 1]);
  });
}

async function hosts(t: Deno.TestContext, front: Front): Promise<void> {
  const { nginx, host } = front;
  const over = (sni: string, bytes: Uint8Array | string) => exchange(nginx.line(sni), bytes);

  await t.step("answers a foreign host on a connection of its own with 421", async () => {
    const answer = await over(host, encoded("/health", { host: "evil.example" }));
    deepStrictEqual([answer.status, jsonOf(answer).code], [421, "organization_not_found"]);
  });

  await t.step("lets browsers use one connection for all hosts of one certificate", async () => {
    strictEqual((await over(DOMAIN, encoded("/sign-in", { host }))).status, 200);
  });

  await t.step("refuses a request line and a Host that name two hosts of LEXIA's", async () => {
    const other = `other.${DOMAIN}`;
    for (const [line, named] of [[host, other], [other, host], [host, `${host}.`]] as const) {
      const answer = await over(host, `GET https://${line}/sign-in HTTP/1.1\r\nHost: ${named}\r\n\r\n`);
      strictEqual(answer.status, 400, `${line}, ${named}`);
    }
    strictEqual(
      (await over(host, `GET https://${host}/sign-in HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).status,
      200,
    );
  });

  await t.step(
    "keeps /metrics from everybody outside, however it is written, and with the token",
    async () => {
      const headers = { Authorization: "Bearer metrics-for-tests-only" };
      for (
        const path of [
          "/metrics",
          "/metrics?x",
          "//metrics",
          "/%6detrics",
          "/x/../metrics",
          "/x/%2e%2e/metrics",
        ]
      ) {
        strictEqual((await front.ask(path, { headers })).status, 404, path);
      }
      strictEqual((await front.ask("/x\\..\\metrics", { headers })).status, 400);
      deepStrictEqual(front.answered("/metrics"), []);
    },
  );

  await t.step("passes /health, and does not log it", async () => {
    strictEqual((await front.ask("/health")).status, 200);
    const paths = (await nginx.accessLog()).map(({ path }) => path);
    deepStrictEqual(paths.filter((path) => path === "/health"), ["/health"], "only the one that was refused");
  });
}

async function bodies(t: Deno.TestContext, front: Front): Promise<void> {
  const { bearer } = front;
  const sent = async (path: string, size: number, accept: Record<string, string> = {}) =>
    await front.ask(path, {
      method: "POST",
      headers: { ...bearer, ...JSON_TYPE, ...accept },
      body: new Uint8Array(size).fill(32),
    });

  await t.step(
    "takes bodies of 2 MB, so that LEXIA says itself what it takes, and refuses larger ones",
    async () => {
      const answer = await sent("/api/v1/solicitudes", 2 * MIB + 1);
      deepStrictEqual([answer.status, jsonOf(answer).code], [413, "body_too_large"]);
      deepStrictEqual(front.answered("/api/v1/solicitudes").filter(({ status }) => status === 413), []);
      const page = await sent("/solicitudes/many", 2 * MIB + 1, HTML);
      deepStrictEqual([page.status, headerOf(page, "content-type")], [413, ["text/html; charset=utf-8"]]);
      match(String(jsonOf(await sent("/api/v1/solicitudes", 100_000)).detail), /at most 65536 bytes/);
    },
  );

  await t.step("counts a body that comes in chunks", async () => {
    const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
    const head =
      `POST /api/v1/solicitudes HTTP/1.1\r\nHost: ${front.host}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const answer = await exchange(front.nginx.line(front.host), `${head}${chunk.repeat(33)}0\r\n\r\n`);
    // LEXIA would say how much it takes.
    deepStrictEqual([answer.status, jsonOf(answer).detail], [413, undefined]);
  });

  for (const path of ["/api/v1/solicitudes/bulk", "/solicitudes/bulk"]) {
    await t.step(`takes files at ${path}, and no more than LEXIA does`, async () => {
      const { status } = await sent(path, 3 * MIB);
      ok(status !== 413 && status > 0, `${status}`);
      strictEqual(front.answered(path).length, 1);
      const head = `POST ${path} HTTP/1.1\r\nHost: ${front.host}\r\nContent-Length: ${51 * MIB + 1}\r\n\r\n`;
      strictEqual((await exchange(front.nginx.line(front.host), head)).status, 413);
      strictEqual(front.answered(path).length, 1);
    });
  }

  await t.step("refuses heads that are too long, without one word of nginx's", async () => {
    const long = (what: string) => exchange(front.nginx.line(front.host), `GET /${what}\r\n\r\n`);
    const header = await long(`health HTTP/1.1\r\nHost: ${front.host}\r\nX-Long: ${"a".repeat(9_000)}`);
    deepStrictEqual([header.status, jsonOf(header).code], [431, "request_malformed"]);
    const line = await long(`${"a".repeat(9_000)} HTTP/1.1\r\nHost: ${front.host}`);
    deepStrictEqual([line.status, jsonOf(line).code], [414, "request_malformed"]);
  });
}

async function addresses(t: Deno.TestContext, front: Front, stack: AsyncDisposableStack): Promise<void> {
  const forged = {
    "X-Forwarded-For": "203.0.113.9, 127.0.0.1",
    "X-Real-IP": "203.0.113.9",
    "Forwarded": "for=203.0.113.9",
  };
  const body = JSON.stringify({ email: front.person.actor.email, password: PASSWORD });

  async function latestSession(port: number, headers: Record<string, string>): Promise<unknown> {
    const { host } = front;
    const login = encoded("/auth/login", {
      method: "POST",
      host,
      headers: { ...JSON_TYPE, ...headers },
      body,
    });
    const { access_token: token } = jsonOf(await exchange(port, login, PATIENCE));
    const own = { ...headers, Authorization: `Bearer ${token}` };
    const sessions = jsonOf(await exchange(port, encoded("/auth/sessions", { host, headers: own })));
    ok(Array.isArray(sessions.items));
    return sessions.items.find(({ is_current }) => is_current)?.address;
  }

  await t.step("believes nobody who says where a request comes from", async () => {
    const direct = await Front.nginx(stack, front.instances);
    strictEqual(await latestSession(direct.line(front.host), forged), "127.0.0.1");
    const seen = front.instances.flatMap(({ lexia }) => lexia.logged).map(({ client_ip }) => client_ip);
    ok(!seen.includes("203.0.113.9"));
  });

  await t.step("believes the proxy that is configured, and it alone", async () => {
    const address = newAddress();
    const behind = { "X-Forwarded-For": `203.0.113.9, ${address}` };
    strictEqual(await latestSession(front.nginx.line(front.host), behind), address);
  });
}
