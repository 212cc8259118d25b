import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { eq, sql } from "drizzle-orm";
import { auditLog } from "#db/schema/audit_log.ts";
import { selectLines } from "#domain/audit/lines.ts";
import { movableClock } from "#tests/support/stores.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import { refused } from "#tests/support/refused.ts";

const PATH = "/api/v1/audit";

interface Line {
  id: string;
  at: string;
  actor: { kind: string; id: string | null; name: string | null };
  action: string;
  target_id: string | null;
  data: Record<string, unknown>;
  address: string | null;
  request_id: string | null;
  organization_id?: string | null;
}

async function linesOf(session: Session, query = "", path = PATH): Promise<Line[]> {
  const response = await session.get(`${path}${query}`);
  const body = await response.json();
  strictEqual(response.status, 200, JSON.stringify(body));
  return body.items;
}

Deno.test("GET /api/v1/audit", async (t) => {
  const clock = movableClock();
  await using lexia = await Lexia.start({ clock });
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const admin = await acme.session("org_admin");
  const stranger = await beta.session("org_admin");
  const operator = await lexia.operator();
  const change = async (text: string, ...values: unknown[]) =>
    (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  await change("delete from audit_log");
  const add = async (action: string, facts: Record<string, unknown> = {}) => {
    const row = { organization_id: acme.id, action, ...facts };
    const names = Object.keys(row);
    const places = names.map((_, i) => `$${i + 1}`).join(", ");
    const text = `insert into audit_log (${names.join(", ")}) values (${places}) returning id`;
    return String((await change(text, ...Object.values(row)))[0]?.[0]);
  };
  const key = String(
    (await change(
      `insert into api_keys (organization_id, name, prefix, key_hash, scopes, created_by)
       values ($1, 'Robot', 'lexia_abcdef', repeat('a', 64), '[]', $2) returning id`,
      acme.id,
      admin.actor.userId,
    ))[0]?.[0],
  );
  await add("session.open", {
    actor_id: admin.actor.userId,
    created_at: "2026-11-20T10:00:00Z",
    address: "192.0.2.7",
    request_id: "req-one",
  });
  await add("solicitud.create", {
    actor_id: admin.actor.userId,
    created_at: "2026-11-20T11:00:00Z",
    target_id: "the target",
    data: { api_key: key },
  });
  await add("organization.update", {
    actor_id: operator.actor.userId,
    created_at: "2026-11-20T12:00:00Z",
  });
  await add("session.refused", { created_at: "2026-11-20T13:00:00Z" });
  await change(
    "insert into audit_log (organization_id, action) values ($1, 'session.open'), (null, 'job.retry')",
    beta.id,
  );

  await t.step("tells what happened here, the latest first, with names of now", async () => {
    const lines = await linesOf(admin);
    deepStrictEqual(lines.map(({ action, actor }) => [action, actor.kind, actor.id, actor.name]), [
      ["session.refused", "system", null, null],
      ["organization.update", "operator", operator.actor.userId, null],
      ["solicitud.create", "api_key", admin.actor.userId, "Robot"],
      ["session.open", "person", admin.actor.userId, "A org_admin"],
    ]);
    strictEqual(lines.at(-1)?.at, "2026-11-20T10:00:00.000Z");
  });

  const FILTERS: [query: string, actions: string[]][] = [
    ["from=2026-11-20T12:00:00Z", ["session.refused", "organization.update"]],
    ["to=2026-11-20T11:00:00Z", ["session.open"]],
    ["from=2026-11-20T10:30:00Z&to=2026-11-20T12:00:00Z", ["solicitud.create"]],
    [`actor_id=${admin.actor.userId}`, ["solicitud.create", "session.open"]],
    ["action=session.open", ["session.open"]],
    ["action_prefix=session.", ["session.refused", "session.open"]],
    ["action_prefix=session_", []],
    ["target_id=the%20target", ["solicitud.create"]],
    ["address=192.0.2.7", ["session.open"]],
    ["request_id=req-one", ["session.open"]],
    ["request_id=req-two", []],
  ];
  for (const [query, actions] of FILTERS) {
    await t.step(`finds by ${query.replace(admin.actor.userId, "person")}`, async () => {
      deepStrictEqual((await linesOf(admin, `?${query}`)).map(({ action }) => action), actions);
    });
  }

  await t.step("goes on page by page, and takes no cursor of another list", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? "?limit=1" : `?limit=1&cursor=${cursor}`;
      const page = await (await admin.get(PATH + query)).json();
      seen.push(...page.items.map(({ action }: Line) => action));
      cursor = page.next_cursor;
    } while (cursor !== null);
    deepStrictEqual(seen, ["session.refused", "organization.update", "solicitud.create", "session.open"]);
    await refused(await admin.get(`${PATH}?cursor=x`), 400, "cursor_invalid");
    await change("delete from audit_log where action = 'request.refused'");
  });

  await t.step("shows nothing of another organization, and nothing to others of one's own", async () => {
    const theirs = await linesOf(stranger);
    ok(theirs.every(({ actor }) => actor.id !== admin.actor.userId));
    for (const role of ["manager", "user", "viewer"] as const) {
      await refused(await (await acme.session(role)).get(PATH), 403, "permission_denied", role);
    }
    await change("delete from audit_log where action in ('request.refused') or (request_id = 'test')");
  });

  await t.step("gives all of it as CSV that Excel reads and does not run, and writes that down", async () => {
    const formula = "=HYPERLINK(1)";
    await add(formula, { created_at: "2026-11-19T10:00:00Z", target_id: " ＝1+1", request_id: 'a"b' });
    for (const ask of [{ accept: "text/csv" }, undefined]) {
      const response = await admin.get(ask ? PATH : `${PATH}?format=csv`, ask);
      strictEqual(response.status, 200);
      strictEqual(response.headers.get("content-type"), "text/csv; charset=utf-8");
      match(
        response.headers.get("content-disposition") ?? "",
        /^attachment; filename="audit-org-[\w-]+\.csv"$/,
      );
      const bytes = new Uint8Array(await response.arrayBuffer());
      deepStrictEqual([...bytes.slice(0, 3)], [0xef, 0xbb, 0xbf]);
      const rows = new TextDecoder().decode(bytes).split("\r\n");
      match(rows[0] ?? "", /^"at","actor_kind","actor_id","actor","action"/);
      const last = rows.at(-2) ?? "";
      match(last, /,"'=HYPERLINK\(1\)","' ＝1\+1","","a""b",/);
    }
    const [line] = await linesOf(admin, "?action=audit.export");
    deepStrictEqual([line?.actor.id, line?.data], [admin.actor.userId, { filter: {} }]);
  });

  await t.step("gives more lines than one page as CSV, each once", async () => {
    await change(
      `insert into audit_log (organization_id, action, target_id, created_at)
       select $1, 'many', n::text, '2026-10-01T00:00:00Z'::timestamptz + make_interval(secs => n / 3)
       from generate_series(1, 1201) n`,
      acme.id,
    );
    const text = await (await admin.get(`${PATH}?format=csv&action=many`)).text();
    const targets = text.split("\r\n").slice(1, -1).map((row) => row.split(",")[5]);
    strictEqual(targets.length, 1201);
    strictEqual(new Set(targets).size, 1201);
  });

  await t.step("asks for a fresh proof before it gives everything", async () => {
    clock.advance(11 * 60_000);
    const late = await admin.get(`${PATH}?format=csv`);
    await refused(late, 403, "fresh_proof_required");
    strictEqual((await admin.get(PATH)).status, 200);
  });
});

Deno.test("GET /api/v1/admin/audit", async (t) => {
  await using lexia = await Lexia.start();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  await acme.session("org_admin");
  await beta.session("org_admin");
  const operator = await lexia.operator();
  const path = "/api/v1/admin/audit";

  await t.step("shows operators everything, or one organization's lines", async () => {
    const all = await linesOf(operator, "", path);
    const organizations = new Set(all.map((line) => line.organization_id));
    ok(organizations.has(acme.id) && organizations.has(beta.id) && organizations.has(null));
    const ours = await linesOf(operator, `?organization_id=${acme.id}`, path);
    ok(ours.length > 0 && ours.every((line) => line.organization_id === acme.id));
  });

  await t.step("writes down who looked, and at what", async () => {
    const [line] = await linesOf(operator, "?action=audit.list", path);
    strictEqual(line?.actor.id, operator.actor.userId);
    strictEqual(line?.actor.kind, "operator");
    const [, second] = await linesOf(operator, "?action=audit.list", path);
    ok(second);
  });

  await t.step("goes on page by page over all organizations", async () => {
    const first = await (await operator.get(`${path}?limit=1`)).json();
    const next = await (await operator.get(`${path}?limit=1&cursor=${first.next_cursor}`)).json();
    ok(next.items[0].id < first.items[0].id);
  });

  await t.step("gives CSV", async () => {
    const text = await (await operator.get(`${path}?format=csv&organization_id=${acme.id}`)).text();
    ok(text.includes(acme.id) && !text.includes(beta.id));
  });
});

Deno.test("the list of the heaviest organization reads its index in order", async () => {
  await using lexia = await Lexia.start();
  const [heavy, light] = [await lexia.organization(), await lexia.organization()];
  await lexia.database.owner.batch([{
    text: `insert into audit_log (organization_id, action, created_at)
      select case when n % 20 = 0 then $2::uuid else $1::uuid end, 'many',
        '2026-10-01T00:00:00Z'::timestamptz + make_interval(secs => n) from generate_series(1, 20000) n`,
    values: [heavy.id, light.id],
  }]);
  await lexia.database.owner.batch([{ text: "analyze audit_log" }]);
  for (const { id } of [heavy, light]) {
    const plan = await lexia.core.services.tenantDb(id).one((db) => {
      const of = eq(auditLog.organizationId, id);
      const query = selectLines(db, { of, filter: { from: new Date("2026-10-01") }, order: "time" }, 51);
      return db.execute(sql`explain ${query.getSQL()}`);
    });
    const text = plan.map((row) => Object.values(row)[0]).join("\n");
    match(text, /Index Scan Backward using audit_log_organization_idx/, text);
    ok(!/Sort/.test(text), text);
  }
});
