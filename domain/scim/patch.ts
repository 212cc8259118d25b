/** The operations of a PATCH (RFC 7644, section 3.5.2), as directories really write them. */
import { DomainError } from "../errors.ts";
import { type Json, objectIn } from "./attributes.ts";

export interface PatchOperation {
  op: "add" | "remove" | "replace";
  path: string | undefined;
  value: unknown;
}

const MAX_OPERATIONS = 500;
const MAX_PATH_LENGTH = 600;

/** @throws {DomainError} `scim_syntax_invalid`, `scim_value_invalid`, `scim_target_missing`. */
export function readPatch(body: Json): PatchOperation[] {
  const list = memberOf(body, "Operations");
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_OPERATIONS) {
    throw new DomainError("scim_syntax_invalid", { detail: `Send 1 to ${MAX_OPERATIONS} Operations` });
  }
  return list.map((item) => readOperation(objectIn(item, "Operations")));
}

function readOperation(item: Json): PatchOperation {
  // Entra ID writes `Add`, `Replace` and `Remove`.
  const op = String(memberOf(item, "op")).toLowerCase();
  if (op !== "add" && op !== "remove" && op !== "replace") {
    throw new DomainError("scim_syntax_invalid", { detail: "op is add, remove or replace" });
  }
  const path = memberOf(item, "path");
  if (path !== undefined && (typeof path !== "string" || path === "" || path.length > MAX_PATH_LENGTH)) {
    throw new DomainError("scim_path_invalid");
  }
  if (op === "remove" && path === undefined) {
    throw new DomainError("scim_target_missing", { detail: "remove needs a path" });
  }
  return { op, path, value: memberOf(item, "value") };
}

/** Names of members are compared without regard to case (RFC 7643, section 2.1). */
export function memberOf(object: Json, name: string): unknown {
  const key = Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : object[key];
}
