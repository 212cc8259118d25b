import type { JobCtx } from "../ctx.ts";
import type { Sealer } from "../identity/sealing.ts";
import { MailRefused } from "../ports.ts";
import type { Letter } from "./send_mail.ts";

/**
 * Renders and sends one message, as a job. What is refused for good is not tried again: the log says so. Where the
 * process dies between the server's answer and the job's end the message goes out twice, with the same Message-ID.
 */
export async function deliverMail(
  ctx: Omit<JobCtx, "organizationId"> & { organizationId: string | null },
  sealer: Sealer,
  { kind, sealed }: { kind: string; sealed: string },
): Promise<void> {
  // Sealed by `sendMail`, which nobody else can do.
  const { to, message } = JSON.parse(await sealer.open(sealed, "mail")) as Letter;
  let result = "sent";
  try {
    await ctx.mailer.send({ to, id: ctx.job.id, ...ctx.renderMail(message) });
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error;
    result = "refused";
    ctx.log.error("Mail refused", { kind, organization_id: ctx.organizationId, job_id: ctx.job.id, error });
  }
  ctx.metrics.increment("mails_total", { kind, result });
  await ctx.db.tx((tx) => ctx.job.complete(tx));
}
