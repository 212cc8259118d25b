import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Lexia, PASSWORD, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { subjectsTo, tokenTo } from "#tests/support/mailed.ts";
import { refused } from "#tests/support/refused.ts";
import { shiftedClock } from "#tests/support/shifted_clock.ts";
import { patiently } from "#tests/support/patiently.ts";
import { withinOneWindow } from "#tests/support/within_one_window.ts";

const PATH = "/api/v1/invitations";
const DAY_MS = 24 * 3_600_000;

let serial = 0;
function newAddress(): string {
  return `new-${++serial}-${crypto.randomUUID().slice(0, 8)}@people.test`;
}

async function rows(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  return (await lexia.database.owner.batch([{ text, values }]))[0]?.rows ?? [];
}

async function invite(lexia: Lexia, admin: Session, body: Record<string, unknown>) {
  const response = await admin.post(PATH, body);
  const made = await response.json();
  strictEqual(response.status, 201, JSON.stringify(made));
  await lexia.work();
  return { id: String(made.id), token: tokenTo(lexia.mails, String(body.email)), made };
}

async function accept(lexia: Lexia, host: string, token: string, body: Record<string, unknown> = {}) {
  return await lexia.request(host, `/auth/invitations/${token}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "Nueva Persona", password: PASSWORD, ...body }),
  });
}

function byStatus(responses: readonly Response[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function closeAll(responses: readonly Response[]): Promise<void> {
  await Promise.all(responses.map((response) => response.body?.cancel()));
}

/** So many seats as are taken now, and `free` more. */
async function leaveSeats(lexia: Lexia, { id }: TestOrganization, free: number): Promise<void> {
  await rows(
    lexia,
    `update organizations set max_users = $2 +
       (select count(*) from organization_users where organization_id = $1 and is_active) where id = $1`,
    id,
    free,
  );
}

Deno.test("POST /api/v1/invitations", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({
    clock,
    keepLog: true,
    env: { TERMS_VERSION: "2026-11", PRIVACY_VERSION: "2026-11" },
  });
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const host = acme.subdomain;

  await t.step("invites by mail, and who accepts is a member and signed in", async () => {
    const email = newAddress();
    const { id, token, made } = await invite(lexia, admin, { email, role: "manager", name: "Luis" });
    strictEqual(made.status, "open");
    strictEqual(Date.parse(made.expires_at) - Date.parse(made.last_sent_at), 7 * DAY_MS);
    ok(!JSON.stringify(made).includes("lxi_"));
    const told = await (await lexia.request(host, `/auth/invitations/${token}`)).json();
    strictEqual(told.email, email);
    strictEqual(told.inviter, admin.actor.name);
    strictEqual(told.organization.subdomain, host);

    const accepted = await accept(lexia, host, token, { name: undefined, accept_terms: true });
    const { access_token, user } = await accepted.json();
    strictEqual(accepted.status, 200);
    deepStrictEqual([user.name, user.email, user.role], ["Luis", email, "manager"]);
    const me = await lexia.request(host, "/auth/me", {
      headers: { authorization: `Bearer ${access_token}` },
    });
    strictEqual((await me.json()).id, user.id);
    const [kept] = await rows(
      lexia,
      `select u.email_verified_at is not null, s.method, i.accepted_by = u.id, i.token_hash <> $2,
         (select count(*)::int from legal_acceptances l where l.user_id = u.id)
       from users u join sessions s on s.user_id = u.id join invitations i on i.id = $3 where u.id = $1`,
      user.id,
      token,
      id,
    );
    deepStrictEqual(kept, [true, "invitation", true, true, 2]);
    const login = await lexia.request(host, "/auth/login", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    strictEqual(login.status, 200);
    await login.body?.cancel();
  });

  await t.step("answers an unknown, a used, a revoked and an expired link the same", async () => {
    const used = await invite(lexia, admin, { email: newAddress(), role: "user" });
    await (await accept(lexia, host, used.token)).body?.cancel();
    const revoked = await invite(lexia, admin, { email: newAddress(), role: "user" });
    strictEqual((await admin.send("DELETE", `${PATH}/${revoked.id}`)).status, 204);
    strictEqual((await admin.send("DELETE", `${PATH}/${revoked.id}`)).status, 204);
    const expired = await invite(lexia, admin, { email: newAddress(), role: "user", expires_in_days: 1 });
    await rows(
      lexia,
      "update invitations set expires_at = $2 where id = $1",
      expired.id,
      new Date(clock.now()).toISOString(),
    );
    const answers: string[] = [];
    for (const token of [`lxi_${"A".repeat(43)}`, "x", used.token, revoked.token, expired.token]) {
      for (
        const response of [
          await lexia.request(host, `/auth/invitations/${token}`),
          await accept(lexia, host, token, { password: "short" }),
        ]
      ) {
        const { request_id: _, ...problem } = await refused(response, 404, "invitation_not_found");
        answers.push(JSON.stringify(problem));
      }
    }
    strictEqual(new Set(answers).size, 1);
  });

  await t.step("is good on its own organization's host alone", async () => {
    const beta = await lexia.organization();
    const { token } = await invite(lexia, admin, { email: newAddress(), role: "user" });
    const elsewhere = await lexia.request(beta.subdomain, `/auth/invitations/${token}`);
    await refused(elsewhere, 404, "invitation_not_found");
    await refused(await accept(lexia, beta.subdomain, token), 404, "invitation_not_found");
  });

  await t.step("sends again with a new link, five times an hour at most", async () => {
    await withinOneWindow();
    const email = newAddress();
    const { id, token: first } = await invite(lexia, admin, { email, role: "user" });
    for (let i = 0; i < 4; i++) {
      const again = await admin.post(`${PATH}/${id}/resend`);
      strictEqual(again.status, 200);
      strictEqual((await again.json()).times_sent, i + 2);
      await lexia.work();
    }
    const tooMany = await admin.post(`${PATH}/${id}/resend`);
    await refused(tooMany, 429, "rate_limited");
    ok(Number(tooMany.headers.get("retry-after")) > 0);
    strictEqual(subjectsTo(lexia.mails, email).length, 5);
    await refused(await accept(lexia, host, first), 404, "invitation_not_found");
    strictEqual((await accept(lexia, host, tokenTo(lexia.mails, email))).status, 200);
    await refused(await admin.send("DELETE", `${PATH}/${id}`), 409, "invitation_closed");
  });

  await t.step("sends nothing again that was accepted or revoked", async () => {
    const accepted = await invite(lexia, admin, { email: newAddress(), role: "user" });
    strictEqual((await accept(lexia, host, accepted.token)).status, 200);
    const revoked = await invite(lexia, admin, { email: newAddress(), role: "user" });
    await admin.send("DELETE", `${PATH}/${revoked.id}`);
    for (const { id } of [accepted, revoked]) {
      await refused(await admin.post(`${PATH}/${id}/resend`), 409, "invitation_closed");
    }
  });

  await t.step("is for addresses that are no members, once each", async () => {
    const body = { email: admin.actor.email.toUpperCase(), role: "user" };
    await refused(await admin.post(PATH, body), 409, "user_exists");
    const email = newAddress();
    const { id } = await invite(lexia, admin, { email, role: "user" });
    const again = await refused(await admin.post(PATH, { email, role: "user" }), 409, "invitation_exists");
    strictEqual(again.existing_id, id);
  });

  const beyond: [what: string, body: Record<string, unknown>][] = [
    ["a role above one's own", { role: "org_admin" }],
    ["permissions that one has not", { role: "viewer", permissions: { add: ["manage_billing"] } }],
  ];
  for (const [what, body] of beyond) {
    await t.step(`refuses ${what}`, async () => {
      const manager = await acme.session("manager", { add: ["create_users"] });
      await refused(await manager.post(PATH, { email: newAddress(), ...body }), 403, "permission_denied");
      const own = await acme.session("org_admin", { remove: ["manage_billing"] });
      await refused(await own.post(PATH, { email: newAddress(), ...body }), 403, "permission_denied");
    });
  }

  await t.step("invites with what is added and taken away", async () => {
    const email = newAddress();
    const permissions = { add: ["view_org_analytics"], remove: ["update_solicitudes"] };
    const { token } = await invite(lexia, admin, { email, role: "user", permissions });
    const { access_token } = await (await accept(lexia, host, token)).json();
    const headers = { authorization: `Bearer ${access_token}` };
    const me = await (await lexia.request(host, "/auth/me", { headers })).json();
    deepStrictEqual([...me.permissions].sort(), [
      "create_solicitudes",
      "read_own_solicitudes",
      "view_org_analytics",
    ]);
  });

  await t.step("writes to the organization's address in the language that was chosen", async () => {
    const email = newAddress();
    await invite(lexia, admin, { email, role: "user", locale: "en" });
    match(subjectsTo(lexia.mails, email)[0] ?? "", /^Invitation to /);
    const mail = lexia.mails.findLast(({ to }) => to.address === email);
    match(mail?.text ?? "", new RegExp(`https?://${host}\\.lexia\\.test[^ ]*/invitation\\?token=`));
  });

  await t.step("lists page by page what became of them", async () => {
    const first = await (await admin.get(`${PATH}?limit=2`)).json();
    strictEqual(first.items.length, 2);
    const second = await (await admin.get(`${PATH}?limit=100&cursor=${first.next_cursor}`)).json();
    const statuses = new Set([...first.items, ...second.items].map(({ status }) => status));
    deepStrictEqual([...statuses].sort(), ["accepted", "expired", "open", "revoked"]);
  });

  await t.step("ends what somebody invited who may less, or is gone", async () => {
    const [second, third] = [await acme.session("org_admin"), await acme.session("org_admin")];
    const [one, two] = [
      await invite(lexia, second, { email: newAddress(), role: "org_admin" }),
      await invite(lexia, third, { email: newAddress(), role: "org_admin" }),
    ];
    const demoted = await admin.send("PATCH", `/api/v1/users/${second.actor.userId}`, { role: "viewer" });
    strictEqual(demoted.status, 200);
    strictEqual((await admin.send("DELETE", `/api/v1/users/${third.actor.userId}`)).status, 204);
    for (const { token } of [one, two]) {
      await refused(await accept(lexia, host, token), 404, "invitation_not_found");
    }
  });

  await t.step("refuses passwords where single sign-on is enforced", async () => {
    const beta = await lexia.organization();
    const { token } = await invite(lexia, await beta.session("org_admin"), {
      email: newAddress(),
      role: "user",
    });
    await rows(
      lexia,
      "insert into organization_settings (organization_id, sso_enforced) values ($1, true)",
      beta.id,
    );
    clock.advance(5_000);
    await refused(await accept(lexia, beta.subdomain, token), 403, "permission_denied");
  });

  await t.step("leaves no token in the log, the audit log or the database", async () => {
    const { token } = await invite(lexia, admin, { email: newAddress(), role: "user" });
    await (await lexia.request(host, `/auth/invitations/${token}`)).body?.cancel();
    await (await lexia.request(host, `/auth/invitations/${token}/more`)).body?.cancel();
    await (await accept(lexia, host, token)).body?.cancel();
    const logged = lexia.logged.map((line) => JSON.stringify(line));
    ok(logged.some((line) => line.includes('"/auth/invitations/:token"')));
    deepStrictEqual(logged.filter((line) => line.includes(token)), []);
    for (const table of ["audit_log", "invitations", "jobs"]) {
      const [found] = await rows(
        lexia,
        `select count(*)::int from ${table} r where r::text like '%' || $1 || '%'`,
        token,
      );
      deepStrictEqual(found, [0], table);
    }
  });
});

Deno.test("Seats of the plan", async (t) => {
  await using lexia = await Lexia.start();

  await t.step("50 invitations at once take the three that are left, and no more", async () => {
    const acme = await lexia.organization();
    const admin = await acme.session("org_admin");
    await leaveSeats(lexia, acme, 3);
    const made = await Promise.all(
      Array.from(
        { length: 50 },
        () => patiently(() => admin.post(PATH, { email: newAddress(), role: "user" })),
      ),
    );
    deepStrictEqual(byStatus(made), { 201: 3, 402: 47 });
    await closeAll(made);
    const [open] = await rows(
      lexia,
      "select count(*)::int from invitations where organization_id = $1",
      acme.id,
    );
    deepStrictEqual(open, [3]);
    const body = { name: "Ana", email: newAddress(), password: PASSWORD, role: "user" };
    await refused(await admin.post("/api/v1/users", body), 402, "seats_exceeded");
  });

  await t.step("50 acceptances at once take the three that are left, and no more", async () => {
    const acme = await lexia.organization();
    const admin = await acme.session("org_admin");
    const emails = Array.from({ length: 50 }, newAddress);
    const invited = await Promise.all(
      emails.map((email) => patiently(() => admin.post(PATH, { email, role: "viewer" }))),
    );
    deepStrictEqual(byStatus(invited), { 201: 50 });
    await closeAll(invited);
    await lexia.work();
    // The plan became smaller meanwhile.
    await leaveSeats(lexia, acme, 3);
    const accepted = await Promise.all(
      emails.map((email) => patiently(() => accept(lexia, acme.subdomain, tokenTo(lexia.mails, email)))),
    );
    deepStrictEqual(byStatus(accepted), { 200: 3, 402: 47 });
    await closeAll(accepted);
    const [members] = await rows(
      lexia,
      "select count(*)::int from organization_users where organization_id = $1",
      acme.id,
    );
    deepStrictEqual(members, [4]);
  });

  await t.step("one link used by ten at once makes one member", async () => {
    const acme = await lexia.organization();
    const admin = await acme.session("org_admin");
    const { token } = await invite(lexia, admin, { email: newAddress(), role: "user" });
    const accepted = await Promise.all(
      Array.from({ length: 10 }, () => patiently(() => accept(lexia, acme.subdomain, token))),
    );
    deepStrictEqual(byStatus(accepted), { 200: 1, 404: 9 });
    await closeAll(accepted);
  });

  await t.step("a revoked invitation gives its seat back, and an accepted one keeps it", async () => {
    const acme = await lexia.organization();
    const admin = await acme.session("org_admin");
    await leaveSeats(lexia, acme, 1);
    const { id } = await invite(lexia, admin, { email: newAddress(), role: "user" });
    await refused(await admin.post(PATH, { email: newAddress(), role: "user" }), 402, "seats_exceeded");
    await admin.send("DELETE", `${PATH}/${id}`);
    const { token } = await invite(lexia, admin, { email: newAddress(), role: "user" });
    strictEqual((await accept(lexia, acme.subdomain, token)).status, 200);
    await refused(await admin.post(PATH, { email: newAddress(), role: "user" }), 402, "seats_exceeded");
  });

  await t.step("who is added by hand takes the seat of their own invitation", async () => {
    const acme = await lexia.organization();
    const admin = await acme.session("org_admin");
    await leaveSeats(lexia, acme, 1);
    const email = newAddress();
    const { token } = await invite(lexia, admin, { email, role: "user" });
    const added = await admin.post("/api/v1/users", { name: "Ana", email, password: PASSWORD, role: "user" });
    strictEqual(added.status, 201);
    await refused(await accept(lexia, acme.subdomain, token), 404, "invitation_not_found");
  });
});

Deno.test("GET /invitation", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const host = acme.subdomain;

  await t.step("accepts in the browser, and is signed in", async () => {
    const { token } = await invite(lexia, admin, { email: newAddress(), role: "user", name: "<b>Luz</b>" });
    const page = await lexia.request(host, `/invitation?token=${token}`);
    strictEqual(page.headers.get("referrer-policy"), "strict-origin");
    const html = await page.text();
    ok(html.includes("&lt;b&gt;Luz") && !html.includes("<b>Luz"));
    const weak = await submit({ token, name: "Luz", password: "corta" });
    strictEqual(weak.status, 422);
    match(await weak.text(), /La contraseña es corta/);
    const done = await submit({ token, name: "Luz", password: PASSWORD, accept_terms: "yes" });
    deepStrictEqual([done.status, done.headers.get("location")], [303, "/dashboard"]);
    match(done.headers.get("set-cookie") ?? "", /^__Host-lexia_session=lxs_/);
    strictEqual((await lexia.request(host, `/invitation?token=${token}`)).status, 404);
  });

  async function submit(fields: Record<string, string>): Promise<Response> {
    return await lexia.request(host, "/invitation", {
      method: "POST",
      headers: { origin: `http://${host}.lexia.test`, "sec-fetch-site": "same-origin" },
      body: new URLSearchParams(fields),
    });
  }
});
