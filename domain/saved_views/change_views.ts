/** Views of the list of solicitudes that people keep for themselves: each has its own, and sees no other. */
import { and, eq, sql } from "drizzle-orm";
import { savedViews } from "#db/schema/saved_views.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../audit.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { reachOf } from "../solicitudes/solicitud.ts";
import { isOwnView, MOST_VIEWS, parseName, parseQuery, type SavedView, VIEW_FIELDS } from "./saved_view.ts";

/**
 * Keeps filters under a name.
 * @throws {DomainError} `permission_denied`, `request_invalid`, `saved_view_limit`, `saved_view_exists`
 */
export async function saveView(ctx: Ctx, input: { name: string; query: string }): Promise<SavedView> {
  reachOf(ctx);
  const [name, query] = [parseName(input.name), parseQuery(input.query)];
  return await ctx.db.tx(async (tx) => {
    await lockOwner(tx, ctx);
    const count = await tx.$count(savedViews, isOwned(ctx));
    if (count >= MOST_VIEWS) throw new DomainError("saved_view_limit", { extra: { limit: MOST_VIEWS } });
    const [view] = await tx.insert(savedViews).values({ userId: ctx.actor.userId, name, query })
      .onConflictDoNothing().returning(VIEW_FIELDS);
    if (!view) throw new DomainError("saved_view_exists");
    await audit(tx, ctx, { action: "saved_view.create", targetId: view.id, data: { name, query } });
    return view;
  });
}

/** @throws {DomainError} `permission_denied`, `request_invalid`, `saved_view_not_found`, `saved_view_exists` */
export async function renameView(ctx: Ctx, input: { id: string; name: string }): Promise<SavedView> {
  reachOf(ctx);
  const name = parseName(input.name);
  return await ctx.db.tx(async (tx) => {
    await lockOwner(tx, ctx);
    const [before] = await tx.select(VIEW_FIELDS).from(savedViews).where(isOwnView(ctx, input.id));
    if (!before) throw new DomainError("saved_view_not_found");
    const [twin] = await tx.select({ id: savedViews.id }).from(savedViews)
      .where(and(isOwned(ctx), eq(savedViews.name, name)));
    if (twin && twin.id !== before.id) throw new DomainError("saved_view_exists");
    await tx.update(savedViews).set({ name }).where(isOwnView(ctx, input.id));
    const data = { before: { name: before.name }, after: { name } };
    await audit(tx, ctx, { action: "saved_view.update", targetId: before.id, data });
    return { ...before, name };
  });
}

/** @throws {DomainError} `permission_denied`, `saved_view_not_found` */
export async function deleteView(ctx: Ctx, id: string): Promise<void> {
  reachOf(ctx);
  await ctx.db.tx(async (tx) => {
    const [view] = await tx.delete(savedViews).where(isOwnView(ctx, id)).returning(VIEW_FIELDS);
    if (!view) throw new DomainError("saved_view_not_found");
    const { name, query } = view;
    await audit(tx, ctx, { action: "saved_view.delete", targetId: id, data: { before: { name, query } } });
  });
}

/** So that nobody has more of them by asking twice at once. */
async function lockOwner(tx: Db, ctx: Ctx): Promise<void> {
  await tx.select({ one: sql`1` }).from(users)
    .where(and(eq(users.organizationId, ctx.organization.id), eq(users.id, ctx.actor.userId)))
    .for("update");
}

function isOwned(ctx: Ctx) {
  return and(
    eq(savedViews.organizationId, ctx.organization.id),
    eq(savedViews.userId, ctx.actor.userId),
  );
}
