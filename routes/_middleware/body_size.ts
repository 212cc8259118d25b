import { bodyLimit } from "hono/body-limit";
import { DomainError } from "#domain/errors.ts";

const MAX_BYTES = 1024 * 1024;

/** JSON and form bodies end at 1 MiB, whether they announce their length or come in chunks. */
export const bodySize = bodyLimit({
  maxSize: MAX_BYTES,
  onError: () => {
    throw new DomainError("body_too_large", { detail: `Send at most ${MAX_BYTES} bytes` });
  },
});
