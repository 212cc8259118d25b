/** Every operation of the API as a request over the wire, so that a proof may put what it likes into each parameter. */
import { PERMISSIONS } from "#domain/authz.ts";
import { type ApiDocument, exampleOf, type Operation, operationsOf } from "#tests/support/api_document.ts";
import type { Installation, Member } from "#tests/support/installation.ts";
import { latin1 } from "#tests/support/raw_http.ts";

/** A place of a request that holds a value of the caller's. */
export interface Place {
  operation: Operation;
  in: "path" | "query" | "header" | "body";
  name: string;
}

/** As the process itself describes its API. */
export async function operationsAt(
  port: number,
): Promise<{ document: ApiDocument; operations: Operation[] }> {
  const response = await fetch(`http://127.0.0.1:${port}/api/openapi.json`);
  const document: ApiDocument = await response.json();
  return { document, operations: operationsOf(document) };
}

/** Parameters as the document names them, fields of bodies, and the headers that LEXIA reads beside them. */
export function placesOf(document: ApiDocument, operation: Operation): Place[] {
  const declared = (operation.parameters ?? []).filter((parameter) => parameter.in !== "cookie")
    .map((parameter): Place => ({
      operation,
      in: parameter.in === "cookie" ? "header" : parameter.in,
      name: parameter.name,
    }));
  const body = bodyOf(document, operation);
  const fields = Object.keys(body ?? {}).map((name): Place => ({ operation, in: "body", name }));
  const headers = READ_HEADERS.map((name): Place => ({ operation, in: "header", name }));
  return [...declared, ...fields, ...headers];
}

const READ_HEADERS = ["X-Request-Id", "X-Organization-ID", "If-Match", "User-Agent", "Accept", "Cookie"];

function bodyOf(document: ApiDocument, operation: Operation): Record<string, unknown> | undefined {
  const content = operation.requestBody?.content["application/json"];
  const example = content && exampleOf(document, content);
  return typeof example === "object" && example !== null ? { ...example } : undefined;
}

/** The request of the document's examples, with that value in that place. */
export function requestWith(
  document: ApiDocument,
  { operation, ...place }: Place,
  value: string,
  { member, id, host = member.host }: { member: Member; id: string; host?: string },
): Uint8Array {
  const inPath = place.in === "path" ? value : id;
  const path = operation.path.replaceAll(/\{\w+\}/g, encodeURIComponent(inPath));
  const query = place.in === "query" ? `?${encodeURIComponent(place.name)}=${encodeURIComponent(value)}` : "";
  const body = bodyOf(document, operation);
  if (body && place.in === "body") body[place.name] = value;
  const payload = body === undefined ? "" : JSON.stringify(body);
  const length = new TextEncoder().encode(payload).length;
  const head = [
    `${operation.method} ${path}${query} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Bearer ${member.token}`,
    ...(place.in === "header" ? [`${place.name}: ${value}`] : []),
    ...(body === undefined ? [] : ["Content-Type: application/json", `Content-Length: ${length}`]),
    "Connection: close",
  ];
  return join(latin1(`${head.join("\r\n")}\r\n\r\n`), new TextEncoder().encode(payload));
}

function join(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Gives somebody every permission that there is. */
export async function entitle(installation: Installation, { userId }: Member): Promise<void> {
  await installation.query("update organization_users set permissions = $2 where user_id = $1", [
    userId,
    JSON.stringify({ add: PERMISSIONS, remove: [] }),
  ]);
}

/** All rows of one organization, or of one person where the table says whose they are: another value when one changed. */
export async function fingerprint(installation: Installation, organizationId: string): Promise<string> {
  const tables = await installation.query(
    `select table_name::text from information_schema.columns
     where column_name = 'organization_id' and table_schema = 'public' order by 1`,
  );
  const texts = tables.map(([table]) =>
    `select '${table}', t::text from ${table} t where organization_id = $1`
  );
  return JSON.stringify(
    await installation.query(`${texts.join(" union all ")} order by 1, 2`, [organizationId]),
  );
}
