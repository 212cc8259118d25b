import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import {
  addDirectory,
  directorySettings as settingsOf,
  ldapLogin,
  SSO,
} from "#tests/support/directory_provider.ts";
import { Lexia, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { Slapd } from "#tests/support/slapd.ts";

const SECRET = "tranvía musgo 47 violín";
const LOGIN = { login: "person3", password: SECRET };

Deno.test("directory.sync", async (t) => {
  await using lexia = await Lexia.start();
  await using slapd = await Slapd.start();
  const uids = Array.from({ length: 12 }, (_, i) => `person${i}`);
  const dns: string[] = [];
  for (const uid of uids) dns.push(await slapd.person({ uid, password: SECRET }));
  const lawyers = await slapd.group("lawyers", dns);

  const acme = await lexia.organization();
  const administrator = await acme.session("org_admin");
  const id = await addDirectory(administrator, settingsOf(slapd));
  const members = new Map<string, { id: string; token: string }>();
  for (const uid of uids) {
    const response = await ldapLogin(lexia, acme, { login: uid, password: SECRET });
    strictEqual(response.status, 200);
    const { user, access_token: token } = await response.json();
    members.set(uid, { id: user.id, token });
  }

  /** Whether it ran; a day has gone by for the database. */
  async function nextDay(provider = id): Promise<Record<string, unknown>> {
    await change(
      lexia,
      "update identity_providers set synced_at = now() - interval '25 hours' where id = $1",
      provider,
    );
    await lexia.core.jobs.tick();
    await lexia.work();
    return await stateOf(administrator, provider);
  }

  await t.step("runs once a day, and at first as soon as it may", async () => {
    await lexia.core.jobs.tick();
    await lexia.work();
    const first = await stateOf(administrator, id);
    strictEqual(first.sync_error, null);
    ok(typeof first.synced_at === "string");
    await lexia.core.jobs.tick();
    await lexia.work();
    strictEqual((await stateOf(administrator, id)).synced_at, first.synced_at);
    ok((await nextDay()).synced_at !== first.synced_at);
    deepStrictEqual(await activeOf(lexia, acme), uids.length + 1);
  });

  await t.step("leaves an administrator where one of its people takes the other's role at once", async () => {
    for (let round = 0; round < 3; round++) {
      const beta = await lexia.organization();
      const other = await beta.session("org_admin");
      const provider = await addDirectory(other, settingsOf(slapd));
      const { user, access_token: token } = await (await ldapLogin(lexia, beta, LOGIN)).json();
      const people = "/api/v1/users";
      strictEqual((await other.send("PATCH", `${people}/${user.id}`, { role: "org_admin" })).status, 200);
      await change(lexia, "update identity_providers set synced_at = null where id = $1", provider);
      await lexia.core.jobs.tick();
      const [answer] = await Promise.all([
        lexia.request(beta.subdomain, `${people}/${other.actor.userId}`, {
          method: "PATCH",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify({ role: "viewer" }),
        }),
        lexia.work(),
      ]);
      await answer.body?.cancel();
      const roles = await change(
        lexia,
        "select role from organization_users where organization_id = $1 order by role",
        beta.id,
      );
      deepStrictEqual(roles, answer.ok ? [["org_admin"], ["viewer"]] : [["org_admin"], ["user"]]);
    }
  });

  await t.step("reads a directory of more people than one page holds", async () => {
    await slapd.crowd("worker", 700);
    await slapd.leave(lawyers, dns[11] ?? "");
    await slapd.remove(dns[11] ?? "");
    await slapd.person({ uid: "person11", password: SECRET });
    await slapd.join(lawyers, dns[11] ?? "");
    strictEqual((await nextDay()).sync_error, null);
    // The entry is another one, and so is the person.
    deepStrictEqual(await activeOf(lexia, acme), uids.length);
  });

  await t.step("takes access away from who is gone, in no group, or switched off", async () => {
    await slapd.leave(lawyers, dns[0] ?? "");
    await slapd.remove(dns[1] ?? "");
    await slapd.set(dns[5] ?? "", "userAccountControl", String(0x200 | 0x2));
    await slapd.set(dns[6] ?? "", "userAccountControl", String(0x200));
    strictEqual((await nextDay()).sync_error, null);
    deepStrictEqual(await activeOf(lexia, acme), uids.length - 3);
    for (const uid of ["person0", "person1", "person5"]) {
      const [row] = await change(
        lexia,
        "select count(*)::int from sessions where user_id = $1 and revoked_at is null",
        members.get(uid)?.id,
      );
      deepStrictEqual(row, [0]);
    }
    const lines = await change(
      lexia,
      "select data->>'reason', data->>'provider' from audit_log where organization_id = $1 and action = 'user.deactivate'",
      acme.id,
    );
    deepStrictEqual(lines, Array(4).fill(["not_in_directory", id]));
  });

  await t.step("lets back in who is in a group again, at the next sign-in", async () => {
    await slapd.join(lawyers, dns[0] ?? "");
    strictEqual((await ldapLogin(lexia, acme, { login: "person0", password: SECRET })).status, 200);
  });

  await t.step("brings names and roles up to date", async () => {
    await slapd.group("partners", [dns[2] ?? ""]);
    await slapd.set(dns[2] ?? "", "cn", "Another Name");
    await nextDay();
    const [row] = await change(
      lexia,
      "select u.name, m.role from users u join organization_users m on m.user_id = u.id where u.id = $1",
      members.get("person2")?.id,
    );
    deepStrictEqual(row, ["Another Name", "manager"]);
  });

  await t.step("takes nothing from anybody where the directory is away, and tells once a day", async () => {
    const before = await activeOf(lexia, acme);
    lexia.mails.length = 0;
    await repoint(["ldaps://127.0.0.1:1"]);
    strictEqual((await nextDay()).sync_error, "refused");
    strictEqual(await activeOf(lexia, acme), before);
    strictEqual((await nextDay()).sync_error, "refused");
    const mails = lexia.mails.filter(({ subject }) => subject.includes("Directory"));
    deepStrictEqual(mails.map(({ to }) => to.address), [administrator.actor.email]);
    match(mails[0]?.text ?? "", /El servidor rechaza la conexión/);
    await repoint([slapd.ldapsUrl]);
    strictEqual((await nextDay()).sync_error, null);
  });

  await t.step("takes nothing from anybody where LEXIA's own account is refused", async () => {
    const before = await activeOf(lexia, acme);
    const path = `${SSO}/${id}`;
    const secrets = (password: string) => ({ secrets: { bind_password: password } });
    strictEqual((await administrator.send("PATCH", path, secrets("wrong"))).status, 200);
    strictEqual((await nextDay()).sync_error, "bind_refused");
    strictEqual(await activeOf(lexia, acme), before);
    await administrator.send("PATCH", path, secrets("reader for tests only"));
    strictEqual((await nextDay()).sync_error, null);
  });

  await t.step("stops where more than half of the people would go", async () => {
    const before = await activeOf(lexia, acme);
    const settings = { role_map: [{ group: "somebody", role: "user" }] };
    strictEqual((await administrator.send("PATCH", `${SSO}/${id}`, { settings })).status, 200);
    strictEqual((await nextDay()).sync_error, "mass_deactivation");
    strictEqual(await activeOf(lexia, acme), before);
  });

  await t.step("leaves another organization's people of the same directory alone", async () => {
    const beta = await lexia.organization();
    await addDirectory(await beta.session("org_admin"), settingsOf(slapd));
    for (const uid of ["person3", "person4"]) {
      strictEqual((await ldapLogin(lexia, beta, { login: uid, password: SECRET })).status, 200);
    }
    await nextDay();
    strictEqual(await activeOf(lexia, beta), 3);
  });

  await t.step("does nothing for a provider that is switched off", async () => {
    await administrator.send("PATCH", `${SSO}/${id}`, { is_enabled: false });
    const { synced_at: at } = await stateOf(administrator, id);
    await change(lexia, "update identity_providers set synced_at = null where id = $1", id);
    await lexia.core.jobs.tick();
    await lexia.work();
    strictEqual((await stateOf(administrator, id)).synced_at, null);
    ok(at);
  });

  async function repoint(urls: string[]): Promise<void> {
    const body = { settings: { urls }, secrets: { bind_password: "reader for tests only" } };
    strictEqual((await administrator.send("PATCH", `${SSO}/${id}`, body)).status, 200);
  }
});

async function stateOf(administrator: Session, id: string): Promise<Record<string, unknown>> {
  return await (await administrator.get(`${SSO}/${id}`)).json();
}

async function activeOf(lexia: Lexia, { id }: TestOrganization): Promise<number> {
  const [row] = await change(
    lexia,
    "select count(*)::int from organization_users where organization_id = $1 and is_active",
    id,
  );
  return Number(row?.[0]);
}

async function change(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  const [result] = await lexia.database.owner.batch([{ text, values }]);
  return [...result?.rows ?? []];
}
