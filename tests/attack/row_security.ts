/** T2 and T3: what the database itself holds, when the program forgets to. */
import { PERMISSIONS } from "#domain/authz.ts";
import { answerText } from "#tests/support/answer_text.ts";
import { bodyFor, encodedBody, hasId, pathFor } from "#tests/support/api_calls.ts";
import { makeObject } from "#tests/support/named_objects.ts";
import { type Operation, operationsOf, readDocument } from "#tests/support/api_document.ts";
import { Canaries, type CanaryTenant } from "#tests/support/canary_tenants.ts";
import { Installation } from "#tests/support/installation.ts";
import { atLeast, exactly, type Finding, type Proof } from "#tests/support/proof.ts";
import { anotherRow } from "#tests/support/tenant_rows.ts";
import { tenantState, tenantTables } from "#tests/support/tenant_state.ts";
import { insertStatement } from "#tests/support/two_tenants.ts";
import { ended } from "./_catalog.ts";
import { type Dropped, withoutPredicates } from "./_without_predicates.ts";

export const rowSecurity: Proof = {
  id: "T2",
  title: "row-level security alone keeps what the statements forget to ask for",
  async run() {
    const dropped: Dropped = { statements: 0, predicates: 0, isWallOff: false };
    await using installation = await Installation.open({
      change: (platform) => ({ ...platform, sql: withoutPredicates(platform.sql, dropped) }),
    });
    const canaries = new Canaries(installation);
    const [acme, beta] = [await canaries.plant(), await canaries.plant()];
    return [
      ...await asTheAppRole(installation, acme, beta),
      ...await throughTheVerbs(installation, canaries, acme, beta, dropped),
    ];
  },
};

/** Reads that show no other organization's rows even where nothing keeps them apart, and why. */
const NOTHING_TO_SHOW: Readonly<Record<string, string>> = {
  "GET /api/v1/organization": "the caller's organization, found by its host",
  "GET /api/v1/organization/usage": "numbers",
  "GET /api/v1/organization/usage/export": "numbers",
  "GET /api/v1/analytics/usage": "numbers",
  "GET /api/v1/organization/sso/enforcement": "settings, without words",
  "GET /api/v1/organization/severity-rules": "settings, without rows of their own at first",
  "GET /api/v1/notifications": "the person's own",
  "GET /api/v1/events": "the person's own",
  "GET /api/v1/me/notifications": "the person's own",
  "GET /api/v1/exports": "the person's own",
  "GET /api/v1/exports/{id}": "the person's own",
  "GET /api/v1/exports/{id}/file": "the person's own",
  "GET /api/v1/solicitudes/bulk/template": "the same for everybody",
  "GET /api/v1/solicitudes/bulk/{id}/review":
    "what stands in a file, which the organization's own folder keeps",
  "GET /api/v1/despachos": "the portal's own list",
  "GET /api/v1/terms/calculate": "the judicial calendar",
  "GET /api/v1/terms/calendar": "the judicial calendar",
};

const VERBS = ["select", "update", "delete", "insert"] as const;

/** Each statement in a transaction of its own that is rolled back. */
async function asTheAppRole(
  installation: Installation,
  acme: CanaryTenant,
  beta: CanaryTenant,
): Promise<Finding[]> {
  const query = (text: string, values: unknown[]) => installation.query(text, values);
  const tables = await tenantTables(query);
  const touched: string[] = [];
  let tried = 0;
  for (const table of tables) {
    for (const verb of VERBS) {
      for (
        const [set, organization] of [["another", acme.ids.organization], ["none", ""], ["garbage", "x"]]
      ) {
        const rows = await rowsTouched(installation, organization ?? "", statementFor(table, verb, beta));
        tried++;
        if (rows !== 0) touched.push(`${verb} ${table} with ${set} set: ${rows}`);
      }
    }
  }
  const what =
    `foreign rows read or written as lexia_app, of ${tried} statements on ${tables.length} tables ` +
    "with another organization set, none, or garbage";
  return [exactly(what, touched.join("; ") || "0", "0")];
}

function statementFor(table: string, verb: typeof VERBS[number], { ids }: CanaryTenant) {
  const values = [ids.organization];
  if (verb === "insert") return insertStatement(table, anotherRow(table, ids));
  if (verb === "select") return { text: `select 1 from ${table} where organization_id = $1`, values };
  if (verb === "delete") return { text: `delete from ${table} where organization_id = $1`, values };
  return { text: `update ${table} set organization_id = organization_id where organization_id = $1`, values };
}

/** Refused by policy or privilege is 0; any other refusal means that the row was reached. */
async function rowsTouched(
  installation: Installation,
  organization: string,
  statement: { text: string; values?: readonly unknown[] },
): Promise<number | string> {
  const wall = {
    text: "select set_config('role', 'lexia_app', true), set_config('app.organization_id', $1, true)",
    values: [organization],
  };
  const outcome = await ended(installation, [wall, statement]);
  // 22P02: what is set is no id at all.
  const isKeptOut = outcome.code === "42501" || outcome.code === "22P02";
  return isKeptOut ? 0 : outcome.code ?? outcome.rowCount;
}

async function throughTheVerbs(
  installation: Installation,
  canaries: Canaries,
  acme: CanaryTenant,
  beta: CanaryTenant,
  dropped: Dropped,
): Promise<Finding[]> {
  const member = await installation.member(acme.organization, "manager");
  await installation.query(
    "update organization_users set permissions = $2 where user_id = $1",
    [member.userId, { add: [...PERMISSIONS], remove: [] }],
  );
  const document = await readDocument(installation);
  const operations = operationsOf(document).filter((operation) =>
    operation.security?.length !== 0 && operation["x-role"] === undefined &&
    operation.path.startsWith("/api/")
  );
  const query = (text: string, values: unknown[]) => installation.query(text, values);
  await canaries.learnIds();

  const send = async (operation: Operation, id: string) => {
    const body = bodyFor(document, operation);
    const { type, payload } = encodedBody(body);
    // Words can be read in it.
    const path = pathFor(operation, id).replace("format=xlsx", "format=csv");
    const response = await installation.request(member.host, path, {
      method: operation.method,
      headers: { authorization: `Bearer ${member.token}`, "content-type": type, "last-event-id": "0" },
      body: body === undefined ? undefined : payload,
    });
    return { status: response.status, text: await answerText(response) };
  };
  const objects = async (owner: CanaryTenant) => {
    const ids = new Map<string, string>();
    const { organization: organizationId, user: userId } = owner.ids;
    for (const operation of operations.filter(hasId)) {
      ids.set(operation.title, await makeObject(operation, query, { organizationId, userId }));
    }
    return ids;
  };
  /** Which of them show foreign words or take a foreign id, and with what. */
  const foreignSeen = async (chosen: readonly Operation[], ids: ReadonlyMap<string, string>) => {
    const seen = new Map<string, string>();
    for (const operation of chosen) {
      const id = ids.get(operation.title) ?? "";
      const { status, text } = await send(operation, id);
      const [found] = canaries.foreignIn(text, acme.ids.organization, id);
      const isTaken = ids === theirs && id !== "" && status < 400;
      if (found !== undefined || isTaken) seen.set(operation.title, `${status} ${found ?? ""}`);
    }
    return seen;
  };

  const [ours, theirs] = [await objects(acme), await objects(beta)];
  await canaries.learnIds();
  const reads = operations.filter(({ method }) => method === "GET");
  const before = await tenantState(query, beta.ids.organization, { without: [] });
  dropped.statements = dropped.predicates = 0;
  const seen = [...await foreignSeen(reads, ours), ...await foreignSeen(operations.filter(hasId), theirs)];
  const { statements, predicates } = dropped;
  const after = await tenantState(query, beta.ids.organization, { without: [] });
  const differing = Object.keys(before).filter((table) => `${before[table]}` !== `${after[table]}`);
  dropped.isWallOff = true;
  const found = await foreignSeen(reads, theirs);
  return [
    exactly(
      `foreign rows in what ${operations.length} operations answer, with ${predicates} predicates on the organization ` +
        `dropped from ${statements} statements`,
      seen.map((one) => one.join(": ")).join("; ") || "0",
      "0",
    ),
    exactly("tables of the other organization that changed", differing.join(" ") || "0", "0"),
    atLeast("predicates dropped, so that it is known that they are", predicates, operations.length),
    exactly(
      `reads, of ${reads.length}, that show nothing foreign once the policies are passed by as well, but for ` +
        `${Object.keys(NOTHING_TO_SHOW).length} that have nothing to show`,
      reads.map(({ title }) => title)
        .filter((title) => found.has(title) === Object.hasOwn(NOTHING_TO_SHOW, title)).join("; ") || "0",
      "0",
    ),
  ];
}
