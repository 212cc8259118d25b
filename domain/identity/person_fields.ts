/** What people type about themselves, brought into the one form that is stored and compared. */
import { DomainError } from "../errors.ts";

/** RFC 5321, section 4.5.3.1.3, without the angle brackets. */
const MAX_EMAIL_LENGTH = 254;
const MAX_NAME_LENGTH = 200;

/** Trimmed, NFC, lower case; undefined for what cannot be an address. */
export function normalizeEmail(text: string): string | undefined {
  if (text.length > MAX_EMAIL_LENGTH * 2 || !text.isWellFormed()) return undefined;
  const email = text.trim().normalize("NFC").toLowerCase();
  const isPlausible = email.length <= MAX_EMAIL_LENGTH &&
    /^[^\s@\p{C}<>"(),:;\\]{1,64}@[^\s@\p{C}<>"(),:;\\]+$/u.test(email);
  return isPlausible ? email : undefined;
}

/** @throws {DomainError} `request_invalid` */
export function parseEmail(text: string, field = "email"): string {
  const email = normalizeEmail(text);
  if (email !== undefined) return email;
  const message = "Write an e-mail address such as ana@example.com, of at most 254 characters";
  throw new DomainError("request_invalid", { errors: [{ field, code: "email_invalid", message }] });
}

/** Trimmed and NFC, one line. @throws {DomainError} `request_invalid` */
export function parseName(text: string, field = "name", maxLength = MAX_NAME_LENGTH): string {
  const name = text.trim().normalize("NFC");
  if (
    name.isWellFormed() && name.length >= 1 && name.length <= maxLength && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)
  ) {
    return name;
  }
  const message = `Write a name of 1 to ${maxLength} characters, on one line`;
  throw new DomainError("request_invalid", { errors: [{ field, code: "name_invalid", message }] });
}
