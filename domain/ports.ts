/**
 * What LEXIA needs from the world around it. `platform/<home>/` implements these; tests use the real ones, except for
 * the clock and what lies outside.
 */
import type { SqlDriver } from "#db/driver.ts";
import type { CounterName, GaugeName, HistogramName } from "./metric_names.ts";
import type { TextMessenger } from "./notifications/text_messenger.ts";
import type { WebhookSender } from "./webhooks/webhook_sender.ts";

export type { SqlConnection, SqlDriver, SqlResult, SqlStatement } from "#db/driver.ts";
export type { CounterName, GaugeName, HistogramName } from "./metric_names.ts";
export { ConnectionLost, DatabaseUnavailable, SqlError } from "#db/driver.ts";
export type { TextMessage, TextMessenger } from "./notifications/text_messenger.ts";
export { TextRefused } from "./notifications/text_messenger.ts";
export type {
  AddressFault,
  WebhookAnswer,
  WebhookProblem,
  WebhookSender,
} from "./webhooks/webhook_sender.ts";
export { WebhookFailure } from "./webhooks/webhook_sender.ts";

/** The shared store (Redis) cannot be reached. Whoever calls decides what still may go on. */
export class StoreUnavailable extends Error {
  override name = "StoreUnavailable";
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after that many milliseconds, or rejects with the signal's reason. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface Verdict {
  allowed: boolean;
  limit: number;
  /** Calls left in the window; never negative. */
  remaining: number;
  /** When the window has room again, milliseconds since the epoch. */
  resetAt: number;
}

/** Counts calls by key over a sliding window. Every instance shares the counts. */
export interface RateLimiter {
  /**
   * Takes one call from the window, or `count` calls: all of them or none. Where several do not fit, what was left of
   * the window may be used up all the same.
   * @throws {StoreUnavailable} when the shared counts cannot be reached.
   */
  take(key: string, limit: number, windowSeconds: number, count?: number): Promise<Verdict>;
  /** Gives back what `take` took, for attempts that turned out to be good. */
  refund(key: string, limit: number, windowSeconds: number): Promise<void>;
  /** Forgets what was counted: as if nobody had called. @throws {StoreUnavailable} */
  clear(key: string, limit: number, windowSeconds: number): Promise<void>;
}

/** The lower the lane, the sooner its turn. */
export type Lane = 0 | 1 | 2;

export interface QueueEntry {
  jobId: string;
  lane: Lane;
  /** Whose turn it uses; "platform" for LEXIA's own work. */
  tenant: string;
  /** Milliseconds since the epoch. */
  dueAt: number;
}

/**
 * In which order workers look at jobs: lanes first, then one turn each between tenants. It may forget or repeat;
 * the jobs table decides.
 */
export interface DispatchQueue {
  /** Adds jobs; one that is in already stays where it is. @throws {StoreUnavailable} */
  push(entries: readonly QueueEntry[]): Promise<void>;
  /** Removes and returns up to `count` jobs that are due. @throws {StoreUnavailable} */
  take(count: number): Promise<string[]>;
  /**
   * Calls `onPush` when jobs that are due come in, from whichever instance; some may go untold. Returns what ends it.
   * Absent where an instance can only ask.
   */
  listen?(onPush: () => void): () => void;
  /** Waiting jobs by lane, and those not due yet. @throws {StoreUnavailable} */
  depth(): Promise<{ ready: [number, number, number]; later: number }>;
}

/** Small values that every instance may forget at any time. */
export interface Cache {
  /** @throws {StoreUnavailable} */
  get<T>(key: string): Promise<T | undefined>;
  /** Keeps a JSON value for that many seconds. @throws {StoreUnavailable} */
  set(key: string, value: unknown, ttlSeconds: number): Promise<void>;
  delete(key: string): Promise<void>;
}

/** One JSON value that all instances change in turn, such as the portal's pace. */
export interface SharedState {
  /** @throws {StoreUnavailable} */
  read<T>(key: string): Promise<T | undefined>;
  /**
   * Replaces the value by what `change` makes of it, as one step: where another instance was faster, `change` runs
   * again on the newer value. Returns what `change` answered. `change` must be pure.
   * @throws {StoreUnavailable}
   */
  update<T, R>(
    key: string,
    ttlSeconds: number,
    change: (value: T | undefined) => { value: T; answer: R },
  ): Promise<R>;
}

/** A short list of events by key, read from any position: what progress streams are made of. */
export interface EventLog {
  /** Appends and returns the event's position, from 1. @throws {StoreUnavailable} */
  append(key: string, event: unknown, ttlSeconds: number): Promise<number>;
  /** Events after that position. @throws {StoreUnavailable} */
  read<T>(key: string, after: number): Promise<T[]>;
  clear(key: string): Promise<void>;
}

/** Sends one request to a court portal: honest User-Agent, configured CA, certificates always verified. */
export type PortalFetch = (url: URL, options: { signal: AbortSignal }) => Promise<Response>;

/**
 * Sends one request to an organization's identity provider: over TLS with certificates verified, no redirect followed, an
 * answer of bounded size in bounded time. Rejects where that cannot be had.
 */
export type ProviderFetch = (url: string, request: {
  method?: string;
  headers?: HeadersInit;
  body?: ArrayBuffer | ReadableStream | string | Uint8Array | URLSearchParams | null;
  signal?: AbortSignal;
}) => Promise<Response>;

export interface MailAddress {
  name: string;
  address: string;
}

/** One message to one person. */
export interface Mail {
  to: MailAddress;
  subject: string;
  text: string;
  html: string;
  /** Where one click ends messages of this sort (RFC 8058). */
  unsubscribe?: string;
  /** The part of Message-ID before the @: the same each time the same message is sent. */
  id: string;
}

/** The message will never be taken: the address does not exist, or the server refuses what is in it. */
export class MailRefused extends Error {
  override name = "MailRefused";
}

export interface Mailer {
  /** Hands a message over. @throws {MailRefused} for good; any other error: try again later. */
  send(mail: Mail): Promise<void>;
  /** False where there is no mail server: what is but a notice is not queued then. */
  readonly isConfigured: boolean;
  close(): Promise<void>;
}

/** What a file must not exceed was exceeded while it was read: nothing of it is kept. */
export class FileTooLarge extends Error {
  override name = "FileTooLarge";
}

/** What keeps files cannot be reached, is full, or was not configured. */
export class FileStoreUnavailable extends Error {
  override name = "FileStoreUnavailable";
}

export interface StoredFile {
  /** Bytes. */
  size: number;
  /** SHA-256, hexadecimal. */
  hash: string;
}

/**
 * Files by key: a folder, or a bucket. Keys are LEXIA's own (`bulk/{organization}/{id}`): ASCII letters, digits, `-`, `_`,
 * `.` and `/`, never what a person typed.
 */
export interface FileStore {
  /** False where nothing is configured to keep files in: whoever wants one kept is told so, and not to try again. */
  readonly isConfigured: boolean;
  /** Streams a file in; it is there whole or not at all. @throws {FileTooLarge} @throws {FileStoreUnavailable} */
  put(key: string, content: ReadableStream<Uint8Array>, options: { maxBytes: number }): Promise<StoredFile>;
  /** Null where there is none. @throws {FileStoreUnavailable} */
  get(key: string): Promise<ReadableStream<Uint8Array> | null>;
  /** With what was left of it by who died while it came in. Does nothing where there is none. @throws {FileStoreUnavailable} */
  delete(key: string): Promise<void>;
}

/** A condition on entries of a directory, as RFC 4515 has them. Values are values: nothing in them is read as a filter. */
export type DirectoryFilter =
  | { all: readonly DirectoryFilter[] }
  | { any: readonly DirectoryFilter[] }
  | { not: DirectoryFilter }
  | { attribute: string; is: string }
  | { attribute: string; isPresent: true }
  | { attribute: string; begins: string; contains: readonly string[]; ends: string }
  | { attribute: string; order: "at_least" | "at_most"; than: string }
  /** By a rule of the server's own, named by its OID. */
  | { attribute: string; rule: string; matches: string };

/** Where a directory is, and how it is spoken to. */
export interface DirectoryTarget {
  /** `ldaps://host[:port]` or `ldap://host[:port]` */
  url: string;
  tls: "ldaps" | "starttls" | "plain";
  /** Authorities to trust instead of the system's, in PEM. */
  ca: string | null;
  connectTimeoutMs: number;
  operationTimeoutMs: number;
}

export interface DirectoryQuery {
  base: string;
  scope: "base" | "sub";
  filter: DirectoryFilter;
  attributes: readonly string[];
}

export interface DirectoryEntry {
  dn: string;
  /** By name in lower case; what is no text is `hex:` and its bytes. */
  values: ReadonlyMap<string, readonly string[]>;
}

export interface DirectoryConnection {
  /** @throws {DirectoryFailure} `bind_refused` for a wrong name or password. */
  bind(dn: string, password: string): Promise<void>;
  /** At most so many entries; others that there are go unsaid. Referrals are not followed. @throws {DirectoryFailure} */
  search(query: DirectoryQuery, atMost: number): Promise<DirectoryEntry[]>;
  /** All entries, page by page. @throws {DirectoryFailure} */
  pages(query: DirectoryQuery, size: number): AsyncIterable<DirectoryEntry[]>;
  close(): Promise<void>;
}

/** Reaches the directories that organizations name. */
export interface DirectoryClient {
  /** Connects, with TLS unless told otherwise. @throws {DirectoryFailure} */
  open(target: DirectoryTarget): Promise<DirectoryConnection>;
}

export type DirectoryProblem =
  | "address_not_allowed"
  | "name_not_resolved"
  | "refused"
  | "timed_out"
  | "certificate_untrusted"
  | "certificate_wrong_name"
  | "certificate_expired"
  | "tls_failed"
  | "starttls_refused"
  | "plain_not_allowed"
  | "bind_refused"
  | "base_not_found"
  | "search_refused"
  | "referred"
  | "connection_lost";

/** What went wrong with a directory. The cause is for the log of operators, not for the organization. */
export class DirectoryFailure extends Error {
  override name = "DirectoryFailure";
  constructor(readonly problem: DirectoryProblem, options?: ErrorOptions) {
    super(`The directory could not be used: ${problem}`, options);
  }
}

/** No name server answers. */
export class NamesUnavailable extends Error {
  override name = "NamesUnavailable";
}

/** What the DNS says in texts. */
export interface TextRecords {
  /** The TXT records of a name, each in one piece; none where there is no such name. @throws {NamesUnavailable} */
  lookUp(name: string): Promise<string[]>;
}

export type LogFields = Record<string, unknown>;

/** Messages are constant text; what varies goes into fields, where secrets are masked. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Counts and gauges of what the domain does. Label values come from closed sets, or are an organization's id. */
export interface Metrics {
  increment(name: CounterName, labels?: Record<string, string>, by?: number): void;
  set(name: GaugeName, value: number, labels?: Record<string, string>): void;
  observe(name: HistogramName, seconds: number, labels?: Record<string, string>): void;
}

/** Everything that a home supplies. */
export interface Platform {
  home: "embedded" | "server" | "edge";
  sql: SqlDriver;
  limiter: RateLimiter;
  queue: DispatchQueue;
  cache: Cache;
  state: SharedState;
  events: EventLog;
  portalFetch: PortalFetch;
  providerFetch: ProviderFetch;
  mailer: Mailer;
  /** Null: no text messages are sent. */
  texts: TextMessenger | null;
  directories: DirectoryClient;
  textRecords: TextRecords;
  webhooks: WebhookSender;
  files: FileStore;
  clock: Clock;
  /** Answers, or throws `StoreUnavailable`. */
  pingStore(): Promise<void>;
  close(): Promise<void>;
}
