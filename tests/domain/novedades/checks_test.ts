/** What is new in an answer, and what is not: told once, to each who is concerned. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { foldText } from "#domain/fold_text.ts";
import { foldedText } from "#domain/novedades/words.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { sql } from "drizzle-orm";
import { Checks, OTHER_RADICADO, RADICADO } from "./_checks.ts";

Deno.test("saveProcesos finds what is new", async (t) => {
  await using lexia = await Lexia.start();

  async function scene(): Promise<
    { checks: Checks; solicitudId: string; userId: string }
  > {
    const acme = await lexia.organization();
    const { actor: { userId } } = await acme.session("user");
    const checks = new Checks(lexia, acme);
    const solicitudId = await checks.watch(userId);
    return { checks, solicitudId, userId };
  }

  await t.step(
    "and is silent of what is there at first sight, and of what stays",
    async () => {
      const { checks } = await scene();
      const answer = [{ idProceso: 1, entries: [{ id: 1 }, { id: 2 }] }];
      await checks.check(answer);
      await checks.check(answer);
      deepStrictEqual(await checks.found(), []);
      deepStrictEqual(await checks.told(), []);
    },
  );

  await t.step("once, however often it is checked", async () => {
    const { checks, solicitudId } = await scene();
    await checks.check([{ idProceso: 1, entries: [] }]);
    const grown = [{
      idProceso: 1,
      entries: [{ id: 1, actuacion: "  Auto   admite demanda" }],
    }];
    const executionId = await checks.check(grown);
    await checks.check(grown);
    deepStrictEqual(await checks.found(), [[
      "actuacion",
      "Auto admite demanda",
    ]]);
    const [event, ...more] = await checks.told();
    deepStrictEqual([event?.solicitudId, event?.novedadIds.length, more], [
      solicitudId,
      1,
      [],
    ]);
    deepStrictEqual(
      await checks.rows(
        "select distinct execution_id from novedades where organization_id = $1",
        [
          checks.acme.id,
        ],
      ),
      [[executionId]],
    );
  });

  await t.step("late, where the docket had later entries already", async () => {
    const { checks } = await scene();
    await checks.check([{
      idProceso: 1,
      entries: [{ id: 5, cons: 5, day: "2026-11-18" }],
    }]);
    await checks.check([{
      idProceso: 1,
      entries: [
        { id: 7, cons: 6, day: "2026-11-19" },
        { id: 5, cons: 5, day: "2026-11-18" },
        { id: 6, cons: 4, day: "2026-11-18", registered: "2026-11-19" },
      ],
    }]);
    deepStrictEqual(
      await checks.rows(
        "select key, is_late from novedades where organization_id = $1 order by key",
        [
          checks.acme.id,
        ],
      ),
      [["actuacion:cpnu:6", true], ["actuacion:cpnu:7", false]],
    );
  });

  await t.step(
    "edited, with what stood there before; spaces and accents' coding are no edit",
    async () => {
      const { checks } = await scene();
      const entry = {
        id: 1,
        actuacion: "Notificación",
        anotacion: "SE CITA A LAS 9",
      };
      await checks.check([{ idProceso: 1, entries: [entry] }]);
      await checks.check([{
        idProceso: 1,
        entries: [{ ...entry, actuacion: " Notificacio\u0301n  " }],
      }]);
      deepStrictEqual(await checks.found(), []);
      await checks.check([{
        idProceso: 1,
        entries: [{ ...entry, anotacion: "SE CITA A LAS 10" }],
      }]);
      await checks.check([{ idProceso: 1, entries: [entry] }]);
      const details = await checks.rows(
        `select detail #>> '{before,anotacion}', detail #>> '{after,anotacion}' from novedades
       where organization_id = $1 and kind = 'actuacion_edited' order by detected_at`,
        [checks.acme.id],
      );
      const [nine, ten] = ["SE CITA A LAS 9", "SE CITA A LAS 10"];
      deepStrictEqual(details, [[nine, ten], [ten, nine]]);
      const [[editedAt, previous, changes] = []] = await checks.rows(
        "select edited_at is not null, previous ->> 'anotacion', changes from actuaciones where organization_id = $1",
        [checks.acme.id],
      );
      deepStrictEqual([editedAt, previous, changes], [true, ten, 2]);
      strictEqual((await checks.told()).length, 2);
    },
  );

  await t.step(
    "withdrawn, which is kept, and brought back; but not in a partial or empty reading",
    async () => {
      const { checks } = await scene();
      const [one, two] = [{ id: 1, actuacion: "Auto uno" }, {
        id: 2,
        actuacion: "Auto dos",
      }];
      await checks.check([{ idProceso: 1, entries: [two, one] }]);
      await checks.check([{ idProceso: 1, entries: [two], isComplete: false }]);
      await checks.check([{ idProceso: 1, isPrivate: true }]);
      await checks.check([{ idProceso: 1, entries: [two, one] }]);
      const before = await checks.found();
      deepStrictEqual(before.map(([kind]) => kind), [
        "proceso_private",
        "proceso_public",
      ]);
      await checks.check([{ idProceso: 1, entries: [two] }]);
      await checks.check([{ idProceso: 1, entries: [two] }]);
      deepStrictEqual((await checks.found()).slice(2), [[
        "actuacion_withdrawn",
        "Auto uno",
      ]]);
      const withdrawn = () =>
        checks.rows(
          "select id_reg_actuacion::int, withdrawn_at is not null from actuaciones where organization_id = $1 order by 1",
          [checks.acme.id],
        );
      deepStrictEqual(await withdrawn(), [[1, true], [2, false]]);
      await checks.check([{ idProceso: 1, entries: [two, one] }]);
      deepStrictEqual(await withdrawn(), [[1, false], [2, false]]);
      deepStrictEqual((await checks.found()).slice(3).map(([kind]) => kind), [
        "actuacion_edited",
      ]);
    },
  );

  await t.step(
    "of the proceso itself: office, judge and reserve, but not how they are written",
    async () => {
      const { checks } = await scene();
      const base = {
        idProceso: 1,
        entries: [{ id: 1 }],
        despacho: "JUZGADO 001 CIVIL",
        ponente: "JOSÉ PÉREZ",
      };
      await checks.check([base]);
      await checks.check([{
        ...base,
        despacho: "Juzgado 001  Civil",
        ponente: "Jose\u0301 Pérez ",
      }]);
      await checks.check([{ ...base, ponente: null }]);
      deepStrictEqual(await checks.found(), []);
      await checks.check([{
        ...base,
        despacho: "JUZGADO 002 CIVIL",
        ponente: "ANA RUIZ",
      }]);
      await checks.check([{
        ...base,
        despacho: "JUZGADO 002 CIVIL",
        ponente: "ANA RUIZ",
        isPrivate: true,
      }]);
      await checks.check([{
        ...base,
        despacho: "JUZGADO 002 CIVIL",
        ponente: "ANA RUIZ",
      }]);
      deepStrictEqual((await checks.found()).map(([kind]) => kind), [
        "despacho_changed",
        "ponente_changed",
        "proceso_private",
        "proceso_public",
      ]);
      const flips = await checks.rows(
        `select data ->> 'id_proceso', data -> 'is_private' from events
       where organization_id = $1 and type = 'proceso.private' order by id`,
        [checks.acme.id],
      );
      deepStrictEqual(flips, [["1", true], ["1", false]]);
    },
  );

  await t.step(
    "as one, where a proceso is added: its docket is baseline, what follows is new",
    async () => {
      const { checks } = await scene();
      const first = { idProceso: 1, entries: [{ id: 1 }] };
      await checks.check([first]);
      await checks.check([first, {
        idProceso: 2,
        entries: [{ id: 10 }, { id: 11 }],
      }]);
      await checks.check([first, {
        idProceso: 2,
        entries: [{ id: 10 }, { id: 11 }, { id: 12 }],
      }]);
      deepStrictEqual((await checks.found()).map(([kind]) => kind), [
        "proceso_added",
        "actuacion",
      ]);
      const severities = (await checks.told()).map(({ severity }) => severity);
      deepStrictEqual(severities, ["high", "low"]);
    },
  );

  await t.step(
    "once, where two procesos of a radicado show the same",
    async () => {
      const { checks } = await scene();
      const entries = [{ id: 1 }];
      await checks.check([{ idProceso: 1, entries }, {
        idProceso: 2,
        entries: [],
      }]);
      const grown = [{ id: 2, actuacion: "Sentencia" }, ...entries];
      await checks.check([{ idProceso: 1, entries: grown }, {
        idProceso: 2,
        entries: grown.slice(0, 1),
      }]);
      await checks.check([{ idProceso: 1, entries: grown }, {
        idProceso: 2,
        entries: grown,
      }]);
      deepStrictEqual(await checks.found(), [["actuacion", "Sentencia"]]);
      await checks.check([{ idProceso: 1, entries }, {
        idProceso: 2,
        entries: grown,
      }]);
      strictEqual(
        (await checks.found()).length,
        1,
        "the other proceso still has it",
      );
      await checks.check([{ idProceso: 1, entries }, {
        idProceso: 2,
        entries,
      }]);
      deepStrictEqual((await checks.found())[1], [
        "actuacion_withdrawn",
        "Sentencia",
      ]);
    },
  );

  await t.step(
    "once for the organization, and tells each who follows a radicado that shows it",
    async () => {
      const { checks, userId, solicitudId } = await scene();
      const luis = (await checks.acme.session("user")).actor.userId;
      const theirs = await checks.watch(luis, OTHER_RADICADO);
      await checks.watch(userId, OTHER_RADICADO);
      await checks.check([{ idProceso: 1, entries: [] }]);
      await checks.check([{ idProceso: 2, entries: [] }], OTHER_RADICADO);
      const shown = [{ id: 9, actuacion: "Auto acumula procesos" }];
      await checks.check([{ idProceso: 1, entries: shown }]);
      await checks.check([{ idProceso: 2, entries: shown }], OTHER_RADICADO);
      await checks.check([{ idProceso: 2, entries: shown }], OTHER_RADICADO);
      strictEqual((await checks.found()).length, 1);
      const told = await checks.told();
      deepStrictEqual(told.map((one) => one.solicitudId), [
        solicitudId,
        theirs,
      ]);
      deepStrictEqual(told[0]?.novedadIds, told[1]?.novedadIds);
    },
  );

  await t.step(
    "and tells every follower once, but not who came later; who paused hears it afterwards",
    async () => {
      const { checks, solicitudId } = await scene();
      const [luis, eva, leo] = [
        (await checks.acme.session("user")).actor.userId,
        (await checks.acme.session("user")).actor.userId,
        (await checks.acme.session("user")).actor.userId,
      ];
      const colleague = await checks.watch(luis ?? "");
      const paused = await checks.watch(eva ?? "", RADICADO, "paused");
      await checks.check([{ idProceso: 1, entries: [] }]);
      await checks.check([{ idProceso: 1, entries: [{ id: 1 }] }]);
      await checks.watch(leo ?? "");
      await checks.check([{ idProceso: 1, entries: [{ id: 1 }] }]);
      const first = await checks.told();
      deepStrictEqual(
        first.map((one) => one.solicitudId).sort(),
        [solicitudId, colleague].sort(),
      );
      await checks.rows(
        "update solicitudes set status = 'completed' where id = $1",
        [paused],
      );
      await checks.check([{ idProceso: 1, entries: [{ id: 1 }] }]);
      const later = (await checks.told()).slice(2);
      deepStrictEqual(later.map((one) => one.solicitudId), [paused]);
      deepStrictEqual(later[0]?.novedadIds, first[0]?.novedadIds);
    },
  );

  for (const order of ["auto first", "estado first", "together"]) {
    await t.step(
      `grouped, an auto and its fijación en estado: ${order}`,
      async () => {
        const { checks } = await scene();
        const auto = {
          id: 1,
          cons: 1,
          actuacion: "Auto inadmite demanda",
          day: "2026-11-19",
        };
        const estado = {
          id: 2,
          cons: 2,
          actuacion: "Fijación  Estado",
          day: "2026-11-19",
          term: "2026-11-20",
        };
        const other = {
          id: 3,
          cons: 3,
          actuacion: "Fijacion estado",
          day: "2026-11-20",
          term: "2026-11-23",
        };
        await checks.check([{ idProceso: 1, entries: [] }]);
        if (order === "auto first") {
          await checks.check([{ idProceso: 1, entries: [auto] }]);
        }
        if (order === "estado first") {
          await checks.check([{ idProceso: 1, entries: [estado] }]);
        }
        await checks.check([{ idProceso: 1, entries: [other, estado, auto] }]);
        const grouped = await checks.rows(
          `select n.key, l.key, n.severity from novedades n left join novedades l on l.id = n.leader_id
         where n.organization_id = $1 order by n.key`,
          [checks.acme.id],
        );
        deepStrictEqual(grouped, [
          ["actuacion:cpnu:1", null, "high"],
          ["actuacion:cpnu:2", "actuacion:cpnu:1", "normal"],
          ["actuacion:cpnu:3", null, "normal"],
        ]);
        const ids = (await checks.told()).flatMap(({ novedadIds }) => novedadIds);
        deepStrictEqual([ids.length, new Set(ids).size], [3, 3]);
      },
    );
  }

  await t.step(
    "in turn, where runs of two followers end at the same time",
    async () => {
      const { checks, solicitudId } = await scene();
      const luis = (await checks.acme.session("user")).actor.userId;
      const colleague = await checks.watch(luis);
      await checks.check([{ idProceso: 1, entries: [] }]);
      const entries = [1, 2, 3, 4].map((id) => ({ id }));
      await Promise.all(entries.map((_, i) =>
        checks.check([{
          idProceso: 1,
          entries: entries.slice(0, i + 1),
          isComplete: false,
        }])
      ));
      strictEqual((await checks.found()).length, 4);
      for (const watch of [solicitudId, colleague]) {
        const ids = (await checks.told()).filter((one) => one.solicitudId === watch)
          .flatMap(({ novedadIds }) => novedadIds);
        deepStrictEqual([ids.length, new Set(ids).size], [4, 4]);
      }
    },
  );

  await t.step(
    "and writes nothing where the job's lease was lost",
    async () => {
      const { checks } = await scene();
      await checks.check([{ idProceso: 1, entries: [] }]);
      await checks.rows(
        "create or replace function lost() returns trigger language plpgsql as $$ begin new.lease_token = gen_random_uuid(); return new; end $$",
      );
      await checks.rows(
        "create trigger lost before insert on jobs for each row execute function lost()",
      );
      await checks.check([{ idProceso: 1, entries: [{ id: 1 }] }]);
      await checks.rows("drop trigger lost on jobs");
      deepStrictEqual(await checks.found(), []);
      deepStrictEqual(await checks.told(), []);
      await checks.check([{ idProceso: 1, entries: [{ id: 1 }] }]);
      strictEqual((await checks.found()).length, 1);
    },
  );
});

Deno.test("foldedText agrees with foldText on what is written in Latin letters", async () => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const TEXTS = [
    "ACCIÓN  de\tTutela\n",
    "Peñalosa Ñáñez",
    "Pingüino",
    "Jose\u0301 ÁÉÍÓÚ áéíóú",
    "Art. 319 C.G.P. – «Traslado»",
    "",
  ];
  for (const text of TEXTS) {
    const [row] = await lexia.core.services.tenantDb(acme.id).one((db) =>
      db.execute(sql`select ${foldedText(sql`${text}::text`)} as folded`)
    );
    strictEqual(row?.folded, foldText(text), text);
  }
  ok(TEXTS.length > 0);
});
