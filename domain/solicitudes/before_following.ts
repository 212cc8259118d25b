import { and, eq, sql } from "drizzle-orm";
import { prepare, prepareSql } from "#db/prepared.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { users } from "#db/schema/users.ts";
import { authorize } from "../authz.ts";
import { nextBogotaMonth } from "../bogota.ts";
import type { Ctx } from "../ctx.ts";
import { queriesUsed, usageValues } from "../quota.ts";
import type { Radicado } from "../radicado.ts";
import { isVisible, type Reach, reachOf, visibleValues } from "./solicitud.ts";

export interface BeforeFollowing {
  /** The month's queries, with those promised to runs that wait. A limit of null is none. */
  queries: { used: number; limit: number | null };
  resetsAt: Date;
  upgradeUrl: string;
  /** Who follows these radicados already, as far as the caller may see; the longest first. */
  followed: Followed[];
}

export interface Followed {
  id: string;
  radicado: string | null;
  alias: string | null;
  ownerId: string;
  ownerName: string;
  since: Date;
}

/** More are a list, which its file says row by row. */
const MOST = 50;

/** What somebody wants to know before they follow these radicados. @throws {DomainError} `permission_denied` */
export async function beforeFollowing(ctx: Ctx, radicados: readonly Radicado[]): Promise<BeforeFollowing> {
  authorize(ctx, "create_solicitudes");
  const followed = FOLLOWED[reachOf(ctx)];
  const [[month], items] = await ctx.db.batch([
    used(usageValues(ctx)),
    followed({ ...visibleValues(ctx), radicados: radicados.slice(0, MOST) }),
  ]);
  return {
    queries: { used: month?.used ?? 0, limit: ctx.organization.maxQueriesPerMonth },
    resetsAt: new Date(nextBogotaMonth(ctx.clock.now())),
    upgradeUrl: ctx.upgradeUrl(ctx.organization),
    followed: items,
  };
}

const used = prepareSql<{ used: number }>((slot) => sql`select ${queriesUsed(slot)} as used`, {
  used: sql<number>`used`,
});

const FOLLOWED = { all: prepareFollowed("all"), own: prepareFollowed("own") };

function prepareFollowed(reach: Reach) {
  return prepare<Followed>((db, slot) =>
    db.select({
      id: solicitudes.id,
      radicado: solicitudes.radicado,
      alias: solicitudes.alias,
      ownerId: solicitudes.ownerId,
      ownerName: users.name,
      since: solicitudes.createdAt,
    }).from(solicitudes)
      .innerJoin(
        users,
        and(eq(users.organizationId, solicitudes.organizationId), eq(users.id, solicitudes.ownerId)),
      )
      .where(and(isVisible(reach, slot), sql`${solicitudes.radicado} = any(${slot("radicados")})`))
      .orderBy(solicitudes.createdAt, solicitudes.id)
  );
}
