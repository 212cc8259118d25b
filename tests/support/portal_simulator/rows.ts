/** How a proceso shows in the portal's answers. */
import { dateOf, midnightOf } from "./calendar.ts";
import type { Proceso } from "./docket.ts";
import { hashOf, randomFrom } from "./random.ts";
import { CLASSES, CONTENTS, drawName, LOCATIONS } from "./vocabulary.ts";
import type { ActuacionRow, Detalle, DocumentoRow, SearchRow, SujetoRow } from "./wire.ts";

export function searchRow(proceso: Proceso): SearchRow {
  const { plan, isPrivate } = proceso;
  return {
    idProceso: plan.idProceso,
    idConexion: plan.office.idConexion,
    llaveProceso: plan.radicado,
    fechaProceso: isPrivate ? null : midnightOf(plan.filedDay),
    fechaUltimaActuacion: isPrivate ? null : proceso.lastActuacion,
    despacho: plan.office.name,
    departamento: plan.office.departamento,
    sujetosProcesales: isPrivate ? "--- [ PROCESO PRIVADO ] ---" : summaryOf(proceso),
    esPrivado: isPrivate,
    cantFilas: -1,
  };
}

/** `consulted` counts the readings of this detail; each is some seconds after the one before. */
export function detalle(proceso: Proceso, today: number, consulted: number): Detalle {
  const { plan, seed } = proceso;
  const random = randomFrom(seed, "detalle", plan.slot);
  const { tipo, clase, subclase } = random.pick(CLASSES[plan.office.branch]);
  const padding = random.chance(0.3) ? 60 : 0;
  return {
    idRegProceso: plan.idRegProceso,
    llaveProceso: plan.radicado,
    idConexion: plan.office.idConexion,
    esPrivado: proceso.isPrivate,
    fechaProceso: midnightOf(plan.filedDay),
    codDespachoCompleto: plan.office.code,
    despacho: plan.office.name,
    ponente: `${drawName(random, "nat")}${random.chance(0.5) ? " " : ""}`,
    tipoProceso: tipo.padEnd(padding),
    claseProceso: clase.padEnd(padding),
    subclaseProceso: subclase.padEnd(padding),
    recurso: "Sin Tipo de Recurso",
    ubicacion: random.pick(LOCATIONS),
    contenidoRadicacion: random.chance(0.4) ? null : random.pick(CONTENTS),
    fechaConsulta: momentOf(today, 36_000_000 + (hashOf(`${plan.slot}`) % 10_000_000) + consulted * 7_310),
    ultimaActualizacion: momentOf(
      today,
      18_000_000 + hashOf(`${plan.office.idConexion}/${today}`) % 10_000_000,
    ),
  };
}

/** Newest first. */
export function actuacionRows(proceso: Proceso): ActuacionRow[] {
  return proceso.actuaciones.map((row) => ({ ...row, cant: proceso.actuaciones.length }));
}

export function sujetoRows(proceso: Proceso): SujetoRow[] {
  return proceso.sujetos.map(({ persona: _, ...row }) => ({ ...row, cant: proceso.sujetos.length }));
}

/** The files of an act, or none. */
export function documentoRows(proceso: Proceso, idRegActuacion: number): DocumentoRow[] {
  const act = proceso.actuaciones.find((row) => row.idRegActuacion === idRegActuacion);
  if (!act?.conDocumentos) return [];
  const random = randomFrom(proceso.seed, "documentos", idRegActuacion);
  return Array.from({ length: random.int(1, 3) }, (_, at) => ({
    idRegDocumento: 40_000_000 + (idRegActuacion % 10_000_000) * 3 + at,
    idConexion: proceso.plan.office.idConexion,
    consActuacion: act.consActuacion,
    guidDocumento_SXXIW: guidOf(`${proceso.seed}/${idRegActuacion}/${at}`),
    nombre: `${String(at + 1).padStart(2, "0")}DocumentoFicticio.pdf`,
    descripcion: random.chance(0.3) ? null : "Documento de ejemplo",
    tipo: "pdf",
    fechaCarga: act.fechaRegistro,
  }));
}

/** `Role: NAME | Role: NAME `, of the first dozen. */
function summaryOf(proceso: Proceso): string {
  const shown = proceso.sujetos.slice(0, 12);
  return shown.map((sujeto) => `${sujeto.tipoSujeto}: ${sujeto.nombreRazonSocial.trim()}`).join(" | ") + " ";
}

/** A time of that day with two or three decimals: the portal drops a last zero. */
function momentOf(day: number, milliseconds: number): string {
  const time = new Date(milliseconds).toISOString().slice(11, 23);
  const [seconds, decimals = "000"] = time.split(".");
  return `${dateOf(day)}T${seconds}.${decimals.replace(/(?<=..)0$/, "")}`;
}

function guidOf(text: string): string {
  const digits = ["a", "b", "c", "d"].map((part) => hashOf(part + text).toString(16).padStart(8, "0")).join(
    "",
  );
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
