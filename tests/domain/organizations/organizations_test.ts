import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { PlatformCtx } from "#domain/ctx.ts";
import { authenticateBearer } from "#domain/identity/authenticate.ts";
import { createPlatformAdmin } from "#domain/identity/create_platform_admin.ts";
import { signIn } from "#domain/identity/sign_in.ts";
import { createOrganization } from "#domain/organizations/create_organization.ts";
import { getUsage } from "#domain/organizations/get_usage.ts";
import { listOrganizations } from "#domain/organizations/list_organizations.ts";
import { updateOrganization } from "#domain/organizations/update_organization.ts";
import { ctxOf, type Fixture, openFixture, PASSWORD, platformCtxOf, refused } from "../identity/_fixture.ts";

async function operator(lexia: Fixture): Promise<PlatformCtx> {
  const credentials = { name: "Olga Ruiz", email: "olga@lexia.example", password: PASSWORD };
  await createPlatformAdmin(lexia.services, lexia.identity, credentials);
  const { accessToken } = await signIn(lexia.visitor(null), credentials);
  return platformCtxOf(lexia, await authenticateBearer(lexia.identity, null, accessToken));
}

async function admin(lexia: Fixture, subdomain: string) {
  const { organization, email } = await lexia.organization(subdomain);
  const { accessToken } = await signIn(lexia.visitor(organization), { email, password: PASSWORD });
  return ctxOf(lexia, organization, await authenticateBearer(lexia.identity, organization.id, accessToken));
}

Deno.test("OrganizationDirectory", async (t) => {
  await using lexia = await openFixture();
  const { organization } = await lexia.organization("andino");
  const { clock, uses } = lexia;
  const { directory } = lexia.identity;
  const lookups = () => uses.filter((purpose) => purpose === "tenant.lookup").length;

  await t.step("finds by subdomain and by id", async () => {
    const hosted = {
      ...organization,
      allowedNetworks: [],
      brandColor: null,
      hasLogo: false,
      settingsVersion: 0,
    };
    deepStrictEqual(await directory.bySubdomain("andino"), hosted);
    deepStrictEqual(await directory.byId(organization.id), hosted);
    deepStrictEqual(await directory.byId(organization.id.toUpperCase()), hosted);
  });

  await t.step("asks the database once in 4 seconds, also for many at once", async () => {
    clock.advance(4_000);
    const before = lookups();
    await Promise.all(Array.from({ length: 20 }, () => directory.bySubdomain("andino")));
    clock.advance(3_999);
    await directory.bySubdomain("andino");
    strictEqual(lookups(), before + 1);
    clock.advance(1);
    await directory.bySubdomain("andino");
    strictEqual(lookups(), before + 2);
  });

  await t.step("remembers for 2 seconds that there is none", async () => {
    strictEqual(await directory.bySubdomain("nobody"), undefined);
    await lexia.rows("insert into organizations (name, subdomain) values ('Nadie', 'nobody')");
    strictEqual(await directory.bySubdomain("nobody"), undefined);
    clock.advance(2_000);
    strictEqual((await directory.bySubdomain("nobody"))?.name, "Nadie");
  });

  await t.step("asks nothing for what cannot be one", async () => {
    const before = lookups();
    for (const text of ["", "Andino", "a_b", "-a", "a.b", "xn--andino", "a\0", "' or 1=1", "a".repeat(51)]) {
      strictEqual(await directory.bySubdomain(text), undefined);
      strictEqual(await directory.byId(text), undefined);
    }
    strictEqual(lookups(), before);
  });

  await t.step("finds only active ones, within 5 seconds", async () => {
    await directory.byId(organization.id);
    await lexia.rows("update organizations set is_active = false where id = $1", organization.id);
    clock.advance(4_000);
    strictEqual(await directory.byId(organization.id), undefined);
    strictEqual(await directory.bySubdomain("andino"), undefined);
  });

  await t.step("forgets nobody else when many ask for what does not exist", async () => {
    const { organization: other } = await lexia.organization("bosque");
    await Promise.all(Array.from({ length: 200 }, (_, i) => directory.bySubdomain(`none-${i}`)));
    strictEqual((await directory.bySubdomain("bosque"))?.id, other.id);
  });
});

Deno.test("createOrganization", async (t) => {
  await using lexia = await openFixture();
  const ctx = await operator(lexia);
  const { identity } = lexia;

  await t.step("takes the plan's limits, and others where they are given", async () => {
    const pro = await createOrganization(ctx, identity, {
      name: "Bufete Pro",
      subdomain: "pro",
      plan: "pro",
    });
    deepStrictEqual([pro.maxUsers, pro.maxQueriesPerMonth, pro.maxRequestsPerMinute], [25, 5_000, null]);
    const big = await createOrganization(ctx, identity, {
      name: "Grande",
      subdomain: "grande",
      plan: "enterprise",
      maxUsers: 300,
      maxQueriesPerMonth: undefined,
      maxRequestsPerMinute: 2_000,
    });
    deepStrictEqual([big.maxUsers, big.maxQueriesPerMonth, big.maxRequestsPerMinute], [300, null, 2_000]);
    strictEqual(big.isActive, true);
  });

  await t.step("makes the first org_admin, who signs in at once", async () => {
    strictEqual(await identity.directory.bySubdomain("nueva"), undefined);
    const administrator = { name: "Ana Torres", email: "Ana@nueva.example", password: PASSWORD };
    await createOrganization(ctx, identity, { name: "Nueva", subdomain: "nueva", administrator });
    const organization = await identity.directory.bySubdomain("nueva");
    ok(organization);
    strictEqual((await signIn(lexia.visitor(organization), administrator)).person.role, "org_admin");
  });

  await t.step("is audited in the organization's own log", async () => {
    const rows = await lexia.rows(
      "select a.actor_id, a.request_id, o.subdomain from audit_log a join organizations o on o.id = a.organization_id where action = 'organization.create' order by a.id",
    );
    deepStrictEqual(
      rows,
      ["pro", "grande", "nueva"].map((subdomain) => [ctx.actor.userId, "req-3", subdomain]),
    );
  });

  const weak = { name: "Ana", email: "a@x.example", password: "passwordpassword" };
  const REFUSED = {
    "a taken subdomain": [{ subdomain: "pro" }, "subdomain_taken"],
    "an unknown plan": [{ plan: "gold" }, "request_invalid"],
    "a plan that every object has": [{ plan: "constructor" }, "request_invalid"],
    "half a person": [{ maxUsers: 1.5 }, "request_invalid"],
    "no person": [{ maxUsers: 0 }, "request_invalid"],
    "more than the column holds": [{ maxQueriesPerMonth: 2 ** 31 }, "request_invalid"],
    "an administrator with a weak password": [{ administrator: weak }, "password_too_weak"],
  } as const;
  for (const [what, [change, code]] of Object.entries(REFUSED)) {
    await t.step(`refuses ${what}`, async () => {
      await refused(createOrganization(ctx, identity, { name: "Otra", subdomain: "otra", ...change }), code);
    });
  }

  await t.step("refuses whoever does not operate the platform", async () => {
    const member = await admin(lexia, "andino");
    await refused(
      createOrganization(member, identity, { name: "Otra", subdomain: "otra" }),
      "permission_denied",
    );
    await refused(listOrganizations(member, { limit: 10 }), "permission_denied");
    const change = updateOrganization(member, identity.directory, {
      id: member.organization.id,
      plan: "enterprise",
    });
    await refused(change, "permission_denied");
  });
});

Deno.test("listOrganizations", async (t) => {
  await using lexia = await openFixture();
  const ctx = await operator(lexia);
  // Seven in one millisecond, as a script would make them: only the id tells them apart.
  await lexia.rows(
    "insert into organizations (name, subdomain, created_at) select 'O', 'same-' || n, '2026-01-02T03:04:05.678Z' from generate_series(1, 7) n",
  );
  await lexia.rows(
    "insert into organizations (name, subdomain, created_at, is_active) values ('New', 'new', '2026-02-01', false)",
  );

  await t.step("gives every organization once, the newest first, while others are added", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { subdomain: string }[]; nextCursor: string | null } = await listOrganizations(
        ctx,
        {
          limit: 3,
          cursor: cursor ?? undefined,
        },
      );
      ok(page.items.length <= 3);
      seen.push(...page.items.map(({ subdomain }) => subdomain));
      cursor = page.nextCursor;
      await lexia.rows(
        "insert into organizations (name, subdomain, created_at) values ('L', 'late-' || $1::text, '2026-03-01')",
        seen.length,
      );
    } while (cursor);
    strictEqual(seen[0], "new");
    deepStrictEqual(seen.slice(1).sort(), [1, 2, 3, 4, 5, 6, 7].map((n) => `same-${n}`));
  });

  await t.step("has no next page behind the last one", async () => {
    const { items } = await listOrganizations(ctx, { limit: 100 });
    strictEqual((await listOrganizations(ctx, { limit: items.length })).nextCursor, null);
  });

  await t.step("audits each look", async () => {
    const [row] = await lexia.rows(
      "select count(*)::int > 2, min(actor_id::text) from audit_log where action = 'organization.list'",
    );
    deepStrictEqual(row, [true, ctx.actor.userId]);
  });

  await t.step("refuses a cursor that it did not give", async () => {
    for (const cursor of ["", "x", "bnVsbA", btoa('["2026-02-31T00:00:00.000Z","x"]')]) {
      await refused(listOrganizations(ctx, { limit: 3, cursor }), "cursor_invalid");
    }
  });
});

Deno.test("updateOrganization", async (t) => {
  await using lexia = await openFixture();
  const ctx = await operator(lexia);
  const { directory } = lexia.identity;
  const { organization } = await lexia.organization("andino");
  const { id } = organization;

  await t.step("changes what is given, at once on this instance, and audits it", async () => {
    await directory.bySubdomain("andino");
    const updated = await updateOrganization(ctx, directory, { id, name: "Andino SAS", maxUsers: 7 });
    deepStrictEqual([updated.name, updated.maxUsers, updated.maxQueriesPerMonth, updated.plan], [
      "Andino SAS",
      7,
      100,
      "free",
    ]);
    strictEqual((await directory.bySubdomain("andino"))?.maxUsers, 7);
    strictEqual((await directory.byId(id))?.name, "Andino SAS");
    const audit = await lexia.rows(
      "select actor_id, organization_id, data from audit_log where action = 'organization.update'",
    );
    const data = {
      before: { name: "Bufete andino", maxUsers: 5 },
      after: { name: "Andino SAS", maxUsers: 7 },
    };
    deepStrictEqual(audit, [[ctx.actor.userId, id, data]]);
  });

  await t.step("brings a plan's limits with the plan", async () => {
    const pro = await updateOrganization(ctx, directory, { id, plan: "pro" });
    deepStrictEqual([pro.maxUsers, pro.maxQueriesPerMonth], [25, 5_000]);
    const enterprise = await updateOrganization(ctx, directory, { id, plan: "enterprise", maxUsers: 40 });
    deepStrictEqual([enterprise.maxUsers, enterprise.maxQueriesPerMonth], [40, null]);
    const unlimited = await updateOrganization(ctx, directory, { id, maxUsers: null });
    strictEqual(unlimited.maxUsers, null);
  });

  await t.step("lets one of two operators who read the same win", async () => {
    const { updatedAt } = await updateOrganization(ctx, directory, { id, name: "Uno" });
    await updateOrganization(ctx, directory, { id, name: "Dos", expectedUpdatedAt: updatedAt });
    const late = updateOrganization(ctx, directory, { id, name: "Tres", expectedUpdatedAt: updatedAt });
    await refused(late, "version_conflict");
    strictEqual((await directory.byId(id))?.name, "Dos");
  });

  await t.step("switches an organization off and on", async () => {
    await updateOrganization(ctx, directory, { id, isActive: false });
    strictEqual(await directory.byId(id), undefined);
    await updateOrganization(ctx, directory, { id, isActive: true });
    strictEqual((await directory.byId(id))?.id, id);
  });

  await t.step("knows no other id", async () => {
    for (const other of ["0193b3f0-0000-7000-8000-000000000001", "1", "' or 1=1"]) {
      await refused(updateOrganization(ctx, directory, { id: other, name: "X" }), "organization_missing");
    }
  });
});

Deno.test("getUsage", async (t) => {
  await using lexia = await openFixture();
  const ctx = await admin(lexia, "andino");
  const other = await lexia.organization("bosque");
  const { id } = ctx.organization;

  await t.step("counts this month's queries and active people", async () => {
    await lexia.rows(
      "insert into usage_months (organization_id, month, queries) values ($1, '2026-11', 42), ($1, '2026-10', 99), ($2, '2026-11', 7)",
      id,
      other.organization.id,
    );
    await lexia.rows(
      `insert into usage_days (organization_id, day, queries)
       values ($1, '2026-11-04', 2), ($1, '2026-11-03', 40), ($1, '2026-10-31', 9), ($2, '2026-11-04', 7)`,
      id,
      other.organization.id,
    );
    for (const [email, isActive] of [["one@andino.example", true], ["two@andino.example", false]] as const) {
      await lexia.rows(
        "with u as (insert into users (organization_id, email, name) values ($1, $2, 'X') returning id) insert into organization_users (organization_id, user_id, is_active) select $1, id, $3 from u",
        id,
        email,
        isActive,
      );
    }
    for (const status of ["held", "completed"]) {
      await lexia.rows(
        `insert into solicitudes (organization_id, owner_id, radicado, notify, status)
         select organization_id, user_id, $2, '{"email": true, "when": "change", "muted": false}', $3
         from organization_users where organization_id = $1 and is_active limit 1`,
        id,
        status === "held" ? "11001400308220179999900" : "11001400308220179999800",
        status,
      );
    }
    deepStrictEqual(await getUsage(ctx), {
      period: "2026-11",
      queries: { used: 42, limit: 100 },
      users: { used: 2, limit: 5 },
      days: [{ day: "2026-11-03", queries: 40 }, { day: "2026-11-04", queries: 2 }],
      held: 1,
      resetsAt: new Date("2026-12-01T05:00:00Z"),
      upgradeUrl: "https://andino.lexia.test/billing",
    });
  });

  await t.step("begins anew at midnight in Bogota", async () => {
    const at = (iso: string) => getUsage({ ...ctx, clock: { ...ctx.clock, now: () => Date.parse(iso) } });
    strictEqual((await at("2026-12-01T04:59:59.999Z")).queries.used, 42);
    const december = await at("2026-12-01T05:00:00Z");
    deepStrictEqual([december.period, december.queries.used], ["2026-12", 0]);
    strictEqual(december.resetsAt.toISOString(), "2027-01-01T05:00:00.000Z");
  });

  await t.step("refuses a viewer", async () => {
    const viewer = {
      ...ctx,
      actor: { ...ctx.actor, role: "viewer" as const, permissions: new Set<never>() },
    };
    await refused(getUsage(viewer), "permission_denied");
  });
});
