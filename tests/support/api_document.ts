/** LEXIA's own description of its API, as the tests that go through every operation read it. */
import { strictEqual } from "node:assert/strict";

/** Whoever can be asked in this process; "" is the base domain. */
interface Askable {
  request(host: string, path: string): Promise<Response>;
}

export interface ApiDocument {
  openapi: string;
  info: { title: string; version: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, OperationObject>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
}

export interface OperationObject {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  "x-permissions"?: string[];
  "x-role"?: string;
  /** Reached also while a second factor is due. */
  "x-before-second-factor"?: boolean;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Content> };
  responses: Record<string, { description: string; content?: Record<string, Content> }>;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  schema: Schema;
}

export interface Content {
  schema?: Schema;
  example?: unknown;
}

export interface Schema {
  $ref?: string;
  example?: unknown;
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  [more: string]: unknown;
}

export interface Operation extends OperationObject {
  /** `POST /api/v1/solicitudes` */
  title: string;
  method: string;
  path: string;
}

export async function readDocument(lexia: Askable): Promise<ApiDocument> {
  const response = await lexia.request("", "/api/openapi.json");
  strictEqual(response.status, 200);
  return await response.json();
}

export function operationsOf(document: ApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      title: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
    }))
  );
}

/** An example that the document gives: its own, its schema's, or one made of the examples of the schema's parts. */
export function exampleOf(document: ApiDocument, content: Content): unknown {
  return content.example ?? (content.schema && exampleOfSchema(document, content.schema));
}

function exampleOfSchema(document: ApiDocument, schema: Schema): unknown {
  if (schema.example !== undefined) return schema.example;
  const name = schema.$ref?.replace("#/components/schemas/", "");
  const named = name === undefined ? undefined : document.components.schemas[name];
  if (named) return exampleOfSchema(document, named);
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first) return exampleOfSchema(document, first);
  if (schema.allOf) return exampleOfAll(document, schema.allOf);
  if (schema.items) return [exampleOfSchema(document, schema.items)].filter((item) => item !== undefined);
  return schema.properties && exampleOfProperties(document, schema.properties);
}

/** The last one narrows what comes before it. */
function exampleOfAll(document: ApiDocument, parts: Schema[]): unknown {
  return parts.map((part) => exampleOfSchema(document, part)).findLast((example) => example !== undefined);
}

/** A wrapper such as a page of a list has no example of its own: that of its items is enough. */
function exampleOfProperties(document: ApiDocument, properties: Record<string, Schema>): unknown {
  const examples = Object.entries(properties).map((
    [name, schema],
  ) => [name, exampleOfSchema(document, schema)]);
  const given = examples.filter(([, example]) => example !== undefined);
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}
