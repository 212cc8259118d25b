/** What the page of one person of the team says, in both languages. */
import type { Locale } from "../ui/reader.ts";

const ES = {
  facts: "La cuenta",
  openSessions: "Sesiones abiertas",
  solicitudes: "Solicitudes propias",
  notices: {
    saved: "Los cambios quedaron guardados. Cuentan en todas partes en unos segundos.",
    deactivated: "La persona ya no puede entrar. Sus sesiones y claves se cerraron.",
    reactivated: "La persona puede entrar de nuevo.",
    ended: "Sus sesiones se cerraron.",
    own: "Es su propia cuenta: su rol, sus permisos y su acceso los cambia otra persona que administre.",
    above: "Esta persona puede más que usted: no puede cambiarla.",
    last:
      "Es la única persona que administra la organización: no se puede retirar, desactivar ni cambiar de rol hasta que haya otra.",
    managed:
      "Sus datos los lleva el directorio de la empresa: lo que cambie aquí puede volver a cambiar allá.",
    reads: "Usted puede ver a las personas. Los cambios los hace quien administra la organización.",
    confirm: "Para cambiar el acceso de alguien se pide una confirmación reciente de quién es usted.",
    confirmNow: "Confirmar ahora",
  },
  profile: {
    title: "Nombre y rol",
    name: "Nombre",
    role: "Rol",
    save: "Guardar",
    nameWrong: "Escriba un nombre de 1 a 200 caracteres, en una sola línea.",
    mayLess: "Al bajar de rol se anulan las invitaciones que la persona haya enviado.",
  },
  permissions: {
    title: "Permisos",
    lead: (role: string) => `Los de su rol (${role}), con lo que se le agregue o quite a esta persona.`,
    ofRole: "del rol",
    added: "agregado",
    removed: "quitado",
    cannot: "usted no lo tiene",
    save: "Guardar los permisos",
  },
  sessions: {
    title: "Cerrar sus sesiones",
    text: "Por ejemplo, si perdió un dispositivo. Puede volver a entrar enseguida.",
    none: "No tiene sesiones abiertas.",
    label: "Cerrar sesiones",
    question: "La persona sale de LEXIA en todos sus dispositivos y recibe un correo que lo dice.",
    answer: "Cerrar todas",
  },
  deactivate: {
    title: "Desactivar",
    text: "Deja de entrar y libera su cupo; sus solicitudes siguen vigilándose a su nombre.",
    label: "Desactivar",
    question: "Se cierran sus sesiones, claves e invitaciones. Puede reactivarla después.",
    answer: "Desactivar el acceso",
  },
  reactivate: { title: "Reactivar", text: "Vuelve a entrar como antes y ocupa un cupo.", label: "Reactivar" },
  remove: {
    title: "Retirar de la organización",
    text: "Sale del todo: sin cuenta, llaves ni segundo factor. El registro de auditoría la sigue nombrando.",
    owns: (count: string) =>
      count === "1"
        ? "Tiene 1 solicitud: alguien debe recibirla."
        : `Tiene ${count} solicitudes: alguien debe recibirlas.`,
    successor: "Correo de quien las recibe",
    successorHint: "Una persona con acceso. Lo que ya siga también se une, sin perder historial.",
    successorWrong: "Escriba el correo de otra persona de la organización que tenga acceso.",
    label: "Retirar",
    question: "No se puede deshacer: para volver necesitará otra invitación.",
    answer: "Retirar a la persona",
    done: "La persona ya no está en la organización.",
  },
};

export type MemberWords = typeof ES;

const EN: MemberWords = {
  facts: "The account",
  openSessions: "Open sessions",
  solicitudes: "Own solicitudes",
  notices: {
    saved: "The changes were saved. They count everywhere within seconds.",
    deactivated: "The person can no longer get in. Their sessions and keys were ended.",
    reactivated: "The person can get in again.",
    ended: "Their sessions were ended.",
    own: "This is your own account: your role, permissions and access are changed by another administrator.",
    above: "This person may more than you: you cannot change them.",
    last:
      "This is the only person who administers the organization: they can be neither removed, deactivated nor given another role until there is another.",
    managed: "The company's directory keeps their data: what you change here may change again there.",
    reads: "You can see people. Whoever administers the organization changes them.",
    confirm: "To change somebody's access, a recent proof of who you are is asked for.",
    confirmNow: "Confirm now",
  },
  profile: {
    title: "Name and role",
    name: "Name",
    role: "Role",
    save: "Save",
    nameWrong: "Write a name of 1 to 200 characters, on one line.",
    mayLess: "With a lower role, the invitations that the person has sent are revoked.",
  },
  permissions: {
    title: "Permissions",
    lead: (role) => `Those of their role (${role}), with what is added to or taken from this person.`,
    ofRole: "of the role",
    added: "added",
    removed: "taken away",
    cannot: "you do not have it",
    save: "Save the permissions",
  },
  sessions: {
    title: "End their sessions",
    text: "For instance where a device was lost. They can sign in again at once.",
    none: "They have no open sessions.",
    label: "End sessions",
    question: "The person is signed out of LEXIA on all devices, and gets a mail that says so.",
    answer: "End all",
  },
  deactivate: {
    title: "Deactivate",
    text: "They no longer get in, and their seat is free; their solicitudes are watched on in their name.",
    label: "Deactivate",
    question: "Their sessions, keys and invitations end. You can reactivate them later.",
    answer: "Deactivate the access",
  },
  reactivate: { title: "Reactivate", text: "They get in as before, and take a seat.", label: "Reactivate" },
  remove: {
    title: "Remove from the organization",
    text:
      "They are out altogether: no account, passkeys or second factor. The audit log goes on naming them.",
    owns: (count) =>
      count === "1"
        ? "They have 1 solicitud: somebody must take it over."
        : `They have ${count} solicitudes: somebody must take them over.`,
    successor: "E-mail of who takes them over",
    successorHint: "Somebody with access. What they follow already is joined, with its history.",
    successorWrong: "Write the e-mail of another person of the organization who has access.",
    label: "Remove",
    question: "It cannot be undone: to come back they will need another invitation.",
    answer: "Remove the person",
    done: "The person is no longer in the organization.",
  },
};

export function memberWords(locale: Locale): MemberWords {
  return locale === "en" ? EN : ES;
}
