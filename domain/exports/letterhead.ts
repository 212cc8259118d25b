import type { Ctx } from "../ctx.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { readLogo } from "../organizations/logo.ts";
import type { Letterhead } from "./export_document.ts";

/** What PDF knows to draw. */
const DRAWN = new Set(["image/png", "image/jpeg"]);

/** The organization's name, colours and language, for a file that the caller makes now. */
export async function letterheadOf(
  ctx: Ctx,
  { organizationSettings }: Pick<IdentityServices, "organizationSettings">,
  choice: { locale?: "es" | "en" } = {},
): Promise<Letterhead> {
  const [settings, logo] = await Promise.all([
    organizationSettings.of(ctx.organization.id),
    readLogo(ctx, ctx.organization.id),
  ]);
  return {
    organization: ctx.organization.name,
    locale: choice.locale ?? settings.locale,
    brandColor: settings.brandColor,
    logo: logo && DRAWN.has(logo.type) ? `data:${logo.type};base64,${logo.bytes.toBase64()}` : null,
    madeAt: new Date(ctx.clock.now()),
    madeBy: ctx.actor.name,
  };
}
