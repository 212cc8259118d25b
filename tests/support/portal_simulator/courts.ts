import type { Random } from "./random.ts";

/** The branch of the law: it decides the words in a docket. */
export type Branch = "civil" | "laboral" | "familia" | "penal" | "administrativo";

export interface Office {
  /** Twelve digits: city, entidad, especialidad, number. */
  code: string;
  /** As the portal writes it, trailing space included. */
  name: string;
  departamento: string;
  branch: Branch;
  /** The database that its rows come from. */
  idConexion: number;
}

/** Rows of this database carry the role labels of Justicia XXI Web. */
export const TYBA_CONEXION = 320;

/** An office of any city, or of the city (five digits) asked for. */
export function drawOffice(random: Random, cityCode?: string): Office {
  const city = CITIES.find(({ code }) => code === cityCode) ?? random.pick(CITIES);
  const { court, branch, name } = random.pick(COURTS);
  const number = court.startsWith("22") ? "000" : String(random.int(1, 40)).padStart(3, "0");
  return {
    code: city.code + court + number,
    name: `${name.replace("###", number)} DE ${city.name} `,
    departamento: city.departamento,
    branch,
    idConexion: random.chance(0.1) ? TYBA_CONEXION : city.idConexion,
  };
}

/** DIVIPOLA codes; one source database each. */
const CITIES: readonly { code: string; name: string; departamento: string; idConexion: number }[] = [
  { code: "11001", name: "BOGOTÁ, D.C.", departamento: "BOGOTÁ", idConexion: 259 },
  { code: "11001", name: "BOGOTÁ, D.C.", departamento: "BOGOTÁ", idConexion: 261 },
  { code: "05001", name: "MEDELLÍN", departamento: "ANTIOQUIA", idConexion: 310 },
  { code: "05266", name: "ENVIGADO", departamento: "ANTIOQUIA", idConexion: 310 },
  { code: "76001", name: "CALI", departamento: "VALLE DEL CAUCA", idConexion: 450 },
  { code: "76520", name: "PALMIRA", departamento: "VALLE DEL CAUCA", idConexion: 450 },
  { code: "08001", name: "BARRANQUILLA", departamento: "ATLÁNTICO", idConexion: 341 },
  { code: "13001", name: "CARTAGENA", departamento: "BOLÍVAR", idConexion: 338 },
  { code: "15001", name: "TUNJA", departamento: "BOYACÁ", idConexion: 332 },
  { code: "17001", name: "MANIZALES", departamento: "CALDAS", idConexion: 323 },
  { code: "25754", name: "SOACHA", departamento: "CUNDINAMARCA", idConexion: 265 },
  { code: "41001", name: "NEIVA", departamento: "HUILA", idConexion: 327 },
  { code: "52001", name: "PASTO", departamento: "NARIÑO", idConexion: 336 },
  { code: "54001", name: "CÚCUTA", departamento: "NORTE DE SANTANDER", idConexion: 344 },
  { code: "63001", name: "ARMENIA", departamento: "QUINDIO", idConexion: 325 },
  { code: "66001", name: "PEREIRA", departamento: "RISARALDA", idConexion: 329 },
  { code: "68001", name: "BUCARAMANGA", departamento: "SANTANDER", idConexion: 347 },
  { code: "73001", name: "IBAGUÉ", departamento: "TOLIMA", idConexion: 331 },
];

/** Entidad and especialidad (portal.md 3.2); common ones more than once. */
const COURTS: readonly { court: string; branch: Branch; name: string }[] = [
  { court: "4003", branch: "civil", name: "JUZGADO ### CIVIL MUNICIPAL" },
  { court: "4003", branch: "civil", name: "JUZGADO ### CIVIL MUNICIPAL" },
  { court: "4003", branch: "civil", name: "JUZGADO ### CIVIL MUNICIPAL" },
  { court: "3103", branch: "civil", name: "JUZGADO ### CIVIL DEL CIRCUITO" },
  { court: "3103", branch: "civil", name: "JUZGADO ### CIVIL DEL CIRCUITO" },
  { court: "4089", branch: "civil", name: "JUZGADO ### PROMISCUO MUNICIPAL" },
  { court: "4189", branch: "civil", name: "JUZGADO ### DE PEQUEÑAS CAUSAS Y COMPETENCIA MÚLTIPLE" },
  { court: "4303", branch: "civil", name: "JUZGADO ### CIVIL MUNICIPAL DE EJECUCIÓN DE SENTENCIAS" },
  { court: "3403", branch: "civil", name: "JUZGADO ### CIVIL DEL CIRCUITO DE EJECUCIÓN DE SENTENCIAS" },
  { court: "2203", branch: "civil", name: "DESPACHO ### - TRIBUNAL SUPERIOR - CIVIL" },
  { court: "3105", branch: "laboral", name: "JUZGADO ### LABORAL DEL CIRCUITO" },
  { court: "3105", branch: "laboral", name: "JUZGADO ### LABORAL DEL CIRCUITO" },
  { court: "4105", branch: "laboral", name: "JUZGADO ### MUNICIPAL DE PEQUEÑAS CAUSAS LABORALES" },
  { court: "3110", branch: "familia", name: "JUZGADO ### DE FAMILIA DEL CIRCUITO" },
  { court: "3109", branch: "penal", name: "JUZGADO ### PENAL DEL CIRCUITO CON FUNCIÓN DE CONOCIMIENTO" },
  { court: "3187", branch: "penal", name: "JUZGADO ### DE EJECUCIÓN DE PENAS Y MEDIDAS DE SEGURIDAD" },
  { court: "3333", branch: "administrativo", name: "JUZGADO ### ADMINISTRATIVO ORAL DEL CIRCUITO" },
];
