/** One answer of the portal before it goes out, and its irregular errors (portal.md 1.4). */

export interface Answer {
  status: number;
  body: unknown;
  contentType?: string;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function failure(status: number, message: string): Answer {
  return { status, body: { StatusCode: status, Message: message } };
}

/** What the framework itself says of a parameter that it cannot read. */
export function problem(field: string, value: string, traceId: string): Answer {
  return {
    status: 400,
    contentType: "application/problem+json; charset=utf-8",
    body: {
      errors: { [field]: [`The value '${value}' is not valid.`] },
      type: "https://tools.ietf.org/html/rfc7231#section-6.5.1",
      title: "One or more validation errors occurred.",
      status: 400,
      traceId,
    },
  };
}

/** Thrown where an answer is known before the end. */
export class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(`The portal refuses with ${answer.status}`);
  }
}

export const MESSAGES = {
  wrongLength: 'El parametro "NumeroRadicacion" ha de contener 23 digitos.',
  noName: 'El parametro "NombreRazonSocial" es obligatorio.',
  wrongOffice: 'El parametro "codificacionDespacho" ha de contener 5 o 12 digitos.',
  tooMany: "Hay más de mil registros con los criterios especificados, por favor sea más específico.",
  noDetalle: (id: number) => `No se encontro detalle para el IdProceso: ${id}`,
  noActuaciones: (id: number) => `No se encontraron Actuaciones para el Proceso: ${id}`,
  noDocuments: (id: number) => `No se encontraron documentos para el IdProceso: ${id}`,
  isPrivate: "No se puede ver el detalle de un proceso privado",
  nullReference: "Object reference not set to an instance of an object.",
  pageOutOfRange:
    "Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')",
  idTooLarge: (type: "numeric" | "bigint") => `Error converting data type ${type} to int.`,
  databaseDown: "Connection Timeout Expired.  The timeout period elapsed while attempting to consume the " +
    "pre-login handshake acknowledgement.  This could be because the pre-login handshake failed or the server " +
    "was unable to respond back in time.  The duration spent while attempting to connect to this server was - " +
    "[Pre-Login] initialization=14998; handshake=1; ",
} as const;
