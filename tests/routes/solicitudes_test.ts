/** Beyond the main job: every spelling, every status, every field, and what two people do at once. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { STATUSES } from "#domain/solicitudes/solicitud.ts";
import type { ExpectedProceso } from "../support/portal_simulator/controls.ts";
import { Lexia, type Session } from "../support/lexia.ts";
import { refused } from "../support/refused.ts";
import { patiently } from "#tests/support/patiently.ts";

const PATH = "/api/v1/solicitudes";

Deno.test("A new solicitud", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user");

  const SPELLINGS = {
    "with the hyphens of the judiciary": (digits: string) =>
      digits.replace(/^(.{5})(..)(..)(...)(....)(.....)(..)$/, "$1-$2-$3-$4-$5-$6-$7"),
    "with dots and spaces": (digits: string) =>
      ` ${digits.slice(0, 5)}.${digits.slice(5, 12)} ${digits.slice(12)} `,
    "with dashes as a word processor makes them": (digits: string) =>
      `${digits.slice(0, 12)}–${digits.slice(12, 16)}—${digits.slice(16)}`,
    "with spaces that do not break": (digits: string) => [...digits].join("\u00a0"),
    "with a line's end": (digits: string) => `${digits}\r\n`,
  };
  for (const [what, spell] of Object.entries(SPELLINGS)) {
    await t.step(`takes a radicado ${what}`, async () => {
      const radicado = lexia.portal.radicados.found[Object.keys(SPELLINGS).indexOf(what)] ?? "";
      const response = await ana.post(PATH, { radicado: spell(radicado) });
      strictEqual(response.status, 201);
      const body = await response.json();
      deepStrictEqual([body.radicado, body.radicado_formatted.replaceAll("-", "")], [radicado, radicado]);
      const again = await refused(await ana.post(PATH, { radicado }), 409, "solicitud_duplicate");
      strictEqual(again.existing_id, body.id);
    });
  }

  const NONE = [
    "١١٠٠١٤٠٠٣٠٨٢٢٠١٧٩٩٩٩٩٠٠",
    "1".repeat(22),
    "1".repeat(24),
    "11001400308218999999900",
    `${"1".repeat(23)}; drop`,
    "-",
    "1e22",
  ];
  for (const radicado of NONE) {
    await t.step(`does not take "${radicado}"`, async () => {
      const problem = await refused(await ana.post(PATH, { radicado }), 422, "radicado_invalid");
      deepStrictEqual(problem.errors?.map(({ field }) => field), ["radicado"]);
    });
  }

  await t.step("is answered again with the same key, by an instance that has just started too", async () => {
    const body = { radicado: lexia.portal.radicados.found[9], alias: "Una vez" };
    const key = { "idempotency-key": crypto.randomUUID() };
    const first = await ana.post(PATH, body, key);
    strictEqual(first.status, 201);
    await using restarted = await lexia.another();
    const second = await ana.at(restarted).post(PATH, body, key);
    deepStrictEqual([second.status, await second.text()], [201, await first.text()]);
    for (const name of ["location", "content-type"]) {
      strictEqual(second.headers.get(name), first.headers.get(name), name);
    }
    strictEqual(second.headers.get("idempotency-replayed"), "true");
    await refused(
      await ana.at(restarted).post(PATH, { ...body, alias: "Otra" }, key),
      422,
      "idempotency_key_reused",
    );
  });

  await t.step("that was refused leaves its key free", async () => {
    const key = { "idempotency-key": "used-after-a-mistake" };
    await refused(await ana.post(PATH, { radicado: "1" }, key), 422, "radicado_invalid");
    await refused(
      await ana.post(PATH, { radicado: lexia.portal.radicados.found[0] }, key),
      409,
      "solicitud_duplicate",
    );
    strictEqual((await ana.post(PATH, { radicado: lexia.portal.radicados.found[10] }, key)).status, 201);
  });

  await t.step("is made once of many that come at once without a key", async () => {
    const body = { radicado: lexia.portal.radicados.found[11] };
    const responses = await Promise.all(
      Array.from({ length: 12 }, () => patiently(() => ana.post(PATH, body))),
    );
    const statuses = responses.map(({ status }) => status).sort();
    deepStrictEqual(statuses, [201, ...Array.from({ length: 11 }, () => 409)]);
  });

  await t.step("may name what it watches for and how often", async () => {
    const body = {
      radicado: lexia.portal.radicados.found[12],
      alias: null,
      frequency: "monthly",
      notify: { when: "digest" },
    };
    const { alias, frequency, notify } = await (await ana.post(PATH, body)).json();
    deepStrictEqual({ alias, frequency, notify }, {
      alias: null,
      frequency: "monthly",
      notify: { email: true, when: "digest", muted: false },
    });
  });
});

Deno.test("What a lookup keeps", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  const ana = await (await lexia.organization()).session("user");
  const { multiple, mixed, long, crowded, empty } = lexia.portal.radicados;

  for (const [what, [radicado = ""]] of Object.entries({ multiple, mixed, long, crowded, empty })) {
    await t.step(`of a case that is ${what} is, field by field, what the portal has`, async () => {
      const created = await ana.post(PATH, { radicado });
      // One radicado may be of several sorts.
      ok(created.status === 201 || created.status === 409);
      const { id, existing_id: existing } = await created.json();
      await lexia.work();
      const links = (await (await ana.get(`${PATH}/${id ?? existing}`)).json()).links;
      const procesos = await items(ana, links.procesos);
      const { procesos: truth } = lexia.portal.expected(radicado);
      deepStrictEqual(procesos.map(shownProceso).sort(byId), truth.map(expectedProceso).sort(byId));

      const actuaciones = await items(ana, `${links.actuaciones}?limit=7`);
      const sujetos = await items(ana, links.sujetos);
      for (const { searchRow, idProceso, ...known } of truth) {
        const { id: procesoId } = procesos.find(({ id_proceso }) => id_proceso === String(idProceso)) ?? {};
        const ofProceso = ({ proceso_id }: Row) => proceso_id === procesoId;
        const shown = searchRow.esPrivado ? { actuaciones: [], sujetos: [] } : known;
        deepStrictEqual(
          actuaciones.filter(ofProceso).map(shownActuacion),
          byCourtDate(shown.actuaciones).map((row) => ({
            id_reg_actuacion: String(row.idRegActuacion),
            cons_actuacion: row.consActuacion,
            actuacion: tidy(row.actuacion),
            anotacion: tidy(row.anotacion),
            filed_on: dayOf(row.fechaActuacion),
            registered_on: dayOf(row.fechaRegistro),
            term_starts_on: dayOf(row.fechaInicial),
            term_ends_on: dayOf(row.fechaFinal),
            has_documents: row.conDocumentos,
            edited_at: null,
            previous: null,
            withdrawn_at: null,
          })),
        );
        deepStrictEqual(
          sujetos.filter(ofProceso).map((
            { tipo_sujeto, name, is_emplazado },
          ) => [tipo_sujeto, name, is_emplazado]).sort(),
          shown.sujetos.map((row) => [tidy(row.tipoSujeto), tidy(row.nombreRazonSocial), row.esEmplazado])
            .sort(),
        );
        const only = await items(ana, `${links.actuaciones}?proceso_id=${procesoId}`);
        strictEqual(only.length, shown.actuaciones.length);
      }
    });
  }

  await t.step("is not shown under another person's solicitud, not even by its proceso's id", async () => {
    const luis = await (await lexia.organization()).session("user");
    const [mine] = await items(ana, PATH);
    const [proceso] = await items(ana, mine?.links.procesos);
    const created = await luis.post(PATH, { radicado: lexia.portal.radicados.unknown[0] });
    const { links } = await created.json();
    deepStrictEqual(await items(luis, `${links.actuaciones}?proceso_id=${proceso?.id}`), []);
  });
});

Deno.test("Moves", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user", { add: ["delete_solicitudes"] });
  const { id, links } = await (await ana.post(PATH, { radicado: lexia.portal.radicados.found[0] })).json();

  const LEGAL: Record<string, Partial<Record<string, string>>> = {
    pending: { pause: "paused", execute: "pending" },
    processing: { pause: "paused" },
    completed: { pause: "paused", execute: "pending" },
    failed: { pause: "paused", execute: "pending" },
    paused: { resume: "pending" },
    held: { pause: "paused", execute: "pending" },
  };
  for (const status of STATUSES) {
    for (const move of ["pause", "resume", "execute"]) {
      const next = LEGAL[status]?.[move];
      await t.step(
        `${move} of one that is ${status} ${next ? `makes it ${next}` : "is refused"}`,
        async () => {
          await lexia.database.owner.batch([{
            text: "update solicitudes set status = $1 where id = $2",
            values: [status, id],
          }]);
          const before = await (await ana.get(links.self)).json();
          const response = await ana.post(`${links.self}/${move}`);
          if (next) {
            strictEqual(response.status, 200);
            strictEqual((await response.json()).status, next);
            return;
          }
          const problem = await refused(response, 409, "solicitud_state");
          strictEqual(problem.current_status, status);
          deepStrictEqual(await (await ana.get(links.self)).json(), before);
        },
      );
    }
  }

  await t.step("never leave two jobs for one solicitud", async () => {
    await lexia.database.owner.batch([{
      text: "update solicitudes set status = 'completed' where id = $1",
      values: [id],
    }]);
    const responses = await Promise.all(
      Array.from({ length: 10 }, () => patiently(() => ana.post(`${links.self}/execute`))),
    );
    ok(responses.every(({ status }) => status === 200));
    const [jobs] = await lexia.database.owner.batch([{
      text:
        "select count(*)::int from jobs where payload ->> 'solicitudId' = $1 and status in ('ready', 'running')",
      values: [id],
    }]);
    strictEqual(jobs?.rows[0]?.[0], 1);
  });

  await t.step(
    "of two changes from the same version one holds, and deletion minds the version too",
    async () => {
      const etag = (await ana.get(links.self)).headers.get("etag") ?? "";
      const both = await Promise.all(
        ["Uno", "Dos", "Tres"].map((alias) => ana.send("PATCH", links.self, { alias }, { "if-match": etag })),
      );
      deepStrictEqual(both.map(({ status }) => status).sort(), [200, 412, 412]);
      const winner = both.find(({ status }) => status === 200);
      const now = await ana.get(links.self);
      strictEqual(now.headers.get("etag"), winner?.headers.get("etag"));
      await refused(
        await ana.send("DELETE", links.self, undefined, { "if-match": etag }),
        412,
        "version_conflict",
      );
      strictEqual(
        (await ana.send("PATCH", links.self, { alias: "Con asterisco" }, { "if-match": "*" })).status,
        200,
      );
      const latest = (await ana.get(links.self)).headers.get("etag") ?? "";
      strictEqual((await ana.send("DELETE", links.self, undefined, { "if-match": latest })).status, 204);
      await refused(await ana.get(links.self), 404, "solicitud_not_found");
      strictEqual(await lexia.work(), 0, "nothing is looked up for what is gone");
    },
  );
});

interface Row {
  // What the API answers, field by field.
  // deno-lint-ignore no-explicit-any
  [field: string]: any;
}

async function items(who: Session, path: string): Promise<Row[]> {
  const all: Row[] = [];
  let cursor: string | null = null;
  do {
    const address = new URL(path, "http://x");
    if (cursor !== null) address.searchParams.set("cursor", cursor);
    const response = await who.get(address.pathname + address.search);
    strictEqual(response.status, 200, path);
    const page: Row = await response.json();
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}

function shownProceso(row: Row): Row {
  const {
    id: _,
    first_seen_at: _first,
    last_verified_at: _verified,
    source_updated_at: _updated,
    ...fields
  } = row;
  return fields;
}

/** Of a private one the portal shows the row of its search alone. */
function expectedProceso({ idProceso, searchRow: row, detalle }: ExpectedProceso): Row {
  const detail = row.esPrivado ? undefined : detalle;
  return {
    source: "cpnu",
    id_proceso: String(idProceso),
    radicado: row.llaveProceso,
    is_private: row.esPrivado,
    despacho: tidy(detail?.despacho ?? row.despacho),
    departamento: tidy(row.departamento),
    office_code: tidy(detail?.codDespachoCompleto),
    ponente: tidy(detail?.ponente),
    tipo_proceso: tidy(detail?.tipoProceso),
    clase_proceso: tidy(detail?.claseProceso),
    subclase_proceso: tidy(detail?.subclaseProceso),
    recurso: tidy(detail?.recurso),
    ubicacion: tidy(detail?.ubicacion),
    contenido_radicacion: tidy(detail?.contenidoRadicacion),
    sujetos_procesales: tidy(row.sujetosProcesales),
    filed_on: dayOf(detail?.fechaProceso ?? row.fechaProceso),
    last_actuacion_on: dayOf(row.fechaUltimaActuacion),
  };
}

function shownActuacion(row: Row): Row {
  const { id: _, proceso_id: _proceso, is_new: _new, grouped_with: _grouped, ...fields } = row;
  return fields;
}

function tidy(text: string | null | undefined): string | null {
  return text?.normalize("NFC").replace(/\s+/g, " ").trim() || null;
}

function dayOf(text: string | null): string | null {
  return text === null ? null : text.slice(0, 10);
}

/** The latest first; the portal's own order is that of the numbers alone. */
function byCourtDate<R extends { fechaActuacion: string; consActuacion: number }>(rows: readonly R[]): R[] {
  return rows.toSorted((a, b) =>
    b.fechaActuacion.localeCompare(a.fechaActuacion) || b.consActuacion - a.consActuacion
  );
}

function byId(a: Row, b: Row): number {
  return Number(a.id_proceso) - Number(b.id_proceso);
}
