/** The door of the jobs room: what a process needs to work. */
import { sealAudit } from "#domain/audit_seals.ts";
import { removeUploadFiles } from "#domain/bulk/remove_files.ts";
import type { Services } from "#domain/ctx.ts";
import { removeExportFiles } from "#domain/exports/remove_export_files.ts";
import type { Sealer } from "#domain/identity/sealing.ts";
import { deleteDueOrganizations } from "#domain/organizations/delete_due_organizations.ts";
import type { DispatchQueue } from "#domain/ports.ts";
import { orderShortDay } from "#domain/watching/order_day.ts";
import { warnOfShortfall } from "#domain/watching/warn_of_shortfall.ts";
import type { TaskName } from "./contract.ts";
import { type JobsRoom, openRoom } from "./room.ts";
import { despachosRead } from "./tasks/despachos_read.ts";
import { digestSend } from "./tasks/digest_send.ts";
import { directorySync } from "./tasks/directory_sync.ts";
import { domainCheck } from "./tasks/domain_check.ts";
import { exportMake } from "./tasks/export_make.ts";
import { eventTell } from "./tasks/event_tell.ts";
import { mailSend } from "./tasks/mail_send.ts";
import { notificationMail } from "./tasks/notification_mail.ts";
import { planRequestTell } from "./tasks/plan_request_tell.ts";
import { passwordOfferReset } from "./tasks/password_offer_reset.ts";
import { solicitudExecute } from "./tasks/solicitud_execute.ts";
import { textSend } from "./tasks/text_send.ts";
import { webhookDeliver } from "./tasks/webhook_deliver.ts";
import type { TaskDefinitions } from "./task_definition.ts";

export type { JobsRoom } from "./room.ts";
export { tick, type TickDeps } from "./schedule.ts";
export type { TaskDefinitions } from "./task_definition.ts";
export { Worker } from "./worker.ts";
export { type EveryMinute, startTicking, startWorking, type Working } from "./working.ts";

function tasksWith(sealer: Sealer) {
  return {
    "solicitud.execute": solicitudExecute,
    "despachos.read": despachosRead,
    "event.tell": eventTell,
    "mail.send": mailSend(sealer),
    "notification.mail": notificationMail(sealer),
    "digest.send": digestSend(sealer),
    "text.send": textSend,
    "password.offer_reset": passwordOfferReset(sealer),
    "plan_request.tell": planRequestTell(sealer),
    "directory.sync": directorySync(sealer),
    "domain.check": domainCheck(sealer),
    "webhook.deliver": webhookDeliver(sealer),
    "export.make": exportMake(sealer),
  } satisfies Record<TaskName, TaskDefinitions[string]>;
}

/** A worker for LEXIA's tasks, and the tick that keeps it fed, deletes what is due and seals the audit log. */
export function createJobs(
  services: Services,
  queue: DispatchQueue,
  { concurrency, sealer, uploads }: {
    concurrency: number;
    sealer: Sealer;
    uploads: { retentionDays: number };
  },
): JobsRoom {
  const room = openRoom({ services, queue, tasks: tasksWith(sealer), concurrency });
  const lookAhead = everySoOften(services, LOOK_AHEAD_MS, async () => {
    await orderShortDay(services);
    await warnOfShortfall(services, sealer);
  });
  return {
    ...room,
    async tick() {
      try {
        await room.tick();
      } finally {
        // Files first: an organization is deleted once it has none.
        await lookAhead().finally(() => removeUploadFiles(services, uploads))
          .finally(() => removeExportFiles(services))
          .finally(() => deleteDueOrganizations(services))
          .finally(() => seal(services, sealer));
      }
    },
  };
}

/** Between two looks at what is to come. */
const LOOK_AHEAD_MS = 600_000;

function everySoOften(
  { clock }: Pick<Services, "clock">,
  milliseconds: number,
  act: () => Promise<void>,
): () => Promise<void> {
  let actedAt = -Infinity;
  return async () => {
    const now = clock.now();
    if (now - actedAt < milliseconds) return;
    actedAt = now;
    await act();
  };
}

/** In one tick. */
const MOST_SEALS = 20;

/** Until what was waiting is sealed. The log keeps the hash where nobody who changes the database reaches. */
async function seal({ platformDb, log }: Services, sealer: Sealer): Promise<void> {
  for (let i = 0; i < MOST_SEALS; i++) {
    const made = await sealAudit(platformDb, sealer);
    if (!made) return;
    log.info("Audit log sealed", { ...made });
  }
}
