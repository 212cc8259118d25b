/** Operators look into an organization as one of its people: told, limited, recorded, and never for sensitive acts. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Lexia, type Session, type TestOrganization } from "../support/lexia.ts";
import { refused } from "../support/refused.ts";

const PATH = "/api/v1/admin/impersonations";
const REASON = "Caso de soporte 4711: no aparecen sus actuaciones.";

async function query(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  const [result] = await lexia.database.owner.batch([{ text, values }]);
  return result?.rows ?? [];
}

interface Begun {
  id: string;
  access_token: string;
  expires_in: number;
  expires_at: string;
  url: string;
}

/** A clock that a test moves. */
function movedClock() {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    sleep: () => Promise.resolve(),
    forward(minutes: number) {
      ahead += minutes * 60_000;
    },
  };
}

async function begin(
  operator: Session,
  organization: TestOrganization,
  person: Session,
  minutes = 30,
): Promise<Begun> {
  const response = await operator.post(PATH, {
    organization_id: organization.id,
    user_id: person.actor.userId,
    reason: REASON,
    minutes,
  });
  strictEqual(response.status, 201, await response.clone().text());
  return await response.json();
}

Deno.test("Impersonation over the API", async (t) => {
  const clock = movedClock();
  await using lexia = await Lexia.start({ clock });
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const operator = await lexia.operator();
  const [administrator, ana] = [await acme.session("org_admin"), await acme.session("user")];
  const send = (begun: Begun, method: string, path: string, body?: unknown, host = acme.subdomain) =>
    lexia.request(host, path, {
      method,
      headers: { authorization: `Bearer ${begun.access_token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });

  const wrong = [
    { what: "no reason", change: { reason: "short" }, status: 422, code: "request_invalid" },
    { what: "too few minutes", change: { minutes: 4 }, status: 422, code: "request_invalid" },
    { what: "too many minutes", change: { minutes: 61 }, status: 422, code: "request_invalid" },
    {
      what: "another organization",
      change: { organization_id: beta.id },
      status: 404,
      code: "user_not_found",
    },
    {
      what: "no organization",
      change: { organization_id: ana.actor.userId },
      status: 404,
      code: "organization_missing",
    },
  ] as const;
  for (const { what, change, status, code } of wrong) {
    await t.step(`refuses ${what}`, async () => {
      const body = { organization_id: acme.id, user_id: ana.actor.userId, reason: REASON, minutes: 30 };
      await refused(await operator.post(PATH, { ...body, ...change }), status, code);
    });
  }

  const begun = await begin(operator, acme, ana);

  await t.step("is the person, and is told to the administrators at once", async () => {
    const me = await (await send(begun, "GET", "/auth/me")).json();
    deepStrictEqual([me.id, me.role], [ana.actor.userId, "user"]);
    lexia.mails.length = 0;
    await lexia.work();
    deepStrictEqual(lexia.mails.map(({ to }) => to.address), [administrator.actor.email]);
    match(lexia.mails[0]?.text ?? "", /Caso de soporte 4711/);
    await refused(await send(begun, "GET", "/auth/me", undefined, beta.subdomain), 401, "token_invalid");
  });

  await t.step("leaves no refresh token, and does not count as the person's sign-in", async () => {
    const [row] = await query(
      lexia,
      `select count(*)::int from refresh_tokens r join sessions s on s.id = r.session_id
       where s.impersonator_id is not null`,
    );
    deepStrictEqual(row, [0]);
  });

  await t.step("may do nothing sensitive, whatever the person may", async () => {
    const asAdmin = await begin(operator, acme, administrator);
    const acts: [string, string, unknown?][] = [
      ["GET", "/api/v1/organization/export"],
      ["GET", `/api/v1/users/${ana.actor.userId}/data`],
      ["GET", "/auth/me/data"],
      ["POST", `/api/v1/users/${ana.actor.userId}/anonymize`, { confirm: ana.actor.email }],
      ["POST", "/auth/me/anonymization-request", {}],
      ["POST", "/auth/legal", {}],
    ];
    for (const [method, path, body] of acts) {
      await refused(await send(asAdmin, method, path, body), 403, "permission_denied", path);
    }
    strictEqual((await send(asAdmin, "GET", "/api/v1/users")).status, 200);
  });

  await t.step("shows in every line of the audit log who it was", async () => {
    const radicado = lexia.portal.radicados.found[3];
    const created = await send(begun, "POST", "/api/v1/solicitudes", { radicado });
    strictEqual(created.status, 201);
    const { id } = await created.json();
    await send(begun, "PUT", "/auth/me", { name: "Ana Cambiada" });
    await send(begun, "PATCH", `/api/v1/solicitudes/${id}`, { alias: "Otro" });
    await send(begun, "GET", "/api/v1/users");
    await send(begun, "DELETE", `/api/v1/solicitudes/${id}`);
    const lines = await query(
      lexia,
      "select action, data->>'impersonated_by' from audit_log where actor_id = $1 and action <> 'session.open'",
      ana.actor.userId,
    );
    ok(lines.length >= 4, JSON.stringify(lines));
    for (const [action, by] of lines) strictEqual(by, operator.actor.userId, String(action));
    const platform = await query(
      lexia,
      "select data->>'as' from audit_log where organization_id is null and action = 'impersonation.begin'",
    );
    ok(platform.some(([as]) => as === ana.actor.userId));
  });

  await t.step("is seen by the organization and by operators, and nobody else's", async () => {
    const own = await (await administrator.get("/api/v1/organization/impersonations")).json();
    const look = own.items.find(({ id }: { id: string }) => id === begun.id);
    deepStrictEqual([look.reason, look.operator.id, look.user.id, look.ended_at], [
      REASON,
      operator.actor.userId,
      ana.actor.userId,
      null,
    ]);
    ok(look.operator.name.length > 0);
    const theirs = await (await (await beta.session("org_admin")).get("/api/v1/organization/impersonations"))
      .json();
    deepStrictEqual(theirs.items, []);
    const all = await (await operator.get(`${PATH}?limit=1`)).json();
    strictEqual(all.items.length, 1);
    ok(all.next_cursor);
    strictEqual((await operator.get(`${PATH}?cursor=${all.next_cursor}`)).status, 200);
  });

  await t.step("ends at once when an operator ends it, and twice is no mistake", async () => {
    const other = await lexia.operator();
    for (let i = 0; i < 2; i++) {
      strictEqual((await other.send("DELETE", `${PATH}/${begun.id}`)).status, 204);
    }
    await refused(await send(begun, "GET", "/auth/me"), 401, "token_invalid");
    strictEqual((await ana.get("/auth/me")).status, 200);
    await refused(
      await other.send("DELETE", `${PATH}/01999999-0000-7000-8000-000000000000`),
      404,
      "impersonation_not_found",
    );
  });

  await t.step("ends when another one of the same person begins", async () => {
    const first = await begin(operator, acme, ana);
    const second = await begin(operator, acme, ana);
    await refused(await send(first, "GET", "/auth/me"), 401, "token_invalid");
    strictEqual((await send(second, "GET", "/auth/me")).status, 200);
  });

  await t.step("ends by itself when its time is over", async () => {
    const short = await begin(operator, acme, ana, 5);
    ok(Date.parse(short.expires_at) - clock.now() <= 5 * 60_000);
    strictEqual((await send(short, "GET", "/auth/me")).status, 200);
    clock.forward(5);
    await refused(await send(short, "GET", "/auth/me"), 401, "token_invalid");
  });

  await t.step(
    "needs a fresh proof, an active person, and an organization that has not closed the door",
    async () => {
      clock.forward(6);
      await refused(
        await operator.post(PATH, {
          organization_id: acme.id,
          user_id: ana.actor.userId,
          reason: REASON,
          minutes: 5,
        }),
        403,
        "fresh_proof_required",
      );
      const fresh = await lexia.operator();
      const body = { organization_id: acme.id, user_id: ana.actor.userId, reason: REASON, minutes: 5 };
      await query(
        lexia,
        `insert into organization_settings (organization_id, support_access_until)
       values ($1, now() - interval '1 hour')`,
        acme.id,
      );
      lexia.core.identity.organizationSettings.forget(acme.id);
      await refused(await fresh.post(PATH, body), 409, "impersonation_refused");
      await query(lexia, "delete from organization_settings where organization_id = $1", acme.id);
      lexia.core.identity.organizationSettings.forget(acme.id);
      await query(lexia, "update users set is_active = false where id = $1", ana.actor.userId);
      await refused(await fresh.post(PATH, body), 404, "user_not_found");
    },
  );
});

Deno.test("Impersonation in a browser", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const operator = await lexia.operator();
  await acme.session("org_admin");
  const ana = await acme.session("user");
  const page = (path: string, cookie = "") =>
    lexia.request(acme.subdomain, path, { headers: { accept: "text/html", ...(cookie && { cookie }) } });
  const post = (path: string, fields: Record<string, string>, cookie = "") =>
    lexia.request(acme.subdomain, path, {
      method: "POST",
      headers: {
        accept: "text/html",
        "content-type": "application/x-www-form-urlencoded",
        origin: `http://${acme.subdomain}.lexia.test`,
        "sec-fetch-site": "same-origin",
        ...(cookie && { cookie }),
      },
      body: new URLSearchParams(fields).toString(),
    });
  const begun = await begin(operator, acme, ana);
  const url = new URL(begun.url);
  const token = url.searchParams.get("token") ?? "";
  let cookie = "";

  await t.step("the address shows what it is about, as often as it is asked", async () => {
    strictEqual(url.hostname, `${acme.subdomain}.lexia.test`);
    for (let i = 0; i < 2; i++) {
      const response = await page(url.pathname + url.search);
      strictEqual(response.status, 200);
      strictEqual(response.headers.get("referrer-policy"), "same-origin");
      const text = await response.text();
      ok(text.includes(REASON) && text.includes(ana.actor.email));
    }
  });

  await t.step("the button opens a session, once, in no other organization", async () => {
    const other = await lexia.organization();
    const elsewhere = await lexia.request(other.subdomain, url.pathname + url.search);
    strictEqual(elsewhere.status, 404);
    const response = await post("/impersonate", { token });
    strictEqual(response.status, 303);
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
    match(cookie, /^__Host-lexia_session=lxs_/);
    strictEqual((await post("/impersonate", { token })).status, 404);
    strictEqual((await page(url.pathname + url.search)).status, 404);
    strictEqual((await post("/impersonate", { token: "lxo_nothing" })).status, 404);
  });

  await t.step("every page says who looks in as whom until when, and has a button to end it", async () => {
    const { id } =
      await (await ana.post("/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[4] }))
        .json();
    for (
      const path of ["/solicitudes", `/solicitudes/${id}`, "/legal", "/no-such-page", "/billing/upgrade"]
    ) {
      const text = await (await page(path, cookie)).text();
      match(text, /<section\s+class="impersonation[^"]*"\s+role="alert"/, path);
      ok(text.includes(operator.actor.name) && text.includes(ana.actor.email), path);
      ok(text.includes('action="/impersonate/end"'), path);
    }
    ok(!(await (await page("/sign-in")).text()).includes('class="impersonation'));
  });

  await t.step("the button ends the whole look", async () => {
    const response = await post("/impersonate/end", {}, cookie);
    strictEqual(response.status, 303);
    strictEqual((await page("/solicitudes", cookie)).status, 303);
    const { items } = await (await operator.get(PATH)).json();
    ok(items[0].ended_at);
    const byToken = await lexia.request(acme.subdomain, "/auth/me", {
      headers: { authorization: `Bearer ${begun.access_token}` },
    });
    strictEqual(byToken.status, 401);
    strictEqual((await ana.get("/auth/me")).status, 200);
  });
});
