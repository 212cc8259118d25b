/** The team as people meet it, without a script. */
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { PERMISSIONS, type Role, ROLE_PERMISSIONS } from "#domain/authz.ts";
import { FormBrowser, signInByForm } from "#tests/support/form_browser.ts";
import { Lexia, type TestOrganization } from "#tests/support/lexia.ts";
import { subjectsTo, tokenTo } from "#tests/support/mailed.ts";
import { movableClock } from "#tests/support/stores.ts";
import { query } from "#tests/support/telling.ts";

class Browser extends FormBrowser {
  constructor(lexia: Lexia, host: string, cookie: string, readonly userId: string) {
    super(lexia, host, cookie);
  }

  static async of(
    lexia: Lexia,
    acme: TestOrganization,
    role: Exclude<Role, "super_admin">,
    add: string[] = [],
  ) {
    const { actor, host, cookie } = await signInByForm(lexia, acme, role, { add });
    return new Browser(lexia, host, cookie, actor.userId);
  }

  /** Sends a form, and follows to where it leads. */
  async submit(path: string, body: Record<string, string> | FormData = {}): Promise<string> {
    const response = await this.post(path, body);
    strictEqual(response.status, 303, await response.clone().text());
    return await this.page(response.headers.get("location") ?? "");
  }

  async refusal(path: string, body: Record<string, string> | FormData, status: number): Promise<string> {
    const response = await this.post(path, body);
    strictEqual(response.status, status);
    return await response.text();
  }

  async version(id: string): Promise<string> {
    const [, version = ""] = /name="version" value="(\d+)"/.exec(await this.page(`/team/${id}`)) ?? [];
    ok(version !== "", "The page has no version");
    return version;
  }
}

/** Of the first row. */
async function valueOf(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown> {
  return (await query(lexia, text, ...values))[0]?.[0];
}

const NOBODY = "01999999-0000-7000-8000-000000000000";

Deno.test("/team", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const beta = await lexia.organization();
  const admin = await Browser.of(lexia, acme, "org_admin");
  const manager = await Browser.of(lexia, acme, "manager");
  const user = await Browser.of(lexia, acme, "user");
  const stranger = await Browser.of(lexia, beta, "org_admin");
  await query(
    lexia,
    "update users set name = 'Ñandú Güiza <b>', managed_by = 'scim' where id = $1",
    user.userId,
  );

  await t.step("shows everybody of the organization and nobody else, with what weighs", async () => {
    const page = await admin.page("/team");
    for (const { userId } of [admin, manager, user]) match(page, new RegExp(`href="/team/${userId}"`));
    ok(!page.includes(stranger.userId));
    match(page, /Ñandú Güiza &lt;b&gt;.*Directorio de la empresa/s);
    match(page, /Sin segundo factor/);
    match(page, /3 personas con acceso/);
  });

  await t.step("finds by name without accents, by role and by state", async () => {
    const idsAt = async (search: string) =>
      [...(await admin.page(`/team?${search}`)).matchAll(/href="\/team\/([0-9a-f-]{36})"/g)].map(([, id]) =>
        id
      );
    deepStrictEqual(await idsAt("q=nandu+guiza"), [user.userId]);
    deepStrictEqual(await idsAt("role=manager"), [manager.userId]);
    deepStrictEqual(await idsAt("state=inactive"), []);
    deepStrictEqual(await idsAt("q=%25"), []);
    match(await admin.page("/team?q=nadie"), /Nadie coincide/);
  });

  await t.step("goes on page by page, keeping what narrows it", async () => {
    await query(
      lexia,
      `with made as (insert into users (organization_id, email, name)
         select $1, 'copia-' || i || '@acme.test', 'Copia ' || i from generate_series(1, 60) i returning id)
       insert into organization_users (organization_id, user_id, role) select $1, id, 'viewer' from made`,
      acme.id,
    );
    const first = await admin.page("/team?q=copia");
    strictEqual(first.match(/<a href="\/team\//g)?.length, 50);
    const [, next = ""] = /href="(\/team\?[^"]*cursor=[^"]*)"/.exec(first) ?? [];
    const second = await admin.page(next.replaceAll("&amp;", "&"));
    strictEqual(second.match(/<a href="\/team\//g)?.length, 10);
    const packed = new Blob([first]).stream().pipeThrough(new CompressionStream("gzip"));
    const size = (await new Response(packed).bytes()).length;
    ok(size < 40_000, `${size} bytes`);
  });

  await t.step("shows a manager people, and lets them change nobody", async () => {
    match(await manager.page("/team"), /Equipo/);
    ok(!(await manager.page("/team")).includes("/team/invitations"));
    const page = await manager.page(`/team/${user.userId}`);
    match(page, /Los cambios los hace quien administra/);
    doesNotMatch(page, /<form[^>]*action="\/team\//);
    strictEqual(
      (await manager.post(`/team/${user.userId}`, { name: "X", role: "viewer", version: "1" })).status,
      403,
    );
    strictEqual((await manager.get("/team/invitations")).status, 403);
    strictEqual((await manager.post(`/team/${user.userId}/end-sessions`)).status, 403);
  });

  await t.step("is closed to who may not read people, and to nobody's ids", async () => {
    for (const path of ["/team", "/team/roles", "/team/invitations", `/team/${user.userId}`]) {
      strictEqual((await user.get(path)).status, 403, path);
    }
    for (const id of [stranger.userId, NOBODY, "1", "%00"]) {
      strictEqual((await admin.get(`/team/${id}`)).status, 404, id);
      for (const act of ["", "/permissions", "/deactivate", "/reactivate", "/end-sessions", "/remove"]) {
        strictEqual((await admin.post(`/team/${id}${act}`, { version: "1", name: "X" })).status, 404, act);
      }
    }
    const nobody = await new FormBrowser(lexia, acme.subdomain).get("/team?q=a&role=user");
    strictEqual(nobody.headers.get("location"), `/sign-in?next=${encodeURIComponent("/team?q=a&role=user")}`);
  });

  await t.step("explains each role by all of its permissions", async () => {
    const page = await admin.page("/team/roles");
    for (const permission of PERMISSIONS) match(page, new RegExp(`<code[^>]*>${permission}</code>`));
    strictEqual(
      page.match(/>Sí</g)?.length,
      ROLE_PERMISSIONS.org_admin.length + ROLE_PERMISSIONS.manager.length + ROLE_PERMISSIONS.user.length +
        ROLE_PERMISSIONS.viewer.length,
    );
  });

  await t.step("is in English for who reads English", async () => {
    const page = await manager.submit("/look", { locale: "en", next: "/team?role=user" });
    match(page, /<html lang="en".*People.*Roles and permissions.*Company directory/s);
    doesNotMatch(page, /Equipo|Personas|Contraseña|Última|Todos/);
    match(await manager.page("/team/roles"), /Manager.*See people/s);
    match(await manager.page(`/team/${user.userId}`), /Whoever administers the organization changes them/);
  });
});

Deno.test("/team/:id", async (t) => {
  const clock = movableClock(Date.now());
  await using lexia = await Lexia.start({ clock });
  const acme = await lexia.organization();
  const admin = await Browser.of(lexia, acme, "org_admin");
  const user = await Browser.of(lexia, acme, "user");
  const here = `/team/${user.userId}`;

  await t.step("changes name and role, and tells the person", async () => {
    const version = await admin.version(user.userId);
    const page = await admin.submit(here, { name: "Ana <i>", role: "manager", version });
    match(page, /Los cambios quedaron guardados/);
    match(page, /Ana &lt;i&gt;/);
    match(page, /<option value="manager" selected/);
    const stale = await admin.refusal(here, { name: "Otra", role: "user", version }, 412);
    match(stale, /Alguien lo cambió/);
    match(stale, /value="Otra"/);
  });

  await t.step("keeps what was typed, and says at the field what is wrong", async () => {
    const version = await admin.version(user.userId);
    const page = await admin.refusal(here, { name: "", role: "viewer", version }, 422);
    match(page, /id="name-error">Escriba un nombre/);
    match(page, /<option value="viewer" selected/);
    strictEqual((await admin.post(here, { name: "Ana", role: "user" })).status, 422);
  });

  await t.step("adds and takes single permissions, and offers none that the caller lacks", async () => {
    const form = new FormData();
    form.set("version", await admin.version(user.userId));
    for (const permission of ROLE_PERMISSIONS.manager) {
      if (permission !== "bulk_operations") form.append("permissions", permission);
    }
    form.append("permissions", "api_access");
    const page = await admin.submit(`${here}/permissions`, form);
    match(page, /value="api_access" checked/);
    match(page, /Cargar radicados por lotes<\/span><span[^>]*>quitado/);
    match(page, /value="delete_solicitudes"[^>]* disabled/);
    const changes = await valueOf(
      lexia,
      "select permissions from organization_users where user_id = $1",
      user.userId,
    );
    deepStrictEqual(changes, { add: ["api_access"], remove: ["bulk_operations"] });
    form.append("permissions", "delete_solicitudes");
    form.set("version", await admin.version(user.userId));
    strictEqual((await admin.post(`${here}/permissions`, form)).status, 403);
  });

  await t.step("asks who it is after a while, and comes back to the person", async () => {
    clock.advance(11 * 60_000);
    match(await admin.page(here), /Confirmar ahora/);
    const version = await admin.version(user.userId);
    const response = await admin.post(`${here}/deactivate`, { version });
    strictEqual(response.status, 303);
    strictEqual(response.headers.get("location"), `/security/confirm?${new URLSearchParams({ next: here })}`);
    clock.advance(-11 * 60_000);
  });

  await t.step("ends sessions, deactivates and reactivates", async () => {
    match(await admin.submit(`${here}/end-sessions`), /Sus sesiones se cerraron/);
    strictEqual((await user.get("/solicitudes")).status, 303);
    const off = await admin.submit(`${here}/deactivate`, { version: await admin.version(user.userId) });
    match(off, /ya no puede entrar.*Desactivada/s);
    const on = await admin.submit(`${here}/reactivate`, { version: await admin.version(user.userId) });
    match(on, /puede entrar de nuevo.*Con acceso/s);
  });

  await t.step("protects one's own account and the last administrator, and says why", async () => {
    match(await admin.page(`/team/${admin.userId}`), /Es su propia cuenta/);
    const helper = await Browser.of(lexia, acme, "manager", [
      ...ROLE_PERMISSIONS.org_admin,
    ]);
    const page = await helper.page(`/team/${admin.userId}`);
    match(page, /única persona que administra/);
    doesNotMatch(page, /\/deactivate|\/remove/);
    const version = await helper.version(admin.userId);
    const refusal = await helper.refusal(`/team/${admin.userId}/deactivate`, { version }, 409);
    match(refusal, /administrador/);
  });

  await t.step("removes somebody once a colleague takes over what they follow", async () => {
    const successor = await Browser.of(lexia, acme, "user");
    await query(
      lexia,
      `insert into solicitudes (organization_id, owner_id, radicado, search_text, notify)
       values ($1, $2, '11001400308220179999900', '', '{"email": true, "when": "change", "muted": false}')`,
      acme.id,
      user.userId,
    );
    const version = await admin.version(user.userId);
    match(await admin.page(here), /Tiene 1 solicitud: alguien debe recibirla/);
    match(await admin.refusal(`${here}/remove`, { version }, 409), /solicitud/);
    const wrong = await admin.refusal(`${here}/remove`, { version, successor: "nadie@acme.test" }, 422);
    match(wrong, /value="nadie@acme\.test".*Escriba el correo de otra persona/s);
    const email = await valueOf(lexia, "select email from users where id = $1", successor.userId);
    const page = await admin.submit(`${here}/remove`, { version, successor: String(email) });
    match(page, /ya no está en la organización/);
    const owner = await valueOf(
      lexia,
      "select owner_id from solicitudes where organization_id = $1",
      acme.id,
    );
    strictEqual(owner, successor.userId);
    strictEqual((await admin.get(here)).status, 404);
  });
});

Deno.test("/team/invitations", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  await query(lexia, "update organizations set max_users = 3 where id = $1", acme.id);
  const admin = await Browser.of(lexia, acme, "org_admin");
  const fields = { email: "Luz@Acme.Test", name: "Luz Güiza", role: "manager", locale: "en", days: "3" };
  const page = "/team/invitations";

  await t.step("teaches where there are none, and shows the seats", async () => {
    const empty = await admin.page(page);
    match(empty, /Todavía no ha invitado a nadie/);
    match(empty, /1 de 3 ocupados.*Quedan 2 cupos/s);
    ok(!/<[^>]+\s(style|on\w+)=/i.test(empty));
  });

  await t.step("sends an invitation in the language that was chosen", async () => {
    const list = await admin.submit(page, fields);
    match(list, /va en camino/);
    match(list, /luz@acme\.test.*Luz Güiza.*Coordinador.*Abierta/s);
    match(list, /2 de 3 ocupados/);
    await lexia.work();
    match(subjectsTo(lexia.mails, "luz@acme.test").join(), /invit/i);
    ok(tokenTo(lexia.mails, "luz@acme.test"));
  });

  await t.step("keeps what was typed, and says at the field what is wrong", async () => {
    const taken = await admin.refusal(page, fields, 409);
    match(taken, /value="luz@acme\.test"|value="Luz@Acme\.Test"/);
    match(taken, /id="email-error"/);
    match(await admin.refusal(page, { ...fields, email: "luz" }, 422), /value="luz".*Escriba un correo/s);
  });

  const idOf = async () => {
    const id = await valueOf(lexia, "select id from invitations where organization_id = $1", acme.id);
    return String(id);
  };

  await t.step("sends it again, so that the first link is over", async () => {
    const first = tokenTo(lexia.mails, "luz@acme.test");
    match(await admin.submit(`${page}/${await idOf()}/resend`), /Se envió de nuevo.*2 envíos/s);
    await lexia.work();
    const visitor = new FormBrowser(lexia, acme.subdomain);
    strictEqual((await visitor.get(`/invitation?token=${first}`)).status, 404);
    strictEqual(
      (await visitor.get(`/invitation?token=${tokenTo(lexia.mails, "luz@acme.test")}`)).status,
      200,
    );
  });

  await t.step("takes it back, and says so where it is too late", async () => {
    const id = await idOf();
    match(await admin.submit(`${page}/${id}/revoke`), /quedó anulada.*Anulada/s);
    match(await admin.page(page), /1 de 3 ocupados/);
    match(await admin.refusal(`${page}/${id}/resend`, {}, 409), /Anulada/);
  });

  await t.step("says that no seat is left", async () => {
    for (const name of ["uno", "dos"]) await admin.submit(page, { ...fields, email: `${name}@acme.test` });
    const full = await admin.refusal(page, { ...fields, email: "tres@acme.test" }, 402);
    match(full, /value="tres@acme\.test"/);
    match(full, /No quedan cupos/);
  });

  await t.step("is only for who may invite, and only for the organization's own", async () => {
    const beta = await lexia.organization();
    const stranger = await Browser.of(lexia, beta, "org_admin");
    const manager = await Browser.of(lexia, beta, "manager");
    const id = await valueOf(lexia, "select id from invitations where revoked_at is null limit 1");
    for (const act of ["resend", "revoke"]) {
      strictEqual((await stranger.post(`${page}/${id}/${act}`)).status, 404);
      strictEqual((await stranger.post(`${page}/${NOBODY}/${act}`)).status, 404);
      strictEqual((await manager.post(`${page}/${id}/${act}`)).status, 403);
    }
    strictEqual((await manager.post(page, fields)).status, 403);
  });
});
