import type { Ctx } from "../ctx.ts";
import type { Page } from "../page.ts";
import { type SavedView, savedViewsQuery } from "../saved_views/saved_view.ts";
import {
  type SolicitudFilter,
  type SolicitudRow,
  solicitudRowsPage,
  solicitudRowsQuery,
} from "./list_solicitudes.ts";

export interface ListPage extends Page<SolicitudRow> {
  /** The caller's own. */
  views: SavedView[];
}

/**
 * What a person sees of all that they may follow: the rows with their cases, and their saved views, in one round trip.
 * @throws {DomainError} `permission_denied`, `cursor_invalid`
 */
export async function listPage(ctx: Ctx, filter: SolicitudFilter): Promise<ListPage> {
  const [rows, views] = await ctx.db.batch([solicitudRowsQuery(ctx, filter), savedViewsQuery(ctx)]);
  return { ...solicitudRowsPage(rows, filter), views };
}
