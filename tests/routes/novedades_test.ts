/** What is new, over HTTP: found by a run, listed, read, acknowledged, given to a colleague, noted; and how urgent it is. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Lexia, type Session, type TestOrganization } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";

const PATH = "/api/v1/novedades";
const RULES = "/api/v1/organization/severity-rules";

interface Case {
  acme: TestOrganization;
  owner: Session;
  radicado: string;
  /** The path of the solicitud. */
  self: string;
}

/** Somebody of a new organization follows a case, whose baseline is there. */
async function following(lexia: Lexia, radicado: string): Promise<Case> {
  const acme = await lexia.organization();
  const owner = await acme.session("user");
  const created = await owner.post("/api/v1/solicitudes", { radicado });
  strictEqual(created.status, 201);
  const { links } = await created.json();
  await lexia.work();
  return { acme, owner, radicado, self: links.self };
}

/** The next run finds these entries. */
async function happens(
  lexia: Lexia,
  { owner, radicado, self }: Case,
  entries: Parameters<Lexia["portal"]["addActuacion"]>[1][],
): Promise<void> {
  for (const entry of entries) lexia.portal.addActuacion(radicado, entry);
  await owner.post(`${self}/execute`);
  await lexia.work();
}

async function list(session: Session, query = "") {
  const response = await session.get(`${PATH}${query}`);
  const body = await response.json();
  strictEqual(response.status, 200, JSON.stringify(body));
  return body;
}

async function act(session: Session, id: string, what: string, body?: unknown) {
  const response = await session.post(`${PATH}/${id}/${what}`, body);
  const answer = await response.json();
  strictEqual(response.status, 200, JSON.stringify(answer));
  return answer;
}

Deno.test("Novedades", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  const radicados = lexia.portal.radicados.gapped.values();
  const next = () => {
    const { value } = radicados.next();
    if (value === undefined) throw new Error("The simulator has no more such cases");
    return value;
  };

  await t.step("are none at first sight of a case, and each new entry is one from then on", async () => {
    const scene = await following(lexia, next());
    deepStrictEqual(await list(scene.owner), {
      items: [],
      next_cursor: null,
      unread: { low: 0, normal: 0, high: 0 },
    });
    await happens(lexia, scene, [{ actuacion: "Auto rechaza demanda", anotacion: "Por competencia" }]);
    await happens(lexia, scene, []);
    const { items, unread } = await list(scene.owner);
    strictEqual(items.length, 1);
    const [{ kind, severity, after, before, radicado, is_read, despacho }] = items;
    deepStrictEqual([kind, severity, after.actuacion, after.anotacion, before, radicado, is_read], [
      "actuacion",
      "high",
      "Auto rechaza demanda",
      "Por competencia",
      null,
      scene.radicado,
      false,
    ]);
    match(despacho, /JUZGADO|TRIBUNAL|CORTE/);
    deepStrictEqual(unread, { low: 0, normal: 0, high: 1 });
  });

  await t.step("of an auto and its fijación en estado are one notice", async () => {
    const scene = await following(lexia, next());
    await happens(lexia, scene, [
      { actuacion: "Auto admite demanda" },
      { actuacion: "Fijacion estado", term: { from: "2026-11-23", to: "2026-11-23" } },
    ]);
    const { items } = await list(scene.owner);
    deepStrictEqual(items.map(({ after }: { after: { actuacion: string } }) => after.actuacion), [
      "Auto admite demanda",
    ]);
    deepStrictEqual(items[0].grouped.map(({ entry }: { entry: { actuacion: string } }) => entry.actuacion), [
      "Fijacion estado",
    ]);
    const member = await (await scene.owner.get(`${PATH}/${items[0].grouped[0].id}`)).json();
    strictEqual(member.grouped_with, items[0].id);
  });

  await t.step("tell of what slips in behind newer entries, is edited, and is withdrawn", async () => {
    const scene = await following(lexia, next());
    await happens(lexia, scene, [{ behindNewer: true, actuacion: "Constancia secretarial" }]);
    const [late] = (await list(scene.owner)).items;
    deepStrictEqual([late.kind, late.is_late], ["actuacion", true]);
    const [first] = lexia.portal.expected(scene.radicado).procesos[0]?.actuaciones ?? [];
    ok(first);
    lexia.portal.editActuacion(first.idRegActuacion, { anotacion: "Corregida" });
    await happens(lexia, scene, []);
    const [edited] = (await list(scene.owner)).items;
    deepStrictEqual([edited.kind, edited.after.anotacion], ["actuacion_edited", "Corregida"]);
    strictEqual(edited.before.anotacion, first.anotacion?.replace(/\s+/g, " ").trim() ?? null);
    lexia.portal.removeActuacion(first.idRegActuacion);
    await happens(lexia, scene, []);
    const [withdrawn] = (await list(scene.owner)).items;
    deepStrictEqual([withdrawn.kind, withdrawn.severity, withdrawn.after], [
      "actuacion_withdrawn",
      "high",
      null,
    ]);
    const kept = await (await scene.owner.get(`${scene.self}/actuaciones`)).json();
    const row = kept.items.find(({ id_reg_actuacion }: { id_reg_actuacion: string }) =>
      id_reg_actuacion === String(first.idRegActuacion)
    );
    ok(row.withdrawn_at, "what the portal withdrew is marked, not lost");
  });

  await t.step("tell of a case that turns private, and is public again", async () => {
    const scene = await following(lexia, next());
    lexia.portal.setPrivate(scene.radicado, true);
    await happens(lexia, scene, []);
    lexia.portal.setPrivate(scene.radicado, false);
    await happens(lexia, scene, []);
    const { items } = await list(scene.owner);
    deepStrictEqual(items.map(({ kind }: { kind: string }) => kind), ["proceso_public", "proceso_private"]);
  });

  await t.step("are read by each person for themselves, one by one and all at once", async () => {
    const scene = await following(lexia, next());
    const manager = await scene.acme.session("manager");
    await happens(lexia, scene, [{ actuacion: "Oficio" }, { actuacion: "Sentencia de primera instancia" }]);
    const { items: [newest] } = await list(scene.owner);
    strictEqual((await act(scene.owner, newest.id, "read")).is_read, true);
    strictEqual((await list(scene.owner, "?unread=true")).items.length, 1);
    strictEqual((await list(manager, "?unread=true")).items.length, 2);
    strictEqual((await act(scene.owner, newest.id, "unread")).is_read, false);
    const all = await scene.owner.post(`${PATH}/read-all`, { until: new Date().toISOString() });
    deepStrictEqual(await all.json(), { read: 2 });
    deepStrictEqual((await list(scene.owner)).unread, { low: 0, normal: 0, high: 0 });
  });

  await t.step("are acknowledged once, by whoever was first", async () => {
    const scene = await following(lexia, next());
    const manager = await scene.acme.session("manager");
    await happens(lexia, scene, [{ actuacion: "Auto requiere" }]);
    const { items: [{ id }] } = await list(manager);
    const first = await act(manager, id, "acknowledge");
    strictEqual(first.acknowledged_by.id, manager.actor.userId);
    strictEqual((await act(scene.owner, id, "acknowledge")).acknowledged_by.id, manager.actor.userId);
    strictEqual((await list(manager, "?acknowledged=true")).items.length, 1);
    strictEqual((await list(manager, "?acknowledged=false")).items.length, 0);
  });

  await t.step("are given to a colleague who may see them, and to nobody else", async () => {
    const scene = await following(lexia, next());
    const [manager, other] = [await scene.acme.session("manager"), await scene.acme.session("user")];
    const stranger = await (await lexia.organization()).session("manager");
    await happens(lexia, scene, [{ actuacion: "Auto requiere" }]);
    const { items: [{ id }] } = await list(manager);
    const given = await act(manager, id, "assign", { user_id: scene.owner.actor.userId });
    strictEqual(given.assigned_to.id, scene.owner.actor.userId);
    strictEqual((await list(scene.owner, "?assigned_to_me=true")).items.length, 1);
    for (const { actor } of [other, stranger]) {
      const response = await manager.post(`${PATH}/${id}/assign`, { user_id: actor.userId });
      await refused(response, 422, "request_invalid");
    }
    strictEqual((await act(manager, id, "assign", { user_id: null })).assigned_to, null);
  });

  await t.step("have notes, once for an Idempotency-Key", async () => {
    const scene = await following(lexia, next());
    await happens(lexia, scene, [{ actuacion: "Auto requiere" }]);
    const { items: [{ id }] } = await list(scene.owner);
    const key = { "idempotency-key": "a-note" };
    const body = { text: "  Responder el lunes " };
    const made = await (await scene.owner.post(`${PATH}/${id}/notes`, body, key)).json();
    const again = await (await scene.owner.post(`${PATH}/${id}/notes`, body, key)).json();
    deepStrictEqual(again, made);
    strictEqual(made.text, "Responder el lunes");
    strictEqual((await (await scene.owner.get(`${PATH}/${id}/notes`)).json()).items.length, 1);
    await refused(await scene.owner.post(`${PATH}/${id}/notes`, { text: " " }), 422, "request_invalid");
  });

  await t.step("are found by words without accents, office, kind, severity and time", async () => {
    const scene = await following(lexia, next());
    await happens(lexia, scene, [
      { actuacion: "Recepción memorial", anotacion: "Solicitud de la señora Peña" },
      { actuacion: "Sentencia de primera instancia" },
    ]);
    const count = async (query: string) => (await list(scene.owner, query)).items.length;
    const { items: [{ despacho, detected_at }] } = await list(scene.owner);
    strictEqual(await count("?q=recepcion%20memorial"), 1);
    strictEqual(await count("?q=PENA"), 1);
    strictEqual(await count("?q=%25"), 0);
    strictEqual(await count("?severity=high"), 1);
    strictEqual(await count("?severity=high&severity=low"), 2);
    strictEqual(await count("?kind=proceso_private"), 0);
    strictEqual(await count(`?despacho=${encodeURIComponent(despacho.toLowerCase())}`), 2);
    strictEqual(await count(`?to=${encodeURIComponent(detected_at)}`), 0);
    strictEqual(await count(`?from=${encodeURIComponent(detected_at)}`), 2);
    strictEqual(await count(`?radicado=${scene.radicado}`), 2);
    const page = await list(scene.owner, "?limit=1");
    const rest = await list(scene.owner, `?limit=1&cursor=${page.next_cursor}`);
    strictEqual(new Set([page.items[0].id, rest.items[0].id]).size, 2);
    strictEqual(rest.next_cursor, null);
  });

  await t.step("are seen by who follows the case or may see all, and by nobody else", async () => {
    const scene = await following(lexia, next());
    const [colleague, viewer] = [await scene.acme.session("user"), await scene.acme.session("viewer")];
    const stranger = await (await lexia.organization()).session("org_admin");
    await happens(lexia, scene, [{ actuacion: "Auto requiere" }]);
    const { items: [{ id }] } = await list(scene.owner);
    for (const nobody of [colleague, viewer, stranger]) {
      strictEqual((await list(nobody)).items.length, 0);
      await refused(await nobody.get(`${PATH}/${id}`), 404, "novedad_not_found");
      await refused(await nobody.post(`${PATH}/${id}/read`), 404, "novedad_not_found");
    }
    await refused(await viewer.post(`${PATH}/${id}/acknowledge`), 403, "permission_denied");
  });
});

Deno.test("Rules of severity", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  const [radicado = ""] = lexia.portal.radicados.gapped;

  await t.step(
    "of an organization decide for it, and LEXIA's own do again once they are taken back",
    async () => {
      const scene = await following(lexia, radicado);
      const admin = await scene.acme.session("org_admin");
      strictEqual((await (await admin.get(RULES)).json()).is_default, true);
      const rules = [{ severity: "high", acts: ["Recepción"], words: ["peña"] }];
      const put = await admin.send("PUT", RULES, { rules });
      strictEqual(put.status, 200, await put.text());
      await happens(lexia, scene, [
        { actuacion: "Recepción memorial", anotacion: "De la señora Peña" },
        { actuacion: "Recepción memorial", anotacion: "De otra persona" },
      ]);
      const severities = (await list(scene.owner)).items.map(({ after, severity }: {
        after: { anotacion: string };
        severity: string;
      }) => [after.anotacion, severity]).sort();
      deepStrictEqual(severities, [["De la señora Peña", "high"], ["De otra persona", "normal"]]);
      await (await admin.send("PUT", RULES, { rules: null })).body?.cancel();
      strictEqual((await (await admin.get(RULES)).json()).is_default, true);
    },
  );

  await t.step("are an administrator's to change, and two do not overwrite each other", async () => {
    const acme = await lexia.organization();
    const [admin, member] = [await acme.session("org_admin"), await acme.session("user")];
    await refused(await member.send("PUT", RULES, { rules: [] }), 403, "permission_denied");
    const etag = (await admin.get(RULES)).headers.get("etag") ?? "";
    const first = await admin.send("PUT", RULES, { rules: [] }, { "if-match": etag });
    strictEqual(first.status, 200, await first.text());
    const second = await admin.send("PUT", RULES, { rules: null }, { "if-match": etag });
    await refused(second, 412, "version_conflict");
  });
});
