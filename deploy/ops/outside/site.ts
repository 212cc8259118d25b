/** An installation as a visitor sees it: any of its hosts, over HTTPS with the certificate verified. */
import type { IncomingMessage } from "node:http";
import http from "node:http";
import https from "node:https";
import { setTimeout as pause } from "node:timers/promises";

/** Nothing answers there, or not in time, or with a certificate that does not prove who it is. */
export class Unreachable extends Error {
  override name = "Unreachable";
  constructor(readonly code: string, where: string) {
    super(`Cannot reach ${where} (${code})`);
  }
}

export interface SiteOptions {
  /** The base domain as people type it, such as `https://lexia.example.com`. */
  url: URL;
  /** Where to connect instead of what DNS says, so that a machine can be asked before its name points to it. */
  address?: string;
  /** Authorities to trust beside the system's, in PEM. */
  ca?: string;
  /** Where plain HTTP is answered; 80 where nothing is said. */
  httpPort?: number;
}

export interface Asked {
  /** A subdomain, "" for the base domain itself, or a whole host name. */
  host?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Says that so many bytes follow, and sends none: whoever takes less answers at once. */
  announcedBytes?: number;
  isPlain?: boolean;
  /** Does not wait for the end of the body, such as of a stream of events. */
  isStream?: boolean;
  /** Takes 429 for an answer, instead of waiting as long as it says. */
  isHasty?: boolean;
}

export interface Answer {
  status: number;
  /** By lower-case name; several of one name are joined by a comma. */
  headers: Readonly<Record<string, string>>;
  cookies: readonly string[];
  body: string;
  milliseconds: number;
}

const PATIENCE_MS = 15_000;
const MOST_BYTES = 4 * 1024 ** 2;
/** A limit that was just tried lets nobody through for up to a minute. */
const MOST_WAITS = 12;
const MOST_WAIT_SECONDS = 15;

export class Site {
  readonly url: URL;
  readonly httpPort: number;
  #isTrusted = true;

  constructor(private readonly options: SiteOptions) {
    this.url = options.url;
    this.httpPort = options.httpPort ?? 80;
  }

  get isEncrypted(): boolean {
    return this.url.protocol === "https:";
  }

  /** Whether a password may be sent: verified TLS, or nowhere but to this very machine. */
  get isSafeForSecrets(): boolean {
    if (this.isEncrypted) return this.#isTrusted;
    return /^(127\.|\[?::1\]?$|localhost$|.*\.localhost$)/.test(this.addressOf(""));
  }

  /** Goes on with a certificate that proves nothing, to tell what else is there to see. */
  distrust(): void {
    this.#isTrusted = false;
  }

  get port(): number {
    return Number(this.url.port) || (this.isEncrypted ? 443 : 80);
  }

  get ca(): string | undefined {
    return this.options.ca;
  }

  nameOf(host: string): string {
    if (host.includes(".")) return host;
    return host === "" ? this.url.hostname : `${host}.${this.url.hostname}`;
  }

  /** Where a connection goes to. */
  addressOf(host: string): string {
    return this.options.address ?? this.nameOf(host);
  }

  /** Who is told to wait does so, within reason. @throws {Unreachable} */
  async ask(path: string, asked: Asked = {}): Promise<Answer> {
    for (let waits = 0;; waits++) {
      const answer = await this.#askOnce(path, asked);
      if (answer.status !== 429 || asked.isHasty === true || waits === MOST_WAITS) return answer;
      const seconds = Math.min(Number(answer.headers["retry-after"]) || 1, MOST_WAIT_SECONDS);
      await pause(seconds * 1_000);
    }
  }

  async #askOnce(path: string, asked: Asked): Promise<Answer> {
    const { host = "", method = "GET", headers = {}, body, announcedBytes, isPlain = false } = asked;
    const name = this.nameOf(host);
    const isEncrypted = this.isEncrypted && !isPlain;
    const port = isPlain ? this.httpPort : this.port;
    const shownPort = port === (isEncrypted ? 443 : 80) ? "" : `:${port}`;
    const length = announcedBytes ?? (body === undefined ? undefined : new TextEncoder().encode(body).length);
    const options = {
      host: this.addressOf(host),
      port,
      path,
      method,
      agent: false,
      timeout: PATIENCE_MS,
      headers: {
        Host: `${name}${shownPort}`,
        ...(length === undefined ? {} : { "Content-Length": String(length) }),
        ...headers,
      },
      ...(isEncrypted ? { servername: name, ca: this.options.ca, rejectUnauthorized: this.#isTrusted } : {}),
    };
    const startedAt = performance.now();
    return await new Promise<Answer>((resolve, reject) => {
      const refuse = (error: { code?: string; message?: string }) => {
        clearTimeout(timer);
        request.destroy();
        reject(new Unreachable(error.code ?? error.message ?? "no answer", `${name}:${port}`));
      };
      const request = (isEncrypted ? https : http).request(options, (message: IncomingMessage) => {
        answerOf(message, asked.isStream === true || announcedBytes !== undefined, startedAt)
          .then(resolve, refuse)
          .finally(() => {
            clearTimeout(timer);
            request.destroy();
          });
      });
      const timer = setTimeout(() => refuse({ code: "ETIMEDOUT" }), PATIENCE_MS);
      request.on("error", refuse);
      if (announcedBytes !== undefined) request.flushHeaders();
      else request.end(body);
    });
  }
}

async function answerOf(message: IncomingMessage, isCut: boolean, startedAt: number): Promise<Answer> {
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
  );
  const cookies = message.headers["set-cookie"] ?? [];
  const decoder = new TextDecoder();
  let body = "";
  for await (const piece of message) {
    body += decoder.decode(piece, { stream: true });
    if (isCut || body.length > MOST_BYTES) break;
  }
  return {
    status: message.statusCode ?? 0,
    headers,
    cookies,
    body,
    milliseconds: performance.now() - startedAt,
  };
}

/** JSON, or nothing where it is none. */
export function jsonOf({ body }: Answer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
  } catch {
    return {};
  }
}

export function isProblem({ headers }: Answer): boolean {
  return headers["content-type"]?.startsWith("application/problem+json") ?? false;
}
