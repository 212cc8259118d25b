/** Lines of the audit log as people read them: names are looked up when they are read, and never stand in the log. */
import { and, desc, eq, gte, like, lt, type SQL, sql } from "drizzle-orm";
import { apiKeys } from "#db/schema/api_keys.ts";
import { auditLog } from "#db/schema/audit_log.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { escapeLike } from "../like_pattern.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { MACHINE_ID } from "../operations/machine_actor.ts";
import { type Page, pageOf } from "../page.ts";

export interface AuditFilter {
  /** From this instant. */
  from?: Date;
  /** Before this instant. */
  to?: Date;
  actorId?: string;
  /** `user.add` */
  action?: string;
  /** `session.` finds all that begins so. */
  actionPrefix?: string;
  targetId?: string;
  address?: string;
  requestId?: string;
}

export interface AuditActor {
  /** `operator`: somebody of the platform; `system`: LEXIA itself, or nobody who is known. */
  kind: "person" | "api_key" | "operator" | "system";
  /** The person's, also behind a key. */
  id: string | null;
  /** Of the person or the key, as it is now. */
  name: string | null;
}

export interface AuditLine {
  id: string;
  at: Date;
  /** Null: of the platform. */
  organizationId: string | null;
  /** As it is called now. */
  organizationName: string | null;
  actor: AuditActor;
  action: string;
  targetId: string | null;
  data: Record<string, unknown>;
  address: string | null;
  requestId: string | null;
}

/** By time within one organization; by id, which has the order of time as well, over all of them. */
export type AuditOrder = "time" | "id";

interface Reading {
  /** Names the organization, where there is one: the policy alone leads the planner astray. */
  of: SQL | undefined;
  filter: AuditFilter;
  order: AuditOrder;
  cursor?: string;
}

/** The latest first. `limit` counts what is to be read, with the one that tells of a next page. */
export function selectLines(db: Db, { of, filter, order, cursor }: Reading, limit: number) {
  const latest = order === "id" ? [desc(auditLog.id)] : [desc(auditLog.createdAt), desc(auditLog.id)];
  return db.select(FIELDS).from(auditLog)
    .leftJoin(users, eq(users.id, auditLog.actorId))
    .where(and(of, ...conditions(filter), cursor === undefined ? undefined : olderThan(cursor, order)))
    .orderBy(...latest).limit(limit);
}

type Row = Awaited<ReturnType<typeof selectLines>>[number];

export function pageOfLines(rows: readonly Row[], limit: number, order: AuditOrder): Page<AuditLine> {
  const keyOf = ({ at, id }: AuditLine) => order === "id" ? [id] : [at.toISOString(), id];
  return pageOf(rows.map(lineOf), limit, keyOf);
}

/** The person who made the key and the key's id are in the line; what it is called, in its own table. */
const KEY_NAME = sql<string | null>`(select ${apiKeys.name} from ${apiKeys}
  where ${apiKeys.organizationId} = ${auditLog.organizationId} and ${apiKeys.id} =
    case when ${auditLog.data}->>'api_key' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      then (${auditLog.data}->>'api_key')::uuid end)`;

const ORGANIZATION_NAME = sql<string | null>`(select o.name from organizations o
  where o.id = ${auditLog.organizationId})`;

const FIELDS = {
  id: auditLog.id,
  at: auditLog.createdAt,
  organizationId: auditLog.organizationId,
  organizationName: ORGANIZATION_NAME,
  actorId: auditLog.actorId,
  action: auditLog.action,
  targetId: auditLog.targetId,
  data: auditLog.data,
  address: auditLog.address,
  requestId: auditLog.requestId,
  personName: users.name,
  personOrganization: users.organizationId,
  keyName: KEY_NAME,
};

function conditions(filter: AuditFilter): (SQL | undefined)[] {
  const { from, to, actorId, action, actionPrefix, targetId, address, requestId } = filter;
  return [
    from && gte(auditLog.createdAt, from),
    to && lt(auditLog.createdAt, to),
    actorId === undefined ? undefined : eq(auditLog.actorId, actorId),
    action === undefined ? undefined : eq(auditLog.action, action),
    actionPrefix === undefined ? undefined : like(auditLog.action, `${escapeLike(actionPrefix)}%`),
    targetId === undefined ? undefined : eq(auditLog.targetId, targetId),
    address === undefined ? undefined : eq(auditLog.address, address),
    requestId === undefined ? undefined : eq(auditLog.requestId, requestId),
  ];
}

function olderThan(cursor: string, order: AuditOrder): SQL {
  if (order === "id") {
    const [id] = decodeCursor(cursor, [isUuid]);
    return lt(auditLog.id, id);
  }
  const [at, id] = decodeCursor(cursor, [isInstant, isUuid]);
  return sql`(${auditLog.createdAt}, ${auditLog.id}) < (${at}::timestamptz, ${id}::uuid)`;
}

function lineOf({ actorId, personName, personOrganization, keyName, ...line }: Row): AuditLine {
  return {
    ...line,
    actor: actorOf(line.organizationId, { actorId, personName, personOrganization, keyName }),
  };
}

function actorOf(
  organizationId: string | null,
  row: Pick<Row, "actorId" | "personName" | "personOrganization" | "keyName">,
): AuditActor {
  const { actorId: id, personName: name, keyName } = row;
  if (keyName !== null) return { kind: "api_key", id, name: keyName };
  if (id === null || id === MACHINE_ID) return { kind: "system", id: null, name: null };
  // People are rows of one organization, and stay when they have left it: who is none of it is the platform's.
  const isOwn = organizationId !== null && row.personOrganization === organizationId;
  return isOwn ? { kind: "person", id, name } : { kind: "operator", id, name };
}

/** What a list or an export was asked for, as the log keeps it. */
export function filterDocument(filter: AuditFilter): Record<string, unknown> {
  const { from, to, actorId, action, actionPrefix, targetId, address, requestId } = filter;
  return Object.fromEntries(
    Object.entries({
      from: from?.toISOString(),
      to: to?.toISOString(),
      actor_id: actorId,
      action,
      action_prefix: actionPrefix,
      target_id: targetId,
      address,
      request_id: requestId,
    }).filter(([, value]) => value !== undefined),
  );
}
