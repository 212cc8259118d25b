/** Notes on a case: about all of it and about its novedades, for whoever sees it. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";

async function textsOf(session: Session, path: string, query = ""): Promise<string[]> {
  const response = await session.get(`${path}${query}`);
  const body = await response.json();
  strictEqual(response.status, 200, JSON.stringify(body));
  return body.items.map(({ text }: { text: string }) => text);
}

Deno.test("/api/v1/solicitudes/{id}/notes", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  const acme = await lexia.organization();
  const owner = await acme.session("user");
  const [radicado = ""] = lexia.portal.radicados.gapped;
  const created = await owner.post("/api/v1/solicitudes", { radicado });
  const { id, links } = await created.json();
  await lexia.work();
  const path = `/api/v1/solicitudes/${id}/notes`;

  await t.step("keeps what the owner writes, with who and when", async () => {
    const response = await owner.post(path, { text: "  Llamar al cliente.  " });
    strictEqual(response.status, 201);
    strictEqual(response.headers.get("location"), path);
    const note = await response.json();
    strictEqual(note.text, "Llamar al cliente.");
    strictEqual(note.novedad_id, null);
    deepStrictEqual(note.author, { id: owner.actor.userId, name: owner.actor.name });
    deepStrictEqual((await (await owner.get(path)).json()).items, [note]);
  });

  await t.step(
    "shows those on its novedades among them, in the order in which they were written",
    async () => {
      lexia.portal.addActuacion(radicado, { actuacion: "Auto inadmite demanda" });
      await owner.post(`${links.self}/execute`);
      await lexia.work();
      const [novedad] = (await (await owner.get(`/api/v1/novedades?solicitud_id=${id}`)).json()).items;
      strictEqual((await owner.post(`${novedad.links.self}/notes`, { text: "Subsanar." })).status, 201);
      strictEqual((await owner.post(path, { text: "Subsanado." })).status, 201);
      deepStrictEqual(await textsOf(owner, path), ["Llamar al cliente.", "Subsanar.", "Subsanado."]);
      const { items } = await (await owner.get(path)).json();
      deepStrictEqual(
        items.map((note: { novedad_id: string | null }) => note.novedad_id),
        [null, novedad.id, null],
      );
    },
  );

  await t.step("goes on where a page ended", async () => {
    const first = await (await owner.get(`${path}?limit=2`)).json();
    strictEqual(first.items.length, 2);
    deepStrictEqual(await textsOf(owner, path, `?limit=2&cursor=${first.next_cursor}`), ["Subsanado."]);
  });

  await t.step("writes a repeated request once", async () => {
    const key = { "idempotency-key": "note-1" };
    const [first, again] = [
      await owner.post(path, { text: "Una vez." }, key),
      await owner.post(path, { text: "Una vez." }, key),
    ];
    strictEqual((await first.json()).id, (await again.json()).id);
    strictEqual((await textsOf(owner, path)).filter((text) => text === "Una vez.").length, 1);
  });

  await t.step("refuses an empty one, and one that is too long", async () => {
    for (const text of ["", "   ", "a".repeat(2_001)]) {
      await refused(await owner.post(path, { text }), 422, "request_invalid");
    }
  });

  await t.step("lets a manager write, and hides it from who does not follow it", async () => {
    const manager = await acme.session("manager");
    strictEqual((await manager.post(path, { text: "Visto." })).status, 201);
    const stranger = await acme.session("user");
    await refused(await stranger.get(path), 404, "solicitud_not_found");
    await refused(await stranger.post(path, { text: "Hola" }), 404, "solicitud_not_found");
    const elsewhere = await (await lexia.organization()).session("manager");
    await refused(await elsewhere.post(path, { text: "Hola" }), 404, "solicitud_not_found");
  });

  await t.step("lets a viewer read, and not write", async () => {
    const viewer = await acme.session("viewer");
    await refused(await viewer.post(path, { text: "Hola" }), 403, "permission_denied");
    const text = "update solicitudes set owner_id = $1 where id = $2";
    await lexia.database.owner.batch([{ text, values: [viewer.actor.userId, id] }]);
    strictEqual((await textsOf(viewer, path)).length, 5);
  });

  await t.step("goes with its solicitud", async () => {
    const admin = await acme.session("org_admin", { add: ["delete_solicitudes"] });
    strictEqual((await admin.send("DELETE", links.self)).status, 204);
    const [left] = await lexia.database.owner.batch([
      { text: "select 1 from solicitud_notes where organization_id = $1", values: [acme.id] },
    ]);
    deepStrictEqual(left?.rows, []);
  });
});
