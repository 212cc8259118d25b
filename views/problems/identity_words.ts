/** What the error codes of sign-in, people and organizations mean to a person. */
import type { ProblemWords } from "./words.ts";

export const IDENTITY_WORDS: Readonly<Record<string, ProblemWords>> = {
  fresh_proof_required: {
    title: "Confirme de nuevo quién es",
    advice: "Esta acción pide una comprobación reciente: confírmela y repita la acción.",
  },
  mfa_required: {
    title: "Falta el segundo paso",
    advice: "Escriba el código de su aplicación de verificación, o use una llave de acceso.",
  },
  mfa_invalid: {
    title: "El código o la llave de acceso no sirve, o ya se había usado",
    advice: "Espere a que la aplicación muestre un código nuevo e inténtelo otra vez.",
  },
  second_factor_enrollment_required: {
    title: "Su rol pide una verificación en dos pasos",
    advice: "Actívela en la página «Seguridad», o confirme ahí su segundo factor, y siga con su trabajo.",
  },
  second_factor_last: {
    title: "Es su último segundo factor, y su rol lo exige",
    advice: "Agregue otro antes de quitar este.",
  },
  second_factor_missing: {
    title: "Todavía no hay una verificación en dos pasos",
    advice: "Configure primero una aplicación de verificación o una llave de acceso.",
  },
  totp_exists: {
    title: "Ya hay una aplicación de verificación",
    advice: "Quítela antes de configurar otra.",
  },
  totp_missing: {
    title: "No hay una aplicación de verificación por confirmar o quitar",
    advice: "Empiece de nuevo la configuración.",
  },
  passkey_refused: {
    title: "No se pudo agregar esa llave de acceso",
    advice: "Empiece de nuevo en este mismo dispositivo.",
  },
  passkey_not_found: {
    title: "Esa llave de acceso no existe",
    advice: "Puede que ya se haya quitado: revise la lista en la página «Seguridad».",
  },
  address_not_allowed: {
    title: "Su organización no permite entrar desde esta red",
    advice: "Conéctese desde una red autorizada, como la de la oficina, o consulte a su administrador.",
  },
  image_refused: {
    title: "Esa imagen no sirve como logotipo",
    advice: "Use un PNG, JPEG o WebP de máximo 200 kB y 2.000 × 2.000 píxeles.",
  },
  domain_not_found: {
    title: "Ese dominio no existe",
    advice: "Puede que se haya quitado. Revíselo en la lista de dominios.",
  },
  domain_exists: {
    title: "Su organización ya agregó ese dominio",
    advice: "Búsquelo en la lista y verifíquelo.",
  },
  domain_limit: {
    title: "Hay demasiados dominios",
    advice: "Quite alguno que ya no use.",
  },
  domain_record_missing: {
    title: "No se encontró el registro TXT del dominio",
    advice: "Créelo como se indica y espere unos minutos: los cambios del DNS tardan en verse.",
  },
  domain_taken: {
    title: "Otra organización demostró que ese dominio es suyo",
    advice: "Si el dominio es de ustedes, escríbale al operador de esta plataforma.",
  },
  dns_unavailable: {
    title: "Ningún servidor de nombres responde",
    advice: "Inténtelo de nuevo en unos minutos.",
  },
  would_lock_out: {
    title: "Ese cambio lo dejaría por fuera a usted mismo",
    advice: "Agregue primero la dirección desde la que trabaja ahora.",
  },
  password_too_weak: {
    title: "La contraseña es corta o muy conocida",
    advice: "Elija una más larga; varias palabras al azar funcionan bien.",
  },
  user_exists: {
    title: "Ya hay una persona con ese correo en la organización",
    advice: "Búsquela en la lista de personas, o use otro correo.",
  },
  seats_exceeded: {
    title: "Se ocuparon todos los puestos del plan",
    advice: "Amplíe el plan, o retire a alguien que ya no use LEXIA.",
  },
  user_not_found: {
    title: "Esa persona no está en la organización",
    advice: "Búsquela en la lista de personas: puede que ya se haya retirado.",
  },
  user_owns_solicitudes: {
    title: "Esa persona tiene solicitudes a su cargo",
    advice: "Elija quién las recibe y retírela de nuevo.",
  },
  last_administrator: {
    title: "La organización no puede quedarse sin administrador",
    advice: "Nombre primero a otra persona como administradora.",
  },
  own_account: {
    title: "Nadie puede hacer esto con su propia cuenta",
    advice: "Pídaselo a otro administrador de la organización.",
  },
  invitation_not_found: {
    title: "La invitación no es válida o ya venció",
    advice: "Pídale una nueva a quien le invitó.",
  },
  invitation_exists: {
    title: "Ese correo ya tiene una invitación abierta",
    advice: "Envíela de nuevo, o anúlela antes de crear otra.",
  },
  invitation_closed: {
    title: "Esa invitación ya se aceptó o se anuló",
    advice: "Cree una nueva.",
  },
  reset_link_invalid: {
    title: "El enlace no es válido o ya venció",
    advice: "Pida uno nuevo: cada enlace sirve una sola vez y durante una hora.",
  },
  current_password_wrong: {
    title: "La contraseña actual no es correcta",
    advice: "Revise mayúsculas y minúsculas. Si no la recuerda, restablézcala.",
  },
  password_not_set: {
    title: "Su cuenta no tiene contraseña",
    advice: "Entra de otra forma, por ejemplo con la cuenta de su empresa.",
  },
  session_not_found: {
    title: "Esa sesión no existe",
    advice: "Puede que ya se haya cerrado: revise la lista de sesiones.",
  },
  provider_not_found: {
    title: "Ese proveedor de identidad no existe",
    advice: "Puede que se haya eliminado: revise la lista de proveedores.",
  },
  provider_conflict: {
    title: "Ya hay otro directorio activo",
    advice: "Desactive primero el otro: solo un directorio LDAP puede estar activo a la vez.",
  },
  provider_limit: {
    title: "Hay demasiados proveedores de identidad",
    advice: "Elimine alguno que ya no use.",
  },
  directory_unavailable: {
    title: "No se puede consultar el directorio de su empresa",
    advice: "Inténtelo de nuevo en un momento. Si continúa, avise a su administrador.",
  },
};
