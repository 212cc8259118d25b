import { strictEqual } from "node:assert/strict";
import { roleFor } from "#domain/identity/providers/provisioning_settings.ts";

const MAP = {
  role_map: [
    { group: "cn=Admins,ou=groups,dc=acme", role: "org_admin" as const },
    { group: "abogados", role: "user" as const },
    { group: "Abogados, Senior", role: "manager" as const },
  ],
  default_role: null,
};

Deno.test("roleFor()", async (t) => {
  await t.step("takes the first line that matches, whatever the order of the groups", () => {
    strictEqual(roleFor(MAP, ["cn=abogados,dc=acme", "cn=admins,ou=groups,dc=acme"]), "org_admin");
  });

  await t.step("compares without regard to case and blanks behind commas", () => {
    strictEqual(roleFor(MAP, ["CN=ADMINS, OU=Groups, DC=Acme"]), "org_admin");
  });

  await t.step("knows a group by its short name, but not one that is only part of it", () => {
    strictEqual(roleFor(MAP, ["CN=Abogados,OU=x,DC=acme"]), "user");
    strictEqual(roleFor(MAP, ["abogados"]), "user");
    strictEqual(roleFor(MAP, ["CN=Abogados2,DC=acme", "CN=x,CN=abogados,DC=acme"]), null);
  });

  await t.step("does not take a short name for a group that is named whole", () => {
    strictEqual(roleFor(MAP, ["cn=Admins,ou=elsewhere,dc=acme", "Admins"]), null);
  });

  await t.step("gives the others the default, or nothing", () => {
    strictEqual(roleFor(MAP, []), null);
    strictEqual(roleFor({ ...MAP, default_role: "viewer" }, ["somebody"]), "viewer");
  });
});
