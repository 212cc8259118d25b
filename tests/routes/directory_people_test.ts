/** Who gets in by a directory, who no longer does, and what of it is the administrators' to decide. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  addDirectory,
  directorySettings as settingsOf,
  ldapLogin,
  SSO,
} from "#tests/support/directory_provider.ts";
import { Lexia, type TestOrganization } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { Slapd } from "#tests/support/slapd.ts";

const SECRET = "tranvía musgo 47 violín";

Deno.test("People of a directory", async (t) => {
  await using lexia = await Lexia.start();
  await using slapd = await Slapd.start();
  const login = (uid: string, at: TestOrganization) => ldapLogin(lexia, at, { login: uid, password: SECRET });
  const signedIn = async (uid: string, at: TestOrganization) => {
    const response = await login(uid, at);
    const body = await response.json();
    strictEqual(response.status, 200, JSON.stringify(body));
    return body;
  };
  const ana = await slapd.person({ uid: "ana", password: SECRET });
  const lawyers = await slapd.group("lawyers", [ana]);
  const partners = await slapd.group("partners", []);

  await t.step(
    "lose access and sessions with their last mapped group, and get it back with one",
    async () => {
      const acme = await lexia.organization();
      await addDirectory(await acme.session("org_admin"), settingsOf(slapd));
      const { user, access_token: token } = await signedIn("ana", acme);
      const me = () =>
        lexia.request(acme.subdomain, "/auth/me", { headers: { authorization: `Bearer ${token}` } });
      strictEqual((await me()).status, 200);

      await slapd.leave(lawyers, ana);
      await refused(await login("ana", acme), 401, "invalid_credentials");
      deepStrictEqual(await membership(lexia, user.id), ["user", false]);
      strictEqual((await me()).status, 401);
      await refused(await login("ana", acme), 401, "invalid_credentials");

      await slapd.join(lawyers, ana);
      strictEqual((await signedIn("ana", acme)).user.id, user.id);
      deepStrictEqual(await membership(lexia, user.id), ["user", true]);
      deepStrictEqual(asSet(await actsOn(lexia, user.id)), [
        "user.add",
        "user.deactivate",
        "user.link",
        "user.reactivate",
      ]);
    },
  );

  await t.step("stay out where an administrator has put them out", async () => {
    const acme = await lexia.organization();
    const administrator = await acme.session("org_admin");
    await addDirectory(administrator, settingsOf(slapd));
    const { user } = await signedIn("ana", acme);
    await slapd.leave(lawyers, ana);
    await refused(await login("ana", acme), 401, "invalid_credentials");
    // Whatever an administrator decides afterwards leaves a line of its own.
    await change(
      lexia,
      "insert into audit_log (organization_id, actor_id, action, target_id) values ($1, $2, 'user.deactivate', $3)",
      acme.id,
      administrator.actor.userId,
      user.id,
    );
    await slapd.join(lawyers, ana);
    await refused(await login("ana", acme), 401, "invalid_credentials");
    deepStrictEqual(await membership(lexia, user.id), ["user", false]);

    await change(lexia, "update organization_users set is_active = true where user_id = $1", user.id);
    strictEqual((await login("ana", acme)).status, 200);
    await change(lexia, "update users set is_active = false where id = $1", user.id);
    await refused(await login("ana", acme), 401, "invalid_credentials");
  });

  await t.step("have the role of their groups, and a line for each change", async () => {
    const acme = await lexia.organization();
    await addDirectory(await acme.session("org_admin"), settingsOf(slapd));
    const { user } = await signedIn("ana", acme);
    strictEqual(user.role, "user");
    await slapd.join(partners, ana);
    strictEqual((await signedIn("ana", acme)).user.role, "manager");
    await slapd.leave(partners, ana);
    strictEqual((await signedIn("ana", acme)).user.role, "user");
    const [line] = await change(
      lexia,
      "select data from audit_log where action = 'user.change_role' and target_id = $1 order by id limit 1",
      user.id,
    );
    const { before, after } = Object(line?.[0]);
    deepStrictEqual([before, after], [{ role: "user" }, { role: "manager" }]);
  });

  await t.step("have the directory's name, address and department", async () => {
    const acme = await lexia.organization();
    await addDirectory(await acme.session("org_admin"), settingsOf(slapd));
    const eva = await slapd.person({ uid: "eva", password: SECRET, name: "Eva" });
    await slapd.join(lawyers, eva);
    const { user } = await signedIn("eva", acme);
    await slapd.set(eva, "cn", "Eva María");
    await slapd.set(eva, "mail", "eva.maria@acme.example");
    const after = (await signedIn("eva", acme)).user;
    deepStrictEqual([after.id, after.name, after.email], [user.id, "Eva María", "eva.maria@acme.example"]);
    // An address that is somebody else's stays theirs.
    const other = await signedIn("ana", acme);
    await slapd.set(eva, "mail", other.user.email);
    await refused(
      await ldapLogin(lexia, acme, { login: other.user.email, password: SECRET }),
      401,
      "invalid_credentials",
    );
    strictEqual((await signedIn("eva", acme)).user.email, "eva.maria@acme.example");
    await slapd.set(eva, "mail", "eva@acme.example");
  });

  await t.step("are the members who are there already, by their address, where that is allowed", async () => {
    const [linking, strict] = [await lexia.organization(), await lexia.organization()];
    for (const [acme, isLinked] of [[linking, true], [strict, false]] as const) {
      await addDirectory(await acme.session("org_admin"), settingsOf(slapd, { link_by_email: isLinked }));
      const member = await acme.session("viewer");
      await change(
        lexia,
        "update users set email = 'ana@acme.example' where id = $1",
        member.actor.userId,
      );
      if (isLinked) strictEqual((await signedIn("ana", acme)).user.id, member.actor.userId);
      else await refused(await login("ana", acme), 401, "invalid_credentials");
    }
  });

  await t.step("are never somebody else who had their address before", async () => {
    const acme = await lexia.organization();
    await addDirectory(await acme.session("org_admin"), settingsOf(slapd));
    const first = await slapd.person({ uid: "first", password: SECRET, mail: "legal@acme.example" });
    await slapd.join(lawyers, first);
    const { user } = await signedIn("first", acme);
    await slapd.remove(first);
    const second = await slapd.person({ uid: "second", password: SECRET, mail: "legal@acme.example" });
    await slapd.join(lawyers, second);
    await refused(await login("second", acme), 401, "invalid_credentials");
    strictEqual((await membership(lexia, user.id))?.[1], true);
  });

  await t.step("are never the administrator for emergencies", async () => {
    const acme = await lexia.organization();
    await addDirectory(await acme.session("org_admin"), settingsOf(slapd));
    const emergency = await acme.session("org_admin");
    await change(
      lexia,
      "update users set email = 'ana@acme.example', is_break_glass = true where id = $1",
      emergency.actor.userId,
    );
    await refused(await login("ana", acme), 401, "invalid_credentials");
    deepStrictEqual(await membership(lexia, emergency.actor.userId), ["org_admin", true]);
  });

  await t.step("include the last administrator, who stays one", async () => {
    const acme = await lexia.organization();
    const administrator = await acme.session("org_admin");
    await addDirectory(administrator, settingsOf(slapd));
    const { userId } = administrator.actor;
    await change(lexia, "update users set email = 'ana@acme.example' where id = $1", userId);
    strictEqual((await signedIn("ana", acme)).user.role, "org_admin");
    await slapd.leave(lawyers, ana);
    await refused(await login("ana", acme), 401, "invalid_credentials");
    deepStrictEqual(await membership(lexia, userId), ["org_admin", true]);
    await slapd.join(lawyers, ana);
    const other = await acme.session("org_admin");
    strictEqual((await signedIn("ana", acme)).user.role, "user");
    ok(other);
  });

  await t.step("keep the role that they have in LEXIA where no groups are mapped", async () => {
    const acme = await lexia.organization();
    const administrator = await acme.session("org_admin");
    const settings = settingsOf(slapd, { role_map: [], default_role: "viewer" });
    await addDirectory(administrator, settings);
    const { user } = await signedIn("ana", acme);
    strictEqual(user.role, "viewer");
    await change(lexia, "update organization_users set role = 'manager' where user_id = $1", user.id);
    strictEqual((await signedIn("ana", acme)).user.role, "manager");
  });

  await t.step("take a seat of the plan, and are told where there is none", async () => {
    const acme = await lexia.organization();
    await addDirectory(await acme.session("org_admin"), settingsOf(slapd));
    await change(lexia, "update organizations set max_users = 1 where id = $1", acme.id);
    const fresh = await lexia.another();
    await refused(
      await ldapLogin(fresh, acme, { login: "ana", password: SECRET }),
      402,
      "seats_exceeded",
    );
  });

  await t.step("become one member where they sign in many times at once", async () => {
    const acme = await lexia.organization();
    await addDirectory(await acme.session("org_admin"), settingsOf(slapd));
    const answers = await Promise.all(Array.from({ length: 6 }, () => signedIn("ana", acme)));
    strictEqual(new Set(answers.map(({ user }) => user.id)).size, 1);
  });

  await t.step("are forgotten by another organization's provider of the same directory", async () => {
    const [acme, beta] = [await lexia.organization(), await lexia.organization()];
    const administrators = [await acme.session("org_admin"), await beta.session("org_admin")];
    const ids = [];
    for (const administrator of administrators) {
      ids.push(await addDirectory(administrator, settingsOf(slapd)));
    }
    const [inAcme, inBeta] = [await signedIn("ana", acme), await signedIn("ana", beta)];
    strictEqual((await administrators[0]?.send("DELETE", `${SSO}/${ids[0]}`))?.status, 204);
    ok(inAcme.user.id !== inBeta.user.id);
    strictEqual((await signedIn("ana", beta)).user.id, inBeta.user.id);
    await refused(
      await administrators[1]?.send("DELETE", `${SSO}/${ids[0]}`) ?? Response.error(),
      404,
      "provider_not_found",
    );
  });
});

async function membership(lexia: Lexia, userId: string): Promise<unknown[] | undefined> {
  const [row] = await change(
    lexia,
    "select role, is_active from organization_users where user_id = $1",
    userId,
  );
  return row;
}

async function actsOn(lexia: Lexia, userId: string): Promise<unknown[]> {
  const lines = await change(
    lexia,
    "select action from audit_log where target_id = $1 and action like 'user.%' order by id",
    userId,
  );
  return lines.map(([action]) => action);
}

/** Lines of one transaction have one time, so their order among each other is none. */
function asSet(actions: readonly unknown[]): unknown[] {
  return actions.toSorted();
}

async function change(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  const [result] = await lexia.database.owner.batch([{ text, values }]);
  return [...result?.rows ?? []];
}
