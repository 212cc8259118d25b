/** Single sign-on that is enforced: passwords count for emergency administrators alone, and nobody learns more. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { addProvider } from "#tests/support/sso/providers.ts";
import { Lexia, PASSWORD, type Session } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { movableClock } from "#tests/support/stores.ts";

const ENFORCEMENT = "/api/v1/organization/sso/enforcement";
const BREAK_GLASS = "/api/v1/organization/sso/break-glass";

Deno.test(`PUT ${ENFORCEMENT}`, async (t) => {
  await using lexia = await Lexia.start();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const admin = await acme.session("org_admin", { withPassword: true });
  const emergency = await acme.session("org_admin", { withPassword: true });
  const member = await acme.session("user", { withPassword: true });
  const without = await acme.session("org_admin");
  const stranger = await beta.session("org_admin", { withPassword: true });
  const put = (session: Session, path: string, body: unknown) => session.send("PUT", path, body);
  const logIn = (email: string, password: string, at = lexia, host = acme.subdomain) =>
    at.request(host, "/auth/login", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });

  async function query(text: string, ...values: unknown[]): Promise<unknown[][]> {
    const [result] = await lexia.database.owner.batch([{ text, values }]);
    return result?.rows ?? [];
  }

  await t.step(
    "waits until somebody has come in through a provider, and somebody is left for emergencies",
    async () => {
      await refused(await put(admin, ENFORCEMENT, { enforced: true }), 409, "sso_not_ready");
      const settings = { issuer: "https://idp.acme.example", client_id: "lexia" };
      const id = await addProvider(lexia, acme, admin, { kind: "oidc", settings });
      await refused(await put(admin, ENFORCEMENT, { enforced: true }), 409, "sso_not_ready");
      await query(
        `insert into external_identities (organization_id, provider_id, user_id, subject, last_seen_at)
       values ($1, $2, $3, 'ana', now())`,
        acme.id,
        id,
        member.actor.userId,
      );
      await refused(await put(admin, ENFORCEMENT, { enforced: true }), 409, "sso_not_ready");
    },
  );

  await t.step("names for emergencies nobody but administrators of its own who have a password", async () => {
    for (const one of [member, without, stranger]) {
      const body = { user_ids: [emergency.actor.userId, one.actor.userId] };
      await refused(await put(admin, BREAK_GLASS, body), 422, "request_invalid");
    }
    const named = await put(admin, BREAK_GLASS, { user_ids: [emergency.actor.userId] });
    deepStrictEqual(await named.json(), { enforced: false, break_glass_user_ids: [emergency.actor.userId] });
  });

  await t.step("asks for a fresh proof", async () => {
    await query(
      "update sessions set authenticated_at = now() - interval '11 minutes' where id = $1",
      without.actor.sessionId,
    );
    await refused(await put(without, ENFORCEMENT, { enforced: true }), 403, "fresh_proof_required");
    await refused(await put(without, BREAK_GLASS, { user_ids: [] }), 403, "fresh_proof_required");
  });

  await t.step("changes nothing for anybody before", async () => {
    strictEqual((await logIn(member.actor.email, PASSWORD)).status, 200);
    await refused(await logIn(member.actor.email, "wrong"), 401, "invalid_credentials");
  });

  await t.step(
    "is enforced, ends sessions that a password opened, and is told by the audit log",
    async () => {
      const done = await put(admin, ENFORCEMENT, { enforced: true });
      deepStrictEqual(await done.json(), { enforced: true, break_glass_user_ids: [emergency.actor.userId] });
      strictEqual((await member.get("/auth/me")).status, 401);
      strictEqual((await admin.get("/auth/me")).status, 200);
      strictEqual((await emergency.get("/auth/me")).status, 200);
      const [line] = await query(
        "select actor_id::text, data from audit_log where organization_id = $1 and action = 'sso.enforce'",
        acme.id,
      );
      strictEqual(line?.[0], admin.actor.userId);
      match(JSON.stringify(line?.[1]), /"before":\{"sso_enforced":false\}/);
    },
  );

  await t.step("gives everybody one answer: right, wrong and unknown", async () => {
    const bodies = new Set<string>();
    for (
      const [email, password] of [
        [member.actor.email, PASSWORD],
        [member.actor.email, "wrong"],
        [admin.actor.email, PASSWORD],
        [emergency.actor.email, "wrong"],
        ["nobody@acme.example", PASSWORD],
        ["no address", PASSWORD],
      ] as const
    ) {
      const { request_id: _, ...problem } = await refused(await logIn(email, password), 403, "sso_required");
      bodies.add(JSON.stringify(problem));
    }
    strictEqual(bodies.size, 1);
    strictEqual((await logIn(stranger.actor.email, PASSWORD, lexia, beta.subdomain)).status, 200);
  });

  await t.step("lets the emergency administrator in, and tells all administrators", async () => {
    lexia.mails.length = 0;
    strictEqual((await logIn(emergency.actor.email, PASSWORD)).status, 200);
    const [line] = await query(
      "select actor_id::text from audit_log where organization_id = $1 and action = 'session.break_glass'",
      acme.id,
    );
    strictEqual(line?.[0], emergency.actor.userId);
    await lexia.work();
    const told = lexia.mails.map(({ to }) => to.address).sort();
    deepStrictEqual(told, [admin, emergency, without].map(({ actor }) => actor.email).sort());
    ok(lexia.mails.every(({ text }) => text.includes(emergency.actor.email)));
  });

  await t.step("lets nobody in for emergencies who is no administrator any more", async () => {
    const now = emergency.actor.userId;
    await query("update organization_users set role = 'user' where user_id = $1", now);
    await refused(await logIn(emergency.actor.email, PASSWORD), 403, "sso_required");
    await query("update organization_users set role = 'org_admin' where user_id = $1", now);
  });

  await t.step("shows the password on the sign-in page for emergencies alone", async () => {
    const html = await (await lexia.request(acme.subdomain, "/sign-in")).text();
    match(html, /<details[^>]*><summary[^>]*>Acceso de emergencia/);
    const other = await (await lexia.request(beta.subdomain, "/sign-in")).text();
    ok(!other.includes("<details"));
    const answer = await lexia.request(acme.subdomain, "/sign-in", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
      body: new URLSearchParams({ email: member.actor.email, password: PASSWORD }).toString(),
    });
    strictEqual(answer.status, 403);
    match(await answer.text(), /Su organización entra con su proveedor de identidad/);
  });

  await t.step("holds at every instance within 5 seconds", async () => {
    const clock = movableClock(Date.now());
    await using second = await lexia.another({ clock });
    await refused(await logIn(member.actor.email, PASSWORD, second), 403, "sso_required");
    await put(admin, ENFORCEMENT, { enforced: false });
    strictEqual((await logIn(member.actor.email, PASSWORD)).status, 200);
    await refused(await logIn(member.actor.email, PASSWORD, second), 403, "sso_required");
    clock.advance(5_000);
    strictEqual((await logIn(member.actor.email, PASSWORD, second)).status, 200);
    await put(admin, ENFORCEMENT, { enforced: true });
    clock.advance(5_000);
    await refused(await logIn(member.actor.email, PASSWORD, second), 403, "sso_required");
  });

  await t.step("keeps somebody for emergencies for as long as it is enforced", async () => {
    await refused(await put(admin, BREAK_GLASS, { user_ids: [] }), 409, "sso_not_ready");
    strictEqual((await put(admin, BREAK_GLASS, { user_ids: [admin.actor.userId] })).status, 200);
    const read = await (await admin.get(ENFORCEMENT)).json();
    deepStrictEqual(read, { enforced: true, break_glass_user_ids: [admin.actor.userId] });
    await refused(await logIn(emergency.actor.email, PASSWORD), 403, "sso_required");
  });
});
