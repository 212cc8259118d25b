import { bogotaDate } from "#domain/bogota.ts";
import type { BeforeFollowing } from "#domain/solicitudes/before_following.ts";
import type { QuotaProps } from "#views/solicitudes/quota_panel.tsx";

export function quotaOf(
  { queries, resetsAt, upgradeUrl }: Pick<BeforeFollowing, "queries" | "resetsAt" | "upgradeUrl">,
): QuotaProps {
  return { ...queries, resetsOn: bogotaDate(resetsAt.getTime()), upgradeUrl };
}
