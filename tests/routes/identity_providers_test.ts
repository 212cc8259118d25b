import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { addDirectory, directorySettings as settingsOf, SSO } from "#tests/support/directory_provider.ts";
import { EXPIRED_CA, EXPIRED_CERTIFICATE } from "#tests/support/expired_certificate.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { PEOPLE, READER, Slapd, SUFFIX } from "#tests/support/slapd.ts";
import { movableClock } from "#tests/support/stores.ts";

const MINIMAL = {
  urls: ["ldaps://dc1.acme.example"],
  bind_dn: "cn=lexia,dc=acme",
  base_dn: "dc=acme",
};
const NEW = {
  kind: "ldap",
  name: "Directory",
  settings: MINIMAL,
  secrets: { bind_password: "canary-of-the-bind-password" },
};

const WRONG: readonly [what: string, changes: Record<string, unknown>, field: string][] = [
  ["an unknown setting", { url: "x" }, "settings"],
  ["no server", { urls: [] }, "settings.urls"],
  ["a server's address with a path", { urls: ["ldaps://a.example/dc=x"] }, "settings.urls.0"],
  ["a server's address with a login", { urls: ["ldaps://a:b@a.example"] }, "settings.urls.0"],
  ["a web address", { urls: ["https://a.example"] }, "settings.urls.0"],
  ["StartTLS with an address of LDAPS", { tls: "starttls" }, "settings.urls.0"],
  ["a filter without {login}", { user_filter: "(uid=ana)" }, "settings.user_filter"],
  ["a filter that cannot be read", { user_filter: "(uid={login}" }, "settings.user_filter"],
  [
    "a group filter without {dn}",
    { groups: { from: "search", base_dn: "dc=x", filter: "(cn=*)" } },
    "settings.groups.filter",
  ],
  [
    "a role that nobody can be given",
    { role_map: [{ group: "a", role: "super_admin" }] },
    "settings.role_map.0.role",
  ],
  ["an attribute that is a filter", { attributes: { email: "mail)(x=*" } }, "settings.attributes.email"],
  ["an authority that is no certificate", { ca_pem: "hello" }, "settings.ca_pem"],
  ["a time-out of an hour", { connect_timeout_ms: 3_600_000 }, "settings.connect_timeout_ms"],
];

Deno.test("/api/v1/organization/sso", async (t) => {
  const clock = movableClock();
  await using lexia = await Lexia.start({ keepLog: true, clock });
  const acme = await lexia.organization();
  const administrator = await acme.session("org_admin");
  let id = "";

  await t.step("keeps a provider, switched off, and tells of its secret only that it is there", async () => {
    const response = await administrator.post(SSO, NEW);
    strictEqual(response.status, 201);
    const made = await response.json();
    id = made.id;
    strictEqual(made.is_enabled, false);
    deepStrictEqual(made.secrets, { bind_password: true });
    deepStrictEqual(made.settings.attributes.subject, "entryUUID");
    deepStrictEqual(await (await administrator.get(`${SSO}/${id}`)).json(), made);
    deepStrictEqual(await (await administrator.get(SSO)).json(), { items: [made], next_cursor: null });
  });

  for (const [what, changes, field] of WRONG) {
    await t.step(`refuses ${what}`, async () => {
      const settings = { ...MINIMAL, ...changes };
      const { errors } = await refused(
        await administrator.post(SSO, { ...NEW, settings }),
        422,
        "request_invalid",
      );
      deepStrictEqual(errors?.map((error) => error.field), [field]);
    });
  }

  await t.step("refuses a secret that its kind does not have", async () => {
    const secrets = { client_secret: "x" };
    await refused(await administrator.post(SSO, { ...NEW, secrets }), 422, "request_invalid");
  });

  await t.step("changes what is given and leaves the rest", async () => {
    const response = await administrator.send("PATCH", `${SSO}/${id}`, {
      name: "Another",
      settings: { default_role: "viewer" },
    });
    const changed = await response.json();
    strictEqual(response.status, 200, JSON.stringify(changed));
    strictEqual(changed.name, "Another");
    strictEqual(changed.settings.default_role, "viewer");
    strictEqual(changed.settings.bind_dn, MINIMAL.bind_dn);
    deepStrictEqual(changed.secrets, { bind_password: true });
  });

  await t.step("sends a secret nowhere else than where it was given for", async () => {
    for (const settings of [{ urls: ["ldaps://evil.example"] }, { ca_pem: EXPIRED_CA }]) {
      const response = await administrator.send("PATCH", `${SSO}/${id}`, { settings });
      const { errors } = await refused(response, 422, "request_invalid");
      deepStrictEqual(errors?.map(({ field, code }) => [field, code]), [[
        "secrets.bind_password",
        "needed_again",
      ]]);
      for (const secrets of [{ bind_password: "given-again" }, { bind_password: null }]) {
        const again = await administrator.send("PATCH", `${SSO}/${id}`, { settings, secrets });
        strictEqual(again.status, 200);
        await administrator.send("PATCH", `${SSO}/${id}`, {
          settings: { urls: MINIMAL.urls, ca_pem: null },
          secrets: NEW.secrets,
        });
      }
    }
  });

  await t.step("lets one directory be switched on, not two", async () => {
    strictEqual((await administrator.send("PATCH", `${SSO}/${id}`, { is_enabled: true })).status, 200);
    const second = { ...NEW, is_enabled: true };
    await refused(await administrator.post(SSO, second), 409, "provider_conflict");
    const other = await (await administrator.post(SSO, NEW)).json();
    const response = await administrator.send("PATCH", `${SSO}/${other.id}`, { is_enabled: true });
    await refused(response, 409, "provider_conflict");
    strictEqual((await administrator.send("DELETE", `${SSO}/${other.id}`)).status, 204);
  });

  await t.step("writes each change to the audit log, with what was and what is", async () => {
    const lines = await rows(
      lexia,
      "select action, data from audit_log where organization_id = $1 and action like 'provider.%' order by id",
      acme.id,
    );
    deepStrictEqual([...new Set(lines.map(([action]) => action))].sort(), [
      "provider.create",
      "provider.delete",
      "provider.update",
    ]);
    const renamed = lines.map(([, data]) => Object(data)).find(({ after }) => after?.name === "Another");
    deepStrictEqual(renamed.before, { name: "Directory", default_role: null });
  });

  await t.step("keeps secrets out of the database, the audit log, the log and every answer", async () => {
    const [dump] = await rows(
      lexia,
      "select (select json_agg(p)::text from identity_providers p) || (select json_agg(a)::text from audit_log a)",
    );
    const text = JSON.stringify([dump, lexia.logged, await (await administrator.get(SSO)).json()]);
    ok(text.includes("dc1.acme.example"));
    for (const secret of ["canary-of-the-bind-password", "given-again"]) ok(!text.includes(secret), secret);
  });

  await t.step("asks for a fresh proof before each change, and for none to look", async () => {
    const calls: [string, string, unknown?][] = [
      ["POST", SSO, NEW],
      ["PATCH", `${SSO}/${id}`, { name: "Late" }],
      ["DELETE", `${SSO}/${id}`],
    ];
    clock.advance(11 * 60_000);
    for (const [method, path, body] of calls) {
      await refused(await administrator.send(method, path, body), 403, "fresh_proof_required", method);
    }
    strictEqual((await administrator.get(`${SSO}/${id}`)).status, 200);
  });

  await t.step("removes a provider, and its people stay members of LEXIA's own keeping", async () => {
    const again = await acme.session("org_admin");
    const { userId } = administrator.actor;
    await rows(lexia, "update users set managed_by = 'ldap' where id = $1", userId);
    await rows(
      lexia,
      "insert into external_identities (organization_id, provider_id, user_id, subject) values ($1, $2, $3, 'x')",
      acme.id,
      id,
      userId,
    );
    strictEqual((await again.send("DELETE", `${SSO}/${id}`)).status, 204);
    await refused(await again.get(`${SSO}/${id}`), 404, "provider_not_found");
    deepStrictEqual(await rows(lexia, "select managed_by, is_active from users where id = $1", userId), [
      [null, true],
    ]);
  });
});

Deno.test("POST /api/v1/organization/sso/{id}/test", async (t) => {
  await using lexia = await Lexia.start();
  await using slapd = await Slapd.start();
  await using expired = await Slapd.start({ certificate: EXPIRED_CERTIFICATE });
  await using bare = await Slapd.start({ hasTls: false });
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const ana = await slapd.person({ uid: "ana", password: "x", name: "Ana" });
  for (const uid of ["twin1", "twin2"]) await slapd.person({ uid, password: "x", mail: "twin@acme.example" });
  await slapd.person({ uid: "mailless", password: "x", mail: "" });
  const lawyers = await slapd.group("lawyers", [ana]);
  const referral = `ou=elsewhere,${PEOPLE}`;
  await slapd.change((client) =>
    client.add(referral, {
      objectClass: ["referral", "extensibleObject"],
      ou: "elsewhere",
      ref: "ldap://127.0.0.1:1/dc=x",
    })
  );

  async function codesOf(settings: Record<string, unknown>, login?: string, password?: string) {
    const administrator = await (await lexia.organization()).session("org_admin");
    const id = await addDirectory(administrator, settings, password);
    return await tested(administrator, id, login);
  }

  const connects = ["connected", "bound"];
  const CASES: readonly [string, Record<string, unknown>, string | undefined, string[]][] = [
    ["a name that is not resolved", { urls: ["ldaps://nowhere.invalid"] }, undefined, ["name_not_resolved"]],
    ["a refused connection", { urls: ["ldaps://127.0.0.1:1"] }, undefined, ["refused"]],
    [
      "a server that does not answer",
      { urls: [`ldaps://localhost:${silent.addr.port}`], connect_timeout_ms: 300 },
      undefined,
      ["timed_out"],
    ],
    ["a certificate that nobody trusts", { ca_pem: null }, undefined, ["certificate_untrusted"]],
    ["a certificate for another name", { urls: [slapd.otherNameUrl] }, undefined, ["certificate_wrong_name"]],
    [
      "a certificate that has expired",
      { urls: [expired.ldapsUrl], ca_pem: EXPIRED_CA },
      undefined,
      ["certificate_expired"],
    ],
    ["StartTLS that is refused", { urls: [bare.ldapUrl], tls: "starttls" }, undefined, ["starttls_refused"]],
    [
      "LDAPS on a port without TLS",
      { urls: [slapd.ldapUrl.replace("ldap:", "ldaps:")] },
      undefined,
      ["tls_failed"],
    ],
    ["a connection without TLS", { urls: [slapd.ldapUrl], tls: "plain" }, undefined, ["plain_not_allowed"]],
    [
      "an inner address",
      { urls: ["ldaps://169.254.169.254"] },
      undefined,
      ["address_not_allowed"],
    ],
    ["an account that is refused", { bind_dn: `cn=nobody,${SUFFIX}` }, undefined, [
      "connected",
      "bind_refused",
    ]],
    ["a base that is not there", { base_dn: `ou=nothing,${SUFFIX}` }, undefined, [
      ...connects,
      "base_not_found",
    ]],
    ["a base elsewhere", { base_dn: referral }, undefined, [...connects, "referred"]],
    ["people, where nobody is named", {}, undefined, [...connects, "base_found", "people_found"]],
    [
      "a filter that finds nobody",
      { user_filter: "(&(objectClass=device)(uid={login}))" },
      undefined,
      [...connects, "base_found", "nobody_found"],
    ],
    ["an unknown login", {}, "nobody", [...connects, "base_found", "nobody_found"]],
    ["a login that two have", {}, "twin@acme.example", [...connects, "base_found", "several_found"]],
    ["a login with a star", {}, "*", [...connects, "base_found", "nobody_found"]],
    [
      "attributes that are missing",
      {},
      "mailless",
      [
        ...connects,
        "base_found",
        "person_found",
        "attributes_missing",
        "account_usable",
        "no_groups",
        "no_mapped_group",
      ],
    ],
    [
      "somebody with a role",
      {},
      "ana",
      [
        ...connects,
        "base_found",
        "person_found",
        "attributes_found",
        "account_usable",
        "groups_found",
        "role_found",
      ],
    ],
    [
      "the second server where the first is away",
      { urls: ["ldaps://127.0.0.1:1", slapd.ldapsUrl] },
      undefined,
      ["refused", ...connects, "base_found", "people_found"],
    ],
  ];
  for (const [what, changes, login, codes] of CASES) {
    await t.step(`tells ${what}`, async () => {
      const { ok: isOk, steps } = await codesOf(settingsOf(slapd, changes), login);
      deepStrictEqual(steps.map(({ code }) => code), codes);
      strictEqual(isOk, steps.every((step) => step.ok));
      for (const { code, message } of steps) ok(message !== code && message.length > 15, code);
    });
  }

  await t.step("tells an account that is disabled or locked, as Active Directory says it", async () => {
    const dn = await slapd.person({ uid: "adele", password: "x" });
    await slapd.join(lawyers, dn);
    const stateNow = async () =>
      (await codesOf(settingsOf(slapd), "adele")).steps.find(({ step }) => step === "state")?.code;
    await slapd.set(dn, "userAccountControl", String(0x200));
    await slapd.set(dn, "lockoutTime", "0");
    strictEqual(await stateNow(), "account_usable");
    await slapd.set(dn, "lockoutTime", "133774848000000000");
    strictEqual(await stateNow(), "account_locked");
    await slapd.set(dn, "userAccountControl", String(0x200 | 0x2));
    strictEqual(await stateNow(), "account_disabled");
  });

  await t.step("tells a wrong password of LEXIA's account", async () => {
    const { steps } = await codesOf(settingsOf(slapd), undefined, "wrong");
    deepStrictEqual(steps.map(({ code }) => code), ["connected", "bind_refused"]);
  });

  await t.step("names groups and role, and never the password", async () => {
    const report = await codesOf(settingsOf(slapd), "ana");
    deepStrictEqual(report.steps.find(({ step }) => step === "groups")?.found, [lawyers]);
    deepStrictEqual(report.steps.find(({ step }) => step === "role")?.found, ["user"]);
    ok(!JSON.stringify(report).includes(READER.password));
  });
});

interface Report {
  ok: boolean;
  steps: { step: string; ok: boolean; code: string; message: string; found?: string[] }[];
}

async function tested(administrator: Session, id: string, login: string | undefined): Promise<Report> {
  const response = await administrator.post(`${SSO}/${id}/test`, login === undefined ? {} : { login });
  strictEqual(response.status, 200);
  return await response.json();
}

async function rows(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  const [result] = await lexia.database.owner.batch([{ text, values }]);
  return [...result?.rows ?? []];
}
