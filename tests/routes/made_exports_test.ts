/** Files that a job makes: for their maker alone, by a link that ends, whole or not at all. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { FileStore, Platform } from "#domain/ports.ts";
import { removeExportFiles } from "#domain/exports/remove_export_files.ts";
import { noFiles } from "#platform/files/no_files.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { follow, happen, UNCACHED } from "#tests/support/news.ts";
import { refused } from "#tests/support/refused.ts";
import { shiftedClock } from "#tests/support/shifted_clock.ts";

const EXPORTS = "/api/v1/exports";
const DAY_MS = 86_400_000;

Deno.test("POST /api/v1/exports", async (t) => {
  const clock = shiftedClock();
  await using lexia = await Lexia.start({ clock, env: UNCACHED });
  const acme = await lexia.organization();
  let [admin, user] = [await acme.session("org_admin"), await acme.session("user")];
  const signInAgain = ({ host, actor: { userId: id, ...person } }: Session) =>
    lexia.signIn(host, acme.record, { id, organizationId: acme.id, ...person });
  const [, radicado = ""] = lexia.portal.radicados.found;
  const id = await follow(lexia, user, radicado, "Cobro de cartera");
  await happen(lexia, user, { id, radicado, entry: { actuacion: "Auto admite demanda" } });
  const rows = async (text: string, ...values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];

  for (
    const [what, filters, seen] of [
      ["novedades", { kind: ["actuacion"] }, "Auto admite demanda"],
      ["novedades", { q: "nada de eso" }, null],
      ["solicitudes", { q: "cartera" }, "Cobro de cartera"],
      ["case", { solicitud_id: id }, "Auto admite demanda"],
    ] as const
  ) {
    await t.step(`makes a file of ${what} with ${JSON.stringify(filters)}`, async () => {
      const made = await ask(user, { what, format: "json", filters });
      strictEqual(made.status, "waiting");
      strictEqual((await record(user, made.id)).file, null);
      await lexia.work();
      const { file, ...ready } = await record(user, made.id);
      strictEqual(ready.status, "ready", JSON.stringify(ready));
      const response = await user.get(file?.href ?? "");
      strictEqual(response.status, 200);
      match(
        response.headers.get("content-disposition") ?? "",
        new RegExp(`-${what}-\\d{4}-\\d\\d-\\d\\d.json"$`),
      );
      const text = await response.text();
      strictEqual(new TextEncoder().encode(text).length, ready.size);
      strictEqual(text.includes(seen ?? "Auto"), seen !== null, text);
    });
  }

  for (const format of ["xlsx", "csv", "pdf", "docx"]) {
    await t.step(`makes it as ${format}`, async () => {
      const made = await ask(admin, { what: "solicitudes", format });
      await lexia.work();
      const { file } = await record(admin, made.id);
      strictEqual((await admin.get(file?.href ?? "")).status, 200);
    });
  }

  await t.step("holds what its maker may see, and is nobody else's", async () => {
    const viewer = await acme.session("viewer");
    const theirs = await ask(viewer, { what: "solicitudes", format: "json" });
    const mine = await ask(admin, { what: "solicitudes", format: "json" });
    await lexia.work();
    const empty = await record(viewer, theirs.id);
    deepStrictEqual(await (await viewer.get(empty.file?.href ?? "")).json(), []);
    const { file } = await record(admin, mine.id);
    await refused(await viewer.get(`${EXPORTS}/${mine.id}`), 404, "export_not_found");
    await refused(await viewer.get(file?.href ?? ""), 404, "export_not_found");
    const stranger = await (await lexia.organization()).session("org_admin");
    await refused(await stranger.get(file?.href ?? ""), 404, "export_not_found");
    const { items } = await (await viewer.get(EXPORTS)).json();
    deepStrictEqual(items.map((item: { id: string }) => item.id), [theirs.id]);
    // A link of one export opens no other one.
    const token = new URL(empty.file?.href ?? "", "http://x").searchParams.get("token");
    const another = await ask(viewer, { what: "solicitudes", format: "json" });
    await lexia.work();
    const crossed = await viewer.get(`${EXPORTS}/${another.id}/file?token=${token}`);
    await refused(crossed, 404, "export_link_ended");
  });

  await t.step("gives nothing to who may read less by then", async () => {
    const manager = await acme.session("manager");
    const [kept, made] = [
      await ask(manager, { what: "solicitudes", format: "json" }),
      await ask(manager, { what: "solicitudes", format: "json" }),
    ];
    await lexia.work();
    const waits = await ask(manager, { what: "solicitudes", format: "json" });
    const { file } = await record(manager, made.id);
    await rows("update organization_users set role = 'viewer' where user_id = $1", manager.actor.userId);
    lexia.core.identity.sessions.forgetPerson(manager.actor.userId);
    await refused(await manager.get(file?.href ?? ""), 403, "permission_denied");
    await lexia.work();
    const later = await record(manager, waits.id);
    deepStrictEqual(await (await manager.get(later.file?.href ?? "")).json(), []);
    ok(kept.id);
  });

  await t.step("makes nothing for who is no member any more", async () => {
    const gone = await acme.session("user");
    const { id } = await ask(gone, { what: "solicitudes", format: "json" });
    await rows("update organization_users set is_active = false where user_id = $1", gone.actor.userId);
    await lexia.work();
    deepStrictEqual(await rows("select status, reason from exports where id = $1", id), [
      ["failed", "not_a_member"],
    ]);
  });

  await t.step("says why there is no file", async () => {
    const { id } = await ask(user, {
      what: "case",
      format: "pdf",
      filters: { solicitud_id: crypto.randomUUID() },
    });
    await lexia.work();
    const found = await record(user, id);
    deepStrictEqual([found.status, found.reason, found.file], ["failed", "solicitud_not_found", null]);
    const problem = await refused(
      await user.get(`${EXPORTS}/${id}/file?token=x`),
      409,
      "export_state",
    );
    strictEqual(problem.reason, "solicitud_not_found");
  });

  for (
    const { what, filters, field } of [
      { what: "case", filters: {}, field: "filters.solicitud_id" },
      { what: "novedades", filters: { status: ["failed"] }, field: "filters.status" },
      { what: "novedades", filters: { from: "ayer" }, field: "filters.from" },
    ]
  ) {
    await t.step(`refuses ${what} with ${JSON.stringify(filters)}`, async () => {
      const answer = await user.post(EXPORTS, { what, format: "csv", filters });
      const problem = await refused(answer, 422, "request_invalid");
      strictEqual(problem.errors?.[0]?.field, field);
    });
  }

  await t.step("refuses figures to who may not see them", async () => {
    for (const what of ["usage", "analytics"]) {
      await refused(await user.post(EXPORTS, { what, format: "csv" }), 403, "permission_denied");
    }
  });

  await t.step("lets nobody fill the queue", async () => {
    const busy = await acme.session("user");
    for (let i = 0; i < 10; i++) await ask(busy, { what: "solicitudes", format: "csv" });
    const answer = await busy.post(EXPORTS, { what: "solicitudes", format: "csv" });
    await refused(answer, 409, "export_limit");
    await lexia.work();
  });

  await t.step("gives a link that ends after a day, and a new one meanwhile", async () => {
    const made = await ask(user, { what: "solicitudes", format: "csv" });
    await lexia.work();
    const { file } = await record(user, made.id);
    strictEqual((await user.get(file?.href ?? "")).status, 200);
    clock.advance(DAY_MS + 1_000);
    [admin, user] = [await signInAgain(admin), await signInAgain(user)];
    await refused(await user.get(file?.href ?? ""), 404, "export_link_ended");
    const again = await record(user, made.id);
    strictEqual((await user.get(again.file?.href ?? "")).status, 200);
  });

  await t.step("removes the file after a week, and says so", async () => {
    const made = await ask(user, { what: "solicitudes", format: "csv" });
    await lexia.work();
    const before = await filesIn(lexia.folder);
    ok(before.some((name) => name.includes(made.id)));
    await rows("update exports set finished_at = now() - interval '8 days' where id = $1", made.id);
    await removeExportFiles(lexia.core.services);
    const found = await record(user, made.id);
    deepStrictEqual([found.status, found.file], ["removed", null]);
    ok(!(await filesIn(lexia.folder)).some((name) => name.includes(made.id)));
  });

  await t.step("is on record, and so is each time that somebody takes the file", async () => {
    for (const action of ["export.request", "export.download"]) {
      const { items } = await (await admin.get(`/api/v1/audit?action=${action}`)).json();
      ok(items.length > 0, action);
    }
  });
});

Deno.test("an export whose worker dies", async (t) => {
  let breaks = true;
  const change = (platform: Platform): Platform => ({
    ...platform,
    files: breaking(platform.files, () => breaks),
  });
  await using lexia = await Lexia.start({ change });
  const acme = await lexia.organization();
  const user = await acme.session("user");
  const [, radicado = ""] = lexia.portal.radicados.found;
  await follow(lexia, user, radicado);

  await t.step("shows nothing of what was half written, and is made by the next attempt", async () => {
    const made = await ask(user, { what: "solicitudes", format: "json" });
    await lexia.work();
    const half = await record(user, made.id);
    deepStrictEqual([half.status, half.file], ["making", null]);
    breaks = false;
    await lexia.database.owner.batch([{ text: "update jobs set run_at = now() where status = 'ready'" }]);
    await lexia.core.jobs.tick();
    await lexia.work();
    const whole = await record(user, made.id);
    strictEqual(whole.status, "ready");
    strictEqual((await (await user.get(whole.file?.href ?? "")).json()).length, 1);
  });
});

Deno.test("an export whose worker lost its lease", async (t) => {
  let lose: () => Promise<void> = () => Promise.resolve();
  const change = (platform: Platform): Platform => ({
    ...platform,
    files: {
      ...platform.files,
      async put(key, content, options) {
        const act = lose;
        lose = () => Promise.resolve();
        await act();
        return await platform.files.put(key, content, options);
      },
    },
  });
  // With one hand it cannot take its own job again.
  await using lexia = await Lexia.start({ change, env: { WORKER_CONCURRENCY: "1" } });
  await using another = await lexia.another();
  const acme = await lexia.organization();
  const user = await acme.session("user");
  const [, first = "", second = ""] = lexia.portal.radicados.found;
  await follow(lexia, user, first);

  await t.step("is the other worker's, whatever the first one still writes", async () => {
    const made = await ask(user, { what: "solicitudes", format: "json" });
    lose = async () => {
      await lexia.database.owner.batch([{
        text: "update jobs set lease_until = now() - interval '1 second' where task = 'export.make'",
      }]);
      await another.core.jobs.tick();
      await another.work();
      // Only the worker that lost it would see this one.
      await user.post("/api/v1/solicitudes", { radicado: second });
    };
    await lexia.work();
    const { file, status } = await record(user, made.id);
    strictEqual(status, "ready");
    strictEqual((await (await user.get(file?.href ?? "")).json()).length, 1);
    const [found] = await lexia.database.owner.batch([{
      text: "select attempts from exports where id = $1",
      values: [made.id],
    }]);
    deepStrictEqual(found?.rows, [[2]]);
  });
});

Deno.test("files where no store is configured", async (t) => {
  await using lexia = await Lexia.start({ change: withoutFiles });
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const rows = async (text: string) => (await lexia.database.owner.batch([{ text }])).at(-1)?.rows ?? [];

  await t.step("are refused at once, and nothing is left that could fail later", async () => {
    const wanted = { what: "solicitudes", format: "csv" };
    await refused(await admin.post(EXPORTS, wanted), 409, "files_not_configured");
    const report = { name: "Semanal", what: "novedades", format: "xlsx", every: "week" };
    await refused(await admin.post("/api/v1/analytics/reports", report), 409, "files_not_configured");
    const form = new FormData();
    form.set("file", new File(["radicado\n"], "casos.csv"));
    const upload = await lexia.request(acme.subdomain, "/api/v1/solicitudes/bulk", {
      method: "POST",
      headers: { authorization: `Bearer ${admin.token}` },
      body: form,
    });
    await refused(upload, 409, "files_not_configured");
    deepStrictEqual(
      await rows(`select (select count(*) from exports)::int + (select count(*) from bulk_uploads)::int
        + (select count(*) from scheduled_reports)::int + (select count(*) from jobs)::int`),
      [[0]],
    );
  });

  await t.step("still go out while somebody waits", async () => {
    strictEqual((await admin.get("/api/v1/solicitudes/export?format=csv")).status, 200);
  });
});

Deno.test("an export whose store was taken away", async (t) => {
  await using lexia = await Lexia.start();
  await using bare = await lexia.another({ change: withoutFiles });
  const acme = await lexia.organization();
  const admin = await acme.session("org_admin");
  const owner = async (text: string) => (await lexia.database.owner.batch([{ text }])).at(-1)?.rows;

  await t.step("waits until there is one again, however long, and is made then", async () => {
    const made = await ask(admin, { what: "solicitudes", format: "json" });
    for (let i = 0; i < 5; i++) {
      await bare.core.jobs.tick();
      await bare.work();
      strictEqual((await record(admin, made.id)).status, "waiting");
      deepStrictEqual(
        await owner("select attempts, run_at > now() from jobs where task = 'export.make'"),
        [[0, true]],
      );
      await owner("update jobs set run_at = now() where status = 'ready'");
    }
    await lexia.core.jobs.tick();
    await lexia.work();
    strictEqual((await record(admin, made.id)).status, "ready");
  });

  await t.step("keeps the next report due", async () => {
    const report = { name: "Semanal", what: "novedades", format: "xlsx", every: "week" };
    strictEqual((await admin.post("/api/v1/analytics/reports", report)).status, 201);
    await owner("update scheduled_reports set next_run_at = now() - interval '1 hour'");
    await bare.core.jobs.tick();
    deepStrictEqual(await owner("select count(*)::int from exports where report_id is not null"), [[0]]);
    await lexia.core.jobs.tick();
    deepStrictEqual(await owner("select count(*)::int from exports where report_id is not null"), [[1]]);
  });
});

function withoutFiles(platform: Platform): Platform {
  return { ...platform, files: noFiles() };
}

/** Takes the beginning of a file, and dies. */
function breaking(files: FileStore, isBroken: () => boolean): FileStore {
  return {
    ...files,
    async put(key, content, options) {
      if (!isBroken()) return await files.put(key, content, options);
      const reader = content.getReader();
      await reader.read();
      await reader.cancel();
      throw new Error("The worker is gone");
    },
  };
}

interface Shown {
  id: string;
  status: string;
  reason: string | null;
  size: number | null;
  file: { href: string; expires_at: string } | null;
}

async function ask(who: Session, body: Record<string, unknown>): Promise<Shown> {
  const response = await who.post(EXPORTS, body);
  strictEqual(response.status, 202, await response.clone().text());
  const made = await response.json();
  strictEqual(response.headers.get("location"), `${EXPORTS}/${made.id}`);
  return made;
}

async function record(who: Session, id: string): Promise<Shown> {
  return await (await who.get(`${EXPORTS}/${id}`)).json();
}

async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...await filesIn(path));
    else found.push(path);
  }
  return found;
}
