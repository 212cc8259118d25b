import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { DomainError } from "#domain/errors.ts";
import type { Env } from "../_env.ts";

const MAX_BYTES = 64 * 1024;
/** A SAML response names all groups of a person, and metadata the keys of a whole company. */
const MAX_SAML_BYTES = 320 * 1024;
const SAML_PLACES = /^(\/auth\/saml\/[0-9a-f-]{36}\/(acs|slo)|\/api\/v1\/organization\/sso\/saml-metadata)$/;
/** A logo, with what a form puts around it. */
const MAX_PICTURE_BYTES = 208 * 1024;
const PICTURES = /^\/(api\/v1\/)?organization\/logo$/;

/** Files pass by in pieces: the one who reads them counts, and stops at `MAX_UPLOAD_SIZE`. */
const FILES = /^\/api\/v1\/solicitudes\/bulk$/;
/** The same from the page, which says itself what was too large. */
const FILES_OF_PEOPLE = /^\/solicitudes\/bulk$/;
/** What a form puts around a file. */
export const FORM_BYTES = 64 * 1024;

/**
 * JSON and form bodies end at 64 KiB, whether they announce their length or come in chunks: many times what any of them
 * needs, and little enough that the worst of them is parsed in milliseconds. Pictures, which nobody parses, may be larger.
 */
export const bodySize = createMiddleware<Env>(async (c, next) => {
  const { path } = c.req;
  if (FILES.test(path)) {
    refuseAnnounced(c.req.header("content-length"), c.var.deps.settings.uploads.maxBytes + FORM_BYTES);
    return await next();
  }
  if (FILES_OF_PEOPLE.test(path)) return await next();
  return await (SAML_PLACES.test(path) ? samlMessages : PICTURES.test(path) ? pictures : texts)(c, next);
});

const texts = limitedTo(MAX_BYTES);
const samlMessages = limitedTo(MAX_SAML_BYTES);
const pictures = limitedTo(MAX_PICTURE_BYTES);

/** Before a byte of it is read. */
export function refuseAnnounced(length: string | undefined, maxSize: number): void {
  if (length === undefined || Number(length) <= maxSize) return;
  throw new DomainError("body_too_large", { detail: `Send at most ${maxSize} bytes` });
}

function limitedTo(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new DomainError("body_too_large", { detail: `Send at most ${maxSize} bytes` });
    },
  });
}
