/** What jobs need of LEXIA, without an app and without a portal. */
import { platformDb, tenantDb } from "#db/tenant_db.ts";
import type { Services } from "#domain/ctx.ts";
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
    mailer: NO_MAIL,
    directories: { open: () => Promise.reject(new Error("These jobs ask no directory")) },
    renderMail: () => ({ subject: "", text: "", html: "" }),
    textRecords: { lookUp: () => Promise.reject(new Error("No name is looked up here")) },
    addressOf: ({ subdomain }, path) => `https://${subdomain}.lexia.test${path}`,
    operatorsAddressOf: () => "",
    upgradeUrl: () => "",
  };
}

const NO_MAIL: Services["mailer"] = {
  send: () => Promise.reject(new Error("No mail is sent here")),
  close: () => Promise.resolve(),
};

const NO_PORTAL: Services["portal"] = {
  source: "none",
  lookup: () => Promise.reject(new Error("No portal is asked here")),
  health: () => Promise.reject(new Error("No portal is asked here")),
};
