/** What the portal sends (portal.md 1.2). Dates are `YYYY-MM-DDT00:00:00` without zone. */

export interface SearchRow {
  /** `idRegProceso` and one more digit. */
  idProceso: number;
  idConexion: number;
  llaveProceso: string;
  fechaProceso: string | null;
  fechaUltimaActuacion: string | null;
  despacho: string;
  departamento: string;
  sujetosProcesales: string;
  esPrivado: boolean;
  cantFilas: -1;
}

export interface Parametros {
  numero: string | null;
  nombre: string | null;
  tipoPersona: string | null;
  idSujeto: null;
  ponente: null;
  claseProceso: null;
  codificacionDespacho: string | null;
  soloActivos: boolean;
}

export interface Paginacion {
  cantidadRegistros: number;
  registrosPagina: number;
  cantidadPaginas: number;
  pagina: number;
  paginas: null;
}

export interface SearchAnswer {
  tipoConsulta: "NumeroRadicacion" | "NombreRazonSocial";
  procesos: SearchRow[];
  parametros: Parametros;
  paginacion: Paginacion;
}

export interface Detalle {
  idRegProceso: number;
  llaveProceso: string;
  idConexion: number;
  esPrivado: boolean;
  fechaProceso: string;
  codDespachoCompleto: string;
  despacho: string;
  ponente: string;
  tipoProceso: string;
  claseProceso: string;
  subclaseProceso: string;
  recurso: string;
  ubicacion: string;
  contenidoRadicacion: string | null;
  /** With a time of day, and two or three decimals. */
  fechaConsulta: string;
  ultimaActualizacion: string;
}

export interface ActuacionRow {
  /** Above 2^31. */
  idRegActuacion: number;
  llaveProceso: string;
  consActuacion: number;
  fechaActuacion: string;
  actuacion: string;
  anotacion: string | null;
  fechaInicial: string | null;
  fechaFinal: string | null;
  fechaRegistro: string;
  codRegla: string;
  conDocumentos: boolean;
  /** How many there are in all. */
  cant: number;
}

export interface SujetoRow {
  idRegSujeto: number;
  tipoSujeto: string;
  esEmplazado: boolean;
  identificacion: null;
  nombreRazonSocial: string;
  cant: number;
}

export interface DocumentoRow {
  idRegDocumento: number;
  idConexion: number;
  consActuacion: number;
  guidDocumento_SXXIW: string;
  nombre: string;
  descripcion: string | null;
  tipo: string;
  fechaCarga: string;
}
