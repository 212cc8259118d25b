import type { Mailer } from "#domain/ports.ts";

/** Where no mail server is configured: messages wait, and are given up visibly after some hours. */
export function noMail(): Mailer {
  return {
    isConfigured: false,
    send: () => Promise.reject(new Error("Cannot send mail: set SMTP_HOST and SMTP_FROM")),
    close: () => Promise.resolve(),
  };
}
