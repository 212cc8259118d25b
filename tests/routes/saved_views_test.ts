/** Views of the list that people keep: by forms on the list, without a script. */
import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { Lexia } from "#tests/support/lexia.ts";
import { browserOf } from "./_searches.ts";

const VIEWS = "/solicitudes/views";

Deno.test("Saved views", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization({ maxRequestsPerMinute: 2_000 });
  const browser = await browserOf(lexia, acme, await acme.session("viewer", { withPassword: true }));
  const other = await browserOf(lexia, acme, await acme.session("user", { withPassword: true }));
  const save = (name: string, view: string) => browser.post(VIEWS, { name, view });
  const idIn = (page: string) => /\/solicitudes\/views\/([0-9a-f-]{36})\/rename/.exec(page)?.[1] ?? "";
  let id = "";

  await t.step("are offered where the list is narrowed, and hold what the address says", async () => {
    doesNotMatch(await browser.page("/solicitudes?cursor="), /Guardar vista/);
    match(await browser.page("/solicitudes?tipo=simple"), /Guardar vista/);
    const response = await save("  Mis   fallidas ", "status=failed&nonsense=1&sort=next&cursor=abc");
    strictEqual(response.status, 303);
    strictEqual(response.headers.get("location"), "/solicitudes?status=failed&sort=next");
    const page = await browser.page("/solicitudes?sort=next&status=failed");
    match(page, /href="\/solicitudes\?status=failed&amp;sort=next" aria-current="page">Mis fallidas/);
    match(page, /Editar vista/);
    id = idIn(page);
  });

  await t.step("are nobody else's to see, rename or delete", async () => {
    doesNotMatch(await other.page("/solicitudes?tipo=simple"), /Mis fallidas/);
    strictEqual((await other.post(`${VIEWS}/${id}/rename`, { name: "Suya", view: "" })).status, 404);
    strictEqual((await other.post(`${VIEWS}/${id}/delete`)).status, 404);
    match(await browser.page("/solicitudes?tipo=simple"), /Mis fallidas/);
  });

  const refusals: [name: string, status: number, sentence: RegExp][] = [
    ["Mis fallidas", 409, /id="view-name-again-error">Ya tiene una vista con ese nombre/],
    ["   ", 422, /id="view-name-again-error">Escriba un nombre\./],
    ["n".repeat(61), 422, /id="view-name-again-error">Escriba un nombre de 60 caracteres/],
  ];
  for (const [name, status, sentence] of refusals) {
    await t.step(`refuses the name ${JSON.stringify(name.slice(0, 20))} in place`, async () => {
      const response = await save(name, "tipo=simple");
      strictEqual(response.status, status);
      const page = await response.text();
      match(page, sentence);
      match(page, new RegExp(`value="${name}"`));
    });
  }

  await t.step("take another name", async () => {
    const response = await browser.post(`${VIEWS}/${id}/rename`, {
      name: "Por revisar",
      view: "status=failed&sort=next",
    });
    strictEqual(response.headers.get("location"), "/solicitudes?status=failed&sort=next");
    match(await browser.page("/solicitudes?tipo=simple"), /Por revisar/);
    await save("Otra", "tipo=avanzada");
    const refused = await browser.post(`${VIEWS}/${id}/rename`, {
      name: "Otra",
      view: "status=failed&sort=next",
    });
    strictEqual(refused.status, 409);
    match(await refused.text(), /Ya tiene una vista con ese nombre/);
  });

  await t.step("are twenty at most", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 19; i++) statuses.push((await save(`Vista ${i}`, `q=${i}`)).status);
    deepStrictEqual(statuses, [...Array(18).fill(303), 409]);
    match(await (await save("Una más", "q=z")).text(), /Ya tiene 20 vistas guardadas/);
  });

  await t.step("go, and each act is on record", async () => {
    strictEqual((await browser.post(`${VIEWS}/${id}/delete`)).headers.get("location"), "/solicitudes");
    doesNotMatch(await browser.page("/solicitudes?tipo=simple"), /Por revisar/);
    strictEqual((await browser.post(`${VIEWS}/${id}/delete`)).status, 404);
    const admin = await acme.session("org_admin");
    const { items } = await (await admin.get(`/api/v1/audit?target_id=${id}`)).json();
    const actions: string[] = items.map(({ action }: { action: string }) => action);
    deepStrictEqual(actions.filter((action) => action.startsWith("saved_view.")).toSorted(), [
      "saved_view.create",
      "saved_view.delete",
      "saved_view.update",
    ]);
  });
});
