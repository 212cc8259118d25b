/** What the pages say on which people come in, in both languages. */
import type { Locale } from "../ui/reader.ts";

const ES = {
  signIn: {
    title: "Entrar",
    or: "o con su correo y su contraseña",
    emergency: "Acceso de emergencia para administradores",
    email: "Correo electrónico",
    emailOrLogin: "Correo electrónico o usuario",
    directory: "Puede usar la cuenta de su empresa.",
    button: "Entrar",
    passkey: "Entrar con una llave de acceso",
    forgotten: "¿Olvidó su contraseña?",
    with: (provider: string) => `Entrar con ${provider}`,
    back: "Volver a la página de entrada",
    go: "Ir a la página de entrada",
    home: "Volver al inicio",
  },
  fields: {
    password: "Contraseña",
    code: "Código",
    codeOfApp: "El de su aplicación de verificación, o un código de recuperación.",
    codeOfRecovery: "Un código de recuperación.",
    newPassword: "Contraseña nueva",
    newPasswordHint: (length: number) =>
      `Al menos ${length} caracteres; varias palabras al azar funcionan bien.`,
    usePasskey: "Usar una llave de acceso",
  },
  secondStep: {
    title: "Segundo paso",
    lead: "Demuestre que es usted: la contraseña sola no basta.",
    again: "Volver a empezar",
  },
  confirm: {
    title: "Confirme quién es",
    lead: "Lo que sigue pide una comprobación reciente. Vale por diez minutos.",
    none: "Para esto debe entrar de nuevo: salga, entre otra vez y repita la acción.",
    with: (provider: string) => `Confirmar con ${provider}`,
    orPassword: "O con su contraseña:",
    button: "Confirmar",
  },
  forgot: {
    title: "Restablecer la contraseña",
    lead: "Escriba su correo y le enviaremos un enlace para elegir una contraseña nueva.",
    button: "Enviar el enlace",
    offered: "Revise su correo",
    offeredText:
      "Si hay una cuenta con contraseña para ese correo, le llegará un enlace. Sirve una sola vez y durante 60 minutos.",
    missing: "¿No llega? Revise el correo no deseado.",
    missingMember: "Si entra con la cuenta de su empresa, restablezca la contraseña allá.",
    missingOperator:
      "El segundo factor se pedirá como siempre: si también lo perdió, se restablece en la máquina con «deno task setup --reset».",
  },
  reset: {
    title: "Elegir una contraseña nueva",
    button: "Guardar la contraseña",
    ends: "Se cerrarán todas sus sesiones.",
    another: "Pedir un enlace nuevo",
    done: "Contraseña guardada",
    doneText: "Ya puede entrar con ella. Todas las sesiones anteriores se cerraron.",
    reference: "Abrir la referencia de la API",
  },
  change: {
    title: "Cambiar la contraseña",
    lead: "Sus demás sesiones se cerrarán; esta sigue abierta.",
    current: "Contraseña actual",
    done: "La contraseña cambió. Sus demás sesiones se cerraron.",
    back: "Volver a Seguridad",
  },
  invitation: {
    title: (organization: string) => `Invitación a ${organization}`,
    anonymous: (role: string) => `Le invitan a unirse como ${role}.`,
    from: (inviter: string, role: string) => `${inviter} le invita a unirse como ${role}.`,
    email: "Su correo",
    expires: "Vence",
    name: "Su nombre",
    nameWrong: "Escriba su nombre: de 1 a 200 caracteres, en una sola línea.",
    accepts: "Leí y acepto: ",
    button: "Aceptar y entrar",
    noPassword: "Aquí no hace falta una contraseña: entre con la cuenta de su empresa.",
  },
  signedOut: {
    title: "Sesión cerrada",
    heading: "Su sesión en LEXIA se cerró",
    text: "Ahora se cierra también en el proveedor de identidad de su organización.",
    button: "Continuar",
  },
  totp: {
    title: "Aplicación de verificación",
    read: "Lea la imagen con la aplicación, o escriba en ella la clave:",
    picture: "Código QR para la aplicación de verificación",
    code: "Código que muestra la aplicación",
    button: "Activar",
    cancel: "Cancelar",
  },
  /** What the script tells of passkeys; by the names of the browser's errors. */
  passkeys: {
    NotAllowedError: "No se usó ninguna llave de acceso. Inténtelo de nuevo.",
    InvalidStateError: "Este dispositivo ya tiene una llave de acceso de su cuenta.",
    SecurityError: "Esta dirección no admite llaves de acceso.",
    ended: "La sesión terminó: entre de nuevo.",
    unknown: "No se pudo usar la llave de acceso. Inténtelo de nuevo.",
  },
  promise: {
    heading: "Lo que cambió en sus procesos, cada mañana",
    of: (organization: string) => sentence(`LEXIA sigue los procesos judiciales de ${organization}`),
    points: [
      {
        title: "Cada verificación, con su prueba",
        text: "Qué se consultó, cuándo y con qué respuesta: también cuando no hubo nada nuevo.",
      },
      {
        title: "El silencio nunca es una novedad",
        text: "Si el portal no responde o responde a medias, LEXIA lo dice y vuelve a intentarlo.",
      },
      {
        title: "Lo urgente, primero",
        text: "Autos, traslados y términos llegan a quien corresponde, ordenados por importancia.",
      },
    ],
  },
};

export type IdentityWords = typeof ES;

const EN: IdentityWords = {
  signIn: {
    title: "Sign in",
    or: "or with your e-mail and password",
    emergency: "Emergency access for administrators",
    email: "E-mail",
    emailOrLogin: "E-mail or user name",
    directory: "You can use your company's account.",
    button: "Sign in",
    passkey: "Sign in with a passkey",
    forgotten: "Forgot your password?",
    with: (provider) => `Sign in with ${provider}`,
    back: "Back to the sign-in page",
    go: "Go to the sign-in page",
    home: "Back to the beginning",
  },
  fields: {
    password: "Password",
    code: "Code",
    codeOfApp: "That of your authenticator app, or a recovery code.",
    codeOfRecovery: "A recovery code.",
    newPassword: "New password",
    newPasswordHint: (length) => `At least ${length} characters; several random words do well.`,
    usePasskey: "Use a passkey",
  },
  secondStep: {
    title: "Second step",
    lead: "Show that it is you: the password alone is not enough.",
    again: "Start over",
  },
  confirm: {
    title: "Confirm who you are",
    lead: "What follows asks for a recent proof. It holds for ten minutes.",
    none: "For this you have to sign in anew: sign out, sign in again and repeat what you did.",
    with: (provider) => `Confirm with ${provider}`,
    orPassword: "Or with your password:",
    button: "Confirm",
  },
  forgot: {
    title: "Reset the password",
    lead: "Write your e-mail, and we will send you a link to choose a new password.",
    button: "Send the link",
    offered: "Look into your mail",
    offeredText:
      "If there is an account with a password for that e-mail, a link is on its way. It is good once, for 60 minutes.",
    missing: "Nothing arrives? Look into the spam folder.",
    missingMember: "If you sign in with your company's account, reset the password there.",
    missingOperator:
      "The second factor is asked for as always: where it is lost as well, it is reset on the machine with “deno task setup --reset”.",
  },
  reset: {
    title: "Choose a new password",
    button: "Save the password",
    ends: "All your sessions will be ended.",
    another: "Ask for a new link",
    done: "Password saved",
    doneText: "You can sign in with it now. All earlier sessions were ended.",
    reference: "Open the API reference",
  },
  change: {
    title: "Change the password",
    lead: "Your other sessions will be ended; this one goes on.",
    current: "Current password",
    done: "The password has changed. Your other sessions were ended.",
    back: "Back to Security",
  },
  invitation: {
    title: (organization) => `Invitation to ${organization}`,
    anonymous: (role) => `You are invited to join as ${role}.`,
    from: (inviter, role) => `${inviter} invites you to join as ${role}.`,
    email: "Your e-mail",
    expires: "Expires",
    name: "Your name",
    nameWrong: "Write your name: 1 to 200 characters, on one line.",
    accepts: "I have read and accept: ",
    button: "Accept and sign in",
    noPassword: "No password is needed here: sign in with your company's account.",
  },
  signedOut: {
    title: "Signed out",
    heading: "Your session in LEXIA has ended",
    text: "Now it ends at your organization's identity provider as well.",
    button: "Continue",
  },
  totp: {
    title: "Authenticator app",
    read: "Read the picture with the app, or type the key into it:",
    picture: "QR code for the authenticator app",
    code: "Code that the app shows",
    button: "Activate",
    cancel: "Cancel",
  },
  passkeys: {
    NotAllowedError: "No passkey was used. Try again.",
    InvalidStateError: "This device has a passkey of your account already.",
    SecurityError: "This address takes no passkeys.",
    ended: "The session has ended: sign in again.",
    unknown: "The passkey could not be used. Try again.",
  },
  promise: {
    heading: "What changed in your cases, every morning",
    of: (organization) => sentence(`LEXIA follows the court cases of ${organization}`),
    points: [
      {
        title: "Every check, with its proof",
        text: "What was asked, when, and what was answered: also when there was nothing new.",
      },
      {
        title: "Silence is never taken for nothing new",
        text: "Where the portal does not answer, or only in part, LEXIA says so and tries again.",
      },
      {
        title: "What is urgent comes first",
        text: "Orders, notices and legal terms reach whom they concern, by how much they matter.",
      },
    ],
  },
};

export function identityWords(locale: Locale): IdentityWords {
  return locale === "en" ? EN : ES;
}

/** A name such as `Ñandú S. A. S.` ends with the stop that a sentence needs. */
function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
