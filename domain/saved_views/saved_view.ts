/** Filters of the list of solicitudes under a name, as their owner sees them: nobody else does. */
import { and, asc, eq } from "drizzle-orm";
import { prepare, type Query } from "#db/prepared.ts";
import { savedViews } from "#db/schema/saved_views.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";

export type SavedView = Pick<typeof savedViews.$inferSelect, "id" | "name" | "query" | "createdAt">;

export const VIEW_FIELDS = {
  id: savedViews.id,
  name: savedViews.name,
  query: savedViews.query,
  createdAt: savedViews.createdAt,
};

export const MOST_VIEWS = 20;
export const MOST_NAME_CHARACTERS = 60;
const MOST_QUERY_CHARACTERS = 2_000;

/** @throws {DomainError} `request_invalid` */
export function parseName(name: string): string {
  const parsed = name.replace(/\s+/g, " ").trim();
  const code = parsed === "" ? "too_small" : parsed.length > MOST_NAME_CHARACTERS ? "too_big" : undefined;
  if (code === undefined && !parsed.includes("\0")) return parsed;
  const message = `Give a name of 1 to ${MOST_NAME_CHARACTERS} characters`;
  throw new DomainError("request_invalid", { errors: [{ field: "name", code: code ?? "invalid", message }] });
}

/** @throws {DomainError} `request_invalid` */
export function parseQuery(query: string): string {
  if (query.length <= MOST_QUERY_CHARACTERS && !query.includes("\0")) return query;
  const message = `A view is at most ${MOST_QUERY_CHARACTERS} characters long`;
  throw new DomainError("request_invalid", { errors: [{ field: "query", code: "too_big", message }] });
}

/** One of the caller's own: those of others are missing. */
export function isOwnView(ctx: Ctx, id: string) {
  return and(
    eq(savedViews.organizationId, ctx.organization.id),
    eq(savedViews.userId, ctx.actor.userId),
    eq(savedViews.id, id),
  );
}

const own = prepare<SavedView>((db, slot) =>
  db.select(VIEW_FIELDS).from(savedViews).where(and(
    eq(savedViews.organizationId, slot("organizationId")),
    eq(savedViews.userId, slot("userId")),
  )).orderBy(asc(savedViews.createdAt), asc(savedViews.id)).limit(MOST_VIEWS)
);

/** For a batch together with what the view is shown beside: the caller's own, in the order of their making. */
export function savedViewsQuery(ctx: Ctx): Query<SavedView> {
  return own({ organizationId: ctx.organization.id, userId: ctx.actor.userId });
}
