/** Directories as they really work: the requests that Entra ID and Okta send, in their order. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";
import { movableClock } from "#tests/support/stores.ts";
import { Directory, type ScimGroup, scimRefused, type ScimUser } from "./_directory.ts";

const USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

Deno.test("Entra ID", async (t) => {
  await using lexia = await Lexia.start();
  const directory = await Directory.of(lexia, await lexia.organization());
  let eva: ScimUser;

  await t.step("tests the connection by asking for somebody who is not there", async () => {
    const found = await directory.list("/Users", { filter: `userName eq "${crypto.randomUUID()}"` });
    deepStrictEqual([found.totalResults, found.Resources], [0, []]);
  });

  await t.step("makes a person, with more than LEXIA keeps", async () => {
    eva = await directory.read<ScimUser>("POST", "/Users", {
      schemas: [USER_SCHEMA, ENTERPRISE],
      externalId: "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
      userName: "Eva.Ruiz@Company.test",
      active: true,
      displayName: "Eva Ruiz",
      emails: [{ primary: true, type: "work", value: "eva.ruiz@company.test" }],
      meta: { resourceType: "User" },
      name: { formatted: "Eva Ruiz", familyName: "Ruiz", givenName: "Eva" },
      roles: [],
      password: "not for us",
      [ENTERPRISE]: { employeeNumber: "7", department: "Litigios" },
    }, 201);
    deepStrictEqual([eva.userName, eva.active], ["eva.ruiz@company.test", true]);
    deepStrictEqual(eva[ENTERPRISE], { department: "Litigios" });
    const [row] = await rows(
      lexia,
      "select password_hash, managed_by, role from users u join organization_users o on o.user_id = u.id where u.id = $1",
      eva.id,
    );
    deepStrictEqual(row, [null, "scim", "user"]);
  });

  await t.step("finds the person by user name, whatever its case, and by its own id", async () => {
    for (
      const filter of [
        'userName eq "EVA.RUIZ@company.test"',
        'externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"',
        'emails[type eq "work"].value eq "eva.ruiz@company.test"',
        `${USER_SCHEMA}:userName sw "eva" and active eq True`,
      ]
    ) {
      const { Resources } = await directory.list("/Users", { filter });
      deepStrictEqual(Resources.map(({ id }) => id), [eva.id], filter);
    }
  });

  await t.step("changes attributes by capitalised operations", async () => {
    const response = await directory.patch(
      `/Users/${eva.id}`,
      { op: "Replace", path: "displayName", value: "Eva Ruiz Díaz" },
      { op: "Add", path: 'emails[type eq "work"].value', value: "eva.diaz@company.test" },
      { op: "Replace", path: `${ENTERPRISE}:department`, value: "Laboral" },
      { op: "Add", path: 'phoneNumbers[type eq "mobile"].value', value: "300" },
    );
    strictEqual(response.status, 200);
    const changed: ScimUser = await response.json();
    deepStrictEqual(
      [changed.displayName, changed.userName, changed.emails[0]?.value, changed[ENTERPRISE]],
      ["Eva Ruiz Díaz", "eva.diaz@company.test", "eva.diaz@company.test", { department: "Laboral" }],
    );
  });

  await t.step("switches the person off with a text, and on again", async () => {
    for (const [value, active] of [["False", false], ["True", true]] as const) {
      const response = await directory.patch(`/Users/${eva.id}`, { op: "Replace", path: "active", value });
      strictEqual((await response.json()).active, active);
    }
    const response = await directory.patch(`/Users/${eva.id}`, { op: "Replace", value: { active: "False" } });
    strictEqual((await response.json()).active, false);
  });

  await t.step(
    "asks for groups without members, adds and removes some, and those it names in the value",
    async () => {
      const people = [await directory.person(), await directory.person(), await directory.person()];
      const group = await directory.read<ScimGroup>(
        "POST",
        "/Groups",
        {
          schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
          externalId: "g-1",
          displayName: "Abogados",
        },
        201,
      );
      const found = await directory.list<ScimGroup>("/Groups", {
        filter: 'displayName eq "abogados"',
        excludedAttributes: "members",
      });
      strictEqual(found.totalResults, 1);
      ok(found.Resources[0] && !("members" in found.Resources[0]));
      const path = `/Groups/${group.id}`;
      const value = people.map(({ id }) => ({ value: id }));
      strictEqual((await directory.patch(path, { op: "Add", path: "members", value })).status, 204);
      strictEqual(
        (await directory.patch(path, { op: "Remove", path: "members", value: [value[0]] })).status,
        204,
      );
      const filtered = { op: "Remove", path: `members[value eq "${people[1]?.id}"]` };
      strictEqual((await directory.patch(path, filtered)).status, 204);
      const after = await directory.read<ScimGroup>("GET", path);
      deepStrictEqual(after.members.map((member) => member.value), [people[2]?.id]);
      const inGroup = { filter: `id eq "${group.id}" and members eq "${people[2]?.id}"` };
      strictEqual((await directory.list("/Groups", inGroup)).totalResults, 1);
    },
  );

  await t.step("removes the person, who is not there any more, and makes them anew", async () => {
    strictEqual((await directory.send("DELETE", `/Users/${eva.id}`)).status, 204);
    await scimRefused(await directory.send("GET", `/Users/${eva.id}`), 404);
    await scimRefused(await directory.send("DELETE", `/Users/${eva.id}`), 404);
    const again = await directory.person(eva.emails[0]?.value.replace("ruiz", "diaz"));
    deepStrictEqual([again.id, again.active], [eva.id, true]);
  });
});

Deno.test("Okta", async (t) => {
  await using lexia = await Lexia.start();
  const directory = await Directory.of(lexia, await lexia.organization());

  await t.step("looks somebody up, finds nobody, makes and replaces them", async () => {
    const query = { filter: 'userName eq "leo@company.test"', startIndex: "1", count: "100" };
    strictEqual((await directory.list("/Users", query)).totalResults, 0);
    const made = await directory.read<ScimUser>("POST", "/Users", {
      schemas: [USER_SCHEMA],
      userName: "leo@company.test",
      name: { givenName: "Leo", familyName: "Paz" },
      emails: [{ primary: true, value: "leo@company.test", type: "work" }],
      displayName: "Leo Paz",
      locale: "es-CO",
      externalId: "00ujl29u0le5T6Aj10h7",
      groups: [],
      password: "1mz050nq",
      active: true,
    }, 201);
    strictEqual(made.preferredLanguage, "es");
    const replaced = await directory.read<ScimUser>("PUT", `/Users/${made.id}`, {
      ...made,
      name: { givenName: "León", familyName: "Paz" },
      displayName: "León Paz",
    });
    deepStrictEqual([replaced.displayName, replaced.externalId], ["León Paz", "00ujl29u0le5T6Aj10h7"]);
    const response = await directory.patch(`/Users/${made.id}`, { op: "replace", value: { active: false } });
    strictEqual((await response.json()).active, false);
  });

  await t.step("pushes a group: makes, renames and fills it by one request without a path", async () => {
    const [one, two] = [await directory.person(), await directory.person()];
    const body = { displayName: "Consultores", members: [{ value: one.id, display: one.userName }] };
    const { id } = await directory.read<ScimGroup>("POST", "/Groups", body, 201);
    const renamed = { op: "replace", value: { id, displayName: "Asesores" } };
    strictEqual((await directory.patch(`/Groups/${id}`, renamed)).status, 204);
    const members = { op: "add", value: { members: [{ value: two.id }] } };
    strictEqual((await directory.patch(`/Groups/${id}`, members)).status, 204);
    const group = await directory.read<ScimGroup>("GET", `/Groups/${id}`);
    deepStrictEqual([group.displayName, group.members.length], ["Asesores", 2]);
    const put = await directory.read<ScimGroup>("PUT", `/Groups/${id}`, {
      displayName: "Asesores",
      members: [],
    });
    deepStrictEqual(put.members, []);
    strictEqual((await directory.send("DELETE", `/Groups/${id}`)).status, 204);
    await scimRefused(await directory.send("GET", `/Groups/${id}`), 404);
  });

  await t.step("reads 250 people page by page, each once", async () => {
    await rows(
      lexia,
      `with made as (insert into users (organization_id, email, name)
         select $1, 'many-' || n || '@many.test', 'One of many' from generate_series(1, 250) n returning id)
       insert into organization_users (organization_id, user_id) select $1, id from made`,
      directory.organization.id,
    );
    const seen = new Set<string>();
    for (let startIndex = 1;; startIndex += 100) {
      const query = { filter: 'userName ew "@many.test"', startIndex: String(startIndex), count: "100" };
      const page = await directory.list("/Users", query);
      strictEqual(page.totalResults, 250);
      strictEqual(page.itemsPerPage, page.Resources.length);
      for (const { id } of page.Resources) seen.add(id);
      if (page.Resources.length === 0) break;
    }
    strictEqual(seen.size, 250);
    const counted = await directory.list("/Users", { count: "0" });
    ok(counted.totalResults > 250 && counted.Resources.length === 0);
    strictEqual((await directory.list("/Users", { count: "999", startIndex: "-3" })).Resources.length, 200);
  });
});

Deno.test("What a directory does to people", async (t) => {
  const clock = movableClock();
  await using lexia = await Lexia.start({ clock });
  await using elsewhere = await lexia.another();
  const acme = await lexia.organization();
  const directory = await Directory.of(lexia, acme);

  for (
    const [what, end] of Object.entries({
      "switched off": (id: string) =>
        directory.patch(`/Users/${id}`, { op: "replace", path: "active", value: false }),
      "removed": (id: string) => directory.send("DELETE", `/Users/${id}`),
    })
  ) {
    await t.step(`ends the sessions of who is ${what} within five seconds, everywhere`, async () => {
      const person = await acme.session("manager");
      for (const at of [lexia, elsewhere]) strictEqual((await person.at(at).get("/auth/me")).status, 200);
      ok((await end(person.actor.userId)).ok);
      strictEqual((await person.get("/auth/me")).status, 401);
      clock.advance(5_000);
      strictEqual((await person.at(elsewhere).get("/auth/me")).status, 401);
    });
  }

  await t.step("leaves what they follow", async () => {
    const person = await acme.session("user");
    const response = await person.post("/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[0] });
    const { id }: { id: string } = await response.json();
    strictEqual((await directory.send("DELETE", `/Users/${person.actor.userId}`)).status, 204);
    strictEqual((await directory.admin.get(`/api/v1/solicitudes/${id}`)).status, 200);
  });

  await t.step("never takes the last administrator", async () => {
    const path = `/Users/${directory.admin.actor.userId}`;
    const off = { op: "replace", path: "active", value: false };
    await scimRefused(await directory.send("DELETE", path), 409, "mutability");
    await scimRefused(await directory.patch(path, off), 409, "mutability");
    const second = await acme.session("org_admin");
    strictEqual((await directory.patch(path, off)).status, 200);
    await scimRefused(await directory.send("DELETE", `/Users/${second.actor.userId}`), 409, "mutability");
  });

  await t.step("stops at the plan's seats, also for who comes back", async () => {
    const small = await lexia.organization();
    const filling = await Directory.of(lexia, small);
    await rows(lexia, "update organizations set max_users = 2 where id = $1", small.id);
    clock.advance(5_000);
    const person = await filling.person();
    const newcomer = { userName: "more@company.test", displayName: "More" };
    await scimRefused(await filling.send("POST", "/Users", newcomer), 403);
    const active = (value: boolean) =>
      filling.patch(`/Users/${person.id}`, { op: "replace", path: "active", value });
    strictEqual((await active(false)).status, 200);
    strictEqual((await filling.send("POST", "/Users", newcomer)).status, 201);
    await scimRefused(await active(true), 403);
  });

  await t.step("stands in the audit log under nobody's name, with its token", async () => {
    const [line] = await rows(
      lexia,
      `select count(*)::int from audit_log where organization_id = $1 and actor_id is null
         and action like 'user.%' and data->'via'->>'scim_token' = $2`,
      acme.id,
      directory.tokenId,
    );
    ok(Number(line?.[0]) >= 4);
  });
});

Deno.test("Roles by group", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const directory = await Directory.of(lexia, acme);
  const { admin } = directory;
  const person = await directory.person();
  const groups: Record<string, string> = {};
  for (const displayName of ["Lectores", "Coordinadores", "Sin rol"]) {
    const { id } = await directory.read<ScimGroup>("POST", "/Groups", { displayName }, 201);
    groups[displayName] = id;
  }
  const setRole = (by: Session, group: string, role: string | null) =>
    by.send("PUT", `/api/v1/organization/scim-groups/${groups[group]}/role`, { role });
  const change = (group: string, op: string) =>
    directory.patch(`/Groups/${groups[group]}`, { op, path: "members", value: [{ value: person.id }] });
  const role = async () =>
    (await rows(lexia, "select role from organization_users where user_id = $1", person.id))[0]?.[0];

  await t.step("are given by who may change the organization, as far as they may themselves", async () => {
    strictEqual((await setRole(admin, "Lectores", "viewer")).status, 200);
    strictEqual((await setRole(admin, "Coordinadores", "manager")).status, 200);
    const limited = await acme.session("user", { add: ["update_org_settings"] });
    await refused(await setRole(limited, "Sin rol", "org_admin"), 403, "permission_denied");
    await refused(await setRole(admin, "Sin rol", "super_admin"), 422, "request_invalid");
    const listed = await (await admin.get("/api/v1/organization/scim-groups")).json();
    deepStrictEqual(
      listed.items.map((group: { role: string | null }) => group.role),
      ["manager", "viewer", null],
    );
  });

  await t.step("are the highest of a person's groups, and a newcomer's in none", async () => {
    const steps: [string, string, string][] = [
      ["Sin rol", "add", "user"],
      ["Lectores", "add", "viewer"],
      ["Coordinadores", "add", "manager"],
      ["Coordinadores", "remove", "viewer"],
      ["Lectores", "remove", "user"],
    ];
    for (const [group, op, expected] of steps) {
      strictEqual((await change(group, op)).status, 204);
      strictEqual(await role(), expected, `${op} ${group}`);
    }
  });

  await t.step("change at once with what the group stands for, and with its end", async () => {
    strictEqual((await change("Lectores", "add")).status, 204);
    strictEqual((await setRole(admin, "Lectores", "org_admin")).status, 200);
    strictEqual(await role(), "org_admin");
    strictEqual((await directory.send("DELETE", `/Groups/${groups["Lectores"]}`)).status, 204);
    strictEqual(await role(), "user");
  });

  await t.step("never leave the organization without administrator", async () => {
    const value = [{ value: admin.actor.userId }];
    const joins = { op: "add", path: "members", value };
    await scimRefused(await directory.patch(`/Groups/${groups["Coordinadores"]}`, joins), 409, "mutability");
    strictEqual((await directory.patch(`/Groups/${groups["Sin rol"]}`, joins)).status, 204);
    await refused(await setRole(admin, "Sin rol", "viewer"), 409, "last_administrator");
    strictEqual((await setRole(admin, "Sin rol", null)).status, 200);
    strictEqual((await admin.get("/api/v1/users")).status, 200);
  });
});

Deno.test("Versions of resources", async (t) => {
  await using lexia = await Lexia.start();
  const directory = await Directory.of(lexia, await lexia.organization());
  const person = await directory.person();
  const path = `/Users/${person.id}`;

  await t.step("are told as ETag, and spare who has seen them", async () => {
    const response = await directory.send("GET", path, undefined, { "if-none-match": person.meta.version });
    deepStrictEqual([response.status, response.headers.get("etag")], [304, person.meta.version]);
  });

  await t.step("keep a change from undoing another one", async () => {
    const body = { userName: person.userName, displayName: "Another" };
    const stale = { "if-match": 'W/"0000000000000000"' };
    await scimRefused(await directory.send("PUT", path, body, stale), 412);
    await scimRefused(await directory.send("DELETE", path, undefined, stale), 412);
    const current = { "if-match": person.meta.version };
    strictEqual((await directory.send("PUT", path, body, current)).status, 200);
    await scimRefused(await directory.send("PUT", path, body, current), 412);
  });

  await t.step("stay where nothing changes", async () => {
    const before = await directory.read<ScimUser>("GET", path);
    const response = await directory.patch(path, { op: "replace", path: "displayName", value: "Another" });
    deepStrictEqual((await response.json()).meta, before.meta);
  });
});

async function rows(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  return (await lexia.database.owner.batch([{ text, values }]))[0]?.rows ?? [];
}
