/** What Law 1581 of 2012 gives people: to see what is held about them, to mend it, and to have it taken out. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Lexia, PASSWORD, type Session } from "../support/lexia.ts";
import { refused } from "../support/refused.ts";

async function query(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  const [result] = await lexia.database.owner.batch([{ text, values }]);
  return result?.rows ?? [];
}

/** Such as nobody has by chance: each of them is looked for in every column of every table. */
const CANARY = {
  name: "Canaria Nombre Apellido",
  email: "canaria.persona@dominio-secreto.test",
  address: "198.51.100.231",
  userAgent: "CanaryBrowser/4711",
};

/** Every table with a row that holds the text, with how many. */
async function tablesWith(lexia: Lexia, text: string): Promise<Record<string, number>> {
  const tables = await query(
    lexia,
    "select tablename::text from pg_tables where schemaname = 'public' order by 1",
  );
  const found: Record<string, number> = {};
  for (const [table] of tables) {
    const [row] = await query(
      lexia,
      `select count(*)::int from ${table} t where position(lower($1) in lower(t::text)) > 0`,
      text,
    );
    if (row?.[0] !== 0) found[String(table)] = Number(row?.[0]);
  }
  return found;
}

/** Somebody who has used everything there is. */
async function makePerson(lexia: Lexia, subdomain: string, organizationId: string): Promise<string> {
  const hash = await lexia.core.identity.hasher.hash(PASSWORD);
  const [row] = await query(
    lexia,
    `insert into users (organization_id, email, name, password_hash, department, external_id, locale)
     values ($1, $2, $3, $4, 'Litigios', $2, 'es') returning id`,
    organizationId,
    CANARY.email,
    CANARY.name,
    hash,
  );
  const id = String(row?.[0]);
  const own = [organizationId, id];
  const insert = (text: string, ...more: unknown[]) => query(lexia, text, ...own, ...more);
  const digest = () => crypto.randomUUID().replaceAll("-", "").repeat(2);
  await insert("insert into organization_users (organization_id, user_id, role) values ($1, $2, 'user')");
  await insert("insert into totp_secrets (organization_id, user_id, secret) values ($1, $2, 'v1.sealed')");
  await insert(
    "insert into recovery_codes (organization_id, user_id, code_hash) values ($1, $2, $3)",
    digest(),
  );
  await insert(
    `insert into api_keys (organization_id, created_by, name, prefix, key_hash, scopes, last_used_address)
     values ($1, $2, $3, 'lexia_abc', $4, '[]', $5)`,
    `Key of ${CANARY.name}`,
    digest(),
    CANARY.address,
  );
  await insert(
    `insert into one_time_tokens (organization_id, user_id, purpose, token_hash, expires_at, data)
     values ($1, $2, 'password_reset', $3, now() + interval '1 hour', $4)`,
    digest(),
    { email: CANARY.email },
  );
  const [provider] = await query(
    lexia,
    "insert into identity_providers (organization_id, kind, name, settings) values ($1, 'oidc', 'X', '{}') returning id",
    organizationId,
  );
  await insert(
    `insert into external_identities (organization_id, user_id, provider_id, subject)
     values ($1, $2, $3, $4)`,
    provider?.[0],
    CANARY.email,
  );
  const [group] = await query(
    lexia,
    "insert into scim_groups (organization_id, display_name) values ($1, 'Lawyers') returning id",
    organizationId,
  );
  await insert(
    "insert into scim_group_members (organization_id, user_id, group_id) values ($1, $2, $3)",
    group?.[0],
  );
  await query(
    lexia,
    `insert into invitations (organization_id, email, name, role, token_hash, expires_at, accepted_at, accepted_by)
     values ($1, $2, $3, 'user', $4, now(), now(), $5)`,
    organizationId,
    CANARY.email,
    CANARY.name,
    digest(),
    id,
  );
  for (const [email, password] of [[CANARY.email, PASSWORD], [CANARY.email, "wrong"]]) {
    await lexia.request(subdomain, "/auth/login", {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": CANARY.userAgent },
      body: JSON.stringify({ email, password }),
      address: CANARY.address,
    });
  }
  return id;
}

/** The passkey comes afterwards, since who has one is asked for it. */
async function signIn(lexia: Lexia, subdomain: string): Promise<Record<string, string>> {
  const response = await lexia.request(subdomain, "/auth/login", {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": CANARY.userAgent },
    body: JSON.stringify({ email: CANARY.email, password: PASSWORD }),
    address: CANARY.address,
  });
  strictEqual(response.status, 200, await response.clone().text());
  await query(
    lexia,
    `insert into passkeys (organization_id, user_id, credential_id, public_key, name)
     select organization_id, id, id::text, 'key', $1 from users where email = $2`,
    `Phone of ${CANARY.name}`,
    CANARY.email,
  );
  return {
    authorization: `Bearer ${(await response.json()).access_token}`,
    "content-type": "application/json",
  };
}

Deno.test("GET /auth/me/data", async (t) => {
  await using lexia = await Lexia.start({ env: { PRIVACY_VERSION: "2026-11" } });
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const id = await makePerson(lexia, acme.subdomain, acme.id);
  // The same person works for another firm: that is none of Acme's business.
  await makePerson(lexia, beta.subdomain, beta.id);
  const headers = await signIn(lexia, acme.subdomain);
  const call = (method: string, path: string, body?: unknown) =>
    lexia.request(acme.subdomain, path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  await call("POST", "/auth/legal", { privacy: "2026-11" });
  const created = await call("POST", "/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[0] });
  strictEqual(created.status, 201);

  await t.step("is everything that is held about the caller, as a file", async () => {
    const response = await call("GET", "/auth/me/data");
    strictEqual(response.status, 200);
    match(response.headers.get("content-disposition") ?? "", /^attachment; filename="lexia-personal-data-/);
    const data = await response.json();
    deepStrictEqual([data.profile.id, data.profile.email, data.profile.department], [
      id,
      CANARY.email,
      "Litigios",
    ]);
    strictEqual(data.profile.has_password, true);
    for (
      const section of [
        ...["memberships", "groups", "sessions", "authenticator_apps", "recovery_codes", "passkeys"],
        ...["external_identities", "api_keys", "acceptances", "invitations", "solicitudes", "audit"],
      ]
    ) {
      ok(data[section].length > 0, section);
    }
    strictEqual(data.sessions[0].user_agent, CANARY.userAgent);
    strictEqual(data.acceptances[0].version, "2026-11");
    ok(data.audit.some(({ action }: { action: string }) => action === "solicitud.create"));
  });

  await t.step("holds no secret, and nothing of the same person at another organization", async () => {
    const text = await (await call("GET", "/auth/me/data")).text();
    ok(!/\$argon2|v1\.sealed|_hash/.test(text));
    ok(!text.includes(beta.id));
  });

  await t.step("is whole where there are more lines than fit at once", async () => {
    await query(
      lexia,
      `insert into audit_log (organization_id, actor_id, action)
       select $1, $2, 'many' from generate_series(1, 2500)`,
      acme.id,
      id,
    );
    const data = await (await call("GET", "/auth/me/data")).json();
    strictEqual(data.audit.filter(({ action }: { action: string }) => action === "many").length, 2_500);
    strictEqual(new Set(data.audit.map((line: { id: string }) => line.id)).size, data.audit.length);
  });

  await t.step("is for operators too, about themselves", async () => {
    const operator = await lexia.operator();
    const data = await (await operator.get("/auth/me/data")).json();
    deepStrictEqual([data.profile.id, data.memberships], [operator.actor.userId, []]);
  });

  await t.step("lists the uploads and the exports that somebody made, and nobody else's", async () => {
    const manager = await acme.session("manager");
    const form = new FormData();
    form.set("file", new File([`radicado\n${lexia.portal.radicados.found[2]}\n`], "casos-ana.csv"));
    const uploaded = await lexia.request(acme.subdomain, "/api/v1/solicitudes/bulk", {
      method: "POST",
      headers: { authorization: `Bearer ${manager.token}` },
      body: form,
    });
    strictEqual(uploaded.status, 202, await uploaded.clone().text());
    const filters = { q: "Ejecutivo" };
    const asked = await manager.post("/api/v1/exports", { what: "solicitudes", format: "csv", filters });
    strictEqual(asked.status, 202);
    const administrator = await acme.session("org_admin");
    const { userId } = manager.actor;
    const made = await (await administrator.get(`/api/v1/users/${userId}/data`)).json();
    const { id: bulkId } = await uploaded.json();
    const { id: exportId } = await asked.json();
    const brief = (rows: Record<string, unknown>[], ...names: string[]) =>
      rows.map((row) => names.map((name) => row[name]));
    deepStrictEqual(brief(made.bulk_uploads, "id", "file_name", "kind", "valid"), [
      [bulkId, "casos-ana.csv", "csv", 1],
    ]);
    deepStrictEqual(brief(made.exports, "id", "what", "format", "filters"), [
      [exportId, "solicitudes", "csv", filters],
    ]);
    // Where it lies is no data about anybody.
    ok(!("file_key" in made.exports[0] || "file_key" in made.bulk_uploads[0]));
    const other = await (await administrator.get("/auth/me/data")).json();
    deepStrictEqual([other.bulk_uploads, other.exports], [[], []]);
  });

  await t.step("is given to an administrator about a member, audited, and about nobody else's", async () => {
    const administrator = await acme.session("org_admin");
    const data = await (await administrator.get(`/api/v1/users/${id}/data`)).json();
    strictEqual(data.profile.email, CANARY.email);
    const lines = await query(
      lexia,
      "select target_id from audit_log where actor_id = $1 and action = 'user.data_read'",
      administrator.actor.userId,
    );
    deepStrictEqual(lines, [[id]]);
    const stranger = await beta.session("org_admin");
    await refused(await stranger.get(`/api/v1/users/${id}/data`), 404, "user_not_found");
    await refused(
      await (await acme.session("manager")).get(`/api/v1/users/${id}/data`),
      403,
      "permission_denied",
    );
  });
});

Deno.test("Anonymizing a person", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const administrator = await acme.session("org_admin");
  const id = await makePerson(lexia, acme.subdomain, acme.id);
  const headers = await signIn(lexia, acme.subdomain);
  const call = (method: string, path: string, body?: unknown) =>
    lexia.request(acme.subdomain, path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      address: CANARY.address,
    });
  await call("PUT", "/auth/me", { name: CANARY.name });
  const created = await call("POST", "/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[1] });
  const { id: solicitudId } = await created.json();
  const anonymize = (session: Session, confirm: string, who = id) =>
    session.post(`/api/v1/users/${who}/anonymize`, { confirm });

  await t.step("can be asked for by the person, whom the administrators hear of once a day", async () => {
    lexia.mails.length = 0;
    const [first, second] = [
      await call("POST", "/auth/me/anonymization-request"),
      await call("POST", "/auth/me/anonymization-request"),
    ];
    deepStrictEqual([first.status, second.status], [202, 202]);
    strictEqual((await first.json()).asked_at, (await second.json()).asked_at);
    await lexia.work();
    deepStrictEqual(lexia.mails.map(({ to }) => to.address), [administrator.actor.email]);
    match(lexia.mails[0]?.text ?? "", /Ley 1581 de 2012/);
    ok((lexia.mails[0]?.text ?? "").includes(CANARY.email));
  });

  await t.step(
    "needs the address as a confirmation, the permission, and somebody of the organization",
    async () => {
      await refused(
        await anonymize(administrator, "another@dominio-secreto.test"),
        409,
        "confirmation_mismatch",
      );
      await refused(await anonymize(await acme.session("manager"), CANARY.email), 403, "permission_denied");
      const stranger = await (await lexia.organization()).session("org_admin");
      await refused(await anonymize(stranger, CANARY.email), 404, "user_not_found");
    },
  );

  await t.step("is refused for the last administrator", async () => {
    const { userId, email } = administrator.actor;
    await refused(await anonymize(administrator, email, userId), 409, "last_administrator");
  });

  await t.step("finds what it is about in many places before", async () => {
    // As it is kept, under somebody else's key, of the request that has made the person.
    await query(
      lexia,
      `insert into idempotency_keys (organization_id, user_id, key, fingerprint, status, body)
       values ($1, $2, 'adds', 'f', 201, $3)`,
      acme.id,
      administrator.actor.userId,
      JSON.stringify({ id, email: CANARY.email, name: CANARY.name }),
    );
    ok("idempotency_keys" in await tablesWith(lexia, CANARY.email));
    for (const text of [CANARY.name, CANARY.email, CANARY.address, CANARY.userAgent]) {
      ok(Object.keys(await tablesWith(lexia, text)).length > 0, text);
    }
    ok(Object.keys(await tablesWith(lexia, CANARY.email)).length >= 3);
  });

  await t.step(
    "leaves neither name nor address of the person in any table, save those that the guide names",
    async () => {
      const response = await anonymize(administrator, CANARY.email.toUpperCase());
      strictEqual(response.status, 200, await response.clone().text());
      const left = await response.json();
      deepStrictEqual([left.id, left.name], [id, "Persona eliminada"]);
      match(left.email, /^anonymized\+[0-9a-f]{12}@invalid$/);
      deepStrictEqual(await tablesWith(lexia, CANARY.name), {});
      deepStrictEqual(await tablesWith(lexia, CANARY.email), {});
      deepStrictEqual(await tablesWith(lexia, CANARY.userAgent), {});
      // Who did what from where is what the log is for, and nobody can change a line of it.
      deepStrictEqual(Object.keys(await tablesWith(lexia, CANARY.address)), ["audit_log"]);
    },
  );

  await t.step("leaves no message about the person, sent or not", async () => {
    const jobs = await query(lexia, "select payload->>'sealed' from jobs where task = 'mail.send'");
    const texts = await Promise.all(
      jobs.map(([sealed]) => lexia.core.identity.sealer.open(String(sealed), "mail")),
    );
    ok(texts.every((text) => !text.includes(CANARY.email) && !text.includes(CANARY.name)));
  });

  await t.step("ends every session, and no way leads back in", async () => {
    await refused(await call("GET", "/auth/me"), 401, "token_invalid");
    for (const email of [CANARY.email, `anonymized+${id.replaceAll("-", "").slice(-12)}@invalid`]) {
      const response = await lexia.request(acme.subdomain, "/auth/login", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email, password: PASSWORD }),
      });
      strictEqual(response.status, 401);
    }
  });

  await t.step("leaves the work to the organization, under an id that names nobody", async () => {
    const found = await administrator.get(`/api/v1/solicitudes/${solicitudId}`);
    strictEqual(found.status, 200);
    const [row] = await query(lexia, "select owner_id from solicitudes where id = $1", solicitudId);
    deepStrictEqual(row, [id]);
    const lines = await query(
      lexia,
      "select action, data from audit_log where target_id = $1 and action = 'user.anonymize'",
      id,
    );
    deepStrictEqual(lines, [["user.anonymize", { role: "user" }]]);
  });

  await t.step("leaves the address free for somebody else", async () => {
    const response = await administrator.post("/api/v1/users", {
      name: "Otra Persona",
      email: CANARY.email,
      password: PASSWORD,
      role: "user",
    });
    strictEqual(response.status, 201);
  });
});

Deno.test("Terms and privacy policy", async (t) => {
  const env = { TERMS_VERSION: "2", TERMS_URL: "https://firm.example/terms", PRIVACY_VERSION: "7" };
  await using lexia = await Lexia.start({ env });
  const acme = await lexia.organization();
  const member = await acme.session("user");

  const register = (at: Lexia, accepts?: unknown) =>
    at.request("", "/auth/register", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        organization_name: "Gamma",
        subdomain: `gamma-${crypto.randomUUID().slice(0, 8)}`,
        name: "Gloria",
        email: "gloria@gamma.example",
        password: PASSWORD,
        accepts,
      }),
    });

  await t.step("are kept as accepted when somebody registers with them", async () => {
    const response = await register(lexia, { terms: "2", privacy: "7" });
    strictEqual(response.status, 201, await response.clone().text());
    const { user } = await response.json();
    deepStrictEqual(
      await query(
        lexia,
        "select document, version from legal_acceptances where user_id = $1 order by document desc",
        user.id,
      ),
      [["terms", "2"], ["privacy", "7"]],
    );
    await refused(await register(lexia, { terms: "1" }), 409, "legal_version_outdated");
  });

  await t.step("are pending until they are accepted, and block no program", async () => {
    deepStrictEqual((await (await member.get("/auth/me")).json()).legal_pending, ["terms", "privacy"]);
    strictEqual((await member.get("/api/v1/solicitudes")).status, 200);
    await refused(await member.post("/auth/legal", { terms: "1" }), 409, "legal_version_outdated");
    const half = await (await member.post("/auth/legal", { terms: "2" })).json();
    deepStrictEqual(half.pending, ["privacy"]);
    strictEqual(half.documents[0].url, "https://firm.example/terms");
    for (let i = 0; i < 2; i++) strictEqual((await member.post("/auth/legal", { privacy: "7" })).status, 200);
    deepStrictEqual((await (await member.get("/auth/me")).json()).legal_pending, []);
    deepStrictEqual(
      await query(
        lexia,
        "select count(*)::int from legal_acceptances where user_id = $1",
        member.actor.userId,
      ),
      [[2]],
    );
  });

  await t.step("are asked again when a version changes", async () => {
    const later = await lexia.another({ env: { ...env, TERMS_VERSION: "3" } });
    deepStrictEqual((await (await member.at(later).get("/auth/me")).json()).legal_pending, ["terms"]);
  });

  await t.step("are asked on a page to which every other leads", async () => {
    const ana = await acme.session("user", { withPassword: true });
    const form = (path: string, fields: Record<string, string>, cookie = "") =>
      lexia.request(acme.subdomain, path, {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          origin: `http://${acme.subdomain}.lexia.test`,
          cookie,
        },
        body: new URLSearchParams(fields).toString(),
      });
    const signedIn = await form("/sign-in", { email: ana.actor.email, password: PASSWORD });
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const page = (path: string) =>
      lexia.request(acme.subdomain, path, { headers: { cookie, accept: "text/html" } });
    const sent = await page("/solicitudes?q=a");
    deepStrictEqual([sent.status, sent.headers.get("location")], [303, "/legal?next=%2Fsolicitudes%3Fq%3Da"]);
    const text = await (await page("/legal?next=%2Fsolicitudes%3Fq%3Da")).text();
    ok(text.includes('name="terms_version" value="2"') && text.includes('name="privacy_version" value="7"'));
    const outdated = await form("/legal", { terms: "yes", terms_version: "1" }, cookie);
    strictEqual(outdated.status, 409);
    const fields = { terms: "yes", terms_version: "2", privacy: "yes", privacy_version: "7" };
    const accepted = await form("/legal", { ...fields, next: "/solicitudes?q=a" }, cookie);
    deepStrictEqual([accepted.status, accepted.headers.get("location")], [303, "/solicitudes?q=a"]);
    strictEqual((await page("/solicitudes")).status, 200);
  });
});
