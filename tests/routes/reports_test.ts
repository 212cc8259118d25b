/** Reports that come by mail: once for each day, to each their own. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { latestSlotDay, nextSlot, type Rhythm, spanOfSlot } from "#domain/reports/slots.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { follow } from "#tests/support/news.ts";
import { refused } from "#tests/support/refused.ts";

const REPORTS = "/api/v1/analytics/reports";
const NEW = { name: "Lista del lunes", what: "solicitudes", format: "xlsx", every: "week" };

Deno.test("POST /api/v1/analytics/reports", async (t) => {
  await using lexia = await Lexia.start();
  const acme = await lexia.organization();
  const [admin, user] = [await acme.session("org_admin"), await acme.session("user")];
  let id = "";

  await t.step("begins a report for who asks, from the next Monday at six", async () => {
    const response = await admin.post(REPORTS, NEW);
    strictEqual(response.status, 201, await response.clone().text());
    const made = await response.json();
    id = made.id;
    deepStrictEqual(made.recipients, [admin.actor.userId]);
    strictEqual(made.is_active, true);
    const next = new Date(made.next_run_at);
    deepStrictEqual([next.getUTCDay(), next.getUTCHours()], [1, 11]);
    ok(next.getTime() > Date.now());
    const { items } = await (await admin.get(REPORTS)).json();
    deepStrictEqual(items, [made]);
  });

  await t.step("refuses recipients who are no active members, or may not see it", async () => {
    const stranger = await (await lexia.organization()).session("org_admin");
    const inactive = await acme.session("user");
    await lexia.database.owner.batch([{
      text: "update organization_users set is_active = false where user_id = $1",
      values: [inactive.actor.userId],
    }]);
    for (const { actor } of [stranger, inactive]) {
      const answer = await admin.post(REPORTS, { ...NEW, recipients: [admin.actor.userId, actor.userId] });
      const problem = await refused(answer, 422, "request_invalid");
      strictEqual(problem.errors?.[0]?.field, "recipients");
    }
    const figures = { ...NEW, what: "analytics", recipients: [user.actor.userId] };
    await refused(await admin.post(REPORTS, figures), 422, "request_invalid");
    strictEqual((await admin.post(REPORTS, { ...NEW, recipients: [user.actor.userId] })).status, 201);
  });

  await t.step("changes one, unless somebody else was faster", async () => {
    const changed = await admin.send("PATCH", `${REPORTS}/${id}`, { every: "month", is_active: false });
    strictEqual(changed.status, 200, await changed.clone().text());
    const report = await changed.json();
    match(report.next_run_at, /-01T11:00:00\.000Z$/);
    strictEqual(report.is_active, false);
    const stale = await admin.send("PATCH", `${REPORTS}/${id}`, { name: "Otro" }, { "if-match": '"1"' });
    await refused(stale, 412, "version_conflict");
  });

  await t.step("is for who may see figures, and in their own organization", async () => {
    await refused(await user.post(REPORTS, NEW), 403, "permission_denied");
    const stranger = await (await lexia.organization()).session("org_admin");
    await refused(await stranger.send("DELETE", `${REPORTS}/${id}`), 404, "report_not_found");
    deepStrictEqual((await (await stranger.get(REPORTS)).json()).items, []);
  });

  await t.step("ends one, and all of it is on record", async () => {
    strictEqual((await admin.send("DELETE", `${REPORTS}/${id}`)).status, 204);
    await refused(await admin.send("PATCH", `${REPORTS}/${id}`, { name: "x" }), 404, "report_not_found");
    for (const action of ["report.create", "report.update", "report.delete"]) {
      const { items } = await (await admin.get(`/api/v1/audit?action=${action}`)).json();
      ok(items.length > 0, action);
    }
  });
});

Deno.test("a report whose day has come", async (t) => {
  await using lexia = await Lexia.start();
  await using another = await lexia.another();
  await using third = await lexia.another();
  const acme = await lexia.organization();
  const [manager, user, gone] = [
    await acme.session("manager"),
    await acme.session("user"),
    await acme.session("user"),
  ];
  const [, first = "", second = ""] = lexia.portal.radicados.found;
  await follow(lexia, user, first, "De la persona");
  await follow(lexia, manager, second, "De la coordinadora");
  const people = [manager, user, gone];
  const made = await manager.post(REPORTS, { ...NEW, recipients: people.map(({ actor }) => actor.userId) });
  const { id } = await made.json();
  const rows = async (text: string, ...values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  const exportsOf = ({ actor }: Session) =>
    rows("select id, status from exports where report_id = $1 and user_id = $2", id, actor.userId);
  await rows("update organization_users set is_active = false where user_id = $1", gone.actor.userId);
  const mailsAt = () => [lexia, another, third].flatMap(({ mails }) => mails);

  await t.step("is made once for each recipient, with three schedulers", async () => {
    await rows("update scheduled_reports set next_run_at = now() - interval '1 minute' where id = $1", id);
    await Promise.all([lexia, another, third].map(({ core }) => core.jobs.tick()));
    await Promise.all([lexia, another].map((one) => one.work()));
    for (const person of [manager, user]) {
      deepStrictEqual((await exportsOf(person)).map(([, status]) => status), ["ready"]);
    }
    deepStrictEqual(await exportsOf(gone), []);
    const [[isLater] = []] = await rows(
      "select next_run_at > now() from scheduled_reports where id = $1",
      id,
    );
    strictEqual(isLater, true);
  });

  await t.step("comes as a link to a page of the recipient's own, which has the file", async () => {
    const reports = mailsAt().filter(({ subject }) => subject.includes("Lista del lunes"));
    deepStrictEqual(
      reports.map(({ to }) => to.address).toSorted(),
      [manager, user].map(({ actor }) => actor.email).toSorted(),
    );
    for (const mail of reports) {
      const [, exportId] = /\/exports\/([0-9a-f-]{36})\s/.exec(mail.text) ?? [];
      ok(exportId, mail.text);
      const [owner, stranger] = mail.to.address === user.actor.email ? [user, manager] : [manager, user];
      const page = await (await owner.get(`/exports/${exportId}`)).text();
      match(page, /Lista de solicitudes/);
      const [, href = ""] = /href="(\/api\/v1\/exports\/[^"]+)"/.exec(page) ?? [];
      strictEqual((await owner.get(href.replaceAll("&amp;", "&"))).status, 200);
      strictEqual((await stranger.get(`/exports/${exportId}`)).status, 404);
    }
  });

  await t.step("holds what that recipient may see", async () => {
    const aliases = async (who: Session) => {
      const [[exportId] = []] = await exportsOf(who);
      const { size } = await (await who.get(`/api/v1/exports/${exportId}`)).json();
      return Number(size);
    };
    ok(await aliases(manager) > await aliases(user), "the coordinator's file has a row more");
  });

  await t.step("does not come twice for one day, whatever a clock says", async () => {
    const before = mailsAt().length;
    await rows("update scheduled_reports set next_run_at = now() - interval '1 minute' where id = $1", id);
    await lexia.core.jobs.tick();
    await lexia.work();
    strictEqual(mailsAt().length, before);
    strictEqual((await exportsOf(user)).length, 1);
  });

  await t.step("rests while it is told to", async () => {
    await rows("delete from exports where report_id = $1", id);
    await manager.send("PATCH", `${REPORTS}/${id}`, { is_active: false });
    await rows("update scheduled_reports set next_run_at = now() - interval '1 minute' where id = $1", id);
    await lexia.core.jobs.tick();
    deepStrictEqual(await exportsOf(user), []);
  });

  await t.step("is on record as nobody's act", async () => {
    const lines = await rows(
      "select actor_id, data ->> 'recipients' from audit_log where action = 'report.run'",
    );
    deepStrictEqual(lines, [[null, "2"], [null, "0"]]);
  });
});

Deno.test("nextSlot", async (t) => {
  // In Bogota it is five hours earlier.
  const cases: [every: Rhythm, now: string, next: string, latest: string, from: string, to: string][] = [
    ["week", "2026-11-27T15:00Z", "2026-11-30T11:00Z", "2026-11-23", "2026-11-16", "2026-11-22"],
    ["week", "2026-11-30T10:59Z", "2026-11-30T11:00Z", "2026-11-23", "2026-11-16", "2026-11-22"],
    ["week", "2026-11-30T11:00Z", "2026-12-07T11:00Z", "2026-11-30", "2026-11-23", "2026-11-29"],
    ["month", "2026-11-27T15:00Z", "2026-12-01T11:00Z", "2026-11-01", "2026-10-01", "2026-10-31"],
    ["month", "2027-01-01T04:00Z", "2027-01-01T11:00Z", "2026-12-01", "2026-11-01", "2026-11-30"],
    ["month", "2027-03-01T11:00Z", "2027-04-01T11:00Z", "2027-03-01", "2027-02-01", "2027-02-28"],
  ];
  for (const [every, now, next, latest, from, to] of cases) {
    await t.step(`of a ${every} at ${now} is ${next}`, () => {
      const at = Date.parse(now);
      strictEqual(nextSlot(every, at).getTime(), Date.parse(next));
      strictEqual(latestSlotDay(every, at), latest);
      deepStrictEqual(spanOfSlot(every, latest), { from, to });
    });
  }
});
