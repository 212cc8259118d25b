import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { createPlatformAdmin } from "#domain/identity/create_platform_admin.ts";
import { register } from "#domain/identity/register.ts";
import { signIn } from "#domain/identity/sign_in.ts";
import { openFixture, PASSWORD, refused } from "./_fixture.ts";

const REGISTRATION = {
  organizationName: "  Bufete Andino S.A.S. ",
  subdomain: "Andino",
  name: "Ana Torres",
  email: " Ana@Andino.Example ",
  password: PASSWORD,
};

Deno.test("register", async (t) => {
  await using lexia = await openFixture({ hashing: {} });
  const visitor = lexia.visitor(null);

  await t.step("makes an organization on the free plan with its org_admin, audited", async () => {
    strictEqual(await lexia.identity.directory.bySubdomain("andino"), undefined);
    const { organization, person } = await register(visitor, REGISTRATION);
    const { id, ...rest } = organization;
    deepStrictEqual(rest, {
      name: "Bufete Andino S.A.S.",
      subdomain: "andino",
      plan: "free",
      maxUsers: 5,
      maxQueriesPerMonth: 100,
      maxRequestsPerMinute: null,
    });
    strictEqual(person.email, "ana@andino.example");
    strictEqual(person.role, "org_admin");
    const [row] = await lexia.rows(
      "select u.password_hash, m.role from users u join organization_users m on m.user_id = u.id where u.id = $1",
      person.id,
    );
    match(String(row?.[0]), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    strictEqual(row?.[1], "org_admin");
    const audit = await lexia.rows(
      "select action, organization_id, actor_id, address, request_id from audit_log",
    );
    deepStrictEqual(audit, [["organization.register", id, person.id, "203.0.113.7", "req-1"]]);
  });

  await t.step("is found at once, although it was missing a moment ago", async () => {
    strictEqual((await lexia.identity.directory.bySubdomain("andino"))?.name, "Bufete Andino S.A.S.");
  });

  await t.step("lets the new org_admin sign in", async () => {
    const organization = await lexia.identity.directory.bySubdomain("andino");
    ok(organization);
    const { person } = await signIn(lexia.visitor(organization), {
      email: "ana@andino.example",
      password: PASSWORD,
    });
    ok(person.permissions.has("create_users"));
  });

  const REFUSED = {
    "a taken subdomain": [{ subdomain: "andino" }, "subdomain_taken"],
    "a taken subdomain in capitals": [{ subdomain: "ANDINO" }, "subdomain_taken"],
    "a reserved subdomain": [{ subdomain: "api" }, "subdomain_taken"],
    "a subdomain with an underscore": [{ subdomain: "mi_bufete" }, "request_invalid"],
    "a weak password": [{ subdomain: "other", password: "passwordpassword" }, "password_too_weak"],
    "the organization's name as password": [
      { subdomain: "other", password: "Bufete Andino SAS" },
      "password_too_weak",
    ],
    "an address without a host": [{ subdomain: "other", email: "ana@" }, "request_invalid"],
    "an address with a line break": [
      { subdomain: "other", email: "ana@x.co\r\nBcc: b@x.co" },
      "request_invalid",
    ],
    "an empty name": [{ subdomain: "other", name: "  " }, "request_invalid"],
    "a name with NUL": [{ subdomain: "other", name: "Ana\0" }, "request_invalid"],
    "a name with a line break": [{ subdomain: "other", organizationName: "A\nB" }, "request_invalid"],
  } as const;
  for (const [what, [change, code]] of Object.entries(REFUSED)) {
    await t.step(`refuses ${what}`, async () => {
      await refused(register(visitor, { ...REGISTRATION, ...change }), code);
    });
  }

  await t.step("lets one of many win a subdomain at once, and leaves nothing of the others", async () => {
    const all = await Promise.allSettled(
      [1, 2, 3, 4].map(() => register(visitor, { ...REGISTRATION, subdomain: "race" })),
    );
    strictEqual(all.filter(({ status }) => status === "fulfilled").length, 1);
    deepStrictEqual(await lexia.rows("select count(*)::int from users"), [[2]]);
  });

  await t.step("is refused where sign-up is switched off", async () => {
    const closed = await lexia.another({ signupEnabled: false });
    await refused(register(closed.visitor(null), { ...REGISTRATION, subdomain: "other" }), "signup_disabled");
  });
});

Deno.test("createPlatformAdmin", async (t) => {
  await using lexia = await openFixture();
  const { services, identity } = lexia;
  const operator = { name: "Olga Ruiz", email: "olga@lexia.example", password: PASSWORD };

  await t.step("makes an operator who signs in on the platform's hosts only", async () => {
    const { userId, created } = await createPlatformAdmin(services, identity, operator);
    strictEqual(created, true);
    const { person, accessToken } = await signIn(lexia.visitor(null), operator);
    strictEqual(person.id, userId);
    strictEqual(person.role, "super_admin");
    strictEqual((await identity.tokens.verify(accessToken, "platform")).userId, userId);
    const { organization } = await lexia.organization("andino");
    await refused(signIn(lexia.visitor(organization), operator), "invalid_credentials");
  });

  await t.step("leaves one who exists as is", async () => {
    const again = { ...operator, email: "OLGA@lexia.example", password: "otra clave musgo 93 tren" };
    strictEqual((await createPlatformAdmin(services, identity, again)).created, false);
    await signIn(lexia.visitor(null), operator);
    await refused(signIn(lexia.visitor(null), again), "invalid_credentials");
  });

  await t.step("keeps members of organizations out of the platform", async () => {
    const { email } = await lexia.organization("bosque");
    await refused(signIn(lexia.visitor(null), { email, password: PASSWORD }), "invalid_credentials");
  });

  await t.step("audits the operator's sign-ins", async () => {
    const rows = await lexia.rows("select action from audit_log where organization_id is null order by id");
    deepStrictEqual(rows.flat(), [
      "platform_admin.create",
      "session.open",
      "session.open",
      "session.refused",
      "session.refused",
    ]);
  });
});
