import { organizations } from "#db/schema/organizations.ts";
import type { Organization } from "../ctx.ts";
import { ORGANIZATION_FIELDS } from "./find_organization.ts";

/** An organization as operators of the platform see it. */
export interface OrganizationRecord extends Organization {
  isActive: boolean;
  /** When everything of it is to be deleted; null: nobody has asked for that. */
  deleteAfter: Date | null;
  createdAt: Date;
  /** Changes with every update: what an ETag is made of. */
  updatedAt: Date;
}

export const RECORD_FIELDS = {
  ...ORGANIZATION_FIELDS,
  isActive: organizations.isActive,
  deleteAfter: organizations.deleteAfter,
  createdAt: organizations.createdAt,
  updatedAt: organizations.updatedAt,
};
