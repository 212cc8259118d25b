import { bodyLimit } from "hono/body-limit";
import { DomainError } from "#domain/errors.ts";

const MAX_BYTES = 64 * 1024;

/**
 * JSON and form bodies end at 64 KiB, whether they announce their length or come in chunks: many times what any of them
 * needs, and little enough that the worst of them is parsed in milliseconds.
 */
export const bodySize = bodyLimit({
  maxSize: MAX_BYTES,
  onError: () => {
    throw new DomainError("body_too_large", { detail: `Send at most ${MAX_BYTES} bytes` });
  },
});
