/** What each error code means to a person, and what helps. */
import { EXPORT_WORDS } from "./export_words.ts";
import type { Locale } from "../ui/reader.ts";
import { ENGLISH_WORDS, UNKNOWN_IN_ENGLISH } from "./english_words.ts";
import { FOLLOWING_WORDS } from "./following_words.ts";
import { IDENTITY_WORDS } from "./identity_words.ts";

export interface ProblemWords {
  title: string;
  advice: string;
  /** In its place on pages, where there is no request to put right by hand. */
  onPages?: string;
}

export const SPANISH_WORDS: Readonly<Record<string, ProblemWords>> = {
  sso_state_invalid: {
    title: "No se pudo completar el ingreso",
    advice: "Se inició en otro navegador, ya se usó o tardó demasiado. Comience de nuevo desde esta página.",
  },
  sso_provider_unavailable: {
    title: "El proveedor de identidad no responde o no está configurado",
    advice: "Inténtelo de nuevo en unos minutos. Si continúa, avise a un administrador de su organización.",
  },
  sso_assertion_refused: {
    title: "La respuesta del proveedor de identidad no se puede aceptar",
    advice: "Avise a un administrador de su organización: el registro de auditoría dice el motivo.",
  },
  sso_sign_out_incomplete: {
    title: "Su sesión en LEXIA se cerró, pero el proveedor de identidad no confirma la suya",
    advice: "Si comparte este equipo, cierre también la sesión en el proveedor, o cierre el navegador.",
  },
  sso_email_not_allowed: {
    title: "El proveedor de identidad no dio un correo que su organización permita",
    advice:
      "Entre con la cuenta de su organización, o pida a un administrador que revise los dominios permitidos.",
  },
  sso_required: {
    title: "Su organización entra con su proveedor de identidad",
    advice: "Use el botón del proveedor en la página de entrada, en lugar de la contraseña.",
  },
  sso_not_ready: {
    title: "Todavía no se puede exigir el inicio de sesión único",
    advice:
      "Antes, alguien debe haber entrado con un proveedor activo, y debe haber un administrador de emergencia con contraseña.",
  },
  request_malformed: {
    title: "No se pudo leer la petición",
    advice: "Envíe JSON bien formado, o vuelva a la página anterior e inténtelo de nuevo.",
    onPages: "Vuelva a la página anterior e inténtelo de nuevo.",
  },
  request_invalid: {
    title: "Algunos datos no son válidos",
    advice: "Revise los campos que la respuesta señala en «errors» y corríjalos.",
    onPages: "Corrija los campos señalados.",
  },
  body_too_large: {
    title: "Lo que se envió es demasiado grande",
    advice: "Envíe menos datos de una vez.",
  },
  content_type_unsupported: {
    title: "El formato de lo enviado no se admite",
    advice: "Envíe el cuerpo como application/json.",
    onPages: "Vuelva a la página anterior e inténtelo de nuevo.",
  },
  host_ambiguous: {
    title: "No es claro a qué sitio se dirige la petición",
    advice: "Envíe un solo encabezado Host, sin nada más, igual al de la dirección.",
    onPages: "Escriba de nuevo la dirección de su organización.",
  },
  not_found: {
    title: "Aquí no hay nada",
    advice: "Revise la dirección: puede estar incompleta, o lo que había ya no existe.",
  },
  cursor_invalid: {
    title: "No se puede continuar la lista desde ahí",
    advice: "Vuelva al comienzo de la lista. En la API, use «next_cursor» tal como se recibió.",
    onPages: "Vuelva al comienzo de la lista.",
  },
  origin_refused: {
    title: "La petición viene de otro sitio",
    advice: "Por seguridad, los cambios solo se aceptan desde las páginas de LEXIA. Ábralas e inténtelo ahí.",
  },
  version_conflict: {
    title: "Alguien lo cambió mientras tanto",
    advice: "Lea de nuevo los datos y repita el cambio con el ETag actual.",
    onPages: "Vuelva a abrir la página, revise cómo quedó y repita su cambio si aún hace falta.",
  },
  idempotency_key_invalid: {
    title: "La clave Idempotency-Key no es válida",
    advice: "Use de 1 a 255 caracteres visibles.",
  },
  idempotency_key_reused: {
    title: "Esa Idempotency-Key ya se usó para otra petición",
    advice: "Use una clave nueva para cada operación distinta.",
  },
  idempotency_in_progress: {
    title: "La primera petición con esa Idempotency-Key sigue en curso",
    advice: "Espere unos segundos y repítala.",
  },
  rate_limited: {
    title: "Demasiadas peticiones en poco tiempo",
    advice: "Espere un momento antes de seguir. En la API, «Retry-After» dice cuántos segundos.",
    onPages: "Espere un momento e inténtelo de nuevo.",
  },
  organization_not_found: {
    title: "La organización no existe o no está activa",
    advice:
      "Revise la dirección: empieza con el nombre de su organización. Si está bien escrita, consulte a su " +
      "administrador.",
  },
  subdomain_taken: {
    title: "Ese nombre ya está ocupado o reservado",
    advice: "Elija otro nombre para la dirección de la organización.",
  },
  signup_disabled: {
    title: "El registro de organizaciones está cerrado",
    advice: "Pídale al operador de esta plataforma que cree su organización.",
  },
  authentication_required: {
    title: "Hace falta entrar",
    advice: "Entre con su correo y contraseña. En la API, envíe un token de acceso vigente.",
    onPages: "Entre con su correo y su contraseña.",
  },
  token_invalid: {
    title: "La sesión terminó",
    advice: "Entre de nuevo. En la API, el token no es válido o ya venció.",
    onPages: "Entre de nuevo.",
  },
  invalid_credentials: {
    title: "El correo o la contraseña no son correctos",
    advice: "Revise mayúsculas y minúsculas e inténtelo de nuevo.",
  },
  refresh_token_reused: {
    title: "Ese token de renovación ya se había usado",
    advice: "Por seguridad se cerró su sesión. Entre de nuevo.",
  },
  too_many_attempts: {
    title: "Demasiados intentos de entrar",
    advice: "Espere unos minutos antes de intentarlo otra vez.",
  },
  sign_in_busy: {
    title: "Hay muchas personas entrando en este momento",
    advice: "Inténtelo de nuevo en unos segundos.",
  },
  not_a_member: {
    title: "Usted no hace parte de esta organización",
    advice: "Pídale a un administrador de la organización que lo invite o reactive su acceso.",
  },
  permission_denied: {
    title: "Su rol no permite hacer esto",
    advice: "Si lo necesita para su trabajo, pídaselo a un administrador de la organización.",
  },
  api_key_not_found: {
    title: "Esa clave de API no existe",
    advice: "Puede haber sido borrada. Vuelva a la lista de claves.",
  },
  api_key_ended: {
    title: "Esa clave de API ya terminó o fue reemplazada",
    advice: "Cree una clave nueva.",
  },
  scim_token_not_found: {
    title: "Ese token de SCIM no existe",
    advice: "Puede haber sido revocado. Vuelva a la lista de tokens.",
  },
  scim_group_not_found: {
    title: "Ese grupo no existe",
    advice: "Revise el identificador: el directorio puede haberlo borrado.",
  },
  scim_resource_not_found: {
    title: "Ese recurso no existe",
    advice: "Revise el identificador: la persona o el grupo puede haber sido borrado.",
  },
  scim_syntax_invalid: {
    title: "No se pudo leer la petición del directorio",
    advice: "Envíe JSON bien formado, como lo pide el RFC 7644.",
  },
  scim_filter_invalid: {
    title: "No se pudo leer el filtro",
    advice: "Revise su forma, y use solo los atributos que LEXIA guarda.",
  },
  scim_path_invalid: {
    title: "No se pudo leer la ruta del atributo",
    advice: "Revise su forma: el atributo no existe o no admite ese filtro.",
  },
  scim_value_invalid: {
    title: "Falta un valor, o es de otro tipo",
    advice: "Revise el valor que la respuesta señala en «detail».",
  },
  scim_target_missing: {
    title: "La ruta no señala nada que se pueda cambiar",
    advice: "Indique en «path» el atributo que cambia.",
  },
  scim_attribute_fixed: {
    title: "Ese atributo no se puede cambiar",
    advice: "LEXIA lo asigna por sí misma.",
  },
  scim_resource_exists: {
    title: "Ya existe uno con ese nombre o identificador",
    advice: "Búsquelo primero y cámbielo, en vez de crearlo.",
  },
  ...IDENTITY_WORDS,
  ...FOLLOWING_WORDS,
  solicitud_not_found: {
    title: "Esa solicitud no existe",
    advice: "Puede que se haya eliminado, o que sea de otra persona. Búsquela en la lista.",
  },
  solicitud_duplicate: {
    title: "Usted ya sigue ese radicado",
    advice: "Abra la solicitud que ya existe.",
  },
  solicitud_state: {
    title: "El estado actual de la solicitud no lo permite",
    advice: "Ábrala para ver en qué estado está ahora.",
  },
  radicado_invalid: {
    title: "El radicado no es válido",
    advice: "Un radicado tiene exactamente 23 dígitos; espacios, puntos y guiones no cuentan.",
  },
  despacho_not_found: {
    title: "No hay un lugar ni un despacho con ese código",
    advice: "Comience por el departamento, y siga con los códigos que muestra cada lista.",
  },
  quota_exceeded: {
    title: "Se usaron todas las consultas de este mes",
    advice: "Amplíe el plan, o espere a que empiece el mes siguiente.",
  },
  organization_state: {
    title: "El estado de la organización no lo permite",
    advice: "Revise si está suspendida o en proceso de borrado antes de intentarlo de nuevo.",
  },
  confirmation_mismatch: {
    title: "La confirmación no coincide",
    advice: "Escriba exactamente lo que se pide para confirmar.",
  },
  impersonation_not_found: {
    title: "Esa suplantación no existe",
    advice: "Revise la dirección: puede haber terminado, o el enlace ya se usó.",
  },
  impersonation_refused: {
    title: "No se puede entrar como esa persona",
    advice: "La persona está inactiva, o la organización cerró el acceso de soporte.",
  },
  legal_version_outdated: {
    title: "Esa no es la versión vigente",
    advice: "Lea la versión vigente del documento y acéptela.",
  },
  organization_missing: {
    title: "Esa organización no existe",
    advice: "Revise el identificador en la lista de organizaciones.",
  },
  job_not_found: {
    title: "Ese trabajo no existe entre los descartados",
    advice: "Puede que ya se haya reintentado: revise la lista.",
  },
  ...EXPORT_WORDS,
  database_unavailable: {
    title: "LEXIA no está disponible por un momento",
    advice: "No se perdió nada de lo guardado. Inténtelo de nuevo en unos segundos.",
  },
  store_unavailable: {
    title: "Una parte de LEXIA no está disponible por un momento",
    advice: "Inténtelo de nuevo en unos segundos.",
  },
  internal_error: {
    title: "Algo falló de nuestro lado",
    advice: "Ya quedó registrado. Si se repite, cuéntenos el código de seguimiento.",
  },
};

const UNKNOWN: ProblemWords = {
  title: "No se pudo completar",
  advice: "Inténtelo de nuevo. Si se repite, cuéntenos el código de seguimiento.",
};

/** Spanish where no language is asked for. */
export function problemWords(code: string, locale: Locale = "es"): ProblemWords {
  return locale === "en" ? ENGLISH_WORDS[code] ?? UNKNOWN_IN_ENGLISH : SPANISH_WORDS[code] ?? UNKNOWN;
}

/** As a person reads it on a page of LEXIA, where the other tells programmers as well. */
export function personWords(code: string, locale: Locale = "es"): Pick<ProblemWords, "title" | "advice"> {
  const { title, advice, onPages } = problemWords(code, locale);
  return { title, advice: onPages ?? advice };
}
