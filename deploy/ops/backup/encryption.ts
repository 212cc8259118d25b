/** Archives are age files (age-encryption.org/v1): whoever makes them needs public keys alone. */
import { Decrypter, Encrypter } from "age-encryption";
import { Ending, EXIT } from "./ending.ts";

type Bytes = ReadableStream<Uint8Array>;

/** As the bytes go by. The nonce of each file is its own, so equal contents make different files. */
export async function encrypted(content: Bytes, recipients: readonly string[]): Promise<Bytes> {
  if (recipients.length === 0) {
    throw new Ending(
      EXIT.config,
      "configuration",
      "BACKUP_RECIPIENTS: expected at least one public key of age",
    );
  }
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return await encrypter.encrypt(content);
}

/**
 * Opens what was encrypted for one of the identities. Each piece is authenticated before it is given, and the end too:
 * the stream fails where anything was changed, cut off or added.
 * @throws {Ending} `archive_locked` where the head is not for these keys, or no head.
 */
export async function decrypted(content: Bytes, identities: readonly string[]): Promise<Bytes> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(content);
  } catch (error) {
    throw locked(error);
  }
}

function locked(cause: unknown): Ending {
  const why = cause instanceof Error ? `: ${cause.message}` : "";
  return new Ending(EXIT.data, "archive_locked", `The archive cannot be opened with these keys${why}`, {}, {
    cause,
  });
}

/** The keys of a file that `age-keygen` has made. */
export async function readIdentities(file: string | null): Promise<string[]> {
  if (file === null) {
    throw new Ending(
      EXIT.config,
      "configuration",
      "BACKUP_IDENTITY_FILE: expected the file of the private keys",
    );
  }
  const text = await Deno.readTextFile(file).catch(() => "");
  const identities = text.split("\n").map((line) => line.trim())
    .filter((line) => line.startsWith("AGE-SECRET-KEY-"));
  if (identities.length > 0) return identities;
  throw new Ending(
    EXIT.config,
    "configuration",
    "BACKUP_IDENTITY_FILE: expected a file with AGE-SECRET-KEY-…",
  );
}
