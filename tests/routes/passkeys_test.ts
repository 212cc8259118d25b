/** Passkeys from end to end: LEXIA's own pages in Debian's Chromium, with an authenticator that exists there alone. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { requestHandler } from "#routes/mod.ts";
import { startBrowser, Window } from "#tests/support/browser.ts";
import { Lexia, PASSWORD, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { press } from "#tests/support/pages/press.ts";
import { freePort } from "#tests/support/postgres.ts";

const DOMAIN = "lexia.localhost";

/** LEXIA on two ports, of which people reach it under the first. */
async function openSite(stack: AsyncDisposableStack) {
  const [port, otherPort] = [freePort(), freePort()];
  const env = { BASE_DOMAIN: DOMAIN, PUBLIC_URL: `http://${DOMAIN}:${port}` };
  const lexia = stack.use(await Lexia.start({ env }));
  for (const each of [port, otherPort]) {
    const options = { port: each, hostname: "127.0.0.1", onListen: () => {} };
    const server = Deno.serve(options, requestHandler(lexia.core.app));
    stack.defer(() => server.shutdown());
  }
  const browser = await startBrowser();
  stack.defer(() => browser.close());
  return { lexia, browser, port, otherPort };
}

class Visit {
  constructor(private readonly lexia: Lexia, readonly window: Window, readonly origin: string) {}

  get page() {
    return this.window.page;
  }

  get path(): string {
    return new URL(this.page.url()).pathname;
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.origin + path);
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click();
  }

  async text(): Promise<string> {
    return await this.page.locator("main").innerText();
  }

  async signIn(email: string): Promise<void> {
    await this.open("/sign-in");
    await this.page.getByLabel("Correo electrónico").fill(email);
    await this.page.getByLabel("Contraseña").fill(PASSWORD);
    await press(this.page, "Entrar");
  }

  async signOut(): Promise<void> {
    await this.open("/security");
    await this.press("Su cuenta");
    await this.press("Salir");
    await this.page.waitForURL("**/sign-in");
  }

  async addPasskey(name: string): Promise<void> {
    await this.open("/security");
    await this.page.getByLabel("Nombre del dispositivo").fill(name);
    await this.press("Agregar una llave de acceso");
    await this.page.getByText(name).first().waitFor();
  }

  /** As a program asks the same host. */
  async post(path: string, body?: unknown): Promise<Response> {
    const { host } = new URL(this.origin);
    const request = new Request(this.origin + path, {
      method: "POST",
      headers: { host, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return await this.lexia.core.app.fetch(request, { remoteAddress: "192.0.2.1" });
  }

  async signInOptions(): Promise<Record<string, unknown>> {
    return await (await this.post("/auth/passkeys/options")).json();
  }
}

Deno.test("Passkeys in a browser", async (t) => {
  await using stack = new AsyncDisposableStack();
  const { lexia, browser, port, otherPort } = await openSite(stack);
  const rows = async (text: string, ...values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }]))[0]?.rows ?? [];
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const ana = await acme.session("user", { withPassword: true });
  const originOf = ({ subdomain }: TestOrganization, at = port) => `http://${subdomain}.${DOMAIN}:${at}`;

  async function visit(organization: TestOrganization): Promise<Visit> {
    const context = await browser.newContext({ locale: "es-CO" });
    return new Visit(lexia, await Window.open(context), originOf(organization));
  }

  async function lastSession({ actor }: Session): Promise<unknown[] | undefined> {
    const [row] = await rows(
      `select method, second_factor_at is not null from sessions
       where user_id = $1 and kind = 'browser' order by created_at desc limit 1`,
      actor.userId,
    );
    return row;
  }

  const home = await visit(acme);
  const { window, page } = home;

  await t.step("are added on the security page, with recovery codes shown once", async () => {
    await home.signIn(ana.actor.email);
    await home.addPasskey("Portátil");
    strictEqual(await page.locator(".codes li").count(), 10);
    const [credential] = await window.credentials();
    deepStrictEqual([credential?.rpId, credential?.isResidentCredential], [
      `${acme.subdomain}.${DOMAIN}`,
      true,
    ]);
    await home.open("/security");
    strictEqual(await page.locator(".codes li").count(), 0);
    match(await home.text(), /Quedan 10 de 10/);
  });

  await t.step("are refused twice on one device", async () => {
    await home.open("/security");
    await page.getByLabel("Nombre del dispositivo").fill("Otra vez");
    await home.press("Agregar una llave de acceso");
    await page.getByText("Este dispositivo ya tiene una llave").waitFor();
  });

  await t.step("sign in without e-mail address and password, and count as a second factor", async () => {
    await home.signOut();
    await home.open("/sign-in");
    await home.press("Entrar con una llave de acceso");
    await page.waitForURL("**/dashboard");
    deepStrictEqual(await lastSession(ana), ["passkey", true]);
  });

  await t.step("are the second step after a password", async () => {
    await home.signOut();
    await home.signIn(ana.actor.email);
    match(await home.text(), /Segundo paso/);
    await home.press("Usar una llave de acceso");
    await page.waitForURL("**/dashboard");
    deepStrictEqual(await lastSession(ana), ["password", true]);
  });

  await t.step("prove anew who it is", async () => {
    const old = "update sessions set second_factor_at = now() - interval '1 hour' where user_id = $1";
    await rows(old, ana.actor.userId);
    lexia.core.identity.sessions.forgetPerson(ana.actor.userId);
    await home.open("/security");
    await home.press("Crear códigos nuevos");
    await page.waitForURL("**/security/confirm");
    await home.press("Usar una llave de acceso");
    await page.waitForURL("**/security");
    await home.press("Crear códigos nuevos");
    await page.locator(".codes").waitFor();
  });

  await t.step("are not used where the device does not know its owner", async () => {
    await home.signOut();
    await window.setUserVerified(false);
    await home.press("Entrar con una llave de acceso");
    await page.getByText("No se usó ninguna llave de acceso").waitFor();
    await window.setUserVerified(true);
    strictEqual(home.path, "/sign-in");
  });

  await t.step("answer a challenge once", async () => {
    const passkey = await window.answer(await home.signInOptions());
    const first = await home.post("/auth/passkeys/login", { passkey });
    strictEqual(first.status, 200);
    ok((await first.json()).access_token);
    const again = await home.post("/auth/passkeys/login", { passkey });
    deepStrictEqual([again.status, (await again.json()).code], [401, "mfa_invalid"]);
  });

  async function isRefused(passkey: unknown, at = home): Promise<void> {
    const response = await at.post("/auth/passkeys/login", { passkey });
    deepStrictEqual([response.status, (await response.json()).code], [401, "mfa_invalid"]);
  }

  await t.step("are refused for a challenge that LEXIA has not made, or for another use", async () => {
    const options = await home.signInOptions();
    const made = new TextEncoder().encode(`lxo_${"A".repeat(43)}`);
    const challenge = made.toBase64({ alphabet: "base64url", omitPadding: true });
    await isRefused(await window.answer({ ...options, challenge }));
    await isRefused(await window.answer({ ...options, challenge: "AAAA" }));
    await home.signIn(ana.actor.email);
    const waiting = await page.locator("input[name=challenge]").first().inputValue();
    const forSecondStep = await (await home.post("/auth/2fa/verify/options", { challenge: waiting })).json();
    await isRefused(await window.answer(forSecondStep));
  });

  await t.step("are refused from another origin", async () => {
    await page.goto(`${originOf(acme, otherPort)}/sign-in`);
    await isRefused(await window.answer(await home.signInOptions()));
    await home.open("/sign-in");
  });

  await t.step("are refused with a signature that was changed", async () => {
    const answer = await window.answer(await home.signInOptions());
    const passkey = structuredClone(answer) as { response: { signature: string; authenticatorData: string } };
    const { signature } = passkey.response;
    passkey.response.signature = signature.slice(0, -6) +
      (signature.endsWith("AAAAAA") ? "BBBBBB" : "AAAAAA");
    await isRefused(passkey);
  });

  await t.step("are refused with a counter that has been there: somebody has a copy", async () => {
    const [copy] = await window.credentials();
    ok(copy && copy.signCount > 0);
    await home.open("/sign-in");
    await home.press("Entrar con una llave de acceso");
    await page.waitForURL("**/dashboard");
    await home.signOut();
    await window.replaceCredential({ ...copy, signCount: copy.signCount - 1 });
    await home.press("Entrar con una llave de acceso");
    await page.getByText("no sirve, o ya se había usado").waitFor();
    const [kept] = await rows("select counter from passkeys where user_id = $1", ana.actor.userId);
    await window.replaceCredential({ ...copy, signCount: Number(kept?.[0]) });
    await home.press("Entrar con una llave de acceso");
    await page.waitForURL("**/dashboard");
  });

  await t.step("are no other person's second factor", async () => {
    const eva = await acme.session("user", { withPassword: true });
    const other = await visit(acme);
    await other.signIn(eva.actor.email);
    await other.addPasskey("Teléfono");
    await home.signOut();
    await home.signIn(ana.actor.email);
    const challenge = await page.locator("input[name=challenge]").first().inputValue();
    const options = await (await home.post("/auth/2fa/verify/options", { challenge })).json();
    const passkey = await other.window.answer({ ...options, allowCredentials: [] });
    const response = await home.post("/auth/2fa/verify", { challenge, passkey });
    // A browser's sign-in is not completed by a program, and this one not by that person.
    strictEqual(response.status, 401);
    const credentials = { email: ana.actor.email, password: PASSWORD };
    const asked = await (await home.post("/auth/login", credentials)).json();
    strictEqual(asked.code, "mfa_required");
    deepStrictEqual(asked.methods, ["passkey", "recovery_code"]);
    const forAna = await (await home.post("/auth/2fa/verify/options", { challenge: asked.challenge })).json();
    const evas = await other.window.answer({ ...forAna, allowCredentials: [] });
    const refusedStep = await home.post("/auth/2fa/verify", { challenge: asked.challenge, passkey: evas });
    deepStrictEqual([refusedStep.status, (await refusedStep.json()).code], [401, "mfa_invalid"]);
    const again = await (await home.post("/auth/2fa/verify/options", { challenge: asked.challenge })).json();
    const anas = await window.answer(again);
    const done = await home.post("/auth/2fa/verify", { challenge: asked.challenge, passkey: anas });
    strictEqual(done.status, 200);
  });

  await t.step("of one organization are nothing in another", async () => {
    const bob = await beta.session("user", { withPassword: true });
    const there = await visit(beta);
    await there.signIn(bob.actor.email);
    await there.addPasskey("Portátil de Beta");
    const here = await home.signInOptions();
    // With what Acme asked, on Beta's page: the browser gives Beta's passkey.
    const passkey = await there.window.answer({ ...here, rpId: new URL(there.origin).hostname });
    await isRefused(passkey);
    const theirs = await there.window.answer(await there.signInOptions());
    await isRefused(theirs);
    const evil = there.window.answer(here);
    ok(await evil.then(() => false, () => true), "Beta's page may not ask for Acme's passkeys");
    await isRefused(await window.answer(await home.signInOptions()), there);
  });

  await t.step("are renamed and removed, the recovery codes with the last one", async () => {
    await home.open("/sign-in");
    await home.press("Entrar con una llave de acceso");
    await page.waitForURL("**/dashboard");
    await home.open("/security");
    await page.locator("summary", { hasText: "Cambiar el nombre" }).click();
    await page.getByLabel("Nombre nuevo").fill("Portátil de casa");
    await home.press("Guardar");
    await page.getByText("Portátil de casa").first().waitFor();
    await page.locator("summary", { hasText: "Quitar Portátil de casa" }).click();
    await home.press("Quitar la llave");
    await page.getByText("Sin activar").waitFor();
    const [left] = await rows(
      "select count(*)::int from recovery_codes where user_id = $1",
      ana.actor.userId,
    );
    deepStrictEqual(left, [0]);
    const acts = await rows(
      "select action from audit_log where actor_id = $1 and action like 'passkey.%' order by id",
      ana.actor.userId,
    );
    deepStrictEqual(acts.flat(), ["passkey.add", "passkey.rename", "passkey.remove"]);
    await lexia.work();
    const mails = lexia.mails.filter(({ to }) => to.address === ana.actor.email).map(({ text }) => text);
    for (const word of ["se agregó una llave", "se quitó una llave"]) {
      ok(mails.some((text) => text.includes(word)), word);
    }
  });

  await t.step("leave nothing in the browser's console but the refusals' statuses", () => {
    deepStrictEqual(window.errors.filter((text) => !/status of 40[13]/.test(text)), []);
  });
});
