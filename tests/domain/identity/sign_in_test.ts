import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DomainError } from "#domain/errors.ts";
import { signIn, signInBrowser } from "#domain/identity/sign_in.ts";
import { type RateLimiter, StoreUnavailable } from "#domain/ports.ts";
import { type Fixture, type Member, openFixture, PASSWORD, refused } from "./_fixture.ts";
import { withinOneWindow } from "#tests/support/within_one_window.ts";

/** What a caller can see of a refusal. */
async function answer(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return "signed in";
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, message: error.message, data: error.data };
  }
}

Deno.test("signIn", async (t) => {
  await using lexia = await openFixture();
  const { organization, email, userId } = await lexia.organization("andino");
  const visitor = lexia.visitor(organization);

  await t.step("gives tokens for this organization, and says so in the audit log", async () => {
    const { person, sessionId, ...tokens } = await signIn(visitor, { email, password: PASSWORD });
    strictEqual(person.id, userId);
    match(tokens.refreshToken, /^lxr_[\w-]{43}$/);
    strictEqual(tokens.expiresInSeconds, 900);
    strictEqual(tokens.expiresAt.getTime(), lexia.clock.now() + 30 * 86_400_000);
    const token = await lexia.identity.tokens.verify(tokens.accessToken, organization.id);
    deepStrictEqual([token.userId, token.sessionId], [userId, sessionId]);
    ok(!("passwordHash" in person));
    const audit = await lexia.rows(
      "select actor_id, data, request_id from audit_log where action = 'session.open'",
    );
    deepStrictEqual(audit, [[userId, { kind: "token", method: "password", second_factor: false }, "req-1"]]);
    const [signedIn] = await lexia.rows(
      "select last_sign_in_at = $2 from users where id = $1",
      userId,
      new Date(lexia.clock.now()).toISOString(),
    );
    deepStrictEqual(signedIn, [true]);
  });

  await t.step("keeps only hashes of what it gave", async () => {
    const { refreshToken } = await signIn(visitor, { email, password: PASSWORD });
    const { cookieToken } = await signInBrowser(visitor, { email, password: PASSWORD });
    const kept = JSON.stringify(
      await lexia.rows("select s::text from sessions s union all select r::text from refresh_tokens r"),
    );
    for (const token of [refreshToken, cookieToken]) {
      ok(!kept.includes(token) && !kept.includes(token.slice(4)));
    }
  });

  await t.step("gives browsers a cookie for 14 days, new with each sign-in", async () => {
    const first = await signInBrowser(visitor, { email, password: PASSWORD });
    const second = await signInBrowser(visitor, { email, password: PASSWORD });
    match(first.cookieToken, /^lxs_[\w-]{43}$/);
    ok(first.cookieToken !== second.cookieToken && first.sessionId !== second.sessionId);
    strictEqual(first.expiresAt.getTime(), lexia.clock.now() + 14 * 86_400_000);
  });

  await t.step("takes the address as people type it", async () => {
    await signIn(visitor, { email: `  ${email.toUpperCase()} `, password: PASSWORD });
  });

  await t.step("stores a User-Agent of any kind", async () => {
    await signIn({ ...visitor, userAgent: `x\0\ud800\r\n${"y".repeat(5_000)}` }, {
      email,
      password: PASSWORD,
    });
  });

  await t.step("counts results", () => {
    deepStrictEqual(
      new Set(lexia.counted.filter((name) => name.startsWith("sign_ins"))),
      new Set(["sign_ins_total success"]),
    );
  });
});

Deno.test("signIn answers alike, after the same work, whoever is refused", async (t) => {
  const hashes: string[] = [];
  await using lexia = await openFixture({
    hashing: {
      derive: async (password, salt) => {
        hashes.push(`${salt.length}`);
        return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array([...salt, ...password])));
      },
    },
  });
  const { organization, email } = await lexia.organization("andino");
  const other = await lexia.organization("bosque");
  await lexia.rows(
    "insert into users (organization_id, email, name) values ($1, 'sso@andino.example', 'S')",
    organization.id,
  );
  await lexia.rows(
    "insert into organization_users (organization_id, user_id) select organization_id, id from users where email = 'sso@andino.example'",
  );
  const inactive = await addMember(lexia, organization.id, "inactive@andino.example");
  await lexia.rows("update users set is_active = false where id = $1", inactive);
  const left = await addMember(lexia, organization.id, "left@andino.example");
  await lexia.rows("update organization_users set is_active = false where user_id = $1", left);

  const EXPECTED = {
    code: "invalid_credentials",
    message: "The e-mail address or the password is wrong",
    data: {},
  };
  const CASES = {
    "a wrong password": { email, password: "tranvia musgo 47 violas" },
    "an empty password": { email, password: "" },
    "a password of 10,000 characters": { email, password: "x".repeat(10_000) },
    "an unknown person": { email: "nobody@andino.example", password: PASSWORD },
    "somebody of another organization": { email: other.email, password: PASSWORD },
    "an inactive person with the right password": { email: "inactive@andino.example", password: PASSWORD },
    "a former member with the right password": { email: "left@andino.example", password: PASSWORD },
    "somebody without a password": { email: "sso@andino.example", password: "" },
    "no address": { email: "", password: PASSWORD },
    "an address with NUL": { email: "a\0@andino.example", password: PASSWORD },
    "SQL": { email: "' or 1=1 --", password: PASSWORD },
    "half a character": { email: "\ud800@andino.example", password: "\udfff" },
  };
  let address = 0;
  for (const [what, credentials] of Object.entries(CASES)) {
    await t.step(what, async () => {
      hashes.length = 0;
      const [before] = await lexia.rows("select count(*)::int from audit_log");
      const visitor = lexia.visitor(organization, `198.51.100.${address++}`);
      deepStrictEqual(await answer(signIn(visitor, credentials)), EXPECTED);
      deepStrictEqual(hashes, ["16"], "one hash");
      const [after] = await lexia.rows("select count(*)::int from audit_log");
      strictEqual(Number(after?.[0]), Number(before?.[0]) + 1, "one line in the audit log");
    });
  }

  await t.step("without keeping what was typed", async () => {
    const audit = JSON.stringify(
      await lexia.rows("select a::text from audit_log a where action = 'session.refused'"),
    );
    for (const typed of ["nobody@", "violas", PASSWORD]) ok(!audit.includes(typed));
    ok(lexia.counted.includes("sign_ins_total refused"));
  });
});

Deno.test("signIn limits attempts", async (t) => {
  await using lexia = await openFixture();
  const member = await lexia.organization("andino");
  const other = await lexia.organization("bosque");
  const wrong = { email: member.email, password: "not this one at all" };
  let n = 0;
  const elsewhere = () => `198.51.100.${n++ % 250}`;

  await t.step("to 10 by account in 15 minutes, wherever they come from, and before the hash", async () => {
    await withinOneWindow();
    for (let i = 0; i < 10; i++) {
      await refused(signIn(lexia.visitor(member.organization, elsewhere()), wrong), "invalid_credentials");
    }
    const right = { email: member.email.toUpperCase(), password: PASSWORD };
    const data = await refused(
      signIn(lexia.visitor(member.organization, elsewhere()), right),
      "too_many_attempts",
    );
    ok(data.retryAfterSeconds && data.retryAfterSeconds <= 900);
    ok(lexia.counted.includes("sign_ins_total limited"));
  });

  await t.step("of unknown people with the same answer", async () => {
    const unknown = { email: "nobody@andino.example", password: PASSWORD };
    for (let i = 0; i < 10; i++) {
      await answer(signIn(lexia.visitor(member.organization, elsewhere()), unknown));
    }
    deepStrictEqual(
      await answer(signIn(lexia.visitor(member.organization, elsewhere()), unknown)),
      await answer(signIn(lexia.visitor(member.organization, elsewhere()), wrong)),
    );
  });

  await t.step("in one organization without touching another's", async () => {
    await signIn(lexia.visitor(other.organization, elsewhere()), { email: other.email, password: PASSWORD });
  });

  await t.step("and lets the owner in again after 15 minutes", async () => {
    lexia.clock.advance(2 * 15 * 60_000);
    await signIn(lexia.visitor(member.organization), { email: member.email, password: PASSWORD });
  });

  await t.step("to 30 by address, whoever is tried", async () => {
    await withinOneWindow();
    const results: unknown[] = [];
    for (let i = 0; i < 40; i++) {
      const tried = { email: `person${i}@andino.example`, password: "one password for all" };
      results.push(Object(await answer(signIn(lexia.visitor(member.organization, "192.0.2.1"), tried))).code);
    }
    strictEqual(results.filter((code) => code === "invalid_credentials").length, 30);
    strictEqual(results.filter((code) => code === "too_many_attempts").length, 10);
  });

  for (
    const [what, first, second, isShared] of [
      ["an IPv6 /64 as one", "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true],
      ["two IPv6 networks as two", "2001:db8:1:3::1", "2001:db8:1:4::1", false],
      ["a mapped IPv4 address as itself", "192.0.2.77", "::ffff:192.0.2.77", true],
    ] as const
  ) {
    await t.step(`counts ${what}`, async () => {
      await withinOneWindow();
      for (let i = 0; i < 30; i++) {
        const tried = { email: `x${i}@andino.example`, password: "one password for all" };
        await answer(signIn(lexia.visitor(member.organization, first), tried));
      }
      const last = { email: `y${n++}@andino.example`, password: "one password for all" };
      const work = signIn(lexia.visitor(member.organization, second), last);
      await refused(work, isShared ? "too_many_attempts" : "invalid_credentials");
    });
  }

  await t.step("and not those that were right", async () => {
    for (let i = 0; i < 35; i++) {
      await signIn(lexia.visitor(other.organization, "192.0.2.9"), {
        email: other.email,
        password: PASSWORD,
      });
    }
  });
});

Deno.test("signIn gives back what it could not judge", async () => {
  await using lexia = await openFixture();
  const { organization, email } = await lexia.organization("andino");
  lexia.identity.hasher.verify = () =>
    Promise.reject(new DomainError("sign_in_busy", { retryAfterSeconds: 2 }));
  for (let i = 0; i < 12; i++) {
    await refused(signIn(lexia.visitor(organization), { email, password: PASSWORD }), "sign_in_busy");
  }
  ok(lexia.counted.includes("sign_ins_total busy"));
});

Deno.test("signIn without the shared store counts here, and stricter", async (t) => {
  const away: RateLimiter = {
    take: () => Promise.reject(new StoreUnavailable("away")),
    refund: () => Promise.reject(new StoreUnavailable("away")),
    clear: () => Promise.reject(new StoreUnavailable("away")),
  };
  await using lexia = await openFixture({ limiter: away });
  const member = await lexia.organization("andino");
  const wrong = { email: member.email, password: "not this one at all" };

  await t.step(
    "takes the right password",
    async () => {
      await signIn(lexia.visitor(member.organization), { email: member.email, password: PASSWORD });
    },
  );

  await t.step("refuses the fourth wrong one by account", async () => {
    await withinOneWindow();
    for (let i = 0; i < 3; i++) {
      await refused(signIn(lexia.visitor(member.organization, `192.0.2.${i}`), wrong), "invalid_credentials");
    }
    await refused(signIn(lexia.visitor(member.organization, "192.0.2.9"), wrong), "too_many_attempts");
  });

  await t.step("refuses the eleventh by address", async () => {
    await withinOneWindow();
    const tries = Array.from({ length: 12 }, (_, i) => ({ email: `p${i}@andino.example`, password: "x" }));
    const codes: string[] = [];
    for (const tried of tries) {
      codes.push(
        Object(await answer(signIn(lexia.visitor(member.organization, "198.51.100.1"), tried))).code,
      );
    }
    deepStrictEqual(codes.slice(9), ["invalid_credentials", "too_many_attempts", "too_many_attempts"]);
  });
});

async function addMember(
  lexia: Fixture,
  organizationId: Member["organization"]["id"],
  email: string,
): Promise<unknown> {
  const phc = await lexia.identity.hasher.hash(PASSWORD);
  const [user] = await lexia.rows(
    "insert into users (organization_id, email, name, password_hash) values ($1, $2, 'M', $3) returning id",
    organizationId,
    email,
    phc,
  );
  await lexia.rows(
    "insert into organization_users (organization_id, user_id) values ($1, $2)",
    organizationId,
    user?.[0],
  );
  return user?.[0];
}
