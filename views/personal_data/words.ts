/** What the page of terms and personal data says, in both languages. */
import type { Locale } from "../ui/reader.ts";

const ES = {
  title: "Términos y datos personales",
  lead: "Lo que usted aceptó, y lo que puede pedir sobre sus datos.",
  askedRemoval:
    "Su solicitud quedó registrada y sus administradores fueron avisados. Tienen quince días hábiles para responderle.",
  toAccept: "Lea y acepte para continuar",
  accept: "Aceptar y continuar",
  recorded:
    "Queda registrado qué versión aceptó, cuándo y desde qué dirección: la autorización para tratar sus " +
    "datos debe poder consultarse después (Ley 1581 de 2012, artículo 9). Si no está de acuerdo, salga de " +
    "su sesión y comuníquese con un administrador de su organización.",
  accepted: "Lo que ha aceptado",
  nothing: "Esta plataforma no pide aceptar documentos.",
  acceptedAt: "Fecha de aceptación:",
  own: "Sus datos personales",
  rights: "Usted puede conocer lo que LEXIA guarda sobre usted, y pedir que se suprima (Ley 1581 de 2012, " +
    "artículo 8). Su nombre lo corrige un administrador de su organización.",
  download: "Descargar mis datos",
  removal: "Pedir que se supriman",
  removalAbout: "mis datos personales",
  removalQuestion:
    "Sus administradores recibirán la solicitud y tienen quince días hábiles para atenderla (artículo 15). Al hacerlo usted perderá el acceso, y no se puede deshacer.",
  removalAnswer: "Enviar la solicitud",
};

const EN: typeof ES = {
  title: "Terms and personal data",
  lead: "What you have accepted, and what you may ask about your data.",
  askedRemoval:
    "Your request is on record, and your administrators were told. They have fifteen working days to answer you.",
  toAccept: "Read and accept to go on",
  accept: "Accept and go on",
  recorded: "It is recorded which version you accepted, when and from which address: the authorization to " +
    "process your data must be open to inspection later (Law 1581 of 2012, article 9). If you do not agree, " +
    "sign out and turn to an administrator of your organization.",
  accepted: "What you have accepted",
  nothing: "This platform asks for no documents to be accepted.",
  acceptedAt: "Accepted:",
  own: "Your personal data",
  rights:
    "You may know what LEXIA holds about you, and ask for it to be deleted (Law 1581 of 2012, article 8). " +
    "Your name is corrected by an administrator of your organization.",
  download: "Download my data",
  removal: "Ask for its deletion",
  removalAbout: "of my personal data",
  removalQuestion:
    "Your administrators will get the request and have fifteen working days to attend to it (article 15). You will lose access then, and it cannot be undone.",
  removalAnswer: "Send the request",
};

export function personalDataWords(locale: Locale): typeof ES {
  return locale === "en" ? EN : ES;
}
