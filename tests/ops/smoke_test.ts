/** `deno task smoke` against LEXIA as it is started in its home, and against what is not well. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { writeLine } from "#main";
import { requestHandler } from "#routes/mod.ts";
import { Lexia, PASSWORD } from "#tests/support/lexia.ts";
import config from "../../deno.json" with { type: "json" };

const ROOT = new URL("../..", import.meta.url);

interface Ended {
  code: number;
  said: { outcome?: string; failed?: string[]; steps?: { id: string }[]; message?: string };
  out: string;
}

async function smoke(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--cached-only", ...config.tasks.smoke.command.split(" ").slice(2), ...args],
    cwd: ROOT,
    env: { PATH: Deno.env.get("PATH") ?? "", HOME: Deno.env.get("HOME") ?? "", ...env },
    clearEnv: true,
  }).output();
  const out = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return { code, out, said: out.startsWith("{") ? JSON.parse(out) : {} };
}

Deno.test("deno task smoke", async (t) => {
  await using lexia = await Lexia.start({ env: { METRICS_TOKEN: "metrics-for-tests-only" } });
  let change = (response: Response, _request: Request): Response => response;
  const handler = requestHandler(lexia.core.app);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request, info) => {
    return change(await handler(request, info), request);
  });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => server.shutdown());
  const organization = await lexia.organization();
  const person = await organization.session("viewer", { withPassword: true });
  const site = [`--url=http://${lexia.baseDomain}:${server.addr.port}`, "--connect=127.0.0.1", "--json"];
  const login = { SMOKE_EMAIL: person.actor.email, SMOKE_PASSWORD: PASSWORD };

  await t.step("finds a LEXIA that is well so, and signs in, listens and signs out", async () => {
    const { code, said, out } = await smoke([...site, `--organization=${organization.subdomain}`], login);
    deepStrictEqual([code, said.failed], [0, []], out);
    const ids = said.steps?.map(({ id }) => id) ?? [];
    for (const id of ["ready", "unknown_tenant", "openapi", "assets", "sign_in", "events", "signed_out"]) {
      ok(ids.includes(id), id);
    }
  });

  await t.step("signs nobody in without a login, and shows a table", async () => {
    const { code, out } = await smoke(site.slice(0, 2));
    strictEqual(code, 0, out);
    ok(out.includes("security_headers") && !out.includes("signed_out"));
  });

  const FAULTS: [what: string, step: string, change: typeof change][] = [
    ["a header that was taken out", "security_headers", without("x-frame-options")],
    [
      "a policy that was loosened",
      "content_policy",
      (response) =>
        withHeader(
          response,
          "content-security-policy",
          "default-src * 'unsafe-inline'; frame-ancestors 'none'",
        ),
    ],
    ["a version that is told", "no_leaks", (response) => withHeader(response, "server", "front/1.2.3")],
    ["assets that are not kept", "assets", without("cache-control")],
    [
      "an API that asks nobody",
      "asks_who",
      (response, { url }) =>
        new URL(url).pathname.startsWith("/api/v1/") && response.status === 401
          ? Response.json({ items: [] })
          : response,
    ],
    [
      "a description that is missing",
      "openapi",
      (response, { url }) =>
        url.endsWith("/api/openapi.json") ? new Response("no", { status: 404 }) : response,
    ],
  ];
  for (const [what, step, made] of FAULTS) {
    await t.step(`finds ${what}`, async () => {
      change = made;
      const { code, said } = await smoke(site);
      change = (response) => response;
      strictEqual(code, 1);
      ok(said.failed?.includes(step), `${said.failed}`);
    });
  }

  await t.step("finds a wrong password, without repeating it", async () => {
    const wrong = { ...login, SMOKE_PASSWORD: "not-the-password-of-this-viewer" };
    const { code, said, out } = await smoke([...site, `--organization=${organization.subdomain}`], wrong);
    deepStrictEqual([code, said.failed], [1, ["sign_in"]]);
    ok(!out.includes(wrong.SMOKE_PASSWORD));
  });

  await t.step("says 2 where it is used wrongly, and 3 where nothing answers", async () => {
    for (const args of [[], ["--url=lexia"], [...site, "--what"], ["--url=http://lexia.test/path"]]) {
      strictEqual((await smoke(args)).code, 2, args.join(" "));
    }
    strictEqual((await smoke(site, { SMOKE_EMAIL: "a@b.test" })).code, 2);
    const inTheClear = ["--url=http://lexia.test", "--organization=acme", "--json"];
    match((await smoke(inTheClear, login)).out, /No password is sent without TLS/);
    strictEqual((await smoke(["--url=http://lexia.test:1", "--connect=127.0.0.1"])).code, 3);
  });
  writeLine(`deno task smoke was tried against the home ${lexia.database.home}`);
});

function without(name: string): (response: Response) => Response {
  return (response) => {
    const headers = new Headers(response.headers);
    headers.delete(name);
    return new Response(response.body, { status: response.status, headers });
  };
}

function withHeader(response: Response, name: string, value: string): Response {
  const headers = new Headers(response.headers);
  headers.set(name, value);
  return new Response(response.body, { status: response.status, headers });
}
