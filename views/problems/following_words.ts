/** What the error codes of following cases, of files and of plans mean to a person. */
import type { ProblemWords } from "./words.ts";

export const FOLLOWING_WORDS: Readonly<Record<string, ProblemWords>> = {
  saved_view_not_found: {
    title: "Esa vista guardada no existe",
    advice: "Quizá ya la eliminó. Vuelva a la lista y elija otra.",
  },
  saved_view_exists: {
    title: "Ya tiene una vista con ese nombre",
    advice: "Elija otro nombre, o elimine la que ya existe.",
  },
  saved_view_limit: {
    title: "Ya tiene 20 vistas guardadas",
    advice: "Elimine una que no use para guardar otra.",
  },
  files_not_configured: {
    title: "Esta instalación de LEXIA no guarda archivos",
    advice:
      "Pida a quien opera la plataforma que configure dónde guardarlos. Mientras tanto, descargue las listas directamente.",
  },
  files_unavailable: {
    title: "En este momento no se pueden guardar archivos",
    advice: "Inténtelo de nuevo en unos minutos. Si continúa, avise al operador de la plataforma.",
  },
  file_kind_refused: {
    title: "Ese tipo de archivo no se recibe",
    advice: "Envíe un archivo de Excel (.xlsx) sin macros, un .csv o un .pdf.",
  },
  file_unreadable: {
    title: "El archivo no se pudo leer",
    advice: "Ábralo en el programa con que se hizo, deje solo la lista de radicados y guárdelo de nuevo.",
  },
  bulk_busy: {
    title: "En este momento se están leyendo muchos archivos",
    advice: "Inténtelo de nuevo en unos segundos.",
  },
  bulk_not_found: {
    title: "Esa carga masiva no existe",
    advice: "Revise la dirección, o vuelva a la lista de cargas.",
  },
  bulk_duplicate: {
    title: "Usted ya cargó este mismo archivo",
    advice:
      "Consulte la carga anterior: «existing_id» dice cuál es. Para cargarlo otra vez, use «?again=true».",
    onPages: "Consulte esa carga, o diga que quiere cargarlo otra vez.",
  },
  bulk_state: {
    title: "El estado actual de la carga no lo permite",
    advice: "Consulte la carga de nuevo: pudo haber cambiado mientras tanto.",
  },
  bulk_mapping_invalid: {
    title: "Las columnas indicadas no corresponden al archivo",
    advice: "Indique columnas que el archivo tenga, por su título o su posición, y cuál lleva el radicado.",
  },
  notification_not_found: {
    title: "Ese aviso no existe",
    advice: "Los avisos se conservan 180 días. Revise la lista.",
  },
  unsubscribe_link_invalid: {
    title: "Este enlace no sirve",
    advice: "Puede que el correo esté incompleto. Entre a LEXIA y elija allí qué avisos recibe.",
  },
  novedad_not_found: {
    title: "Esa novedad no existe",
    advice: "Puede que su caso ya no se siga, o que lo siga otra persona. Búsquela en la lista de novedades.",
  },
  plan_current: {
    title: "La organización ya tiene ese plan",
    advice: "Elija otro plan.",
  },
  plan_request_pending: {
    title: "Ya se pidió otro plan",
    advice: "Espere la respuesta a esa solicitud antes de enviar otra.",
  },
  plan_request_not_found: {
    title: "Esa solicitud de plan no existe",
    advice: "Revise la dirección o búsquela en la lista.",
  },
  plan_request_decided: {
    title: "Esa solicitud de plan ya se decidió",
    advice: "Para otro cambio, la organización puede enviar una solicitud nueva.",
  },
  webhook_not_found: {
    title: "Ese webhook no existe",
    advice: "Revise la lista de webhooks: puede que alguien lo haya borrado.",
  },
  webhook_delivery_not_found: {
    title: "Esa entrega no existe",
    advice: "Las entregas se conservan 30 días: revise la lista del webhook.",
  },
  webhook_address_refused: {
    title: "LEXIA no envía a esa dirección",
    advice: "Use una dirección https de internet; una interna solo la puede permitir quien opera LEXIA.",
  },
  webhook_limit: {
    title: "Hay demasiados webhooks",
    advice: "Borre uno que no se use y vuelva a intentarlo.",
  },
  webhook_state: {
    title: "El estado actual del webhook no lo permite",
    advice: "Revise si está activo, o si la entrega todavía está en curso.",
  },
  closure_not_found: {
    title: "Ese cierre no existe",
    advice: "Puede que ya se haya quitado: revise la lista.",
  },
  closure_limit: {
    title: "Hay demasiados cierres anotados",
    advice: "Quite los que ya pasaron y agregue este después.",
  },
  calendar_rule_not_found: {
    title: "Nadie ha cambiado ni agregado una regla con ese código",
    advice: "Revise el código en la lista de reglas.",
  },
  calendar_rule_refused: {
    title: "Con esa regla no quedaría ningún día hábil en un año",
    advice: "Revise los días de la regla.",
  },
};
