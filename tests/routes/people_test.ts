import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { ROLE_PERMISSIONS } from "#domain/authz.ts";
import { Lexia, PASSWORD, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { subjectsTo } from "#tests/support/mailed.ts";
import { refused } from "#tests/support/refused.ts";
import { shiftedClock } from "#tests/support/shifted_clock.ts";
import { Directory } from "./_directory.ts";

const PATH = "/api/v1/users";
const FAR_MS = 5_000;

function of(session: Session): string {
  return `${PATH}/${session.actor.userId}`;
}

async function rows(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  return (await lexia.database.owner.batch([{ text, values }]))[0]?.rows ?? [];
}

async function addSolicitud(lexia: Lexia, owner: Session, { id }: TestOrganization, serial: number) {
  const [made] = await rows(
    lexia,
    `insert into solicitudes (organization_id, owner_id, radicado, status, notify)
     values ($1, $2, $3, 'completed', '{"email": true, "when": "change", "muted": false}') returning id`,
    id,
    owner.actor.userId,
    `1100140030822017${String(serial).padStart(5, "0")}00`,
  );
  const solicitudId = String(made?.[0]);
  await rows(
    lexia,
    `insert into executions (organization_id, solicitud_id, job_id, attempt, trigger, source, started_at)
     values ($1, $2, gen_random_uuid(), 1, 'created', 'cpnu', now())`,
    id,
    solicitudId,
  );
  return solicitudId;
}

Deno.test("PATCH /api/v1/users/{id}", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock });
  const far = await lexia.another();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");

  await t.step(
    "changes a role, which counts on every instance within 5 seconds, and is told by mail",
    async () => {
      const member = await acme.session("manager");
      strictEqual((await member.at(far).get("/api/v1/users")).status, 200);
      const read = await admin.get(of(member));
      const changed = await admin.send("PATCH", of(member), { role: "viewer", name: "Otra" }, {
        "if-match": read.headers.get("etag") ?? "",
      });
      const body = await changed.json();
      deepStrictEqual([changed.status, body.role, body.name], [200, "viewer", "Otra"]);
      await refused(await member.get("/api/v1/users"), 403, "permission_denied");
      clock.advance(FAR_MS);
      await refused(await member.at(far).get("/api/v1/users"), 403, "permission_denied");
      await lexia.work();
      match(subjectsTo(lexia.mails, member.actor.email).join(), /Aviso de seguridad/);
      const [line] = await rows(
        lexia,
        "select data from audit_log where action = 'user.update' and target_id = $1",
        member.actor.userId,
      );
      deepStrictEqual(JSON.parse(JSON.stringify(line?.[0])), {
        before: { name: "(a name)", role: "manager" },
        after: { name: "(a name)", role: "viewer" },
        revoked_invitations: 0,
      });
    },
  );

  await t.step("refuses a version that is not the latest", async () => {
    const member = await acme.session("user");
    const etag = (await admin.get(of(member))).headers.get("etag") ?? "";
    strictEqual(
      (await admin.send("PATCH", of(member), { role: "viewer" }, { "if-match": etag })).status,
      200,
    );
    const late = await admin.send("PATCH", of(member), { role: "manager" }, { "if-match": etag });
    await refused(late, 412, "version_conflict");
    const removal = await admin.send("DELETE", of(member), undefined, { "if-match": etag });
    await refused(removal, 412, "version_conflict");
  });

  await t.step("deactivates: sessions and keys end everywhere, and the password opens nothing", async () => {
    const member = await acme.session("manager", { withPassword: true });
    await rows(
      lexia,
      `insert into api_keys (organization_id, name, prefix, key_hash, scopes, created_by)
       values ($1, 'Robot', 'lexia_abc', $2, '[]', $3)`,
      acme.id,
      crypto.randomUUID(),
      member.actor.userId,
    );
    strictEqual((await member.at(far).get("/api/v1/users")).status, 200);
    strictEqual((await admin.send("PATCH", of(member), { is_active: false })).status, 200);
    await refused(await member.get("/api/v1/users"), 401, "token_invalid");
    clock.advance(FAR_MS);
    await refused(await member.at(far).get("/api/v1/users"), 401, "token_invalid");
    await refused(await login(lexia, member), 401, "invalid_credentials");
    const [keys] = await rows(
      lexia,
      "select count(*)::int from api_keys where created_by = $1 and revoked_at is null",
      member.actor.userId,
    );
    deepStrictEqual(keys, [0]);

    strictEqual((await admin.send("PATCH", of(member), { is_active: true })).status, 200);
    strictEqual((await login(lexia, member)).status, 200);
    await refused(await member.get("/api/v1/users"), 401, "token_invalid");
  });

  await t.step("reactivates only where a seat is free", async () => {
    const beta = await lexia.organization();
    const [boss, member] = [await beta.session("org_admin"), await beta.session("user")];
    strictEqual((await boss.send("PATCH", of(member), { is_active: false })).status, 200);
    await rows(lexia, "update organizations set max_users = 1 where id = $1", beta.id);
    await refused(await boss.send("PATCH", of(member), { is_active: true }), 402, "seats_exceeded");
    await rows(lexia, "update organizations set max_users = 2 where id = $1", beta.id);
    strictEqual((await boss.send("PATCH", of(member), { is_active: true })).status, 200);
  });

  await t.step("lets nobody change their own role or state, only their name", async () => {
    await refused(await admin.send("PATCH", of(admin), { role: "viewer" }), 403, "own_account");
    await refused(await admin.send("PATCH", of(admin), { is_active: false }), 403, "own_account");
    await refused(await admin.send("DELETE", of(admin)), 403, "own_account");
    strictEqual((await admin.send("PATCH", of(admin), { name: "Yo" })).status, 200);
  });

  await t.step("refuses what is above the caller", async () => {
    const manager = await acme.session("manager", { add: ["update_users", "delete_users"] });
    const [boss, user] = [await acme.session("org_admin"), await acme.session("viewer")];
    await refused(await manager.send("PATCH", of(boss), { role: "viewer" }), 403, "permission_denied");
    await refused(await manager.send("DELETE", of(boss)), 403, "permission_denied");
    await refused(await manager.send("DELETE", `${of(boss)}/sessions`), 403, "permission_denied");
    await refused(await manager.send("PATCH", of(user), { role: "org_admin" }), 403, "permission_denied");
    const permissions = { add: ["manage_billing"] };
    await refused(await manager.send("PATCH", of(user), { permissions }), 403, "permission_denied");
  });

  await t.step("asks for a fresh proof where access changes, and not for a name", async () => {
    const member = await acme.session("user");
    const stale = await acme.session("org_admin");
    clock.advance(11 * 60_000);
    for (const change of [{ role: "viewer" }, { is_active: false }, { permissions: { remove: [] } }]) {
      await refused(await stale.send("PATCH", of(member), change), 403, "fresh_proof_required");
    }
    await refused(await stale.send("DELETE", of(member)), 403, "fresh_proof_required");
    strictEqual((await stale.send("PATCH", of(member), { name: "Nueva" })).status, 200);
  });
});

Deno.test("The last administrator", async (t) => {
  await using lexia = await Lexia.start();
  const acts: [what: string, act: (by: Session, of: Session) => Promise<Response>][] = [
    ["demote", (by, whom) => by.send("PATCH", of(whom), { role: "viewer" })],
    ["deactivate", (by, whom) => by.send("PATCH", of(whom), { is_active: false })],
    ["remove", (by, whom) => by.send("DELETE", of(whom))],
    ["anonymize", (by, whom) => by.post(`${of(whom)}/anonymize`, { confirm: whom.actor.email })],
  ];
  for (const [what, act] of acts) {
    await t.step(`stays where two ${what} each other at once`, async () => {
      for (let round = 0; round < 5; round++) {
        const acme = await lexia.organization();
        const [one, two] = [await acme.session("org_admin"), await acme.session("org_admin")];
        const answers = await Promise.all([act(one, two), act(two, one)]);
        const good = answers.filter(({ ok }) => ok);
        strictEqual(good.length, 1, answers.map(({ status }) => status).join());
        await Promise.all(answers.map((answer) => answer.body?.cancel()));
        strictEqual(await administrators(lexia, acme), 1);
      }
    });

    await t.step(`of three, who lost the role a moment before does not ${what} any more`, async () => {
      const acme = await lexia.organization();
      const [one, two] = [await acme.session("org_admin"), await acme.session("org_admin")];
      await acme.session("org_admin");
      const answers = await Promise.all([act(one, two), act(two, one)]);
      strictEqual(answers.filter(({ ok }) => ok).length, 1, answers.map(({ status }) => status).join());
      await Promise.all(answers.map((answer) => answer.body?.cancel()));
    });
  }

  for (const [what, act] of acts) {
    await t.step(`stays where one ${what}s another while the directory takes them out`, async () => {
      for (const send of [deactivate, remove]) {
        const acme = await lexia.organization();
        const directory = await Directory.of(lexia, acme);
        const other = await acme.session("org_admin");
        const [person, scim] = await Promise.all([act(directory.admin, other), send(directory)]);
        await Promise.all([person, scim].map((answer) => answer.body?.cancel()));
        deepStrictEqual([person.ok, scim.ok].toSorted(), [false, true], `${person.status} ${scim.status}`);
        strictEqual(await administrators(lexia, acme), 1);
      }
    });
  }

  await t.step(
    "and another one never wait for each other, where one invites with a key meanwhile",
    async () => {
      for (let round = 0; round < 10; round++) {
        const acme = await lexia.organization();
        const [one, two] = [await acme.session("org_admin"), await acme.session("org_admin")];
        const key = { "idempotency-key": crypto.randomUUID() };
        const invitation = { email: "nueva@acme.example", role: "user" };
        const [invited, demoted] = await Promise.all([
          one.post("/api/v1/invitations", invitation, key),
          two.send("PATCH", of(one), { role: "viewer" }),
        ]);
        await Promise.all([invited, demoted].map((answer) => answer.body?.cancel()));
        strictEqual(demoted.status, 200);
        ok(invited.status === 201 || invited.status === 403, String(invited.status));
      }
    },
  );

  await t.step("stays whoever asks, and whatever for", async () => {
    const acme = await lexia.organization();
    const boss = await acme.session("org_admin");
    const equal = await acme.session("manager", { add: [...ROLE_PERMISSIONS.org_admin] });
    for (const [, act] of acts) await refused(await act(equal, boss), 409, "last_administrator");
    strictEqual((await boss.send("DELETE", of(equal))).status, 204);
  });
});

/** Takes out the administrator who made its token. */
function deactivate(directory: Directory): Promise<Response> {
  const active = { op: "replace", path: "active", value: false };
  return directory.patch(`/Users/${directory.admin.actor.userId}`, active);
}

function remove(directory: Directory): Promise<Response> {
  return directory.send("DELETE", `/Users/${directory.admin.actor.userId}`);
}

async function administrators(lexia: Lexia, { id }: TestOrganization): Promise<unknown> {
  const [left] = await rows(
    lexia,
    `select count(*)::int from organization_users m join users u on u.id = m.user_id
     where m.organization_id = $1 and m.role = 'org_admin' and m.is_active and u.is_active`,
    id,
  );
  return left?.[0];
}

Deno.test("DELETE /api/v1/users/{id}", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock });
  const far = await lexia.another();
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");

  await t.step(
    "ends everything that opens, keeps the audit log's person, and lets them come back",
    async () => {
      const member = await acme.session("manager", { withPassword: true });
      strictEqual((await member.at(far).get("/api/v1/users")).status, 200);
      strictEqual((await admin.send("DELETE", of(member))).status, 204);
      await refused(await member.get("/api/v1/users"), 401, "token_invalid");
      clock.advance(FAR_MS);
      await refused(await member.at(far).get("/api/v1/users"), 401, "token_invalid");
      await refused(await login(lexia, member), 401, "invalid_credentials");
      await refused(await admin.get(of(member)), 404, "user_not_found");
      await refused(await admin.send("DELETE", of(member)), 404, "user_not_found");
      const [kept] = await rows(
        lexia,
        `select name, password_hash, is_active, (select count(*)::int from sessions where user_id = u.id)
       from users u where id = $1`,
        member.actor.userId,
      );
      deepStrictEqual(kept, [member.actor.name, null, false, 0]);
      const { email } = member.actor;
      const back = await admin.post(PATH, { name: "De nuevo", email, password: PASSWORD, role: "user" });
      strictEqual(back.status, 201);
      strictEqual((await back.json()).id, member.actor.userId);
      strictEqual((await login(lexia, member)).status, 200);
    },
  );

  await t.step("refuses who has solicitudes, and says how many", async () => {
    const member = await acme.session("user");
    for (let i = 0; i < 3; i++) await addSolicitud(lexia, member, acme, i);
    const problem = await refused(await admin.send("DELETE", of(member)), 409, "user_owns_solicitudes");
    strictEqual(problem.solicitudes, 3);
    const foreign = await (await lexia.organization()).session("user");
    for (const id of [foreign.actor.userId, member.actor.userId, crypto.randomUUID()]) {
      await refused(await admin.send("DELETE", `${of(member)}?successor_id=${id}`), 422, "request_invalid");
    }
  });

  await t.step("hands them to a successor; of a radicado that both follow, the runs are joined", async () => {
    const [member, successor] = [await acme.session("user"), await acme.session("user")];
    const own = await addSolicitud(lexia, successor, acme, 100);
    const twin = await addSolicitud(lexia, member, acme, 100);
    const other = await addSolicitud(lexia, member, acme, 101);
    const path = `${of(member)}?successor_id=${successor.actor.userId}`;
    strictEqual((await admin.send("DELETE", path)).status, 204);
    const { items } = await (await successor.get("/api/v1/solicitudes")).json();
    deepStrictEqual(items.map(({ id }: { id: string }) => id).sort(), [own, other].sort());
    const runs = await (await successor.get(`/api/v1/solicitudes/${own}/executions`)).json();
    strictEqual(runs.items.length, 2);
    const latest = items.find(({ id }: { id: string }) => id === own).last_execution.id;
    strictEqual(latest, runs.items[0].id);
    ok(!items.some(({ id }: { id: string }) => id === twin));
  });
});

Deno.test("DELETE /api/v1/users/{id}/sessions", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock });
  const far = await lexia.another();
  const acme = await lexia.organization();
  const [admin, member] = [await acme.session("org_admin"), await acme.session("manager")];

  await t.step("ends them everywhere within 5 seconds, and tells the person", async () => {
    strictEqual((await member.at(far).get("/api/v1/users")).status, 200);
    const ended = await admin.send("DELETE", `${of(member)}/sessions`);
    deepStrictEqual([ended.status, await ended.json()], [200, { ended: 1 }]);
    await refused(await member.get("/api/v1/users"), 401, "token_invalid");
    clock.advance(FAR_MS);
    await refused(await member.at(far).get("/api/v1/users"), 401, "token_invalid");
    await lexia.work();
    strictEqual(subjectsTo(lexia.mails, member.actor.email).length, 1);
    deepStrictEqual(await (await admin.send("DELETE", `${of(member)}/sessions`)).json(), { ended: 0 });
  });
});

async function login(lexia: Lexia, { host, actor }: Session): Promise<Response> {
  return await lexia.request(host, "/auth/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: actor.email, password: PASSWORD }),
  });
}
