/** What operators do with an organization: read, suspend, export, delete and take back. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { getTableConfig } from "drizzle-orm/pg-core";
import { TABLE_RULES } from "#db/grants.ts";
import { Lexia, type Session, type TestOrganization } from "../support/lexia.ts";
import { refused } from "../support/refused.ts";

const REASON = "La factura de octubre sigue sin pagarse.";

async function query(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  const [result] = await lexia.database.owner.batch([{ text, values }]);
  return result?.rows ?? [];
}

async function actions(lexia: Lexia, organizationId: string): Promise<unknown[]> {
  const lines = await query(
    lexia,
    "select action from audit_log where organization_id = $1 and action like 'organization.%' order by created_at, id",
    organizationId,
  );
  return lines.map(([action]) => action);
}

/** Makes the person's last proof older than sensitive acts take. */
async function makeStale(lexia: Lexia, session: Session): Promise<void> {
  await query(
    lexia,
    "update sessions set authenticated_at = now() - interval '11 minutes' where id = $1",
    session.actor.sessionId,
  );
  lexia.core.identity.sessions.forget(session.actor.sessionId);
}

interface ReadExport {
  head: Record<string, unknown>;
  rows: { table: string; row: Record<string, unknown> }[];
  end: Record<string, unknown>;
  /** Of everything before the last line. */
  sha256: string;
}

async function readExport(response: Response): Promise<ReadExport> {
  strictEqual(response.status, 200);
  strictEqual(response.headers.get("content-type"), "application/jsonl");
  match(
    response.headers.get("content-disposition") ?? "",
    /^attachment; filename="lexia-[a-z0-9-]+\.jsonl"$/,
  );
  const text = await response.text();
  const lines = text.trimEnd().split("\n");
  const last = lines.pop() ?? "";
  const [head, ...rows] = lines.map((line) => JSON.parse(line));
  const sha256 = createHash("sha256").update(text.slice(0, -last.length - 1)).digest("hex");
  return { head, rows, end: JSON.parse(last), sha256 };
}

Deno.test("Organizations of the admin host", async (t) => {
  await using lexia = await Lexia.start();
  const operator = await lexia.operator();
  const pathOf = ({ id }: TestOrganization, rest = "") => `/api/v1/admin/organizations/${id}${rest}`;

  await t.step("one is shown with plan, limits and state", async () => {
    const acme = await lexia.organization({ plan: "pro" });
    const body = await (await operator.get(pathOf(acme))).json();
    deepStrictEqual([body.id, body.plan, body.is_active, body.delete_after], [acme.id, "pro", true, null]);
    await refused(
      await operator.get("/api/v1/admin/organizations/01999999-0000-7000-8000-000000000000"),
      404,
      "organization_missing",
    );
  });

  await t.step("is suspended with a reason, and its administrators are told", async () => {
    const acme = await lexia.organization();
    const [administrator, member] = [await acme.session("org_admin"), await acme.session("user")];
    await refused(await operator.post(pathOf(acme, "/suspend"), { reason: "Why" }), 422, "request_invalid");
    strictEqual((await operator.post(pathOf(acme, "/suspend"), { reason: REASON })).status, 200);
    await refused(await administrator.get("/auth/me"), 400, "organization_not_found");
    await refused(
      await operator.post(pathOf(acme, "/suspend"), { reason: REASON }),
      409,
      "organization_state",
    );
    lexia.mails.length = 0;
    await lexia.work();
    deepStrictEqual(lexia.mails.map(({ to }) => to.address), [administrator.actor.email]);
    match(lexia.mails[0]?.text ?? "", /factura de octubre/);

    strictEqual((await operator.post(pathOf(acme, "/reactivate"), { reason: REASON })).status, 200);
    strictEqual((await member.get("/auth/me")).status, 200);
    deepStrictEqual(await actions(lexia, acme.id), ["organization.suspend", "organization.reactivate"]);
  });

  await t.step("of a suspended one nothing that is due is looked up, until it is open again", async () => {
    const acme = await lexia.organization();
    const member = await acme.session("user");
    const created = await member.post("/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[0] });
    const { id } = await created.json();
    await lexia.work();
    await query(lexia, "update solicitudes set next_run_at = now() where id = $1", id);
    strictEqual((await operator.post(pathOf(acme, "/suspend"), { reason: REASON })).status, 200);
    await lexia.core.jobs.tick();
    const status = async () =>
      (await query(lexia, "select status from solicitudes where id = $1", id))[0]?.[0];
    strictEqual(await status(), "completed");
    strictEqual((await operator.post(pathOf(acme, "/reactivate"), { reason: REASON })).status, 200);
    await lexia.core.jobs.tick();
    strictEqual(await status(), "pending");
  });

  await t.step("is deleted only by name, and after a fresh proof", async () => {
    const acme = await lexia.organization();
    const path = pathOf(acme, "/delete");
    await refused(await operator.post(path, { confirm: "another" }), 409, "confirmation_mismatch");
    const stale = await lexia.operator();
    await makeStale(lexia, stale);
    await refused(await stale.post(path, { confirm: acme.subdomain }), 403, "fresh_proof_required");
    await refused(await stale.get(pathOf(acme, "/export")), 403, "fresh_proof_required");
    deepStrictEqual(await actions(lexia, acme.id), []);
  });

  await t.step(
    "is suspended at once when its deletion is asked for, and that can be taken back",
    async () => {
      const acme = await lexia.organization();
      const administrator = await acme.session("org_admin");
      const asked = await operator.post(pathOf(acme, "/delete"), { confirm: acme.subdomain });
      strictEqual(asked.status, 202);
      const { is_active, delete_after } = await asked.json();
      strictEqual(is_active, false);
      const days = (Date.parse(delete_after) - Date.now()) / 86_400_000;
      ok(days > 29.9 && days < 30.1, String(days));
      await refused(await administrator.get("/auth/me"), 400, "organization_not_found");
      const again = await (await operator.post(pathOf(acme, "/delete"), { confirm: acme.subdomain })).json();
      strictEqual(again.delete_after, delete_after);

      const reopening = [
        await operator.post(pathOf(acme, "/reactivate"), { reason: REASON }),
        await operator.send("PATCH", pathOf(acme), { is_active: true }),
      ];
      for (const response of reopening) await refused(response, 409, "organization_state");

      lexia.mails.length = 0;
      strictEqual((await operator.post(pathOf(acme, "/undelete"))).status, 200);
      strictEqual((await administrator.get("/auth/me")).status, 200);
      await lexia.work();
      deepStrictEqual(lexia.mails.map(({ to }) => to.address), [
        administrator.actor.email,
        administrator.actor.email,
      ]);
      await refused(await operator.post(pathOf(acme, "/undelete")), 409, "organization_state");
      deepStrictEqual(await actions(lexia, acme.id), ["organization.delete_ask", "organization.undelete"]);
    },
  );

  await t.step("stays suspended when it was before its deletion was asked for", async () => {
    const acme = await lexia.organization();
    await operator.post(pathOf(acme, "/suspend"), { reason: REASON });
    await operator.post(pathOf(acme, "/delete"), { confirm: acme.subdomain });
    strictEqual((await (await operator.post(pathOf(acme, "/undelete"))).json()).is_active, false);
  });

  await t.step("is deleted by the tick after its days of grace, once it was exported", async () => {
    const [acme, beta] = [await lexia.organization(), await lexia.organization()];
    const member = await acme.session("user");
    const other = await beta.session("user");
    for (const session of [member, other]) {
      await session.post("/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[1] });
    }
    await lexia.work();
    strictEqual(
      (await operator.post(pathOf(acme, "/delete"), { confirm: acme.subdomain })).status,
      202,
    );
    await query(lexia, "update organizations set delete_after = now() where id = $1", acme.id);
    await refused(await operator.post(pathOf(acme, "/undelete")), 409, "organization_state");
    await lexia.core.jobs.tick();
    strictEqual((await operator.get(pathOf(acme))).status, 200);

    const { rows } = await readExport(await operator.get(pathOf(acme, "/export")));
    ok(rows.some(({ table }) => table === "solicitudes"));
    await lexia.core.jobs.tick();
    await refused(await operator.get(pathOf(acme)), 404, "organization_missing");
    strictEqual((await other.get("/api/v1/solicitudes")).status, 200);
    deepStrictEqual((await actions(lexia, acme.id)).at(-1), "organization.deleted");
    const verified = await query(
      lexia,
      "select count(*)::int from users where organization_id = $1",
      acme.id,
    );
    deepStrictEqual(verified, [[0]]);
  });
});

Deno.test("The export of an organization", async (t) => {
  await using lexia = await Lexia.start();
  const [acme, beta] = [await lexia.organization(), await lexia.organization()];
  const administrator = await acme.session("org_admin", { add: ["create_solicitudes"], withPassword: true });
  const other = await beta.session("org_admin", { add: ["create_solicitudes"] });
  for (const session of [administrator, other]) {
    await session.post("/api/v1/solicitudes", { radicado: lexia.portal.radicados.found[2], alias: "=1+1" });
  }
  await lexia.work();
  const PATH = "/api/v1/organization/export";

  await t.step("holds each row of each table once, and says with what it ends", async () => {
    const { head, rows, end, sha256 } = await readExport(await administrator.get(PATH));
    deepStrictEqual([head.format, head.version], ["lexia.organization_export", 1]);
    deepStrictEqual(head.organization, { id: acme.id, subdomain: acme.subdomain });
    strictEqual(end.sha256, sha256);
    const counts: Record<string, number> = Object(end.counts);
    for (const [table, count] of Object.entries(counts)) {
      strictEqual(rows.filter((one) => one.table === table).length, count, table);
      if (["audit_log", "organizations"].includes(table)) continue;
      const [row] = await query(
        lexia,
        `select count(*)::int from ${table} where organization_id = $1`,
        acme.id,
      );
      strictEqual(count, row?.[0], table);
    }
    const [line] = await query(
      lexia,
      "select data from audit_log where organization_id = $1 and action = 'organization.export'",
      acme.id,
    );
    deepStrictEqual(Object(line?.[0]).sha256, sha256);
  });

  await t.step("leaves no table out but those of secrets, and no secret in", async () => {
    const response = await administrator.get(PATH);
    const text = await response.text();
    const { counts } = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");
    for (const { table, readonly } of TABLE_RULES) {
      const { name, columns } = getTableConfig(table);
      const isOfTenants = columns.some((column) => column.name === "organization_id");
      if (isOfTenants) strictEqual(name in counts, readonly !== "none", name);
    }
    ok(!/\$argon2|"(password_hash|token_hash|key_hash|lease_token)"/.test(text));
    ok(text.includes(administrator.actor.email));
  });

  await t.step("holds nothing of another organization", async () => {
    const text = await (await administrator.get(PATH)).text();
    for (const foreign of [beta.id, beta.subdomain, other.actor.email, other.actor.userId]) {
      ok(!text.includes(foreign), foreign);
    }
  });

  await t.step("keeps large numbers whole, page after page", async () => {
    await query(
      lexia,
      `insert into usage_months (organization_id, month)
       select $1, to_char(g, 'FM0000') || '-x' from generate_series(1, 1200) g`,
      acme.id,
    );
    await query(
      lexia,
      `update procesos set id_proceso = 9007199254740993 where id = (
         select id from procesos where organization_id = $1 limit 1)`,
      acme.id,
    );
    const whole = await (await administrator.get(PATH)).text();
    ok(whole.includes('"id_proceso":9007199254740993'));
    ok(whole.split('{"table":"usage_months"').length - 1 >= 1_200);
  });

  await t.step(
    "is for administrators with a fresh proof, and breaks off when their session ends",
    async () => {
      await refused(await (await acme.session("manager")).get(PATH), 403, "permission_denied");
      const leaving = await acme.session("org_admin");
      const response = await leaving.get(PATH);
      const reader = response.body?.getReader();
      await reader?.read();
      strictEqual((await leaving.post("/auth/logout")).status, 204);
      const broken = await (async () => {
        while (!(await reader?.read())?.done);
      })().then(() => "whole", () => "broken");
      strictEqual(broken, "broken");
      await makeStale(lexia, administrator);
      await refused(await administrator.get(PATH), 403, "fresh_proof_required");
    },
  );
});
