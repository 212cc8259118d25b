/** The OpenAPI document as tests walk through it. */
import { ok } from "node:assert/strict";
import type { Permission } from "#domain/authz.ts";
import type { Lexia } from "./lexia.ts";

export interface Operation {
  /** `GET /api/v1/solicitudes/{id}` */
  name: string;
  method: string;
  path: string;
  isPublic: boolean;
  isForOperators: boolean;
  /** Holders of one of them may use it; empty: every member. Undefined where nothing is declared. */
  anyOf: Permission[] | undefined;
  /** The example of its request body; undefined where it takes none. */
  body: unknown;
  raw: RawOperation;
}

interface RawOperation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: unknown[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<
    string,
    { description: string; content?: Record<string, { schema?: Schema; example?: unknown }> }
  >;
  "x-permissions"?: Permission[];
  "x-role"?: string;
}

export interface Schema {
  $ref?: string;
  example?: unknown;
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  [more: string]: unknown;
}

export interface ApiDocument {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
}

export async function readDocument(lexia: Lexia): Promise<ApiDocument> {
  const response = await lexia.request("", "/api/openapi.json");
  ok(response.ok);
  return await response.json();
}

export async function operationsOf(lexia: Lexia): Promise<Operation[]> {
  const document = await readDocument(lexia);
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([verb, raw]): Operation => {
      const method = verb.toUpperCase();
      const schema = raw.requestBody?.content["application/json"]?.schema;
      const body = schema && exampleOf(document, schema);
      const name = `${method} ${path}`;
      ok(schema === undefined || body !== undefined, `${name} has no example body`);
      return {
        name,
        method,
        path,
        isPublic: raw.security?.length === 0,
        isForOperators: raw["x-role"] === "super_admin",
        anyOf: raw["x-permissions"],
        body,
        raw,
      };
    })
  );
}

/** The example of a schema, or of what it refers to. */
export function exampleOf(document: ApiDocument, schema: Schema): unknown {
  if (schema.example !== undefined) return schema.example;
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? undefined : document.components.schemas[name]?.example;
}
