import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { countingServer } from "#tests/support/counting_server.ts";
import {
  addDirectory,
  directorySettings as settingsOf,
  ldapLogin,
  SSO,
} from "#tests/support/directory_provider.ts";
import { EXPIRED_CA, EXPIRED_CERTIFICATE } from "#tests/support/expired_certificate.ts";
import { Lexia, PASSWORD, type TestOrganization } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { PEOPLE, Slapd, SUFFIX } from "#tests/support/slapd.ts";

const SECRET = "tranvía musgo 47 violín";

/** What may not get in, whatever the directory holds: the person `ana` is there, with that password. */
const STRANGE: readonly [what: string, body: { login: string; password: string }][] = [
  ["a wrong password", { login: "ana", password: "wrong" }],
  ["an unknown name", { login: "nobody", password: SECRET }],
  ["a star", { login: "*", password: SECRET }],
  ["a part of a name with a star", { login: "an*", password: SECRET }],
  ["a filter within the name", { login: "*)(uid=*))(|", password: SECRET }],
  ["a closed bracket", { login: "ana)(|(uid=*", password: SECRET }],
  ["an escaped star", { login: "\\2a", password: SECRET }],
  ["a place of the filter", { login: "{login}", password: SECRET }],
  ["NUL in the name", { login: "ana\0", password: SECRET }],
  ["NUL in the password", { login: "ana", password: `${SECRET}\0` }],
  ["a distinguished name", { login: `uid=ana,${PEOPLE}`, password: SECRET }],
  ["a name that two have", { login: "twin@acme.example", password: SECRET }],
  ["a person in no mapped group", { login: "outsider", password: SECRET }],
  ["a person without an address", { login: "mailless", password: SECRET }],
];

Deno.test("POST /auth/ldap-login", async (t) => {
  await using lexia = await Lexia.start();
  await using slapd = await Slapd.start();
  const people = {
    ana: await slapd.person({ uid: "ana", password: SECRET, name: "Ana Pérez", department: "Laboral" }),
    boss: await slapd.person({ uid: "boss", password: SECRET }),
    mailless: await slapd.person({ uid: "mailless", password: SECRET, mail: "" }),
    twin: await slapd.person({ uid: "twin1", password: SECRET, mail: "twin@acme.example" }),
    other: await slapd.person({ uid: "twin2", password: SECRET, mail: "twin@acme.example" }),
    strange: await slapd.person({ uid: "luis*(x)", password: SECRET, mail: "luis@acme.example" }),
  };
  await slapd.person({ uid: "outsider", password: SECRET });
  await slapd.group("lawyers", Object.values(people));
  await slapd.group("partners", [people.boss]);

  const acme = await lexia.organization();
  const administrator = await acme.session("org_admin");
  const provider = await addDirectory(administrator, settingsOf(slapd));
  const login = (body: Record<string, unknown>, at: TestOrganization = acme) => ldapLogin(lexia, at, body);

  await t.step("makes a member of somebody in a mapped group, with what the directory says", async () => {
    const response = await login({ login: "ana", password: SECRET });
    const { user, access_token, token_type } = await response.json();
    strictEqual(response.status, 200);
    strictEqual(token_type, "bearer");
    const { id, ...said } = user;
    deepStrictEqual(said, { email: "ana@acme.example", name: "Ana Pérez", role: "user" });
    const me = await lexia.request(acme.subdomain, "/auth/me", {
      headers: { authorization: `Bearer ${access_token}` },
    });
    strictEqual(me.status, 200);
    deepStrictEqual(
      await rows(lexia, "select department, managed_by, password_hash from users where id = $1", id),
      [["Laboral", "ldap", null]],
    );
    const [session] = await rows(lexia, "select method, provider_id from sessions where user_id = $1", id);
    deepStrictEqual(session, ["ldap", provider]);
  });

  await t.step("knows the same person again, by name or address, and by any case of it", async () => {
    for (const name of ["ana", "ANA", "ana@acme.example", " ana "]) {
      strictEqual((await login({ login: name, password: SECRET })).status, 200, name);
    }
    deepStrictEqual(await countOf(lexia, "users", acme), 2);
  });

  await t.step("takes the role of the first line that matches", async () => {
    const { user } = await (await login({ login: "boss", password: SECRET })).json();
    strictEqual(user.role, "manager");
  });

  await t.step("takes a name with signs that mean something in filters", async () => {
    const { user } = await (await login({ login: "luis*(x)", password: SECRET })).json();
    strictEqual(user.email, "luis@acme.example");
  });

  const before = await countOf(lexia, "users", acme);
  const answers: unknown[] = [];
  for (const [what, body] of STRANGE) {
    await t.step(`refuses ${what}`, async () => {
      const { request_id: _, ...problem } = await refused(
        await login(body),
        401,
        "invalid_credentials",
        what,
      );
      answers.push(problem);
    });
  }

  await t.step("answers all of them alike, makes nobody a member, and leaves a line for each", async () => {
    strictEqual(answers.length, STRANGE.length);
    for (const answer of answers) deepStrictEqual(answer, answers[0]);
    strictEqual(await countOf(lexia, "users", acme), before);
    const [lines] = await rows(
      lexia,
      "select count(*)::int from audit_log where organization_id = $1 and action = 'session.refused'",
      acme.id,
    );
    deepStrictEqual(lines, [STRANGE.length]);
  });

  await t.step("never asks a server with an empty password or NUL", async () => {
    await using trap = countingServer();
    const org = await lexia.organization();
    const settings = settingsOf(slapd, { urls: [`ldaps://localhost:${trap.port}`] });
    await addDirectory(await org.session("org_admin"), settings);
    await refused(await login({ login: "ana", password: "" }, org), 422, "request_invalid");
    await refused(await login({ login: "ana", password: "\0" }, org), 401, "invalid_credentials");
    await refused(await login({ login: "an\0a", password: SECRET }, org), 401, "invalid_credentials");
    strictEqual(trap.connections(), 0);
    await refused(await login({ login: "ana", password: SECRET }, org), 503, "directory_unavailable");
    ok(trap.connections() > 0);
  });

  await t.step("speaks StartTLS with an authority of the company's own", async () => {
    const org = await lexia.organization();
    const settings = settingsOf(slapd, { urls: [slapd.ldapUrl], tls: "starttls" });
    await addDirectory(await org.session("org_admin"), settings);
    strictEqual((await login({ login: "ana", password: SECRET }, org)).status, 200);
  });

  await using expired = await Slapd.start({ certificate: EXPIRED_CERTIFICATE });
  await using bare = await Slapd.start({ hasTls: false });
  const unreachable: [what: string, settings: Record<string, unknown>][] = [
    ["a certificate of an unknown authority", { ca_pem: null }],
    ["a certificate of another authority", { ca_pem: EXPIRED_CA }],
    ["a certificate for another name", { urls: [slapd.otherNameUrl] }],
    ["a certificate that has expired", { urls: [expired.ldapsUrl], ca_pem: EXPIRED_CA }],
    ["a server that takes no StartTLS", { urls: [bare.ldapUrl], tls: "starttls" }],
    ["a server that is not there", { urls: ["ldaps://127.0.0.1:1"] }],
    ["a name that is not there", { urls: ["ldaps://nowhere.invalid"] }],
    ["a connection without TLS", { urls: [slapd.ldapUrl], tls: "plain" }],
    ["an inner address that nobody allowed", { urls: ["ldaps://10.255.255.1"] }],
    ["a search base that is not there", { base_dn: "dc=nowhere" }],
    ["an account of LEXIA's that is not there", { bind_dn: `cn=nobody,${SUFFIX}` }],
  ];
  for (const [what, changes] of unreachable) {
    await t.step(`lets nobody in by ${what}`, async () => {
      const org = await lexia.organization();
      await addDirectory(await org.session("org_admin"), settingsOf(slapd, changes));
      await refused(await login({ login: "ana", password: SECRET }, org), 503, "directory_unavailable");
    });
  }

  await t.step("waits no longer than it was told for a server that does not answer", async () => {
    await using hole = countingServer({ hangsUp: false });
    const org = await lexia.organization();
    const settings = settingsOf(slapd, {
      urls: [`ldaps://localhost:${hole.port}`],
      connect_timeout_ms: 300,
    });
    await addDirectory(await org.session("org_admin"), settings);
    const startedAt = performance.now();
    await refused(await login({ login: "ana", password: SECRET }, org), 503, "directory_unavailable");
    ok(performance.now() - startedAt < 3_000);
  });

  await t.step("waits no longer than it was told for a server that falls silent", async () => {
    await using hung = await Slapd.start();
    const org = await lexia.organization();
    const settings = settingsOf(hung, {
      urls: [hung.ldapUrl],
      tls: "starttls",
      connect_timeout_ms: 300,
      operation_timeout_ms: 300,
    });
    await addDirectory(await org.session("org_admin"), settings);
    hung.pause();
    await refused(await login({ login: "ana", password: SECRET }, org), 503, "directory_unavailable");
    hung.resume();
  });

  await t.step("asks the next server where the first cannot be used", async () => {
    const org = await lexia.organization();
    const settings = settingsOf(slapd, {
      urls: ["ldaps://127.0.0.1:1", slapd.otherNameUrl, slapd.ldapsUrl],
    });
    await addDirectory(await org.session("org_admin"), settings);
    strictEqual((await login({ login: "ana", password: SECRET }, org)).status, 200);
  });

  await t.step("follows no referral to another server", async () => {
    await using elsewhere = countingServer();
    const referral = `ou=elsewhere,${PEOPLE}`;
    await slapd.change((client) =>
      client.add(referral, {
        objectClass: ["referral", "extensibleObject"],
        ou: "elsewhere",
        ref: `ldap://127.0.0.1:${elsewhere.port}/ou=elsewhere`,
      })
    );
    strictEqual((await login({ login: "ana", password: SECRET })).status, 200);
    await refused(await login({ login: "elsewhere", password: SECRET }), 401, "invalid_credentials");
    const org = await lexia.organization();
    await addDirectory(await org.session("org_admin"), settingsOf(slapd, { base_dn: referral }));
    await refused(await login({ login: "ana", password: SECRET }, org), 503, "directory_unavailable");
    strictEqual(elsewhere.connections(), 0);
  });

  await t.step("finds groups by a search of their own", async () => {
    const org = await lexia.organization();
    const groups = { from: "search", base_dn: `ou=groups,${SUFFIX}` };
    await addDirectory(await org.session("org_admin"), settingsOf(slapd, { groups }));
    const { user } = await (await login({ login: "boss", password: SECRET }, org)).json();
    strictEqual(user.role, "manager");
    await refused(await login({ login: "outsider", password: SECRET }, org), 401, "invalid_credentials");
  });

  await t.step(
    "tells people of Active Directory by their objectGUID, which is bytes and no text",
    async () => {
      const org = await lexia.organization();
      const attributes = { subject: "objectguid", department: null };
      await addDirectory(await org.session("org_admin"), settingsOf(slapd, { attributes }));
      await refused(await login({ login: "ana", password: SECRET }, org), 401, "invalid_credentials");
      await slapd.set(people.ana, "objectGUID", Uint8Array.from({ length: 16 }, (_, i) => i * 16 + 7));
      await slapd.set(people.ana, "sAMAccountName", "APEREZ");
      strictEqual((await login({ login: "aperez", password: SECRET }, org)).status, 200);
      const found = await rows(
        lexia,
        "select subject from external_identities where organization_id = $1",
        org.id,
      );
      deepStrictEqual(found, [["hex:0717273747576777" + "8797a7b7c7d7e7f7"]]);
      strictEqual((await login({ login: "ana", password: SECRET }, org)).status, 200);
    },
  );

  await t.step("asks for the second factor of whoever has one", async () => {
    const { user } = await (await login({ login: "boss", password: SECRET })).json();
    await rows(
      lexia,
      "insert into totp_secrets (organization_id, user_id, secret, confirmed_at) values ($1, $2, 'v1.x', now())",
      acme.id,
      user.id,
    );
    const problem = await refused(await login({ login: "boss", password: SECRET }), 401, "mfa_required");
    match(String(problem.challenge), /^lxo_/);
  });

  await t.step("knows the organization's own directory alone", async () => {
    const beta = await lexia.organization();
    await refused(await login({ login: "ana", password: SECRET }, beta), 404, "provider_not_found");
    await addDirectory(await beta.session("org_admin"), settingsOf(slapd));
    const inAcme = await (await login({ login: "ana", password: SECRET })).json();
    const inBeta = await (await login({ login: "ana", password: SECRET }, beta)).json();
    ok(inAcme.user.id !== inBeta.user.id);
    const crossed = await lexia.request(beta.subdomain, "/auth/me", {
      headers: { authorization: `Bearer ${inAcme.access_token}` },
    });
    await refused(crossed, 401, "token_invalid");
    deepStrictEqual(
      await rows(
        lexia,
        "select count(*)::int from external_identities where organization_id = $1 and user_id = $2",
        beta.id,
        inAcme.user.id,
      ),
      [[0]],
    );
  });

  await t.step("counts wrong passwords, and refuses more of them than ten", async () => {
    const body = { login: "outsider", password: "wrong" };
    let status = 401;
    for (let i = 0; i < 12 && status === 401; i++) status = (await login(body)).status;
    strictEqual(status, 429);
  });

  await t.step("has no provider where it is switched off", async () => {
    strictEqual((await administrator.send("PATCH", `${SSO}/${provider}`, { is_enabled: false })).status, 200);
    await refused(await login({ login: "ana", password: SECRET }), 404, "provider_not_found");
  });
});

Deno.test("POST /sign-in, with a directory", async (t) => {
  await using lexia = await Lexia.start();
  await using slapd = await Slapd.start();
  const ana = await slapd.person({ uid: "ana", password: SECRET });
  await slapd.group("lawyers", [ana]);
  const acme = await lexia.organization();
  const administrator = await acme.session("org_admin", { withPassword: true });
  const plain = await lexia.organization();
  await addDirectory(administrator, settingsOf(slapd));
  const submit = (email: string, password: string) =>
    lexia.request(acme.subdomain, "/sign-in", {
      method: "POST",
      headers: { "sec-fetch-site": "same-origin" },
      body: new URLSearchParams({ email, password, next: "/solicitudes" }),
    });

  await t.step("asks for a name or an address only where there is a directory", async () => {
    const page = async ({ subdomain }: TestOrganization) =>
      await (await lexia.request(subdomain, "/sign-in")).text();
    match(await page(acme), /Correo electrónico o usuario/);
    match(await page(plain), /type="email"/);
  });

  await t.step("lets people of the directory in, and people with a password of LEXIA's", async () => {
    for (const [name, password] of [["ana", SECRET], [administrator.actor.email, PASSWORD]] as const) {
      const response = await submit(name, password);
      strictEqual(response.status, 303, name);
      match(response.headers.get("set-cookie") ?? "", /__Host-lexia_session=lxs_/);
    }
  });

  await t.step("says the same of a wrong password, whoever keeps it", async () => {
    const pages = await Promise.all(
      [["ana", "wrong"], [administrator.actor.email, "wrong"], ["nobody", "wrong"]].map(
        async ([name = "", password = ""]) => {
          const response = await submit(name, password);
          strictEqual(response.status, 401);
          return (await response.text()).replaceAll(`value="${name}"`, "NAME");
        },
      ),
    );
    strictEqual(new Set(pages).size, 1);
  });
});

async function rows(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  const [result] = await lexia.database.owner.batch([{ text, values }]);
  return [...result?.rows ?? []];
}

async function countOf(lexia: Lexia, table: "users", { id }: TestOrganization): Promise<number> {
  const [row] = await rows(lexia, `select count(*)::int from ${table} where organization_id = $1`, id);
  return Number(row?.[0]);
}
