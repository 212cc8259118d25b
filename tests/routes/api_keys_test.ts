/** API keys from their making to their end, and what they open. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { authenticateKey } from "#domain/identity/authenticate_key.ts";
import { newOpaqueToken } from "#domain/identity/opaque_token.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { movableClock } from "#tests/support/stores.ts";
import { withinOneWindow } from "#tests/support/within_one_window.ts";
import { type ApiKeyJson, KeyHolder, makeKey, PATH } from "./_api_keys.ts";

Deno.test("POST /api/v1/api-keys", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");

  await t.step("shows the key once, and keeps its hash", async () => {
    const made = await makeKey(admin, ["read_all_solicitudes"]);
    match(made.key, /^lexia_[\w-]{49}$/);
    strictEqual(made.prefix, made.key.slice(0, 14));
    const { key: _, ...kept } = made;
    deepStrictEqual(await (await admin.get(`${PATH}/${made.id}`)).json(), kept);
    const [row] = await rows(lexia, "select k::text from api_keys k where id = $1", made.id);
    ok(!String(row?.[0]).includes(made.key.slice(14, 40)), "the key itself is kept");
  });

  await t.step("tells its maker by mail, and the audit log", async () => {
    const { id, key } = await makeKey(admin, ["api_access"], { name: "Robot de noche" });
    await lexia.work();
    const mail = lexia.mails.find(({ text }) => /Robot de noche/.test(text));
    strictEqual(mail?.to.address, admin.actor.email);
    ok(!mail?.text.includes(key));
    const [line] = await rows(
      lexia,
      "select action, data::text from audit_log where target_id = $1 and action = 'api_key.make'",
      id,
    );
    ok(line && !String(line[1]).includes(key.slice(14)));
  });

  await t.step("answers a repetition the same, from a sealed copy, and makes nothing", async () => {
    const body = { name: "Once", scopes: ["api_access"] };
    const headers = { "idempotency-key": crypto.randomUUID() };
    const made = await admin.post(PATH, body, headers);
    strictEqual(made.status, 201);
    const first: ApiKeyJson = await made.json();
    const again = await admin.post(PATH, body, headers);
    strictEqual(again.status, 201);
    strictEqual(again.headers.get("idempotency-replayed"), "true");
    strictEqual(again.headers.get("cache-control"), "no-store");
    deepStrictEqual(await again.json(), first);
    const kept = await rows(lexia, "select body from idempotency_keys where organization_id = $1", acme.id);
    ok(kept.length > 0);
    for (const [text] of kept) match(String(text), /^v1\.[\w-]+$/);
    await refused(
      await admin.post(PATH, { ...body, name: "Other" }, headers),
      422,
      "idempotency_key_reused",
    );
  });

  await t.step("is known as a key, and as no password, wherever it acts", async () => {
    const { key } = await makeKey(admin, ["read_users"]);
    const actor = await authenticateKey(lexia.core.identity, acme.id, key, null);
    deepStrictEqual([actor.proof.via, actor.proof.method], ["api_key", "api_key"]);
  });

  await t.step("gives no key more than its maker may", async () => {
    await refused(
      await admin.post(PATH, { name: "More", scopes: ["api_access", "delete_solicitudes"] }),
      403,
      "permission_denied",
    );
    const granted = await acme.session("user", { add: ["api_access"] });
    strictEqual((await makeKey(granted, ["create_solicitudes"])).scopes.length, 1);
    await refused(await granted.post(PATH, { name: "x", scopes: ["read_users"] }), 403, "permission_denied");
  });

  for (
    const [what, change] of Object.entries({
      "no scope": { scopes: [] },
      "an unknown scope": { scopes: ["everything"] },
      "an end that has passed": { expires_at: "2020-01-01T00:00:00Z" },
      "an end in ten years": { expires_at: "2099-01-01T00:00:00Z" },
      "an address that is none": { allowed_networks: ["office"] },
      "an address of one number": { allowed_networks: ["1"] },
      "a range that is too long": { allowed_networks: ["192.0.2.0/33"] },
      "another field": { key_hash: "0".repeat(64) },
    })
  ) {
    await t.step(`refuses ${what}`, async () => {
      const body = { name: "Robot", scopes: ["api_access"], ...change };
      await refused(await admin.post(PATH, body), 422, "request_invalid");
    });
  }
});

Deno.test("An API key", async (t) => {
  await using lexia = await Lexia.start();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const admin = await acme.session("org_admin");
  const made = await makeKey(admin, ["read_users", "api_access"]);
  const holder = new KeyHolder(lexia, made.key);
  const users = "/api/v1/users";

  await t.step("opens its organization's host, and the API host without naming it", async () => {
    for (const host of [acme.subdomain, "api"]) {
      strictEqual((await holder.get(host, users)).status, 200, host);
    }
    const named = await holder.get("api", users, { "x-organization-id": acme.id });
    strictEqual(named.status, 200);
    const { email, permissions } = await (await holder.get("api", "/auth/me")).json();
    deepStrictEqual([email, permissions], [admin.actor.email, ["read_users", "api_access"]]);
  });

  await t.step("opens no other organization's door", async () => {
    await refused(await holder.get(beta.subdomain, users), 401, "token_invalid");
    await refused(await holder.get("api", users, { "x-organization-id": beta.id }), 401, "token_invalid");
    await refused(await holder.get("admin", "/api/v1/admin/organizations"), 401, "token_invalid");
    await refused(await holder.get("admin", "/auth/me"), 401, "token_invalid");
  });

  await t.step("may what its scopes say, and nothing else", async () => {
    await refused(await holder.get("api", "/api/v1/organization/usage"), 403, "permission_denied");
    await refused(await holder.send("POST", "api", users, { name: "x" }), 422, "request_invalid");
  });

  await t.step("cannot touch how its maker signs in, nor the pages", async () => {
    await refused(await holder.send("PUT", "api", "/auth/me", { name: "Other" }), 403, "permission_denied");
    await refused(await holder.send("POST", "api", "/auth/logout"), 403, "permission_denied");
    strictEqual((await holder.get(acme.subdomain, "/api-keys")).status, 403);
  });

  await t.step("makes no keys, and rotates none", async () => {
    await refused(
      await holder.send("POST", "api", PATH, { name: "x", scopes: ["api_access"] }),
      403,
      "permission_denied",
    );
    const rotation = await holder.send("POST", "api", `${PATH}/${made.id}/rotate`, { overlap_hours: 1 });
    await refused(rotation, 403, "permission_denied");
    const widened = await holder.send("PATCH", "api", `${PATH}/${made.id}`, {
      scopes: ["read_users", "api_access", "create_users"],
    });
    await refused(widened, 403, "permission_denied");
  });

  await t.step("stands in the audit log beside what it did, and what it was refused", async () => {
    const [line] = await rows(
      lexia,
      "select count(*)::int from audit_log where actor_id = $1 and data->>'api_key' = $2",
      admin.actor.userId,
      made.id,
    );
    ok(Number(line?.[0]) > 0);
  });

  await t.step("is told from a garbled one without a look-up", async () => {
    const before = await uses(lexia, "api_key.lookup");
    const last = made.key.at(-1) === "A" ? "B" : "A";
    for (const key of [`${made.key.slice(0, -1)}${last}`, made.key.slice(0, -1), "lexia_", `${made.key}A`]) {
      await refused(await new KeyHolder(lexia, key).get(acme.subdomain, users), 401, "token_invalid");
      await refused(await new KeyHolder(lexia, key).get("api", users), 401, "token_invalid");
    }
    strictEqual(await uses(lexia, "api_key.lookup"), before);
  });

  await t.step("is revoked at once, and twice is no mistake", async () => {
    for (let i = 0; i < 2; i++) strictEqual((await admin.send("DELETE", `${PATH}/${made.id}`)).status, 204);
    await refused(await holder.get("api", users), 401, "token_invalid");
    await refused(await holder.get(acme.subdomain, users), 401, "token_invalid");
    await refused(await admin.send("PATCH", `${PATH}/${made.id}`, { name: "x" }), 409, "api_key_ended");
  });
});

Deno.test("An API key and its maker", async (t) => {
  const clock = movableClock();
  await using lexia = await Lexia.start({ clock });
  await using elsewhere = await lexia.another();
  const acme = await lexia.organization();

  const ends: Record<string, (maker: Session) => Promise<unknown>> = {
    "is no member any more": ({ actor }) =>
      rows(lexia, "update organization_users set is_active = false where user_id = $1", actor.userId),
    "is suspended": ({ actor }) =>
      rows(lexia, "update users set is_active = false where id = $1", actor.userId),
  };
  for (const [what, end] of Object.entries(ends)) {
    await t.step(`ends everywhere within five seconds where the maker ${what}`, async () => {
      const maker = await acme.session("org_admin");
      const { key } = await makeKey(maker, ["read_users"]);
      const holders = [new KeyHolder(lexia, key), new KeyHolder(elsewhere, key)];
      for (const holder of holders) strictEqual((await holder.get("api", "/api/v1/users")).status, 200);
      await end(maker);
      clock.advance(5_000);
      for (const holder of holders) {
        await refused(await holder.get("api", "/api/v1/users"), 401, "token_invalid");
      }
    });
  }

  await t.step("loses what the maker loses", async () => {
    const maker = await acme.session("org_admin");
    const holder = new KeyHolder(lexia, (await makeKey(maker, ["read_users", "api_access"])).key);
    strictEqual((await holder.get("api", "/api/v1/users")).status, 200);
    await rows(lexia, "update organization_users set role = 'viewer' where user_id = $1", maker.actor.userId);
    clock.advance(5_000);
    await refused(await holder.get("api", "/api/v1/users"), 403, "permission_denied");
  });

  await t.step("ends with the organization", async () => {
    const closing = await lexia.organization();
    const holder = new KeyHolder(
      lexia,
      (await makeKey(await closing.session("org_admin"), ["read_users"])).key,
    );
    strictEqual((await holder.get("api", "/api/v1/users")).status, 200);
    await rows(lexia, "update organizations set is_active = false where id = $1", closing.id);
    clock.advance(5_000);
    await refused(await holder.get("api", "/api/v1/users"), 401, "token_invalid");
    await refused(await holder.get(closing.subdomain, "/api/v1/users"), 400, "organization_not_found");
  });

  await t.step("ends by itself at its time", async () => {
    const maker = await acme.session("org_admin");
    const expires_at = new Date(clock.now() + 60_000).toISOString();
    const holder = new KeyHolder(lexia, (await makeKey(maker, ["read_users"], { expires_at })).key);
    strictEqual((await holder.get("api", "/api/v1/users")).status, 200);
    clock.advance(60_001);
    await refused(await holder.get("api", "/api/v1/users"), 401, "token_invalid");
  });

  await t.step("is made also where nothing of the organization is remembered", async () => {
    const maker = await acme.session("org_admin");
    clock.advance(5_000);
    ok((await makeKey(maker, ["read_users"])).key);
  });

  await t.step("is rotated: both work, then the old one ends", async () => {
    const maker = await acme.session("org_admin");
    const old = await makeKey(maker, ["read_users"]);
    const response = await maker.post(`${PATH}/${old.id}/rotate`, { overlap_hours: 2 });
    strictEqual(response.status, 201);
    const next: ApiKeyJson = await response.json();
    deepStrictEqual(next.scopes, old.scopes);
    const holders = [old, next].map(({ key }) => new KeyHolder(lexia, key));
    for (const holder of holders) strictEqual((await holder.get("api", "/api/v1/users")).status, 200);
    await refused(await maker.post(`${PATH}/${old.id}/rotate`, {}), 409, "api_key_ended");
    clock.advance(2 * 3_600_000 + 1);
    strictEqual((await holders[1]?.get("api", "/api/v1/users"))?.status, 200);
    const over = await holders[0]?.get("api", "/api/v1/users");
    strictEqual(over?.status, 401);
  });

  await t.step(
    "asks for a fresh proof to make, rotate and widen, and for none to narrow and revoke",
    async () => {
      const maker = await acme.session("org_admin");
      const { id } = await makeKey(maker, ["read_users", "api_access"], {
        allowed_networks: ["192.0.2.0/24"],
      });
      clock.advance(11 * 60_000);
      const change = (body: unknown) => maker.send("PATCH", `${PATH}/${id}`, body);
      await refused(
        await maker.post(PATH, { name: "x", scopes: ["api_access"] }),
        403,
        "fresh_proof_required",
      );
      await refused(await maker.post(`${PATH}/${id}/rotate`, {}), 403, "fresh_proof_required");
      for (
        const wider of [
          { scopes: ["read_users", "api_access", "create_users"] },
          { allowed_networks: [] },
          { allowed_networks: ["192.0.0.0/16"] },
        ]
      ) await refused(await change(wider), 403, "fresh_proof_required", JSON.stringify(wider));
      for (
        const narrower of [
          { scopes: ["read_users"] },
          { allowed_networks: ["192.0.2.7", "192.0.2.128/25"] },
          { expires_at: new Date(clock.now() + 3_600_000).toISOString() },
          { name: "Robot de día" },
        ]
      ) strictEqual((await change(narrower)).status, 200, JSON.stringify(narrower));
      await refused(await change({ expires_at: null }), 403, "fresh_proof_required");
      strictEqual((await maker.send("DELETE", `${PATH}/${id}`)).status, 204);
    },
  );
});

Deno.test("An API key's addresses and last use", async (t) => {
  const clock = movableClock();
  await using lexia = await Lexia.start({ clock });
  const admin = await (await lexia.organization()).session("org_admin");
  const networks = ["198.51.100.7", "2001:db8:1::/48"];
  const { id, key } = await makeKey(admin, ["read_users"], { allowed_networks: networks });
  const from = (address: string) => new KeyHolder(lexia, key, address).get("api", "/api/v1/users");
  const lastUse = async () => {
    const { last_used_at, last_used_address }: ApiKeyJson = await (await admin.get(`${PATH}/${id}`)).json();
    return [last_used_at, last_used_address];
  };

  await t.step("are held, and nothing is noted of who is refused", async () => {
    for (const address of ["198.51.100.8", "2001:db8:2::1", "unknown"]) {
      await refused(await from(address), 403, "address_not_allowed");
    }
    deepStrictEqual(await lastUse(), [null, null]);
  });

  await t.step("are noted every five minutes at most", async () => {
    const at = new Date(clock.now()).toISOString();
    strictEqual((await from("::ffff:198.51.100.7")).status, 200);
    deepStrictEqual(await lastUse(), [at, "198.51.100.7"]);
    clock.advance(60_000);
    strictEqual((await from("2001:db8:1::9")).status, 200);
    deepStrictEqual(await lastUse(), [at, "198.51.100.7"]);
    clock.advance(5 * 60_000);
    strictEqual((await from("2001:db8:1::9")).status, 200);
    strictEqual((await lastUse())[1], "2001:db8:1::9");
  });
});

Deno.test("Unknown API keys", async (t) => {
  const clock = movableClock();
  await using lexia = await Lexia.start({ clock });
  const acme = await lexia.organization();
  const good = await makeKey(await acme.session("org_admin"), ["read_users"]);
  const seen = await makeKey(await acme.session("org_admin"), ["read_users"]);
  strictEqual((await new KeyHolder(lexia, seen.key).get("api", "/api/v1/users")).status, 200);

  await t.step("cost one network a bounded number of look-ups", async () => {
    await withinOneWindow("minute");
    const before = await uses(lexia, "api_key.lookup");
    const statuses = new Set<number>();
    for (let i = 0; i < 100; i++) {
      const holder = new KeyHolder(lexia, inventedKey());
      statuses.add((await holder.get("api", "/api/v1/users")).status);
    }
    deepStrictEqual([...statuses], [401, 429]);
    ok(await uses(lexia, "api_key.lookup") - before <= 30);
  });

  await t.step("lock out neither who was there before, nor another network", async () => {
    clock.advance(5_000);
    strictEqual((await new KeyHolder(lexia, seen.key).get("api", "/api/v1/users")).status, 200);
    const elsewhere = new KeyHolder(lexia, good.key, "203.0.113.9");
    strictEqual((await elsewhere.get("api", "/api/v1/users")).status, 200);
  });
});

Deno.test("Whose API keys", async (t) => {
  await using lexia = await Lexia.start();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const [admin, other] = [
    await acme.session("org_admin"),
    await acme.session("user", { add: ["api_access"] }),
  ];
  const mine = await makeKey(other, ["create_solicitudes"]);
  const admins = await makeKey(admin, ["api_access"]);
  const foreign = await makeKey(await beta.session("org_admin"), ["api_access"]);

  await t.step("are their maker's to see, and an administrator's all", async () => {
    deepStrictEqual(await idsOf(other), [mine.id]);
    deepStrictEqual((await idsOf(admin)).sort(), [mine.id, admins.id].sort());
  });

  await t.step("of others, and of other organizations, are missing", async () => {
    for (const id of [admins.id, foreign.id]) {
      await refused(await other.get(`${PATH}/${id}`), 404, "api_key_not_found");
      await refused(await other.send("DELETE", `${PATH}/${id}`), 404, "api_key_not_found");
    }
  });

  await t.step("an administrator may end, but not take over", async () => {
    await refused(await admin.post(`${PATH}/${mine.id}/rotate`, {}), 403, "permission_denied");
    await refused(await admin.send("PATCH", `${PATH}/${mine.id}`, { name: "x" }), 403, "permission_denied");
    strictEqual((await admin.send("DELETE", `${PATH}/${mine.id}`)).status, 204);
  });
});

async function idsOf(session: Session): Promise<string[]> {
  const { items }: { items: { id: string }[] } = await (await session.get(PATH)).json();
  return items.map(({ id }) => id);
}

async function rows(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  return (await lexia.database.owner.batch([{ text, values }]))[0]?.rows ?? [];
}

async function uses(lexia: Lexia, purpose: string): Promise<number> {
  const { body } = await lexia.core.metrics.render();
  const line = new RegExp(`^platform_database_uses_total\\{purpose="${purpose}"\\} (\\d+)$`, "m").exec(body);
  return Number(line?.[1] ?? 0);
}

/** Of the right form, with its checksum, but nobody's. */
function inventedKey(): string {
  return newOpaqueToken("lexia_").token;
}
