/** The main job over HTTP: follow a radicado, have it looked up, read what was found. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Lexia, type Session } from "../support/lexia.ts";
import { patiently } from "#tests/support/patiently.ts";

const PATH = "/api/v1/solicitudes";

Deno.test("POST /api/v1/solicitudes", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const [ana, luis] = [await acme.session("user"), await acme.session("manager")];
  const [radicado = "", another = "", third = "", fourth = ""] = lexia.portal.radicados.found;

  await t.step(
    "takes a radicado however it is written, and answers with the solicitud and its links",
    async () => {
      const spelled = `${radicado.slice(0, 5)}-${radicado.slice(5, 12)}.${radicado.slice(12, 16)} ${
        radicado.slice(16)
      }`;
      const response = await ana.post(PATH, { radicado: spelled, alias: "  Cobro  " });
      strictEqual(response.status, 201);
      const body = await response.json();
      strictEqual(body.radicado, radicado);
      strictEqual(body.alias, "Cobro");
      strictEqual(body.status, "pending");
      strictEqual(body.frequency, "dynamic");
      strictEqual(response.headers.get("location"), body.links.self);
      strictEqual((await ana.get(body.links.self)).status, 200);
    },
  );

  await t.step("gives one person one solicitud for a radicado, and names the one there is", async () => {
    const first = (await (await ana.get(PATH)).json()).items[0];
    const response = await ana.post(PATH, { radicado });
    strictEqual(response.status, 409);
    const problem = await response.json();
    strictEqual(problem.code, "solicitud_duplicate");
    strictEqual(problem.existing_id, first.id);
  });

  await t.step("lets a colleague, and another organization, follow the same radicado", async () => {
    strictEqual((await luis.post(PATH, { radicado })).status, 201);
    const beta = await (await lexia.organization()).session("user");
    strictEqual((await beta.post(PATH, { radicado })).status, 201);
  });

  await t.step("does once what comes again with the same Idempotency-Key, fifty at a time too", async () => {
    const key = { "idempotency-key": "a-key-of-my-own" };
    const responses = await Promise.all(
      Array.from({ length: 50 }, () => patiently(() => ana.post(PATH, { radicado: another }, key))),
    );
    const bodies = new Set(await Promise.all(responses.map((response) => response.text())));
    deepStrictEqual([...new Set(responses.map(({ status }) => status))], [201]);
    strictEqual(bodies.size, 1);
    strictEqual(responses.filter(({ headers }) => headers.get("idempotency-replayed") === "true").length, 49);
  });

  await t.step(
    "refuses a used Idempotency-Key with another body, and leaves other people's keys alone",
    async () => {
      const key = { "idempotency-key": "a-key-of-my-own" };
      const reused = await ana.post(PATH, { radicado: third }, key);
      strictEqual(reused.status, 422);
      strictEqual((await reused.json()).code, "idempotency_key_reused");
      strictEqual((await luis.post(PATH, { radicado: third }, key)).status, 201);
    },
  );

  const REFUSED = [
    { what: "a number that is too short", body: { radicado: "110" }, status: 422, code: "radicado_invalid" },
    { what: "letters", body: { radicado: "2024-CV-123456" }, status: 422, code: "radicado_invalid" },
    {
      what: "an impossible year",
      body: { radicado: "11001400308230179999900" },
      status: 422,
      code: "radicado_invalid",
    },
    { what: "a number instead of text", body: { radicado: 1.1e22 }, status: 422, code: "request_invalid" },
    {
      what: "a field it does not know",
      body: { radicado, organization_id: acme.id },
      status: 422,
      code: "request_invalid",
    },
    {
      what: "another person's name as owner",
      body: { radicado, owner_id: luis.actor.userId },
      status: 422,
      code: "request_invalid",
    },
    {
      what: "NUL in a name",
      body: { radicado: fourth, alias: "a\0b" },
      status: 422,
      code: "request_invalid",
    },
    {
      what: "a frequency it does not know",
      body: { radicado, frequency: "hourly" },
      status: 422,
      code: "request_invalid",
    },
    { what: "nothing", body: {}, status: 422, code: "request_invalid" },
  ];
  for (const { what, body, status, code } of REFUSED) {
    await t.step(`refuses ${what}`, async () => {
      const response = await ana.post(PATH, body);
      const problem = await response.json();
      strictEqual(response.status, status, JSON.stringify(problem));
      strictEqual(problem.code, code);
      ok(problem.errors.length > 0);
    });
  }

  await t.step("stops at the month's last query, exactly, also when all come at once", async () => {
    const small = await (await lexia.organization({ maxQueriesPerMonth: 5 })).session("user");
    const wanted = lexia.portal.radicados.found.slice(0, 20);
    const statuses = (await Promise.all(wanted.map((one) => small.post(PATH, { radicado: one }))))
      .map(({ status }) => status);
    strictEqual(statuses.filter((status) => status === 201).length, 5);
    strictEqual(statuses.filter((status) => status === 402).length, 15);
    const problem = await (await small.post(PATH, { radicado: wanted[19] })).json();
    deepStrictEqual([problem.code, problem.usage, problem.limit], ["quota_exceeded", 5, 5]);
    match(problem.upgrade_url, /\/billing\/upgrade$/);
  });
});

Deno.test("a lookup", async (t) => {
  await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
  const acme = await lexia.organization();
  const ana = await acme.session("user");
  const { found, multiple, unknown, long } = lexia.portal.radicados;
  const reserved = lexia.portal.radicados.private;

  const CASES = [
    { what: "a case", radicado: found[3], result: "found" },
    { what: "a radicado with several procesos", radicado: multiple[0], result: "found" },
    {
      what: "a case with pages of actuaciones",
      radicado: long.find((one) => one !== found[3] && one !== multiple[0]),
      result: "found",
    },
    { what: "a reserved case", radicado: reserved[0], result: "private" },
    { what: "a radicado that nobody has", radicado: unknown[0], result: "not_found" },
  ];
  for (const { what, radicado = "", result } of CASES) {
    await t.step(`keeps ${what} as the portal has it`, async () => {
      const solicitud = await follow(lexia, ana, radicado);
      strictEqual(solicitud.status, "completed");
      strictEqual(solicitud.last_execution.result, result);
      match(solicitud.last_execution.evidence, /^[0-9a-f]{64}$/);
      ok(solicitud.next_run_at > solicitud.completed_at);

      const truth = result === "not_found" ? { procesos: [] } : lexia.portal.expected(radicado);
      const procesos = await items(ana, solicitud.links.procesos);
      deepStrictEqual(
        procesos.map(({ id_proceso }) => id_proceso).sort(),
        truth.procesos.map(({ idProceso }) => String(idProceso)).sort(),
      );
      const readable = result === "found" ? truth.procesos : [];
      deepStrictEqual(
        (await items(ana, solicitud.links.actuaciones)).map(({ id_reg_actuacion }) => id_reg_actuacion)
          .sort(),
        readable.flatMap(({ actuaciones }) => actuaciones.map((row) => String(row.idRegActuacion))).sort(),
      );
      strictEqual(
        (await items(ana, solicitud.links.sujetos)).length,
        readable.flatMap(({ sujetos }) => sujetos).length,
      );
    });
  }

  await t.step("marks what comes later as new, and nothing of what was there", async () => {
    const radicado = found[4] ?? "";
    const solicitud = await follow(lexia, ana, radicado);
    ok((await items(ana, solicitud.links.actuaciones)).every(({ is_new }) => is_new === false));
    strictEqual((await runAgain(lexia, ana, solicitud.id)).last_execution.result, "unchanged");
    lexia.portal.addActuacion(radicado, { actuacion: "Auto admite demanda" });
    const { last_execution: execution } = await runAgain(lexia, ana, solicitud.id);
    deepStrictEqual([execution.result, execution.new_actuaciones], ["found", 1]);
    const fresh = (await items(ana, solicitud.links.actuaciones)).filter(({ is_new }) => is_new);
    deepStrictEqual(fresh.map(({ actuacion }) => actuacion), ["Auto admite demanda"]);
  });
});

Deno.test("a shared answer", async (t) => {
  await using lexia = await Lexia.start();
  const ana = await (await lexia.organization()).session("user");

  await t.step("costs the portal one lookup for two tenants who ask for the same radicado", async () => {
    const radicado = lexia.portal.radicados.found[5] ?? "";
    const beta = await (await lexia.organization()).session("user");
    lexia.portal.clearRequests();
    strictEqual((await ana.post(PATH, { radicado })).status, 201);
    strictEqual((await beta.post(PATH, { radicado })).status, 201);
    await lexia.work();
    const searches = lexia.portal.requests.filter(({ path }) => path.endsWith("NumeroRadicacion"));
    strictEqual(searches.length, 1);
    for (const { userAgent } of lexia.portal.requests) {
      match(userAgent ?? "", /^LEXIA\/\S+ \(\+tests@lexia\.test\)$/);
    }
  });
});

Deno.test("a portal in trouble", async (t) => {
  const TROUBLES = [
    { what: "blocks", fault: "block", result: "unverified", code: "portal_blocked" },
    { what: "answers with another shape", fault: "garbage", result: "unverified", code: "portal_garbled" },
    { what: "is empty even for what it has", fault: "silent", result: "unverified", code: "portal_silent" },
    { what: "has lost its database", fault: "database_down", result: "error", code: "portal_database_down" },
    { what: "breaks off", fault: "cut", result: "error", code: "portal_unreachable" },
  ] as const;
  for (const { what, fault, result, code } of TROUBLES) {
    await t.step(`that ${what} is never shown as an answer`, async () => {
      await using lexia = await Lexia.start();
      const acme = await lexia.organization();
      const ana = await acme.session("user");
      lexia.portal.setFault(fault);
      const solicitud = await follow(lexia, ana, lexia.portal.radicados.found[6] ?? "");
      strictEqual(solicitud.status, "pending");
      strictEqual(solicitud.last_execution.result, result);
      strictEqual(solicitud.last_execution.detail.code, code);
      ok(Date.parse(solicitud.last_execution.detail.retry_at) > Date.now());
      deepStrictEqual(await items(ana, solicitud.links.procesos), []);
      const usage = await (await acme.session("org_admin")).get("/api/v1/organization/usage");
      strictEqual((await usage.json()).queries.used, 0);
    });
  }

  await t.step(
    "that is empty for a known case leaves what is known, and says that it is not verified",
    async () => {
      await using lexia = await Lexia.start({ env: { PORTAL_CACHE_SECONDS: "0" } });
      const ana = await (await lexia.organization()).session("user");
      const radicado = lexia.portal.radicados.found[7] ?? "";
      const before = await follow(lexia, ana, radicado);
      lexia.portal.setFault("silent_for", { radicados: [radicado] });
      const again = await runAgain(lexia, ana, before.id);
      strictEqual(again.last_execution.result, "unverified");
      strictEqual(
        (await items(ana, before.links.procesos)).length,
        lexia.portal.expected(radicado).procesos.length,
      );
    },
  );
});

Deno.test("GET /api/v1/solicitudes", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const [ana, luis, viewer] = [
    await acme.session("user"),
    await acme.session("manager"),
    await acme.session("viewer"),
  ];
  const radicados = lexia.portal.radicados.found.slice(10, 22);
  for (const [i, radicado] of radicados.entries()) {
    const who = i % 2 === 0 ? ana : luis;
    strictEqual((await who.post(PATH, { radicado, alias: `Acción número ${i}` })).status, 201);
  }

  await t.step("shows all to who may read all, and their own to the others", async () => {
    strictEqual((await items(luis, PATH)).length, 12);
    strictEqual((await items(ana, PATH)).length, 6);
    strictEqual((await items(viewer, PATH)).length, 0);
  });

  await t.step("goes from page to page without a gap or a repetition while rows are added", async () => {
    const seen: string[] = [];
    let cursor = "";
    do {
      const page = await (await luis.get(`${PATH}?limit=5${cursor}`)).json();
      seen.push(...page.items.map(({ id }: { id: string }) => id));
      cursor = page.next_cursor && `&cursor=${page.next_cursor}`;
      if (seen.length === 5) await luis.post(PATH, { radicado: lexia.portal.radicados.found[30] });
    } while (cursor);
    strictEqual(seen.length, 12);
    strictEqual(new Set(seen).size, 12);
  });

  await t.step(
    "finds by text without accents and by radicado with hyphens, and takes wildcards for what they are",
    async () => {
      strictEqual((await items(luis, `${PATH}?q=accion%20NUMERO%2011`)).length, 1);
      const radicado = radicados[0] ?? "";
      strictEqual(
        (await items(luis, `${PATH}?q=${radicado.slice(0, 5)}-${radicado.slice(5, 15)}`)).length >= 1,
        true,
      );
      strictEqual((await items(luis, `${PATH}?q=%25`)).length, 0);
      strictEqual((await items(luis, `${PATH}?q=_`)).length, 0);
    },
  );

  await t.step("filters by status and by time", async () => {
    strictEqual((await items(luis, `${PATH}?status=pending&status=failed`)).length, 13);
    strictEqual((await items(luis, `${PATH}?status=completed`)).length, 0);
    strictEqual((await items(luis, `${PATH}?created_from=2020-01-01T00:00:00Z`)).length, 13);
    strictEqual((await items(luis, `${PATH}?created_before=2020-01-01T00:00:00-05:00`)).length, 0);
  });

  for (const query of ["limit=0", "limit=101", "status=lost", "created_from=yesterday", "cursor=zzz"]) {
    await t.step(`refuses ${query}`, async () => {
      ok([400, 422].includes((await luis.get(`${PATH}?${query}`)).status));
    });
  }
});

Deno.test("changing a solicitud", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const ana = await acme.session("user", { add: ["delete_solicitudes"] });
  const luis = await acme.session("manager");

  await t.step("needs the version that was seen last, where one is named", async () => {
    const response = await ana.post(PATH, { radicado: lexia.portal.radicados.found[1] });
    const { links } = await response.json();
    const etag = response.headers.get("etag") ?? "";
    const changed = await ana.send("PATCH", links.self, { alias: "Uno", notify: { muted: true } }, {
      "if-match": etag,
    });
    strictEqual(changed.status, 200);
    const body = await changed.json();
    deepStrictEqual([body.alias, body.notify], ["Uno", { email: true, when: "change", muted: true }]);
    const late = await ana.send("PATCH", links.self, { alias: "Dos" }, { "if-match": etag });
    strictEqual(late.status, 412);
    strictEqual((await late.json()).code, "version_conflict");
    strictEqual((await (await ana.get(links.self)).json()).alias, "Uno");
  });

  await t.step("makes the legal moves, and refuses the others with the present status", async () => {
    await lexia.work();
    const { links } = await (await ana.post(PATH, { radicado: lexia.portal.radicados.found[2] })).json();
    const move = async (name: string) => {
      const response = await ana.post(`${links.self}/${name}`);
      const { status, code, current_status } = await response.json();
      return response.status === 200 ? status : `${response.status} ${code} ${current_status}`;
    };
    strictEqual(await move("resume"), "409 solicitud_state pending");
    strictEqual(await move("pause"), "paused");
    strictEqual(await move("pause"), "409 solicitud_state paused");
    strictEqual(await move("execute"), "409 solicitud_state paused");
    strictEqual(await lexia.work(), 0);
    strictEqual(await move("resume"), "pending");
    strictEqual(await lexia.work(), 1);
    strictEqual((await (await ana.get(links.self)).json()).status, "completed");
    strictEqual(await move("execute"), "pending");
    strictEqual(await lexia.work(), 1);
  });

  await t.step("ends with deletion, which leaves a colleague what both followed", async () => {
    const radicado = lexia.portal.radicados.found[3] ?? "";
    const mine = await follow(lexia, ana, radicado);
    const theirs = await follow(lexia, luis, radicado);
    strictEqual((await ana.send("DELETE", mine.links.self)).status, 204);
    strictEqual((await ana.get(mine.links.self)).status, 404);
    ok((await items(luis, theirs.links.procesos)).length > 0);
  });
});

// deno-lint-ignore no-explicit-any
type Json = any;

async function items(who: Session, path: string): Promise<Json[]> {
  const all: Json[] = [];
  let cursor: string | null = null;
  do {
    const separator = path.includes("?") ? "&" : "?";
    const response = await who.get(cursor === null ? path : `${path}${separator}cursor=${cursor}`);
    strictEqual(response.status, 200, path);
    const page: Json = await response.json();
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}

/** Follows a radicado, and lets its first lookup run to its end. */
async function follow(lexia: Lexia, who: Session, radicado: string): Promise<Json> {
  const created = await who.post(PATH, { radicado });
  strictEqual(created.status, 201);
  const { links } = await created.json();
  await lexia.work();
  return await (await who.get(links.self)).json();
}

async function runAgain(lexia: Lexia, who: Session, id: string): Promise<Json> {
  strictEqual((await who.post(`${PATH}/${id}/execute`)).status, 200);
  await lexia.work();
  return await (await who.get(`${PATH}/${id}`)).json();
}
