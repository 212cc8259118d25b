/**
 * Everything that LEXIA holds of an organization, as JSON Lines: a head, one line a row, and a last line with the number
 * of rows of each table and the SHA-256 of all lines before it. The format is explained in `docs/guides`.
 */
import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../audit.ts";
import { authorize, authorizePlatform } from "../authz.ts";
import type { Ctx, PlatformCtx } from "../ctx.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { audienceOf } from "../identity/open_session.ts";
import { recordAct } from "../identity/record_act.ts";
import { getOrganization } from "./get_organization.ts";
import { type ExportedTable, exportedTables } from "./_tenant_tables.ts";

export interface OrganizationExport {
  fileName: string;
  /** Each with its line feed, read as fast as they are taken. Throws where the caller's session ends meanwhile. */
  lines: AsyncGenerator<string>;
}

const FORMAT = "lexia.organization_export";
const FORMAT_VERSION = 1;
const ROWS_AT_ONCE = 500;

/** How an export reads, and what is written down about it. */
interface Source {
  organization: { id: string; subdomain: string };
  now(): number;
  one<T>(build: (db: Db) => PromiseLike<T>): Promise<T>;
  record(action: string, data: Record<string, unknown>): Promise<void>;
  /** Throws once the caller may not go on. */
  holdSession(): Promise<unknown>;
}

/**
 * The caller's own organization.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`.
 */
export async function exportOrganization(ctx: Ctx, identity: IdentityServices): Promise<OrganizationExport> {
  authorize(ctx, "update_org_settings");
  requireFresh(ctx);
  const { organization } = ctx;
  return await begin({
    organization,
    now: () => ctx.clock.now(),
    one: (build) => ctx.db.one(build),
    record: (action, data) => ctx.db.tx((tx) => audit(tx, ctx, { action, targetId: organization.id, data })),
    holdSession: () => identity.sessions.load(audienceOf(organization.id), ctx.actor.sessionId),
  });
}

/**
 * Any organization, for an operator, such as before it is deleted.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `organization_missing`.
 */
export async function exportOrganizationAsOperator(
  ctx: PlatformCtx,
  identity: IdentityServices,
  id: string,
): Promise<OrganizationExport> {
  authorizePlatform(ctx);
  requireFresh(ctx);
  const organization = await getOrganization(ctx, id);
  const purpose = "organization.export";
  const act = { organizationId: id, actorId: ctx.actor.userId, targetId: id };
  return await begin({
    organization,
    now: () => ctx.clock.now(),
    one: (build) => ctx.platformDb.one({ purpose }, build),
    record: (action, data) =>
      ctx.platformDb.tx({ purpose }, (tx) => recordAct(tx, ctx, { ...act, action, data })),
    holdSession: async () => {
      // A program on the machine has no session that somebody could end.
      if (ctx.actor.proof.via !== "machine") {
        await identity.sessions.load(audienceOf(null), ctx.actor.sessionId);
      }
    },
  });
}

/** The line that it has begun is there before the first row leaves. */
async function begin(source: Source): Promise<OrganizationExport> {
  const exportId = crypto.randomUUID();
  await source.record("organization.export_begin", { export: exportId });
  const day = new Date(source.now()).toISOString().slice(0, 10);
  return {
    fileName: `lexia-${source.organization.subdomain}-${day}.jsonl`,
    lines: linesOf(source, exportId),
  };
}

async function* linesOf(source: Source, exportId: string): AsyncGenerator<string> {
  const hash = createHash("sha256");
  const counts: Record<string, number> = {};
  const seal = (line: string): string => {
    hash.update(line);
    return line;
  };
  yield seal(asLine({
    format: FORMAT,
    version: FORMAT_VERSION,
    export: exportId,
    organization: { id: source.organization.id, subdomain: source.organization.subdomain },
    began_at: new Date(source.now()).toISOString(),
  }));
  for (const table of [ORGANIZATION, ...exportedTables()]) {
    counts[table.name] = 0;
    for await (const rows of pagesOf(source, table)) {
      counts[table.name] = (counts[table.name] ?? 0) + rows.length;
      yield seal(rows.map((row) => `{"table":"${table.name}","row":${row}}\n`).join(""));
    }
  }
  const sha256 = hash.digest("hex");
  // Whoever has the last line has all the others: only then it counts as completed.
  await source.record("organization.export", { export: exportId, counts, sha256 });
  yield asLine({ end: true, counts, sha256, ended_at: new Date(source.now()).toISOString() });
}

/** The organization's own row; its table names no organization but is one. */
const ORGANIZATION: ExportedTable = {
  name: "organizations",
  columns: [
    ...["id", "name", "subdomain", "plan", "max_users", "max_queries_per_month", "max_requests_per_minute"],
    ...["created_at", "updated_at", "is_active", "delete_after"],
  ],
  key: ["id"],
};

/** Rows as JSON texts, so that no number loses digits on its way. */
async function* pagesOf(source: Source, table: ExportedTable): AsyncGenerator<string[]> {
  const owner = sql.identifier(table === ORGANIZATION ? "id" : "organization_id");
  const key = sql.join(table.key.map((column) => sql`t.${sql.identifier(column)}`), sql`, `);
  const order = table.key.length === 0 ? sql`` : sql`order by ${key}`;
  let after: SQL = sql``;
  while (true) {
    await source.holdSession();
    const found = await source.one((db) =>
      db.execute(sql`select row_to_json(page)::text as line from (
        select ${sql.join(table.columns.map((column) => sql`t.${sql.identifier(column)}`), sql`, `)}
        from ${sql.identifier(table.name)} t where t.${owner} = ${source.organization.id} ${after}
        ${order} limit ${ROWS_AT_ONCE}) page`)
    );
    const rows = found.map(({ line }) => String(line));
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (rows.length < ROWS_AT_ONCE || last === undefined || table.key.length === 0) return;
    after = sql`and (${key}) > (${sql.join(keyOf(last, table.key), sql`, `)})`;
  }
}

function keyOf(row: string, key: readonly string[]): SQL[] {
  const values: Record<string, unknown> = JSON.parse(row);
  return key.map((column) => sql`${values[column]}`);
}

function asLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
