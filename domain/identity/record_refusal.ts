import type { Actor, Services } from "../ctx.ts";
import { accountDb } from "./_accounts.ts";
import { recordAct } from "./record_act.ts";

export interface Refusal {
  /** Null: the platform. */
  organizationId: string | null;
  actor: Actor;
  address: string | null;
  requestId: string;
  /** What was asked and how it ended: the method, the route's pattern, status and code. */
  data: { method: string; endpoint: string; status: number; code: string; api_key?: string };
  /** The id that the request named, whether or not there is such a thing. */
  targetId?: string;
}

/** Keeps in the audit log that somebody who is known was refused, or met an error of ours. */
export async function recordRefusal(services: Services, refusal: Refusal): Promise<void> {
  const { organizationId, address, requestId, actor, ...act } = refusal;
  const action = refusal.data.status >= 500 ? "request.failed" : "request.refused";
  await accountDb(services, organizationId, "request.record_refusal").one(async (db) =>
    await recordAct(db, { address, requestId, actor }, {
      ...act,
      organizationId,
      actorId: actor.userId,
      action,
    })
  );
}
