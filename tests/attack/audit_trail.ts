/** Whether what anybody did, and was refused, is on record, and whether the record can be changed without a trace. */
import { setTimeout as pause } from "node:timers/promises";
import { SqlError } from "#domain/ports.ts";
import { Installation, type Member, MEMBER_PASSWORD } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { bearer, LoadConnection, type LoadRequest } from "#tests/support/load.ts";
import { exactly, type Finding, holds, type Proof } from "#tests/support/proof.ts";

const ROOT = new URL("../..", import.meta.url);

export const auditTrail: Proof = {
  id: "O3",
  title: "Refusals, errors and sign-ins on record, in a log that shows every change",
  async run() {
    await using installation = await Installation.open();
    const process = await installation.serve();
    const organization = await installation.organization();
    const member = await installation.member(organization, "viewer", { withPassword: true });
    const stranger = await installation.member(await installation.organization());
    const calls = await callsOf(installation, member, stranger);
    const unrecorded: string[] = [];
    for (const [what, { request, status, action }] of Object.entries(calls)) {
      const requestId = `proof-${crypto.randomUUID()}`;
      const seen = await send(process, request, requestId);
      if (seen !== status) throw new Error(`${what}: ${seen}, where ${status} was expected`);
      const actor = action === "session.refused" ? "actor_id is null" : `actor_id = '${member.userId}'`;
      const found = await installation.count(
        "audit_log",
        `request_id = '${requestId}' and organization_id = '${organization.id}' and ${actor} and action = '${action}'`,
      );
      if (found !== 1) unrecorded.push(what);
    }
    installation.work();
    await untilSealed(installation);
    return [
      holds(
        `of ${
          Object.keys(calls).length
        } refusals, errors and sign-ins, without a line with organization, person and request`,
        unrecorded.length === 0,
        unrecorded.join(", ") || "0",
        "0; strangers' and 429 stand in the access log",
      ),
      exactly("changes that LEXIA's own roles may make", await ownChanges(installation), 0),
      ...await tampering(installation),
    ];
  },
};

interface Call {
  request: LoadRequest;
  status: number;
  action: string;
}

async function callsOf(
  installation: Installation,
  member: Member,
  stranger: Member,
): Promise<Record<string, Call>> {
  const { host, email } = member;
  const [foreign] = await installation.query(
    `insert into solicitudes (organization_id, owner_id, radicado, search_text, notify)
     values ($1, $2, '11001400300820170000100', '', '{"email": true, "when": "change", "muted": false}') returning id`,
    [stranger.organizationId, stranger.userId],
  );
  // A defect, for a 500.
  await installation.query("alter table users add constraint broken check (name <> 'Broken') not valid");
  const own = (method: string, path: string, body?: unknown): LoadRequest => ({
    method,
    path,
    host,
    headers: bearer(member.token),
    body,
  });
  const login = (password: string): LoadRequest => ({
    method: "POST",
    path: "/auth/login",
    host,
    body: { email, password },
  });
  const refused = "request.refused";
  const radicado = installation.portal.radicados.found[0];
  return {
    "a sign-in": { request: login(MEMBER_PASSWORD), status: 200, action: "session.open" },
    "a wrong password": {
      request: login("a wrong one, of some length"),
      status: 401,
      action: "session.refused",
    },
    "a bad request": { request: own("GET", "/api/v1/solicitudes?cursor=x"), status: 400, action: refused },
    "a right that is missing": {
      request: own("POST", "/api/v1/solicitudes", { radicado }),
      status: 403,
      action: refused,
    },
    "an operator's endpoint": {
      request: own("GET", "/api/v1/admin/organizations"),
      status: 403,
      action: refused,
    },
    "a foreign id": {
      request: own("GET", `/api/v1/solicitudes/${foreign?.[0]}`),
      status: 404,
      action: refused,
    },
    "an unknown path": { request: own("GET", "/api/v1/nothing"), status: 404, action: refused },
    "a wrong field": { request: own("PUT", "/auth/me", { name: "" }), status: 422, action: refused },
    "a defect": {
      request: own("PUT", "/auth/me", { name: "Broken" }),
      status: 500,
      action: "request.failed",
    },
  };
}

async function send({ port }: LexiaProcess, request: LoadRequest, requestId: string): Promise<number> {
  const connection = new LoadConnection(port);
  const headers = { ...request.headers, "X-Request-Id": requestId };
  const { status } = await connection.send({ ...request, headers }, false);
  connection.close();
  return status;
}

/** The worker's tick seals. */
async function untilSealed(installation: Installation): Promise<void> {
  const covered = "id in (select unnest(row_ids) from audit_seals)";
  for (let i = 0; i < 600 && await installation.count("audit_log", `not ${covered}`) > 0; i++) {
    await pause(50);
  }
}

/** How many of LEXIA's roles may change or remove a line or a seal. */
async function ownChanges(installation: Installation): Promise<number> {
  let allowed = 0;
  for (const role of ["lexia_app", "lexia_platform", "lexia_readonly", "lexia_backup"]) {
    for (
      const text of [
        "update audit_log set action = 'x'",
        "delete from audit_log",
        "delete from audit_seals",
        "truncate audit_log",
      ]
    ) {
      try {
        await installation.owner.batch([{ text: "select set_config('role', $1, true)", values: [role] }, {
          text,
        }]);
        allowed++;
      } catch (error) {
        if (!(error instanceof SqlError && error.code === "42501")) throw error;
      }
    }
  }
  return allowed;
}

/** What a superuser does behind LEXIA's back, and takes back: each must show. */
const TAMPERINGS: Record<string, { change: string; undo: string }> = {
  "a line changed": {
    change:
      "update audit_log set actor_id = null where id in (select id from copy_log where actor_id is not null limit 1)",
    undo: "update audit_log l set actor_id = c.actor_id from copy_log c where c.id = l.id",
  },
  "a line removed": {
    change: "delete from audit_log where id = (select id from copy_log order by created_at limit 1)",
    undo: "insert into audit_log select * from copy_log on conflict do nothing",
  },
  "a line slipped in": {
    change: "insert into audit_log (action, created_at) values ('slipped.in', now() - interval '1 day')",
    undo: "delete from audit_log where action = 'slipped.in'",
  },
  "a seal changed": {
    change: "update audit_seals set hash = repeat('0', 64)",
    undo: "update audit_seals s set hash = c.hash from copy_seals c where c.position = s.position",
  },
};

async function tampering(installation: Installation): Promise<Finding[]> {
  await installation.query("create table copy_log as select * from audit_log");
  await installation.query("create table copy_seals as select * from audit_seals");
  const before = await verify(installation);
  const unnoticed: string[] = [];
  for (const [what, { change, undo }] of Object.entries(TAMPERINGS)) {
    await installation.query(change);
    if ((await verify(installation)).code !== 1) unnoticed.push(what);
    await installation.query(undo);
  }
  const after = await verify(installation);
  return [
    holds("audit:verify on the log as it was", before.code === 0, before.text, "whole"),
    holds(
      `of ${Object.keys(TAMPERINGS).length} changes by a superuser, unnoticed by audit:verify`,
      unnoticed.length === 0,
      unnoticed.join(", ") || "0",
      "0",
    ),
    exactly("exit code of audit:verify with all of them taken back", after.code, 0),
  ];
}

/** As an operator runs it. */
async function verify(installation: Installation): Promise<{ code: number; text: string }> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-net", "--allow-env", "--allow-read", "deploy/ops/audit_verify.ts"],
    cwd: ROOT,
    env: installation.env,
    stderr: "inherit",
  }).output();
  return { code, text: new TextDecoder().decode(stdout).split("\n", 1)[0] ?? "" };
}
