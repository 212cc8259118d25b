/** What jobs need of LEXIA, without an app and without a portal. */
import { noFiles } from "#platform/files/no_files.ts";
import { platformDb, tenantDb } from "#db/tenant_db.ts";
import type { Services } from "#domain/ctx.ts";
import { parseWindow } from "#domain/portals/window.ts";
import type { Clock, DispatchQueue, Log, Metrics, QueueEntry, SqlDriver } from "#domain/ports.ts";

export const silentMetrics: Metrics = { increment() {}, set() {}, observe() {} };

interface Parts extends Pick<Services, "limiter" | "cache" | "state" | "events"> {
  sql: SqlDriver;
  queue: DispatchQueue;
  clock: Clock;
  log: Log;
}

export function jobServices({ sql, queue, ...parts }: Parts): Services {
  const onCommit = (entries: readonly unknown[]) => {
    // Only jobs are announced here. Where the store is away, the tick brings them.
    void queue.push(entries as readonly QueueEntry[]).catch(() => {});
  };
  return {
    ...parts,
    metrics: silentMetrics,
    portal: NO_PORTAL,
    platformDb: platformDb(sql, () => {}, onCommit),
    tenantDb: (organizationId) => tenantDb(sql, organizationId, onCommit),
    texts: null,
    mailer: NO_MAIL,
    directories: { open: () => Promise.reject(new Error("These jobs ask no directory")) },
    renderMail: () => ({ subject: "", text: "", html: "" }),
    renderFile: () => {
      throw new Error("No file is made here");
    },
    textRecords: { lookUp: () => Promise.reject(new Error("No name is looked up here")) },
    webhooks: NO_WEBHOOKS,
    webhookText: () => "",
    noticeText: () => "",
    files: noFiles(),
    addressOf: ({ subdomain }, path) => `https://${subdomain}.lexia.test${path}`,
    operatorsAddressOf: () => "",
    upgradeUrl: () => "",
  };
}

const NO_MAIL: Services["mailer"] = {
  isConfigured: false,
  send: () => Promise.reject(new Error("No mail is sent here")),
  close: () => Promise.resolve(),
};

const NO_WEBHOOKS: Services["webhooks"] = {
  check: () => Promise.reject(new Error("No address is looked at here")),
  send: () => Promise.reject(new Error("No webhook is sent here")),
};

const NO_PORTAL: Services["portal"] = {
  source: "none",
  limits: { perMinute: 60, dailyBudget: null, window: parseWindow("always") },
  lookup: () => Promise.reject(new Error("No portal is asked here")),
  searchByName: () => Promise.reject(new Error("No portal is asked here")),
  readOffices: () => Promise.reject(new Error("No portal is asked here")),
  health: () => Promise.reject(new Error("No portal is asked here")),
};
