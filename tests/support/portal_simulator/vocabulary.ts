/** The words of the dockets. Every person, company and case is invented, and shows it. */
import { type Branch, type Office, TYBA_CONEXION } from "./courts.ts";
import type { Random } from "./random.ts";

export type Persona = "nat" | "jur";

export function drawName(random: Random, persona: Persona): string {
  if (persona === "jur") {
    return `${random.pick(COMPANIES)} ${random.pick(ADJECTIVES)} ${random.pick(FORMS)}`;
  }
  return `${random.pick(GIVEN_NAMES)} ${random.pick(SURNAMES)} ${random.pick(SURNAMES)}`;
}

/** What the two sides and the others of a case are called where its rows come from. */
export function rolesOf(office: Office): { plaintiff: string; defendant: string; others: readonly string[] } {
  if (office.idConexion === TYBA_CONEXION) {
    return {
      plaintiff: "Demandante/accionante",
      defendant: "Demandado/indiciado/causante",
      others: ["Defensor Privado", "Tercero Vinculado", "Apoderado"],
    };
  }
  if (office.branch === "penal") {
    return { plaintiff: "Denunciante", defendant: "Procesado", others: ["Defensor", "Fiscal"] };
  }
  return { plaintiff: "Demandante", defendant: "Demandado", others: ["Apoderado", "Curador Ad Litem"] };
}

export const CLASSES: Record<Branch, readonly { tipo: string; clase: string; subclase: string }[]> = {
  civil: [
    { tipo: "De Ejecución", clase: "Ejecutivo Singular", subclase: "Por sumas de dinero" },
    { tipo: "De Ejecución", clase: "Ejecutivo con Título Hipotecario", subclase: "Sin Subclase de Proceso" },
    { tipo: "Declarativo", clase: "Verbal", subclase: "Responsabilidad civil extracontractual" },
    { tipo: "Declarativo", clase: "Verbal Sumario", subclase: "Restitución de inmueble arrendado" },
    { tipo: "Tutelas", clase: "Tutelas", subclase: "Sin Subclase de Proceso" },
  ],
  laboral: [
    { tipo: "Ordinario", clase: "Ordinario", subclase: "Contrato de trabajo" },
    { tipo: "De Ejecución", clase: "Ejecutivo", subclase: "Sin Subclase de Proceso" },
  ],
  familia: [
    { tipo: "Declarativo", clase: "Verbal", subclase: "Divorcio" },
    { tipo: "Liquidatorio", clase: "Sucesión", subclase: "Sin Subclase de Proceso" },
  ],
  penal: [{ tipo: "Ley 906", clase: "Ley 906 de 2004", subclase: "Sin Subclase de Proceso" }],
  administrativo: [
    { tipo: "Ordinario", clase: "Nulidad y Restablecimiento del Derecho", subclase: "Laboral" },
    { tipo: "Ordinario", clase: "Reparación Directa", subclase: "Sin Subclase de Proceso" },
  ],
};

/** What a fijación en estado makes known. */
export const AUTOS: readonly string[] = [
  "Auto admite demanda",
  "Auto inadmite demanda",
  "Auto rechaza demanda",
  "Auto decide recurso",
  "Auto ordena oficiar",
  "Auto requiere",
  "Auto fija fecha audiencia y/o diligencia",
  "Auto libra mandamiento ejecutivo",
  "Auto  decreta medida cautelar ",
  "Auto reconoce personería",
  "Auto aprueba liquidación",
];

/** Irregular spaces as they come. */
export const SINGLE_ACTS: readonly string[] = [
  "Recepción memorial",
  "Recepción memorial",
  "Recepción memorial",
  "Al despacho",
  "Al despacho",
  "Constancia secretarial",
  "Constancia  secretarial",
  "Movimiento expediente",
  "Oficio Elaborado",
  " Oficio",
  "Sentencia de Primera Instancia",
  "Envío  Expediente ",
  "Acta audiencia",
];

export const TRASLADOS: readonly string[] = [
  "Traslado Recurso Reposición Art. 319 C.G.P.",
  "Traslado Art. 110 C.G.P.",
  "Traslado Apelación Art. 326 C.G.P.",
  "Traslado Liquidación Art. 446 C.G.P.",
];

export const ANOTACIONES: readonly string[] = [
  "MEMORIAL INVENTADO QUE ALLEGA PODER",
  "SE ENVÍA AL CORREO DE LA PARTE FICTICIA",
  "EN LA FECHA PASA AL DESPACHO,\r\nCON MEMORIAL QUE ANTECEDE",
  "SOLICITA IMPULSO PROCESAL\n\nFOLIOS: 12",
  "  ANOTACIÓN   DE  EJEMPLO  ",
  "LIQUIDACIÓN DEL CRÉDITO.\r\nEL TEXTO ES DE PRUEBA Y NO PERTENECE A NINGÚN CASO",
];

export const CONTENTS: readonly string[] = [
  "DEMANDA FICTICIA CON ANEXOS EN MEDIO ELECTRÓNICO",
  "PAGARÉ DE EJEMPLO POR VALOR INVENTADO",
];

export const LOCATIONS: readonly string[] = ["Despacho", "Secretaria", "Secretaria - Términos", "Archivo"];

const GIVEN_NAMES = [
  "ALBA LUZ",
  "TOMÁS",
  "MARÍA INÉS",
  "JULIÁN",
  "ROSALBA",
  "EFRAÍN",
  "BEGOÑA",
  "ÓSCAR IVÁN",
  "NUBIA",
  "WILLIAM",
  "DORIS",
  "HERNÁN",
  "LUZ MARINA",
  "CÉSAR",
];
const SURNAMES = [
  "FICTICIO",
  "INVENTADO",
  "IMAGINARIO",
  "DE MENTIRA",
  "EJEMPLAR",
  "SUPUESTO",
  "FABULADO",
  "NOVELADO",
  "DEL CUENTO",
];
const COMPANIES = [
  "EMPRESA",
  "COOPERATIVA",
  "BANCO",
  "INMOBILIARIA",
  "CONSTRUCTORA",
  "SEGUROS",
  "CAÑA & HIJOS",
];
const ADJECTIVES = ["FICTICIA", "INVENTADA", "IMAGINARIA", "DE MENTIRA", "INEXISTENTE", "DE EJEMPLO"];
const FORMS = ["S.A.S.", "S.A.", "LTDA", "S.A.S. EN LIQUIDACIÓN"];
