/** What a directory writes about a group. */
import { DomainError } from "../errors.ts";
import {
  invalidPath,
  invalidValue,
  type Json,
  objectIn,
  optionalTextIn,
  readPath,
  textIn,
} from "./attributes.ts";
import { attributeName, type Filter, matchesElement } from "./filter.ts";
import type { PatchOperation } from "./patch.ts";

export interface GroupDraft {
  displayName: string;
  externalId: string | null;
  /** Ids of people. */
  members: Set<string>;
}

const MAX_TEXT_LENGTH = 255;
const FIXED = new Set(["id", "meta", "schemas"]);

/** Takes over what a resource says; `members` of it are all that there are. */
export function readGroup(body: Json, draft: GroupDraft): GroupDraft {
  for (const [name, value] of Object.entries(body)) {
    switch (attributeName(name)) {
      case "displayname":
        draft.displayName = line(textIn(value, name), name);
        break;
      case "externalid":
        draft.externalId = externalId(value, name);
        break;
      case "members":
        draft.members = new Set(memberIds(value));
    }
  }
  return draft;
}

/** @throws {DomainError} `scim_path_invalid`, `scim_attribute_fixed`, `scim_target_missing`, `scim_value_invalid`. */
export function applyToGroup(draft: GroupDraft, { op, path, value }: PatchOperation): void {
  if (path === undefined) return addObject(draft, op, objectIn(value, "value"));
  const { attribute, filter, sub } = readPath(path);
  if (FIXED.has(attribute)) {
    throw new DomainError("scim_attribute_fixed", { detail: `"${path}" is LEXIA's own` });
  }
  if (attribute === "members") return applyToMembers(draft, op, { filter, value, sub, path });
  if (filter || sub || (attribute !== "displayname" && attribute !== "externalid")) throw invalidPath(path);
  if (attribute === "displayname") draft.displayName = line(textIn(value, path), path);
  else draft.externalId = op === "remove" ? null : externalId(value, path);
}

/** Without a path `add` adds members, and `replace` takes those it has for all. */
function addObject(draft: GroupDraft, op: PatchOperation["op"], value: Json): void {
  const before = op === "add" ? [...draft.members] : [];
  readGroup(value, draft);
  for (const id of before) draft.members.add(id);
}

function applyToMembers(
  draft: GroupDraft,
  op: PatchOperation["op"],
  { filter, value, sub, path }: {
    filter: Filter | undefined;
    value: unknown;
    sub: string | undefined;
    path: string;
  },
): void {
  if (filter) {
    if (op !== "remove" || sub !== undefined) throw invalidPath(path);
    for (const id of draft.members) if (matchesElement(filter, { value: id })) draft.members.delete(id);
    return;
  }
  if (sub !== undefined) throw invalidPath(path);
  if (op === "replace") draft.members = new Set(memberIds(value));
  else if (op === "add") { for (const id of memberIds(value)) draft.members.add(id); }
  // Entra ID names those whom it removes in the value; without one all of them go (RFC 7644, section 3.5.2.2).
  else if (value === undefined || value === null) draft.members.clear();
  else for (const id of memberIds(value)) draft.members.delete(id);
}

function memberIds(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  return list.map((member) =>
    textIn(typeof member === "string" ? member : objectIn(member, "members").value, "members.value")
      .toLowerCase()
  );
}

function externalId(value: unknown, name: string): string | null {
  const text = optionalTextIn(value, name);
  return text === null ? null : line(text, name);
}

function line(text: string, name: string): string {
  const isPlain = text.isWellFormed() && !/\p{Cc}/u.test(text) && text.length <= MAX_TEXT_LENGTH;
  if (!isPlain) throw invalidValue(name, `a text of at most ${MAX_TEXT_LENGTH} characters on one line`);
  return text.normalize("NFC");
}
