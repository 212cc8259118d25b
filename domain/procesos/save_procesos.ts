import { and, eq, getTableColumns, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { actuaciones } from "#db/schema/actuaciones.ts";
import { procesos } from "#db/schema/procesos.ts";
import { sujetos } from "#db/schema/sujetos.ts";
import type { Db } from "#db/tenant_db.ts";
import type { ProcesoSnapshot } from "../portals/portal.ts";

export interface SavedProcesos {
  /** The organization had procesos of this radicado before: what is new now is news. */
  wasKnown: boolean;
  newActuaciones: number;
}

/** Rows in one statement: well below PostgreSQL's 65,535 parameters. */
const CHUNK = 500;

/**
 * Keeps what a lookup found. What is there already is brought up to date, nothing is removed; running it twice
 * changes nothing the second time. `at` is when the portal answered, milliseconds since the epoch.
 */
export async function saveProcesos(
  tx: Db,
  input: {
    organizationId: string;
    source: string;
    radicado: string;
    procesos: readonly ProcesoSnapshot[];
    at: number;
  },
): Promise<SavedProcesos> {
  const { organizationId, source, radicado } = input;
  const at = new Date(input.at);
  const known = await tx.select({ id: procesos.id }).from(procesos)
    .where(and(eq(procesos.organizationId, organizationId), eq(procesos.radicado, radicado))).limit(1);
  const wasKnown = known.length > 0;
  let newActuaciones = 0;
  for (const snapshot of input.procesos) {
    const procesoId = await saveProceso(tx, source, snapshot, at);
    newActuaciones += await saveActuaciones(tx, procesoId, snapshot, { isBaseline: !wasKnown, at });
    await saveSujetos(tx, procesoId, snapshot, at);
  }
  return { wasKnown, newActuaciones: wasKnown ? newActuaciones : 0 };
}

async function saveProceso(tx: Db, source: string, snapshot: ProcesoSnapshot, at: Date): Promise<string> {
  const { actuaciones: _, sujetos: __, sourceUpdatedAt, ...columns } = snapshot;
  const seen = {
    ...columns,
    source,
    sourceUpdatedAt: sourceUpdatedAt === null ? null : new Date(sourceUpdatedAt),
    lastVerifiedAt: at,
    updatedAt: at,
  };
  // A case that became private shows nothing but that: what was known of it stays.
  const changes = snapshot.isPrivate ? { isPrivate: true, lastVerifiedAt: at, updatedAt: at } : seen;
  const [row] = await tx.insert(procesos).values({ ...seen, firstSeenAt: at }).onConflictDoUpdate({
    target: [procesos.organizationId, procesos.source, procesos.idProceso],
    set: changes,
  }).returning({ id: procesos.id });
  if (!row) throw new Error("An upsert answered no row");
  return row.id;
}

async function saveActuaciones(
  tx: Db,
  procesoId: string,
  snapshot: ProcesoSnapshot,
  seen: { isBaseline: boolean; at: Date },
): Promise<number> {
  let inserted = 0;
  for (const chunk of chunksOf(snapshot.actuaciones)) {
    const rows = await tx.insert(actuaciones).values(chunk.map((actuacion) => ({
      ...actuacion,
      procesoId,
      isBaseline: seen.isBaseline,
      firstSeenAt: seen.at,
      updatedAt: seen.at,
    }))).onConflictDoUpdate({
      target: [actuaciones.organizationId, actuaciones.procesoId, actuaciones.idRegActuacion],
      set: fromExcluded(actuaciones, [
        "consActuacion",
        "actuacion",
        "anotacion",
        "filedOn",
        "registeredOn",
        "termStartsOn",
        "termEndsOn",
        "hasDocuments",
        "contentHash",
        "raw",
        "updatedAt",
      ]),
      setWhere: sql`${actuaciones.contentHash} <> excluded.content_hash`,
      // xmax is 0 in a row that this very statement inserted.
    }).returning({ isInserted: sql<boolean>`(xmax = 0)` });
    inserted += rows.filter((row) => row.isInserted).length;
  }
  return inserted;
}

async function saveSujetos(tx: Db, procesoId: string, snapshot: ProcesoSnapshot, at: Date): Promise<void> {
  for (const chunk of chunksOf(snapshot.sujetos)) {
    await tx.insert(sujetos).values(chunk.map((sujeto) => ({ ...sujeto, procesoId, firstSeenAt: at })))
      .onConflictDoUpdate({
        target: [sujetos.organizationId, sujetos.procesoId, sujetos.idRegSujeto],
        set: fromExcluded(sujetos, ["tipoSujeto", "name", "isEmplazado", "raw"]),
      });
  }
}

/** The SET clause that takes those columns from the row that was refused. */
function fromExcluded<T extends PgTable>(table: T, names: readonly (keyof T["_"]["columns"] & string)[]) {
  const columns = getTableColumns(table);
  return Object.fromEntries(names.map((name) => {
    const column = columns[name];
    if (!column) throw new Error(`No column "${name}"`);
    return [name, sql`excluded.${sql.identifier(column.name)}`];
  }));
}

function* chunksOf<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < items.length; i += CHUNK) yield items.slice(i, i + CHUNK);
}
