/** Mail over SMTP (RFC 5321), always with TLS: from the first byte on port 465, by STARTTLS (RFC 3207) elsewhere. */
import { isIP } from "node:net";
import nodemailer from "nodemailer";
import { type Mail, type Mailer, MailRefused } from "#domain/ports.ts";

export interface SmtpOptions {
  host: string;
  port: number;
  user: string | null;
  password: string | null;
  /** `Name <address>` or an address alone. */
  from: { name: string; address: string };
  /** Authorities to trust beside the system's, in PEM. */
  ca: string | null;
}

const TIMEOUT_MS = 15_000;

export function openSmtp(options: SmtpOptions): Mailer {
  const { from } = options;
  const transport = transportOf(options);
  return {
    isConfigured: true,
    async send(mail) {
      try {
        await transport.sendMail(messageOf(mail, from));
      } catch (error) {
        throw isForGood(error)
          ? new MailRefused("The mail server refused the message", { cause: error })
          : error;
      }
    },
    close() {
      transport.close();
      return Promise.resolve();
    },
  };
}

/** Goes as far as the login, and hangs up: no mail is sent. @throws where the server refuses or cannot be reached */
export async function checkSmtp(options: SmtpOptions): Promise<void> {
  const transport = transportOf(options);
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}

function transportOf({ host, port, user, password, ca }: SmtpOptions) {
  return nodemailer.createTransport({
    host,
    port,
    pool: true,
    maxConnections: 2,
    secure: port === 465,
    requireTLS: port !== 465,
    auth: user === null ? undefined : { user, pass: password ?? "" },
    // An address is no name to ask for (RFC 6066, section 3); the certificate is held to it all the same.
    tls: { ...(isIP(host) === 0 ? { servername: host } : {}), ...(ca === null ? {} : { ca }) },
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
}

/** Addresses go in as objects: as text, a line break in one would begin another header. */
export function messageOf(
  { to, subject, text, html, id, unsubscribe }: Mail,
  from: { name: string; address: string },
) {
  const domain = from.address.split("@")[1] ?? "lexia.invalid";
  return {
    from,
    to: { name: to.name, address: to.address },
    subject,
    text,
    html,
    messageId: `<${id}@${domain}>`,
    headers: { "Auto-Submitted": "auto-generated", ...wayOut(unsubscribe) },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** A button in mail programs, which asks nothing (RFC 2369, section 3.2, and RFC 8058). */
function wayOut(address: string | undefined): Record<string, string> {
  if (address === undefined) return {};
  return { "List-Unsubscribe": `<${address}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}

/** What the server says of this very message, and not of the sender or of how LEXIA signs in. */
const ABOUT_THE_MESSAGE = new Set(["RCPT TO", "DATA"]);

/**
 * Class 5 is for good (RFC 5321, section 4.2.1) where it answers the recipient or the content. A password or a sender
 * that is refused holds up every message, and somebody will set that right: those wait.
 */
function isForGood(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { responseCode, command } = error as Error & { responseCode?: number; command?: string };
  return responseCode !== undefined && responseCode >= 500 && responseCode < 600 &&
    command !== undefined && ABOUT_THE_MESSAGE.has(command);
}
