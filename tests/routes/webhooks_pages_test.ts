import { match, ok, strictEqual } from "node:assert/strict";
import { Lexia } from "#tests/support/lexia.ts";
import { formOf, MemberBrowser } from "#tests/support/member_browser.ts";
import { shiftedClock } from "#tests/support/shifted_clock.ts";
import { WebhookReceiver } from "#tests/support/webhook_receiver.ts";
import { happen } from "#tests/support/webhooks.ts";

Deno.test("/webhooks", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock });
  await using receiver = WebhookReceiver.start();
  const acme = await lexia.organization();
  const admin = await MemberBrowser.signedIn(lexia, acme, "org_admin");
  const fields = (more: Record<string, string | string[]> = {}) =>
    formOf({
      url: receiver.url,
      description: "Gestor <b>",
      events: ["quota.warning", "novedad.created"],
      format: "standard",
      ...more,
    });
  let path = "";

  await t.step("teaches while there is none, with the day's limit", async () => {
    const page = await admin.page("/webhooks");
    match(page, /Todavía no hay webhooks/);
    match(page, />0 de [\d.]+ entregas de hoy/);
    ok(!/<[^>]+\s(style|on\w+)=/i.test(page));
  });

  await t.step("is for those who manage webhooks", async () => {
    const user = await MemberBrowser.signedIn(lexia, acme, "user");
    strictEqual((await user.get("/webhooks")).status, 403);
    strictEqual((await user.post("/webhooks", fields())).status, 403);
  });

  await t.step("keeps what was typed, and says why an inner address is refused", async () => {
    const text = await admin.refused("/webhooks", 422, fields({ url: "https://10.0.0.7/x" }));
    match(text, /value="https:\/\/10\.0\.0\.7\/x".*id="url-error".*WEBHOOK_ALLOW_HOSTS/s);
    match(text, /value="novedad.created" checked/);
    match(await admin.refused("/webhooks", 422, formOf({ url: receiver.url })), /id="events-error"/);
  });

  await t.step("shows the secret of a new one this once, and how to verify", async () => {
    const response = await admin.post("/webhooks", fields());
    strictEqual(response.status, 200);
    strictEqual(response.headers.get("cache-control"), "no-store");
    const made = await response.text();
    const [, secret = ""] = /value="(whsec_[^"]+)"/.exec(made) ?? [];
    match(secret, /^whsec_/);
    match(made, /HMAC-SHA256/);
    [, path = ""] = /href="(\/webhooks\/[0-9a-f-]{36})"/.exec(made) ?? [];
    const [list, page] = [await admin.page("/webhooks"), await admin.page(path)];
    match(list, /Gestor &lt;b&gt;/);
    ok(!list.includes("whsec_") && !page.includes("whsec_"));
    match(page, /Todavía no hay entregas/);
  });

  await t.step("sends a test, and says what came back", async () => {
    receiver.answer = () => new Response("nope", { status: 500 });
    const failed = await (await admin.post(`${path}/test`)).text();
    match(failed, /La prueba no llegó bien.*HTTP 500.*nope/s);
    receiver.answer = () => new Response(null, { status: 204 });
    match(await (await admin.post(`${path}/test`)).text(), /La prueba llegó bien.*HTTP 204/s);
  });

  await t.step("shows each delivery with its latest attempt, by state, and sends it again", async () => {
    receiver.answer = () => new Response("lleno", { status: 503 });
    await happen(lexia, acme);
    await lexia.work();
    const page = await admin.page(path);
    match(page, /quota\.warning.*En camino.*503.*lleno.*ms/s);
    match(page, /hx-trigger="every 5s"/);
    match(await admin.page(`${path}?status=delivered`), /Ninguna entrega está en ese estado/);
    const [, detail = ""] = new RegExp(`href="(${path}\\?delivery=[^"#]+)`).exec(page) ?? [];
    const opened = await admin.page(detail);
    match(opened, /hx-get="[^"]*delivery=/);
    match(opened, /Lo que se envía.*&quot;type&quot;:&quot;quota\.warning&quot;.*Intento/s);
    const [, id = ""] = /delivery=([0-9a-f-]{36})/.exec(detail) ?? [];
    strictEqual((await admin.post(`/webhooks/deliveries/${id}/redeliver`)).status, 409);
    await lexia.database.owner.batch([{
      text: "update webhook_deliveries set status = 'failed', next_attempt_at = null where id = $1",
      values: [id],
    }]);
    receiver.answer = () => new Response(null, { status: 204 });
    match(await admin.submit(`/webhooks/deliveries/${id}/redeliver`), /En camino/);
    await lexia.work();
    match(await admin.page(`${path}?status=delivered`), /quota\.warning.*Entregada.*204/s);
    match(await admin.page("/webhooks"), />[12] de [\d.]+ entregas de hoy/);
  });

  await t.step("edits, and says that somebody else was faster", async () => {
    const page = await admin.submit(path, fields({ description: "Agenda" }));
    match(page, /Los cambios quedaron guardados.*value="Agenda"/s);
    const stale = fields({ description: "Vieja", version: "2020-01-01T00:00:00.000Z" });
    match(await admin.refused(path, 412, stale), /value="Vieja"/);
  });

  await t.step("pauses and enables", async () => {
    match(await admin.submit(`${path}/pause`), /Alguien lo pausó/);
    ok(!(await admin.submit(`${path}/enable`)).includes("Alguien lo pausó"));
    strictEqual((await admin.post(`${path}/enable`)).status, 409);
  });

  await t.step("shows a new secret this once, and until when the one before signs", async () => {
    const page = await (await admin.post(`${path}/rotate`, { overlap: "24" })).text();
    match(page, /value="whsec_/);
    match(page, /El secreto anterior también firma hasta/);
    ok(!(await admin.page(path)).includes("whsec_"));
  });

  await t.step("asks for a fresh proof for another address alone", async () => {
    clock.advance(11 * 60_000);
    await admin.submit(path, fields({ description: "La misma" }));
    const text = await admin.refused(path, 403, fields({ url: `${receiver.url}/otra` }));
    match(text, /href="\/security\/confirm\?next=%2Fwebhooks%2F/);
    match(await admin.refused("/webhooks", 403, fields()), /security\/confirm\?next=%2Fwebhooks"/);
  });

  await t.step("speaks English", async () => {
    await admin.post("/look", { locale: "en" });
    match(await admin.page(path), /Send a test.*Deliveries.*Change the secret/s);
    match(await admin.page("/webhooks"), /Add a webhook/);
  });

  await t.step("deletes, and shows nobody else's", async () => {
    const beta = await lexia.organization();
    const other = await MemberBrowser.signedIn(lexia, beta, "org_admin");
    strictEqual((await other.get(path)).status, 404);
    for (const act of ["", "/pause", "/enable", "/test", "/delete", "/rotate"]) {
      strictEqual((await other.post(`${path}${act}`, fields())).status, 404, act);
    }
    ok(!(await admin.submit(`${path}/delete`)).includes(path));
    strictEqual((await admin.get(path)).status, 404);
  });
});
