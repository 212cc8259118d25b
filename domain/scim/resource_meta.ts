import { createHash } from "node:crypto";
import { DomainError } from "../errors.ts";
import type { DirectoryCtx } from "./directory.ts";

export interface ResourceMeta {
  resourceType: "User" | "Group";
  created: string;
  lastModified: string;
  location: string;
  /** A weak ETag: another one when anything that the directory sees has changed, whoever changed it. */
  version: string;
}

export interface Resource {
  id: string;
  meta: ResourceMeta;
  [attribute: string]: unknown;
}

export function resourceMeta(
  directory: DirectoryCtx,
  resourceType: ResourceMeta["resourceType"],
  resource: { id: string },
  { createdAt, updatedAt }: { createdAt: Date; updatedAt: Date },
): ResourceMeta {
  const digest = createHash("sha256").update(JSON.stringify(resource)).digest("hex");
  return {
    resourceType,
    created: createdAt.toISOString(),
    lastModified: updatedAt.toISOString(),
    location: directory.addressOf(directory.organization, `/scim/v2/${resourceType}s/${resource.id}`),
    version: `W/"${digest.slice(0, 16)}"`,
  };
}

/**
 * Whether the caller's `If-Match` or `If-None-Match` names this version; weak and strong tags are the same here.
 * `*` names every one.
 */
export function namesVersion(header: string, { version }: ResourceMeta): boolean {
  const plain = (tag: string) => tag.trim().replace(/^W\//, "");
  return header.split(",").some((tag) => tag.trim() === "*" || plain(tag) === plain(version));
}

/** @throws {DomainError} `version_conflict` where the change was made from another version. */
export function requireVersion(ifMatch: string | undefined, resource: Resource): void {
  if (ifMatch !== undefined && !namesVersion(ifMatch, resource.meta)) {
    throw new DomainError("version_conflict");
  }
}
