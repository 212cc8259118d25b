/** What is said with a scheduled report. */
import type { MailWords } from "./mail_words.ts";

export interface ReportSays {
  /** `until`: a day. */
  report_ready: { organization: string; report: string; link: string; until: string };
}

type Dictionary = { [K in keyof ReportSays]: (says: ReportSays[K]) => MailWords };

export const REPORTS_ES: Dictionary = {
  report_ready: ({ organization, report, link, until }) => ({
    subject: `Informe de ${organization}: ${report}`,
    paragraphs: [
      `El informe «${report}» de ${organization} está listo. Contiene lo que usted puede ver en LEXIA.`,
      `El archivo es solo para usted: el enlace pide entrar con su cuenta. Se conserva hasta el ${until}.`,
    ],
    action: { label: "Abrir el informe", link },
  }),
};

export const REPORTS_EN: Dictionary = {
  report_ready: ({ organization, report, link, until }) => ({
    subject: `Report of ${organization}: ${report}`,
    paragraphs: [
      `The report "${report}" of ${organization} is ready. It holds what you may see in LEXIA.`,
      `The file is for you alone: the link asks you to sign in. It is kept until ${until}.`,
    ],
    action: { label: "Open the report", link },
  }),
};
