/** Mail of the embedded home without a mail server: each message becomes a file, and the log says where. */
import nodemailer from "nodemailer";
import type { Log, Mailer } from "#domain/ports.ts";
import { messageOf } from "./smtp.ts";

/** Files are named by time, so that the latest is the last; any mail program opens them. */
export function openMailFolder(
  { folder, from, log }: { folder: string; from: { name: string; address: string }; log: Log },
): Mailer {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true });
  return {
    isConfigured: true,
    async send(mail) {
      const { message } = await transport.sendMail(messageOf(mail, from));
      const time = new Date().toISOString().replaceAll(":", "-");
      const path = `${folder}/${time}-${mail.id.replace(/[^\w-]/g, "").slice(-8)}.eml`;
      await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
      if (!(message instanceof Uint8Array)) throw new Error("The message was not put together in one piece");
      await Deno.writeFile(path, message, { mode: 0o600, createNew: true });
      log.info("Mail written to a file", { path });
    },
    close: () => Promise.resolve(),
  };
}
