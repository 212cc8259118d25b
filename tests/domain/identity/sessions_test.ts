import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { Organization } from "#domain/ctx.ts";
import { authenticateBearer, authenticateBrowser } from "#domain/identity/authenticate.ts";
import { createPlatformAdmin } from "#domain/identity/create_platform_admin.ts";
import { getMe, updateMe } from "#domain/identity/me.ts";
import { newOpaqueToken } from "#domain/identity/opaque_token.ts";
import { refreshSession } from "#domain/identity/refresh_session.ts";
import { signIn, signInBrowser } from "#domain/identity/sign_in.ts";
import { signOut } from "#domain/identity/sign_out.ts";
import { ctxOf, type Fixture, openFixture, PASSWORD, platformCtxOf, refused } from "./_fixture.ts";

const OPERATOR = { name: "Olga Ruiz", email: "olga@lexia.example", password: PASSWORD };

Deno.test("refreshSession", async (t) => {
  await using lexia = await openFixture();
  const { organization, email } = await lexia.organization("andino");
  const other = await lexia.organization("bosque");
  const visitor = lexia.visitor(organization);
  const start = () => signIn(visitor, { email, password: PASSWORD });
  const { identity, clock } = lexia;

  await t.step("gives the next pair of the same session", async () => {
    const first = await start();
    clock.advance(16 * 60_000);
    await refused(authenticateBearer(identity, organization.id, first.accessToken), "token_invalid");
    const second = await refreshSession(visitor, first.refreshToken);
    strictEqual(second.sessionId, first.sessionId);
    ok(second.refreshToken !== first.refreshToken);
    strictEqual(second.expiresAt.getTime(), first.expiresAt.getTime(), "the session does not get longer");
    const { actor } = await authenticateBearer(identity, organization.id, second.accessToken);
    strictEqual(actor.email, email);
    await refreshSession(visitor, second.refreshToken);
  });

  await t.step(
    "ends the whole session when a token comes twice, and says so in the audit log once",
    async () => {
      const first = await start();
      const second = await refreshSession(visitor, first.refreshToken);
      await authenticateBearer(identity, organization.id, second.accessToken);
      await refused(refreshSession(visitor, first.refreshToken), "refresh_token_reused");
      await refused(authenticateBearer(identity, organization.id, second.accessToken), "token_invalid");
      await refused(refreshSession(visitor, second.refreshToken), "token_invalid");
      await refused(refreshSession(visitor, first.refreshToken), "refresh_token_reused");
      const audit = await lexia.rows(
        "select target_id from audit_log where action = 'session.refresh_token_reused'",
      );
      deepStrictEqual(audit, [[first.sessionId]]);
      const [row] = await lexia.rows("select revoked_reason from sessions where id = $1", first.sessionId);
      deepStrictEqual(row, ["refresh_token_reused"]);
    },
  );

  await t.step("gives at most one of many at once a new pair", async () => {
    const { refreshToken, sessionId } = await start();
    const all = await Promise.allSettled([1, 2, 3, 4, 5].map(() => refreshSession(visitor, refreshToken)));
    strictEqual(all.filter(({ status }) => status === "fulfilled").length, 1);
    deepStrictEqual(await lexia.rows("select revoked_reason from sessions where id = $1", sessionId), [[
      "refresh_token_reused",
    ]]);
  });

  await t.step("leaves other sessions of the same person alone", async () => {
    const [one, two] = [await start(), await start()];
    await refreshSession(visitor, one.refreshToken);
    await refused(refreshSession(visitor, one.refreshToken), "refresh_token_reused");
    await refreshSession(visitor, two.refreshToken);
  });

  await t.step("refuses another organization's token, and leaves it good", async () => {
    const { refreshToken } = await start();
    await refused(refreshSession(lexia.visitor(other.organization), refreshToken), "token_invalid");
    await refused(refreshSession(lexia.visitor(null), refreshToken), "token_invalid");
    await refreshSession(visitor, refreshToken);
  });

  await t.step("refuses what is no refresh token", async () => {
    const { accessToken } = await start();
    const { cookieToken } = await signInBrowser(visitor, { email, password: PASSWORD });
    const unknown = newOpaqueToken("lxr_").token;
    for (
      const text of [
        "",
        "lxr_",
        accessToken,
        cookieToken,
        unknown,
        `${unknown}A`,
        "lxr_' or 1=1 --".padEnd(47, "x"),
      ]
    ) {
      await refused(refreshSession(visitor, text), "token_invalid");
    }
  });

  await t.step("refuses when 30 days are over", async () => {
    const { refreshToken } = await start();
    clock.advance(30 * 86_400_000);
    await refused(refreshSession(visitor, refreshToken), "token_invalid");
  });
});

Deno.test("a session ends", async (t) => {
  await using lexia = await openFixture();
  const { clock } = lexia;
  const elsewhere = await lexia.another();

  const ENDINGS: Record<string, { how: string; code: "token_invalid" | "not_a_member" }> = {
    "when the person is deactivated": {
      how: "update users set is_active = false where organization_id = $1",
      code: "token_invalid",
    },
    "when the organization is deactivated": {
      how: "update organizations set is_active = false where id = $1",
      code: "token_invalid",
    },
    "when the membership is deactivated": {
      how: "update organization_users set is_active = false where organization_id = $1",
      code: "not_a_member",
    },
    "when the person is deleted": {
      how: "delete from users where organization_id = $1",
      code: "token_invalid",
    },
    "when it is revoked": {
      how: "update sessions set revoked_at = now() where organization_id = $1",
      code: "token_invalid",
    },
  };
  let n = 0;
  for (const [when, { how, code }] of Object.entries(ENDINGS)) {
    await t.step(`${when}, within 5 seconds and on every instance`, async () => {
      const { organization, email } = await lexia.organization(`ending${n++}`);
      const visitor = lexia.visitor(organization);
      const { accessToken, refreshToken } = await signIn(visitor, { email, password: PASSWORD });
      const { cookieToken } = await signInBrowser(visitor, { email, password: PASSWORD });
      const check = ({ identity }: Fixture) => [
        () => authenticateBearer(identity, organization.id, accessToken),
        () => authenticateBrowser(identity, organization.id, cookieToken),
      ];
      for (const ask of [lexia, elsewhere].flatMap(check)) await ask();
      await lexia.rows(how, organization.id);
      clock.advance(4_999);
      for (const ask of [lexia, elsewhere].flatMap(check)) await refused(ask(), code);
      await refused(refreshSession(visitor, refreshToken), code);
    });
  }

  await t.step("on this instance at once when it is forgotten", async () => {
    const { organization, email } = await lexia.organization("prompt");
    const { accessToken, person } = await signIn(lexia.visitor(organization), { email, password: PASSWORD });
    await authenticateBearer(lexia.identity, organization.id, accessToken);
    await lexia.rows("update users set is_active = false where organization_id = $1", organization.id);
    await authenticateBearer(lexia.identity, organization.id, accessToken);
    lexia.identity.sessions.forgetPerson(person.id);
    await refused(authenticateBearer(lexia.identity, organization.id, accessToken), "token_invalid");
  });

  await t.step("with its expiry, also while it is remembered", async () => {
    const { organization, email } = await lexia.organization("expiry");
    const { cookieToken, expiresAt } = await signInBrowser(lexia.visitor(organization), {
      email,
      password: PASSWORD,
    });
    clock.advance(expiresAt.getTime() - clock.now() - 1_000);
    await authenticateBrowser(lexia.identity, organization.id, cookieToken);
    clock.advance(1_000);
    await refused(authenticateBrowser(lexia.identity, organization.id, cookieToken), "token_invalid");
  });
});

Deno.test("a change of role counts within 5 seconds", async () => {
  await using lexia = await openFixture();
  const { organization, email } = await lexia.organization("andino");
  const { accessToken } = await signIn(lexia.visitor(organization), { email, password: PASSWORD });
  const permissions = async () =>
    (await authenticateBearer(lexia.identity, organization.id, accessToken)).actor.permissions;
  ok((await permissions()).has("create_users"));
  await lexia.rows(
    `update organization_users set role = 'user', permissions = '{"add":["bulk_operations"],"remove":["update_solicitudes"]}'`,
  );
  lexia.clock.advance(4_000);
  deepStrictEqual([...await permissions()].sort(), [
    "bulk_operations",
    "create_solicitudes",
    "read_own_solicitudes",
  ]);
  await lexia.rows(
    "update organization_users set role = 'emperor', permissions = '{\"add\":[],\"remove\":[]}'",
  );
  lexia.clock.advance(4_000);
  deepStrictEqual([...await permissions()], ["read_own_solicitudes"]);
});

Deno.test("SessionStates", async (t) => {
  await using lexia = await openFixture();
  const { organization, email, userId } = await lexia.organization("andino");
  const other = await lexia.organization("bosque");
  const { identity, clock } = lexia;
  const visitor = lexia.visitor(organization);

  await t.step("asks the database once in 4 seconds, also for many at the same time", async () => {
    let asked = 0;
    const counting = await lexia.another();
    const open = counting.services.tenantDb;
    counting.services.tenantDb = (id) => (asked++, open(id));
    const { accessToken } = await signIn(visitor, { email, password: PASSWORD });
    await Promise.all(
      Array.from({ length: 20 }, () => authenticateBearer(counting.identity, organization.id, accessToken)),
    );
    strictEqual(asked, 1);
    clock.advance(3_999);
    await authenticateBearer(counting.identity, organization.id, accessToken);
    strictEqual(asked, 1);
    clock.advance(1);
    await authenticateBearer(counting.identity, organization.id, accessToken);
    strictEqual(asked, 2);
  });

  await t.step("remembers no failure of the database", async () => {
    const failing = await lexia.another();
    const open = failing.services.tenantDb;
    const { accessToken } = await signIn(visitor, { email, password: PASSWORD });
    failing.services.tenantDb = () => {
      throw new Error("away");
    };
    await rejects(authenticateBearer(failing.identity, organization.id, accessToken), /away/);
    failing.services.tenantDb = open;
    await authenticateBearer(failing.identity, organization.id, accessToken);
  });

  await t.step("knows a cookie on its own organization's host only", async () => {
    const { cookieToken } = await signInBrowser(visitor, { email, password: PASSWORD });
    const { actor, kind } = await authenticateBrowser(identity, organization.id, cookieToken);
    deepStrictEqual([actor.userId, actor.role, kind], [userId, "org_admin", "browser"]);
    await refused(authenticateBrowser(identity, other.organization.id, cookieToken), "token_invalid");
    await refused(authenticateBrowser(identity, null, cookieToken), "token_invalid");
  });

  await t.step("takes neither token in the place of the other", async () => {
    const { accessToken, refreshToken } = await signIn(visitor, { email, password: PASSWORD });
    const { cookieToken, sessionId } = await signInBrowser(visitor, { email, password: PASSWORD });
    for (const text of [accessToken, refreshToken, sessionId, "", `lxs_${refreshToken.slice(4)}`]) {
      await refused(authenticateBrowser(identity, organization.id, text), "token_invalid");
    }
    for (const text of [cookieToken, refreshToken, sessionId]) {
      await refused(authenticateBearer(identity, organization.id, text), "token_invalid");
    }
  });

  await t.step("knows an access token on its own organization's host only", async () => {
    const { accessToken } = await signIn(visitor, { email, password: PASSWORD });
    await refused(authenticateBearer(identity, other.organization.id, accessToken), "token_invalid");
    await refused(authenticateBearer(identity, null, accessToken), "token_invalid");
  });
});

Deno.test("signOut", async (t) => {
  await using lexia = await openFixture();
  const { organization, email, userId } = await lexia.organization("andino");
  const visitor = lexia.visitor(organization);
  const bearer = (token: string) => authenticateBearer(lexia.identity, organization.id, token);

  await t.step("ends the session at once, and with it the refresh token", async () => {
    const { accessToken, refreshToken, sessionId } = await signIn(visitor, { email, password: PASSWORD });
    const ctx = ctxOf(lexia, organization, await bearer(accessToken));
    await signOut(ctx, lexia.identity);
    await refused(bearer(accessToken), "token_invalid");
    await refused(refreshSession(visitor, refreshToken), "token_invalid");
    await signOut(ctx, lexia.identity);
    const audit = await lexia.rows("select actor_id, target_id from audit_log where action = 'session.end'");
    deepStrictEqual(audit, [[userId, sessionId]]);
  });

  await t.step("leaves the person's other sessions alone", async () => {
    const [one, two] = [
      await signIn(visitor, { email, password: PASSWORD }),
      await signIn(visitor, { email, password: PASSWORD }),
    ];
    await signOut(ctxOf(lexia, organization, await bearer(one.accessToken)), lexia.identity);
    await bearer(two.accessToken);
  });
});

Deno.test("operators of the platform", async (t) => {
  await using lexia = await openFixture();
  const { identity, services } = lexia;
  await createPlatformAdmin(services, identity, OPERATOR);
  const visitor = lexia.visitor(null);
  const { organization } = await lexia.organization("andino");

  await t.step("have sessions of their own, refused on organizations' hosts", async () => {
    const { accessToken, refreshToken } = await signIn(visitor, OPERATOR);
    const { cookieToken } = await signInBrowser(visitor, OPERATOR);
    strictEqual((await authenticateBearer(identity, null, accessToken)).actor.role, "super_admin");
    strictEqual((await authenticateBrowser(identity, null, cookieToken)).organizationId, null);
    await refused(authenticateBearer(identity, organization.id, accessToken), "token_invalid");
    await refused(authenticateBrowser(identity, organization.id, cookieToken), "token_invalid");
    await refused(refreshSession(lexia.visitor(organization), refreshToken), "token_invalid");
    await refreshSession(visitor, refreshToken);
  });

  await t.step("sign out, and change their name", async () => {
    const { accessToken } = await signIn(visitor, OPERATOR);
    const ctx = platformCtxOf(lexia, await authenticateBearer(identity, null, accessToken));
    strictEqual((await updateMe(ctx, identity, { name: "Olga R." })).name, "Olga R.");
    strictEqual((await getMe(ctx)).organization, null);
    await signOut(ctx, identity);
    await refused(authenticateBearer(identity, null, accessToken), "token_invalid");
  });

  await t.step("are refused within 5 seconds when they are no longer operators", async () => {
    const { accessToken, refreshToken } = await signIn(visitor, OPERATOR);
    await authenticateBearer(identity, null, accessToken);
    await lexia.rows("delete from platform_admins");
    lexia.clock.advance(4_000);
    await refused(authenticateBearer(identity, null, accessToken), "token_invalid");
    await refused(refreshSession(visitor, refreshToken), "token_invalid");
    await refused(signIn(visitor, OPERATOR), "invalid_credentials");
  });
});

Deno.test("getMe and updateMe", async (t) => {
  await using lexia = await openFixture();
  const { organization, email, userId } = await lexia.organization("andino");
  const { accessToken } = await signIn(lexia.visitor(organization), { email, password: PASSWORD });
  const ctx = async (of: Organization = organization) =>
    ctxOf(lexia, of, await authenticateBearer(lexia.identity, of.id, accessToken));

  await t.step("shows the caller without secrets", async () => {
    const me = await getMe(await ctx());
    deepStrictEqual([me.id, me.email, me.name, me.role], [userId, email, "Ana Torres", "org_admin"]);
    strictEqual(me.organization?.subdomain, "andino");
    strictEqual(me.lastSignInAt?.getTime(), lexia.clock.now());
    ok(me.permissions.includes("manage_billing"));
    ok(!JSON.stringify(me).includes("hash"));
  });

  await t.step("changes the name, at once and audited", async () => {
    strictEqual(
      (await updateMe(await ctx(), lexia.identity, { name: " Ana María Torres " })).name,
      "Ana María Torres",
    );
    strictEqual((await ctx()).actor.name, "Ana María Torres");
    const audit = await lexia.rows("select actor_id from audit_log where action = 'user.update_self'");
    deepStrictEqual(audit, [[userId]]);
  });

  await t.step("refuses an empty name", async () => {
    await refused(updateMe(await ctx(), lexia.identity, { name: " " }), "request_invalid");
  });
});
