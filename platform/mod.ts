/** The one place where LEXIA's home is chosen. A home's drivers are loaded only where it is the one. */
import type {
  Clock,
  DirectoryClient,
  FileStore,
  Log,
  Mailer,
  Metrics,
  Platform,
  SqlDriver,
  TextMessenger,
  WebhookSender,
} from "#domain/ports.ts";
import type { Config, Home } from "./config.ts";
import { systemClock } from "./clock.ts";
import { openPortalFetch } from "./portal_fetch.ts";
import { openProviderFetch } from "./provider_fetch.ts";
import { openTextRecords } from "./text_records.ts";

export { type Config, ConfigError, readConfig } from "./config.ts";
export { lineWriter } from "./line_writer.ts";
export { stopOnSignals, writeError, writeLine } from "./process.ts";
export { openLog } from "./log.ts";
export { type ErrorReports, openSentry } from "./errors/sentry.ts";
export { ownSecretKey } from "./secret_key.ts";
export { embeddedLimiter as openLocalLimiter } from "./embedded/limiter.ts";
export { deferredMetrics as openMetrics } from "./deferred_metrics.ts";
export type { MetricsRoom } from "./metrics.ts";

export interface PlatformDeps {
  log: Log;
  metrics: Metrics;
  clock?: Clock;
}

/** What a home supplies beside what all of them share. */
export type HomeDrivers = Omit<
  Platform,
  | "home"
  | "portalFetch"
  | "providerFetch"
  | "mailer"
  | "texts"
  | "directories"
  | "textRecords"
  | "webhooks"
  | "files"
  | "clock"
>;

/** Opens the database, the shared store and the way to the portal. Close it when done. */
export async function openPlatform(config: Config, deps: PlatformDeps): Promise<Platform> {
  const clock = deps.clock ?? systemClock;
  const drivers = await openHome(config.home, config, { ...deps, clock });
  const portalFetch = openPortalFetch(config.portal);
  const providerFetch = openProviderFetch(config.sso);
  const mailer = await openMailer(config, deps.log);
  return {
    ...drivers,
    home: config.home.kind,
    portalFetch,
    providerFetch,
    mailer,
    texts: lazyTexts(config),
    directories: lazyDirectories(config.ldap),
    textRecords: openTextRecords({ server: config.dnsServer }),
    webhooks: lazyWebhooks(config),
    files: await openFiles(config),
    clock,
    async close() {
      portalFetch.close();
      providerFetch.close();
      await mailer.close();
      await drivers.close();
    },
  };
}

/** What sends mail is loaded only where something is to be sent. */
export async function openMailer(
  { smtp, mailFrom, home }: Pick<Config, "smtp" | "mailFrom" | "home">,
  log: Log,
): Promise<Mailer> {
  if (smtp !== null) return (await import("./mail/smtp.ts")).openSmtp({ ...smtp, from: mailFrom });
  if (home.kind !== "embedded") return (await import("./mail/no_mail.ts")).noMail();
  const folder = `${home.dataDir}/mail`;
  return (await import("./mail/mail_folder.ts")).openMailFolder({ folder, from: mailFrom, log });
}

/** What speaks to the provider is loaded with the first message; null where none is configured. */
export function lazyTexts({ textApi }: Pick<Config, "textApi">): TextMessenger | null {
  if (textApi === null) return null;
  return {
    send: async (message) =>
      await (await import("./texts/http_texts.ts")).openHttpTexts(textApi).send(message),
  };
}

/** A bucket where one is configured, else a folder; on the edge there is none. */
export async function openFiles({ files }: Pick<Config, "files">): Promise<FileStore> {
  if (files === null) return (await import("./files/no_files.ts")).noFiles();
  if (files.kind === "s3") return (await import("./files/s3_store.ts")).openS3Store(files);
  return (await import("./files/folder_store.ts")).openFolderStore(files);
}

/** What speaks LDAP is loaded with the first directory that is asked. */
export function lazyDirectories(
  { allowHosts, allowPlain, isPrivateAllowed }: Config["ldap"],
): DirectoryClient {
  return {
    async open(target) {
      const { openDirectories } = await import("./ldap/directory.ts");
      const inner = { allowed: allowHosts, isPrivateAllowed };
      return await openDirectories({ inner, isPlainAllowed: allowPlain }).open(target);
    },
  };
}

/** What speaks to receivers is loaded with the first address that is looked at. */
export function lazyWebhooks({ webhooks, dnsServer }: Pick<Config, "webhooks" | "dnsServer">): WebhookSender {
  const open = async () =>
    (await import("./webhooks/sender.ts")).openWebhookSender({ ...webhooks, dnsServer });
  return {
    check: async (url) => await (await open()).check(url),
    send: async (request) => await (await open()).send(request),
  };
}

async function openHome(
  home: Home,
  config: Config,
  deps: PlatformDeps & { clock: Clock },
): Promise<HomeDrivers> {
  switch (home.kind) {
    case "embedded":
      return await (await import("./embedded/mod.ts")).openEmbedded(home, deps);
    case "server":
      return await (await import("./server/mod.ts")).openServer(home, config.databasePoolSize, deps);
    case "edge":
      return (await import("./edge/mod.ts")).openEdge(home, config.databasePoolSize, deps);
  }
}

/** A database handle for work that may take long, such as migrations: statements have no time limit. */
export async function openMaintenanceDatabase({ home }: Config, { log }: { log: Log }): Promise<SqlDriver> {
  switch (home.kind) {
    case "embedded":
      await Deno.mkdir(home.dataDir, { recursive: true });
      return await (await import("./embedded/database.ts")).openEmbeddedDatabase({
        folder: home.dataDir,
        log,
      });
    case "server":
      return (await import("./server/database.ts")).openServerDatabase({
        url: home.databaseUrl,
        ca: home.databaseCa ?? undefined,
        max: 1,
        statementTimeoutSeconds: 0,
        log,
      });
    case "edge":
      return (await import("./edge/database.ts")).openEdgeDatabase({
        url: home.databaseUrl,
        max: 1,
        deadlineMilliseconds: 0,
        webSocketProxy: home.webSocketProxy ?? undefined,
        log,
      });
  }
}
