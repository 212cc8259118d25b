import { and, eq } from "drizzle-orm";
import { prepare } from "#db/prepared.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import {
  isVisible,
  type Reach,
  reachOf,
  type Solicitud,
  SOLICITUD_FIELDS,
  visibleValues,
} from "./solicitud.ts";

/** Of one, readers also get when its first trustworthy answer came. */
const FIELDS = { ...SOLICITUD_FIELDS, baselineAt: solicitudes.baselineAt };
type ReadSolicitud = Solicitud & Pick<typeof solicitudes.$inferSelect, "baselineAt">;

/** @throws {DomainError} `solicitud_not_found`, for one that does not exist or is not the caller's to see. */
export async function getSolicitud(ctx: Ctx, id: string): Promise<ReadSolicitud> {
  const statement = STATEMENTS[reachOf(ctx)];
  const [[solicitud]] = await ctx.db.batch([statement({ ...visibleValues(ctx), id })]);
  if (!solicitud) throw new DomainError("solicitud_not_found");
  return solicitud;
}

const STATEMENTS = { all: statementFor("all"), own: statementFor("own") };

function statementFor(reach: Reach) {
  return prepare<ReadSolicitud>((db, slot) =>
    db.select(FIELDS).from(solicitudes)
      .where(and(isVisible(reach, slot), eq(solicitudes.id, slot("id"))))
  );
}
