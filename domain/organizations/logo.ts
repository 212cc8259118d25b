/** An organization's logo, shown in the bar of its pages. */
import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx, Services } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { imageKindOf } from "./image_kind.ts";

export const MOST_LOGO_BYTES = 200_000;
const MOST_PIXELS = 2_000;

type Memories = Pick<IdentityServices, "organizationSettings" | "directory">;

export interface Logo {
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Takes a PNG, JPEG or WebP. SVG is a program, and refused.
 * @throws {DomainError} `permission_denied`, `image_refused`
 */
export async function setLogo(ctx: Ctx, identity: Memories, bytes: Uint8Array): Promise<void> {
  authorize(ctx, "update_org_settings");
  const { type } = checkLogo(bytes);
  await replaceLogo(ctx, identity, { logo: bytes.toBase64(), logoType: type });
}

/** Doing it twice is no mistake. @throws {DomainError} `permission_denied` */
export async function removeLogo(ctx: Ctx, identity: Memories): Promise<void> {
  authorize(ctx, "update_org_settings");
  await replaceLogo(ctx, identity, { logo: null, logoType: null });
}

/** For everybody who comes to the organization's host: it stands on the sign-in page. */
export async function readLogo(
  services: Pick<Services, "tenantDb">,
  organizationId: string,
): Promise<Logo | undefined> {
  const [row] = await services.tenantDb(organizationId).one((db) => selectLogo(db, organizationId));
  if (!row || row.logo === null || row.logoType === null) return undefined;
  return { type: row.logoType, bytes: Uint8Array.fromBase64(row.logo) };
}

interface LogoRow {
  logo: string | null;
  logoType: string | null;
}

async function replaceLogo(ctx: Ctx, identity: Memories, after: LogoRow): Promise<void> {
  const organizationId = ctx.organization.id;
  await ctx.db.tx(async (tx) => {
    const [before] = await selectLogo(tx, organizationId).for("update");
    const updatedAt = new Date(Math.max(ctx.clock.now(), (before?.updatedAt.getTime() ?? 0) + 1));
    const row = { ...after, updatedBy: ctx.actor.userId, updatedAt };
    await tx.insert(organizationSettings).values(row)
      .onConflictDoUpdate({ target: organizationSettings.organizationId, set: row });
    await audit(tx, ctx, {
      action: after.logo === null ? "organization.remove_logo" : "organization.set_logo",
      targetId: organizationId,
      data: { before: { logo: describe(before) }, after: { logo: describe(after) } },
    });
  });
  identity.organizationSettings.forget(organizationId);
  identity.directory.forget(ctx.organization);
}

function selectLogo(db: Db, organizationId: string) {
  const { logo, logoType, updatedAt } = organizationSettings;
  return db.select({ logo, logoType, updatedAt }).from(organizationSettings)
    .where(eq(organizationSettings.organizationId, organizationId));
}

/** What the audit log keeps of a picture: enough to know it again. */
function describe(row: LogoRow | undefined): Record<string, unknown> | null {
  if (!row || row.logo === null) return null;
  const bytes = Uint8Array.fromBase64(row.logo);
  return {
    type: row.logoType,
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
}

function checkLogo(bytes: Uint8Array) {
  if (bytes.length > MOST_LOGO_BYTES) {
    throw refusal(`The picture has ${bytes.length} bytes: send at most ${MOST_LOGO_BYTES}`);
  }
  const kind = imageKindOf(bytes);
  if (!kind) throw refusal("Send a PNG, JPEG or WebP picture");
  if (kind.width > MOST_PIXELS || kind.height > MOST_PIXELS) {
    throw refusal(
      `The picture is ${kind.width} × ${kind.height}: send at most ${MOST_PIXELS} × ${MOST_PIXELS}`,
    );
  }
  return kind;
}

function refusal(detail: string): DomainError {
  return new DomainError("image_refused", { detail });
}
