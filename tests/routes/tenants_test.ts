/** Whose host it is, however it is spelled, and over a real connection, where a request may name two. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { requestHandler } from "#routes/_handler.ts";
import { insertOrganization } from "#domain/organizations/establish.ts";
import { Lexia } from "../support/lexia.ts";
import { refused } from "../support/refused.ts";

const PATH = "/api/v1/organization";

Deno.test("A host", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const own = `${acme.subdomain}.${lexia.baseDomain}`;
  const ask = (host: string, instance = lexia, headers: Record<string, string> = {}) =>
    instance.core.app.fetch(
      new Request(`http://${host}${PATH}`, {
        headers: { host, authorization: `Bearer ${ana.token}`, ...headers },
      }),
      { remoteAddress: "192.0.2.1" },
    );

  for (const host of [own, own.toUpperCase(), `${own}:8443`, `${own}:80`]) {
    await t.step(`"${host.replace(acme.subdomain, "org-1")}" is the organization's`, async () => {
      const response = await ask(host);
      strictEqual(response.status, 200);
      strictEqual((await response.json()).id, acme.id);
    });
  }

  const NOBODYS = [
    `${own}.`,
    "xn--acme-9qa.lexia.test",
    `${"a".repeat(64)}.lexia.test`,
    `-${acme.subdomain}.lexia.test`,
    `_.${own}`,
    `${acme.subdomain}-lexia.test`,
    `${acme.subdomain}.lexia.test.evil.example`,
    "evillexia.test",
    "www.lexia.test",
    "app.lexia.test",
    "[::1]",
  ];
  for (const host of NOBODYS) {
    await t.step(`"${host.replace(acme.subdomain, "org-1").slice(0, 40)}" is nobody's`, async () => {
      await refused(await ask(host), 400, "organization_not_found");
    });
  }

  for (
    const host of [`%6frg-${acme.subdomain.slice(4)}.${lexia.baseDomain}`, `${acme.subdomain}ª.lexia.test`]
  ) {
    await t.step(`"${host.slice(0, 5)}…" only reads like a name, and is refused`, async () => {
      await refused(await ask(host), 400, "host_ambiguous");
    });
  }

  await t.step("that the operator allows serves programs, as the API host does", async () => {
    await using behind = await lexia.another({ env: { ALLOWED_HOSTS: "api.intranet.example" } });
    const named = { "x-organization-id": acme.id };
    strictEqual((await ask("api.intranet.example", behind, named)).status, 200);
    strictEqual(
      (await ask("api.intranet.example", behind, { "x-organization-id": acme.id.toUpperCase() })).status,
      200,
    );
    await refused(await ask("api.intranet.example", behind), 400, "organization_not_found");
    await refused(await ask("other.intranet.example", behind, named), 400, "organization_not_found");
  });

  await t.step("is the single tenant's, whichever it is, but for the operators'", async () => {
    await using single = await lexia.another({ env: { SINGLE_TENANT: acme.subdomain } });
    for (
      const host of ["10.1.2.3:8000", "lexia.intranet", "other.lexia.test", "lexia.test", "api.lexia.test"]
    ) {
      const response = await ask(host, single);
      deepStrictEqual([response.status, (await response.json()).id], [200, acme.id], host);
    }
    await refused(await ask("admin.lexia.test", single), 400, "organization_not_found");
  });

  await t.step("of a single tenant that there is not is refused, and works once there is one", async () => {
    await using single = await lexia.another({ env: { SINGLE_TENANT: "not-yet" } });
    await refused(await ask("10.1.2.3", single), 400, "organization_not_found");
    await lexia.core.services.platformDb.tx(
      { purpose: "test" },
      (tx) => insertOrganization(tx, { name: "Only", subdomain: "not-yet", plan: "pro" }),
    );
    await using restarted = await lexia.another({ env: { SINGLE_TENANT: "not-yet" } });
    await refused(await ask("10.1.2.3", restarted), 401, "token_invalid");
  });
});

Deno.test("A request over a connection", async (t) => {
  await using lexia = await Lexia.start();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const ana = await acme.session("user");
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    requestHandler(lexia.core.app),
  );
  const [own, theirs] = [acme, beta].map(({ subdomain }) => `${subdomain}.${lexia.baseDomain}`);

  /** The status, and the code of a problem. */
  async function send(target: string, lines: string[], version = "1.1"): Promise<[number, string]> {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
    const head = [
      `GET ${target} HTTP/${version}`,
      ...lines,
      `Authorization: Bearer ${ana.token}`,
      "Connection: close",
    ];
    await connection.write(new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\n`));
    const text = await new Response(connection.readable).text();
    const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(text) ?? [];
    const [, code = ""] = /"code":"(\w+)"/.exec(text) ?? [];
    return [Number(status), code];
  }

  try {
    await t.step("is for the host that its head names", async () => {
      deepStrictEqual(await send(PATH, [`Host: ${own}`]), [200, ""]);
      deepStrictEqual(await send(`http://${own}${PATH}`, [`Host: ${own}`]), [200, ""]);
      deepStrictEqual(await send(PATH, [`Host: ${theirs}`]), [401, "token_invalid"]);
    });

    await t.step("is for nobody where the request line names another", async () => {
      deepStrictEqual(await send(`http://${theirs}${PATH}`, [`Host: ${own}`]), [400, "host_ambiguous"]);
      deepStrictEqual(await send(`http://${own}${PATH}`, [`Host: ${theirs}`]), [400, "host_ambiguous"]);
      deepStrictEqual(await send(`http://${own}:81${PATH}`, [`Host: ${own}`]), [400, "host_ambiguous"]);
    });

    for (
      const host of [
        "",
        "a@b",
        `${acme.subdomain}@${own ?? ""}`,
        "x:99999",
        "a b",
        "/",
        "x:y",
        "[",
        "%",
        "é",
        "xn--org-6835b119.lexia.test",
      ]
    ) {
      await t.step(`is refused with the host "${host.replaceAll(acme.subdomain, "org-1")}"`, async () => {
        const [status, code] = await send(PATH, [`Host: ${host}`]);
        strictEqual(status, 400);
        match(code, /^(host_ambiguous|organization_not_found|)$/);
      });
    }

    await t.step("is refused with two hosts, and without one", async () => {
      strictEqual((await send(PATH, [`Host: ${own}`, `Host: ${theirs}`]))[0], 400);
      strictEqual((await send(PATH, []))[0], 400);
      strictEqual((await send(PATH, [], "1.0"))[0], 400);
    });

    await t.step("does not listen to what proxies' headers say of the host", async () => {
      const headers = ["X-Forwarded-Host", "X-Original-Host", "X-Host", "X-HTTP-Host-Override"];
      const named = headers.map((name) => `${name}: ${theirs}`);
      deepStrictEqual(await send(PATH, [`Host: ${own}`, ...named, `Forwarded: host=${theirs}`]), [200, ""]);
    });

    await t.step("leaves the server whole", async () => {
      const response = await fetch(`http://127.0.0.1:${server.addr.port}/health`);
      ok(response.ok);
      await response.body?.cancel();
    });
  } finally {
    await server.shutdown();
  }
});
