/** A row of the list with what is known of its case. */
import { z } from "@hono/zod-openapi";
import { MOST_UNREAD, type SolicitudRow } from "#domain/solicitudes/list_solicitudes.ts";
import { SolicitudBody, solicitudBody } from "./schema.ts";

const CaseBody = z.object({
  despacho: z.string().nullable().meta({ description: "Of the proceso that moved last" }),
  sujetos_procesales: z.string().nullable().meta({
    description: "The portal's own line of parties; null of a private proceso",
  }),
  last_actuacion_on: z.iso.date().nullable(),
  procesos: z.int().meta({ description: "How many the radicado has" }),
  unread: z.int().meta({
    description: `Novedades that you have not read; ${MOST_UNREAD} stands for that many or more`,
  }),
  owner_name: z.string().nullable().meta({ description: "For who may read all solicitudes, else null" }),
}).openapi("Case", {
  example: {
    despacho: "JUZGADO 002 CIVIL MUNICIPAL DE MANIZALES",
    sujetos_procesales: "Demandante: EMPRESA FICTICIA S.A.S. | Demandado: PERSONA INVENTADA",
    last_actuacion_on: "2026-05-22",
    procesos: 1,
    unread: 2,
    owner_name: "Úrsula Usuaria",
  },
});

export const ListedSolicitudBody = SolicitudBody.extend({
  case: CaseBody.optional().meta({ description: "Where `include=case` asks for it" }),
}).openapi("ListedSolicitud");

export function listedSolicitudBody(row: SolicitudRow): z.output<typeof ListedSolicitudBody> {
  const { facts } = row;
  return {
    ...solicitudBody(row),
    case: {
      despacho: facts.despacho,
      sujetos_procesales: facts.sujetos,
      last_actuacion_on: facts.lastActuacionOn,
      procesos: facts.procesos,
      unread: facts.unread,
      owner_name: facts.owner,
    },
  };
}
