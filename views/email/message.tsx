/** A message as text and as HTML, made of the same words. Styles stand at the elements, as mail programs want them. */
import type { MailItem, MailSection, MailWords } from "./mail_words.ts";
import { type MailSays, mailWords } from "./words.ts";

const BODY =
  "margin:0;padding:24px 12px;background:#f4f5f7;font-family:Arial,Helvetica,sans-serif;color:#1c2430;" +
  "overflow-wrap:anywhere;word-break:break-word";
const CARD = "max-width:560px;margin:0 auto;padding:28px;background:#ffffff;border-radius:8px";
const BUTTON = "display:inline-block;padding:12px 20px;background:#1d4ed8;color:#ffffff;border-radius:6px;" +
  "text-decoration:none;font-weight:bold";
const SMALL = "max-width:560px;margin:16px auto 0;font-size:12px;color:#5b6472";

const FOOTER = {
  es: "LEXIA · Vigilancia de procesos judiciales en Colombia. Este mensaje se envió automáticamente.",
  en: "LEXIA · Following court cases in Colombia. This message was sent automatically.",
};
const COPY_LINK = {
  es: "Si el botón no funciona, copie esta dirección en su navegador:",
  en: "If the button does not work, copy this address into your browser:",
};

const WAYS = {
  es: { preferences: "Elegir qué avisos recibe", unsubscribe: "No recibir más avisos por correo" },
  en: { preferences: "Choose what you are told of", unsubscribe: "Get no more notices by mail" },
};

export interface MailText {
  subject: string;
  text: string;
  html: string;
  /** Where one click ends messages of this sort. */
  unsubscribe?: string;
}

/** The message of that kind in that language. */
export function mailText<K extends keyof MailSays>(
  message: { kind: K; locale: "es" | "en"; says: MailSays[K] },
): MailText {
  const { locale } = message;
  const words = mailWords(message.kind, locale, message.says);
  return {
    // A line break would begin another header.
    subject: words.subject.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " "),
    text: plainText(words, locale),
    html: `<!doctype html>${String(<Message words={words} locale={locale} />)}`,
    ...(words.ways ? { unsubscribe: words.ways.unsubscribe } : {}),
  };
}

function plainText({ paragraphs, sections = [], action, ways }: MailWords, locale: "es" | "en"): string {
  const link = action ? [`${action.label}: ${action.link}`] : [];
  const out = ways
    ? [
      `${WAYS[locale].preferences}: ${ways.preferences}`,
      `${WAYS[locale].unsubscribe}: ${ways.unsubscribe}`,
    ]
    : [];
  const parts = [...paragraphs, ...sections.map(plainSection), ...link, "--", FOOTER[locale], ...out];
  return parts.join("\n\n") + "\n";
}

function plainSection({ title, items }: MailSection): string {
  const lines = items.map(({ text, link, isBelow }) =>
    `${isBelow ? "    - " : "* "}${text}${link === undefined ? "" : `\n  ${link}`}`
  );
  return [title.toUpperCase(), ...lines].join("\n");
}

function Message({ words, locale }: { words: MailWords; locale: "es" | "en" }) {
  const { subject, paragraphs, sections = [], action, ways } = words;
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{subject}</title>
      </head>
      <body style={BODY}>
        <div style={CARD}>
          <h1 style="margin:0 0 16px;font-size:20px">{subject}</h1>
          {paragraphs.map((paragraph) => <p style="margin:0 0 14px;line-height:1.5">{paragraph}</p>)}
          {sections.map((section) => <Section {...section} />)}
          {action && (
            <>
              <p style="margin:22px 0">
                <a href={action.link} style={BUTTON}>{action.label}</a>
              </p>
              <p style="margin:0;font-size:13px;color:#5b6472">
                {COPY_LINK[locale]}
                <br />
                {action.link}
              </p>
            </>
          )}
        </div>
        <p style={SMALL}>{FOOTER[locale]}</p>
        {ways && (
          <p style={SMALL}>
            <a href={ways.preferences}>{WAYS[locale].preferences}</a>
            {" · "}
            <a href={ways.unsubscribe}>{WAYS[locale].unsubscribe}</a>
          </p>
        )}
      </body>
    </html>
  );
}

function Section({ title, items }: MailSection) {
  return (
    <>
      <h2 style="margin:22px 0 8px;font-size:16px">{title}</h2>
      {items.map((item) => <Item {...item} />)}
    </>
  );
}

function Item({ text, link, isBelow = false }: MailItem) {
  const style = `margin:0 0 8px ${isBelow ? "18px" : "0"};line-height:1.5`;
  return <p style={style}>{link === undefined ? text : <a href={link}>{text}</a>}</p>;
}
