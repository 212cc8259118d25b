/** Requests to every operation that the API's own document describes, made of the document's own examples. */
import { ok } from "node:assert/strict";
import type { Permission } from "#domain/authz.ts";
import { PERMISSIONS } from "#domain/authz.ts";
import { type ErrorCode, ERRORS } from "#domain/errors.ts";
import { type ApiDocument, exampleOf, type Operation } from "./api_document.ts";
import { newRadicado } from "./named_objects.ts";
import { SMALL_PNG } from "./pictures.ts";

export function hasId({ path }: Pick<Operation, "path">): boolean {
  return path.includes("{id}");
}

export function pathFor(operation: Operation, id: string): string {
  const path = operation.path.replace("{id}", encodeURIComponent(id)).replace("{token}", TOKEN_OF_NOBODY);
  ok(!path.includes("{"), `${operation.title}: only {id} and {token} are known`);
  const query = new URLSearchParams(neededQuery(operation));
  return query.size === 0 ? path : `${path}?${query}`;
}

/** What it cannot go without, by the document's own examples. */
function neededQuery({ title, parameters = [] }: Operation): string[][] {
  return parameters.filter(({ in: place, required }) => place === "query" && required).map(
    ({ name, schema }) => {
      const example = schema.example ?? schema.enum?.[0];
      ok(example !== undefined, `${title}: give ${name} an example`);
      return [name, String(example)];
    },
  );
}

/** Who holds a token is known by it: no token is anybody else's. */
const TOKEN_OF_NOBODY = `lxi_${"A".repeat(43)}`;

/** A form with a file in it, as it goes over the wire. */
class FileForm {
  readonly type = "multipart/form-data; boundary=lexia-file";
  readonly payload: string;

  constructor(name: string, content: string) {
    const head = `Content-Disposition: form-data; name="file"; filename="${name}"`;
    this.payload = `--lexia-file\r\n${head}\r\n\r\n${content}\r\n--lexia-file--\r\n`;
  }
}

/** The body of the document's example, or a picture or a file where it wants one; undefined for an operation without. */
export function bodyFor(document: ApiDocument, operation: Operation): unknown {
  if (!operation.requestBody) return undefined;
  const content = operation.requestBody.content["application/json"];
  if (operation.requestBody.content["image/png"]) return SMALL_PNG;
  if (operation.requestBody.content["multipart/form-data"]) {
    return new FileForm("casos.csv", `radicado\n${newRadicado()}\n`);
  }
  const example = content && exampleOf(document, content);
  ok(example !== undefined, `${operation.title}: give its body an example`);
  return example;
}

/** The code with which it says that there is no such thing, as its own document has it. */
export function missingCode(operation: Operation): ErrorCode {
  const [, code = ""] = /`(\w+)`/.exec(operation.responses[404]?.description ?? "") ?? [];
  ok(Object.hasOwn(ERRORS, code), `${operation.title}: declare what it answers to an unknown id`);
  // The line above looked it up.
  return code as ErrorCode;
}

/** Whether it may ask for a fresh proof of who somebody is, which a program's key cannot give. */
export function mayAskForProof(operation: Operation): boolean {
  return operation.responses[403]?.description.includes("`fresh_proof_required`") ?? false;
}

/** Whether the operation asks for a permission that none of those is. */
export function lacks(operation: Operation, held: ReadonlySet<Permission>): boolean {
  const wanted = operation["x-permissions"] ?? [];
  return wanted.length > 0 &&
    !wanted.some((name) => PERMISSIONS.some((known) => known === name && held.has(known)));
}

/** A body as it goes over the wire: JSON, unless it is a picture or a form. */
export function encodedBody(body: unknown): { type: string; payload: string | Uint8Array<ArrayBuffer> } {
  if (body instanceof FileForm) return { type: body.type, payload: body.payload };
  return body instanceof Uint8Array
    ? { type: "image/png", payload: new Uint8Array(body) }
    : { type: "application/json", payload: JSON.stringify(body) };
}
