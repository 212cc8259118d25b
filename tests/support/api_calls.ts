/** Requests to every operation that the API's own document describes, made of the document's own examples. */
import { ok } from "node:assert/strict";
import type { Permission } from "#domain/authz.ts";
import { PERMISSIONS } from "#domain/authz.ts";
import { type ApiDocument, exampleOf, type Operation } from "./api_document.ts";

/** Runs one statement as a superuser. */
export type Query = (text: string, values: unknown[]) => Promise<unknown[][]>;

interface Owner {
  organizationId: string;
  userId: string;
}

/** What the `{id}` of a path names, by the path's beginning: how to make one in an organization. */
const OBJECTS: Readonly<Record<string, (query: Query, owner: Owner) => Promise<string>>> = {
  "/api/v1/solicitudes/": insertSolicitud,
  "/api/v1/admin/organizations/": (_, { organizationId }) => Promise.resolve(organizationId),
  "/api/v1/admin/jobs/": insertBuriedJob,
};

/** The id of an object, new where it can be, that the operation's path may name. */
export async function makeObject(operation: Operation, query: Query, owner: Owner): Promise<string> {
  const [, make] = Object.entries(OBJECTS).find(([prefix]) => operation.path.startsWith(prefix)) ?? [];
  ok(make, `${operation.title}: say in tests/support/api_calls.ts what its {id} names`);
  return await make(query, owner);
}

export function hasId({ path }: Pick<Operation, "path">): boolean {
  return path.includes("{id}");
}

export function pathFor(operation: Operation, id: string): string {
  const path = operation.path.replace("{id}", encodeURIComponent(id));
  ok(!path.includes("{"), `${operation.title}: only {id} is known`);
  return path;
}

/** The body of the document's example; undefined for an operation without one. */
export function bodyFor(document: ApiDocument, operation: Operation): unknown {
  if (!operation.requestBody) return undefined;
  const content = operation.requestBody.content["application/json"];
  const example = content && exampleOf(document, content);
  ok(example !== undefined, `${operation.title}: give its body an example`);
  return example;
}

/** Whether the operation asks for a permission that none of those is. */
export function lacks(operation: Operation, held: ReadonlySet<Permission>): boolean {
  const wanted = operation["x-permissions"] ?? [];
  return wanted.length > 0 &&
    !wanted.some((name) => PERMISSIONS.some((known) => known === name && held.has(known)));
}

let serial = 0;

async function insertSolicitud(query: Query, { organizationId, userId }: Owner): Promise<string> {
  const radicado = `1100140030822017${String(++serial).padStart(5, "0")}00`;
  const [row] = await query(
    `insert into solicitudes (organization_id, owner_id, radicado, search_text, notify)
     values ($1, $2, $3::text, $3::text, '{"email": true, "when": "change", "muted": false}') returning id`,
    [organizationId, userId, radicado],
  );
  return String(row?.[0]);
}

async function insertBuriedJob(query: Query, { organizationId }: Owner): Promise<string> {
  const [row] = await query(
    `insert into jobs (organization_id, task, payload, lane, max_attempts, status, finished_at, last_error)
     values ($1, 'solicitud.execute', '{}', 0, 6, 'buried', now(), 'workers_lost') returning id`,
    [organizationId],
  );
  return String(row?.[0]);
}
