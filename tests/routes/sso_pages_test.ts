import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { FormBrowser } from "#tests/support/form_browser.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { formOf, MemberBrowser } from "#tests/support/member_browser.ts";
import { movableClock } from "#tests/support/stores.ts";

const OIDC = {
  kind: "oidc",
  name: "Cuenta <b>",
  issuer: "https://login.example.co/realms/acme",
  client_id: "lexia",
  client_secret: "muy secreto",
  allowed_email_domains: "ejemplo.co\r\nEjemplo.com",
  scopes: "openid profile email groups",
  claim_groups: "realm_access.roles",
  role_group: ["abogados", "", "socios"],
  role_given: ["user", "user", "org_admin"],
  default_role: "viewer",
};

const LDAP = {
  kind: "ldap",
  name: "Directorio",
  urls: "ldaps://127.0.0.1:1",
  tls: "ldaps",
  bind_dn: "cn=lexia,dc=acme",
  bind_password: "muy secreto",
  base_dn: "dc=acme",
  groups_from: "search",
  groups_base_dn: "ou=groups,dc=acme",
  groups_nested: "yes",
  link_by_email: "yes",
};

Deno.test("/sso", async (t) => {
  const clock = movableClock(Date.now());
  await using lexia = await Lexia.start({ clock });
  const acme = await lexia.organization();
  const admin = await MemberBrowser.signedIn(lexia, acme, "org_admin");
  const rows = async (text: string, ...values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  const settingsOf = async (kind: string) =>
    (await rows(
      "select settings from identity_providers where organization_id = $1 and kind = $2",
      acme.id,
      kind,
    ))[0]?.[0];
  let path = "";

  await t.step("teaches while there is nothing, and is for administrators", async () => {
    match(await admin.page("/sso"), /Todavía no hay proveedores.*Administradores de emergencia.*\/scim\/v2/s);
    const user = await MemberBrowser.signedIn(lexia, acme, "user");
    for (const at of ["/sso", "/sso/new?kind=saml"]) strictEqual((await user.get(at)).status, 403, at);
    for (
      const at of ["", "/enforcement", "/break-glass", "/scim-tokens", "/scim-tokens/revoke", "/scim-groups"]
    ) {
      strictEqual((await user.post(`/sso${at}`, formOf(OIDC))).status, 403, at);
    }
  });

  for (const kind of ["oidc", "saml", "ldap"]) {
    await t.step(`explains what to paste where, of ${kind}`, async () => {
      match(
        await admin.page(`/sso/new?kind=${kind}`),
        kind === "ldap" ? /Active Directory/ : /Entra ID.*Okta.*Keycloak/s,
      );
    });
  }

  await t.step("keeps what was typed, but no secret, and says at the field what is wrong", async () => {
    const text = await admin.refused("/sso", 422, formOf({ ...OIDC, issuer: "login.example.co" }));
    match(text, /value="login\.example\.co".*id="issuer-error"/s);
    match(text, /value="abogados"/);
    ok(!text.includes("muy secreto"));
  });

  await t.step("makes a provider, switched off, with the addresses to register", async () => {
    const page = await admin.submit("/sso", formOf(OIDC));
    match(page, /Cuenta &lt;b&gt;/);
    [, path = ""] = /action="(\/sso\/[0-9a-f-]{36})\/test"/.exec(page) ?? [];
    const id = path.slice("/sso/".length);
    match(page, new RegExp(`value="[^"]*/auth/oidc/${id}/callback"`));
    match(page, new RegExp(`value="[^"]*/auth/oidc/${id}/backchannel-logout"`));
    match(page, /Está inactivo/);
    ok(!page.includes("muy secreto"));
    match(page, /Guardado\. Vacío: sigue el mismo/);
    const settings = Object(await settingsOf("oidc"));
    deepStrictEqual(settings.allowed_email_domains, ["ejemplo.co", "ejemplo.com"]);
    deepStrictEqual(settings.role_map, [
      { group: "abogados", role: "user" },
      { group: "socios", role: "org_admin" },
    ]);
    strictEqual(settings.claims.groups, "realm_access.roles");
    strictEqual(settings.default_role, "viewer");
  });

  await t.step("saves what it shows without changing anything", async () => {
    const before = await settingsOf("oidc");
    const { client_secret: _, ...shown } = OIDC;
    await admin.submit(path, formOf(shown));
    deepStrictEqual(await settingsOf("oidc"), before);
  });

  await t.step("asks for the secret again where it would go elsewhere", async () => {
    const { client_secret: _, ...shown } = OIDC;
    const text = await admin.refused(path, 422, formOf({ ...shown, issuer: "https://otro.example.co" }));
    match(text, /id="client_secret-error">Escríbalo de nuevo/);
  });

  await t.step("says step by step what testing has shown", async () => {
    const page = await (await admin.post(`${path}/test`)).text();
    match(page, /Algo debe corregirse.*Configuración publicada.*Falla/s);
    await admin.submit("/sso", formOf(LDAP));
    const [[id] = []] = await rows("select id from identity_providers where kind = 'ldap'");
    const settings = Object(await settingsOf("ldap"));
    deepStrictEqual([settings.groups.from, settings.groups.is_nested], ["search", true]);
    const report = await (await admin.post(`/sso/${id}/test`, { login: "ana" })).text();
    match(report, /Conexión.*ldaps:\/\/127\.0\.0\.1:1/s);
    match(report, /value="ana"/);
  });

  await t.step("says of metadata that cannot be read", async () => {
    const text = await admin.refused("/sso", 422, { kind: "saml", name: "ADFS", metadata_xml: "<x/>" });
    match(text, /&lt;x\/&gt;.*id="metadata_xml-error"/s);
  });

  await t.step("switches on and off", async () => {
    match(await admin.submit(`${path}/switch`, { enabled: "yes" }), /Está activo/);
    match(await new FormBrowser(lexia, acme.subdomain).page("/sign-in"), /Cuenta &lt;b&gt;/);
    match(await admin.submit(`${path}/switch`, { enabled: "no" }), /Está inactivo/);
  });

  await t.step(
    "names emergency administrators, and does not enforce before somebody came that way",
    async () => {
      const page = await admin.submit("/sso/break-glass", { user_ids: admin.userId });
      match(page, new RegExp(`value="${admin.userId}" checked`));
      match(await admin.refused("/sso/enforcement", 409, { enforced: "yes" }), /Todavía no se puede exigir/);
      await rows(
        "update identity_providers set is_enabled = true where id = $1",
        path.slice("/sso/".length),
      );
      await rows(
        `insert into external_identities (organization_id, provider_id, user_id, subject) values ($1, $2, $3, 'ana')`,
        acme.id,
        path.slice("/sso/".length),
        admin.userId,
      );
      match(await admin.submit("/sso/enforcement", { enforced: "yes" }), /Dejar de exigirlo/);
      match(await admin.submit("/sso/enforcement", { enforced: "no" }), /No se exige/);
    },
  );

  await t.step("makes a directory's token, shown this once, and revokes it", async () => {
    const made = await (await admin.post("/sso/scim-tokens", { name: "Entra ID", days: "90" })).text();
    match(made, /value="lexia_scim_[^"]+"/);
    const page = await admin.page("/sso");
    ok(!/value="lexia_scim_/.test(page));
    match(page, /Entra ID.*Activa.*Sin uso/s);
    const [, id = ""] = /scim-tokens\/revoke".*?name="id" value="([^"]+)"/s.exec(page) ?? [];
    match(await admin.submit("/sso/scim-tokens/revoke", { id }), /Revocada/);
    match(await admin.refused("/sso/scim-tokens", 422, { name: " " }), /id="name-error"/);
  });

  await t.step("lets a group stand for a role", async () => {
    await rows("insert into scim_groups (organization_id, display_name) values ($1, 'Socios <b>')", acme.id);
    const page = await admin.page("/sso");
    const [, id = ""] = /scim-groups".*?name="id" value="([^"]+)"/s.exec(page) ?? [];
    match(page, /Socios &lt;b&gt;.*0 personas/s);
    match(await admin.submit("/sso/scim-groups", { id, role: "manager" }), /value="manager" selected/);
    strictEqual((await admin.post("/sso/scim-groups", { id: "x", role: "" })).status, 404);
  });

  await t.step("speaks English, where somebody else's provider is nobody's", async () => {
    await admin.post("/look", { locale: "en" });
    match(await admin.page(path), /Redirect URI.*What to paste where.*Who gets in, with which role/s);
    const beta = await lexia.organization();
    const other = await MemberBrowser.signedIn(lexia, beta, "org_admin");
    strictEqual((await other.get(path)).status, 404);
    for (const act of ["", "/switch", "/test", "/delete"]) {
      strictEqual((await other.post(`${path}${act}`, formOf(OIDC))).status, 404, act);
    }
  });

  await t.step("asks for a fresh proof, and removes", async () => {
    ok(!(await admin.submit(`${path}/delete`)).includes(path));
    clock.advance(11 * 60_000);
    const text = await admin.refused("/sso", 403, formOf(OIDC));
    match(text, /href="\/security\/confirm\?next=%2Fsso%2Fnew%3Fkind%3Doidc"/);
  });
});
