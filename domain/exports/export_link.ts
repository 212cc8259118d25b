/** Links to files: good for a day, and for one person alone. Nothing is kept of them: they prove themselves. */
import { timingSafeEqual } from "node:crypto";
import type { Ctx } from "../ctx.ts";
import type { Sealer } from "../identity/sealing.ts";

export interface ExportLink {
  token: string;
  expiresAt: Date;
}

const GOOD_MS = 24 * 3_600_000;

/** For the caller, and no longer than the file itself is kept. */
export async function linkFor(
  sealer: Sealer,
  ctx: Ctx,
  { id, until }: { id: string; until: Date },
): Promise<ExportLink> {
  const expiresAt = new Date(Math.min(ctx.clock.now() + GOOD_MS, until.getTime()));
  const seconds = Math.floor(expiresAt.getTime() / 1000);
  return { token: `${seconds}.${await proofOf(sealer, ctx, id, seconds)}`, expiresAt };
}

/** Whether it is a link to that file, made for the caller, whose day is not over. */
export async function isGoodLink(
  sealer: Sealer,
  ctx: Ctx,
  { id, token }: { id: string; token: string },
): Promise<boolean> {
  const [, seconds, proof] = /^(\d{1,12})\.([0-9a-f]{64})$/.exec(token) ?? [];
  if (seconds === undefined || proof === undefined) return false;
  const wanted = await proofOf(sealer, ctx, id, Number(seconds));
  const encoder = new TextEncoder();
  return timingSafeEqual(encoder.encode(proof), encoder.encode(wanted)) &&
    Number(seconds) * 1000 > ctx.clock.now();
}

async function proofOf(sealer: Sealer, ctx: Ctx, id: string, seconds: number): Promise<string> {
  return await sealer.keyedHash(`${ctx.organization.id} ${ctx.actor.userId} ${id} ${seconds}`, "export_link");
}
