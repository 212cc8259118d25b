/**
 * Which passwords LEXIA takes: NIST SP 800-63B-4 (3.1.1.2) and OWASP ASVS 5.0 (6.2). Length and a block-list, no rules
 * on which characters to use.
 */
import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { DomainError, type FieldError } from "../errors.ts";
import { MAX_PASSWORD_LENGTH, normalizePassword, passwordLength } from "./password_hash.ts";

export const MIN_LENGTH = 15;
/** Where a second factor stands beside the password. */
export const MIN_LENGTH_WITH_SECOND_FACTOR = 8;

export interface PasswordContext {
  /** What somebody who knows the person tries first: name, e-mail address, organization, subdomain. */
  about: readonly string[];
  hasSecondFactor?: boolean;
  /** The organization's own rule; it only counts where it asks for more. */
  minLength?: number | null;
  /** The name of the field in the answer. */
  field?: string;
}

/** zxcvbn's "safely unguessable": at least 10⁸ guesses. */
const MIN_SCORE = 3;
/** At least 10⁶: eight characters count for 10⁸ at the very most, however random they are. */
const MIN_SCORE_WITH_SECOND_FACTOR = 2;
/** zxcvbn's cost grows with the square of the length (1 s at 128), so a long password is looked at in pieces. */
const PIECE_LENGTH = 32;
const MAX_SUBSTITUTIONS = 20;

/** Knows the lists of common passwords, words and names. They are loaded with the first question, not at start. */
export class PasswordRules {
  #estimator: Promise<ZxcvbnFactory> | undefined;

  /** @throws {DomainError} `password_too_weak`, with the reason as a field error. */
  async check(password: string, context: PasswordContext) {
    const { about, hasSecondFactor = false, minLength, field = "password" } = context;
    const least = hasSecondFactor ? MIN_LENGTH_WITH_SECOND_FACTOR : MIN_LENGTH;
    const fault = lengthFault(password, Math.max(least, minLength ?? 0)) ??
      await this.#guessableFault(password, about, hasSecondFactor ? MIN_SCORE_WITH_SECOND_FACTOR : MIN_SCORE);
    if (fault) {
      throw new DomainError("password_too_weak", { detail: fault.message, errors: [{ field, ...fault }] });
    }
  }

  /** One piece that is hard to guess makes the whole at least as hard. */
  async #guessableFault(password: string, about: readonly string[], minScore: number) {
    this.#estimator ??= loadEstimator();
    const estimator = await this.#estimator;
    const inputs = guessesAbout(about);
    for (const piece of piecesOf(withoutGuesses(normalizePassword(password), inputs))) {
      if (estimator.check(piece, inputs).score >= minScore) return undefined;
      // Lets other requests go on between two pieces.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return GUESSABLE;
  }
}

type Fault = Omit<FieldError, "field">;

const GUESSABLE: Fault = {
  code: "guessable",
  message: "This password is easy to guess: use several words that have nothing to do with you or each other",
};

function lengthFault(password: string, minLength: number): Fault | undefined {
  if (!password.isWellFormed()) {
    return { code: "malformed", message: "The password is not valid Unicode text" };
  }
  const length = passwordLength(password);
  if (length < minLength) {
    return { code: "too_short", message: `Use at least ${minLength} characters: this has ${length}` };
  }
  if (length > MAX_PASSWORD_LENGTH) {
    return { code: "too_long", message: `Use at most ${MAX_PASSWORD_LENGTH} characters: this has ${length}` };
  }
  return undefined;
}

function piecesOf(password: string): string[] {
  const characters = Array.from(password);
  const pieces: string[] = [];
  for (let i = 0; i < characters.length; i += PIECE_LENGTH) {
    pieces.push(characters.slice(i, i + PIECE_LENGTH).join(""));
  }
  return pieces;
}

/** Each phrase as it is, without blanks, and word by word; the longest first. */
function guessesAbout(about: readonly string[]): string[] {
  const guesses = new Set<string>(["lexia"]);
  for (const phrase of about) {
    const text = fold(phrase.slice(0, 320));
    const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2);
    for (const guess of [text, words.join(""), ...words.slice(0, 12)]) if (guess) guesses.add(guess);
  }
  return [...guesses].sort((a, b) => b.length - a.length);
}

/** What is left when everything known about the person is taken out: that alone has to be hard to guess. */
function withoutGuesses(password: string, guesses: readonly string[]): string {
  const folded = fold(password);
  const rest = guesses.reduce((text, guess) => text.replaceAll(guess, " "), folded);
  return rest === folded ? password : rest.replace(/\s+/g, " ").trim();
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, common, spanish] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-es-es"),
  ]);
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...spanish.dictionary },
    graphs: common.adjacencyGraphs,
    l33tMaxSubstitutions: MAX_SUBSTITUTIONS,
  });
}
