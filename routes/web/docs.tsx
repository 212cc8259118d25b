/** The documentation, on the platform's own host. */
import { marked } from "marked";
import { DomainError } from "#domain/errors.ts";
import { DocsPage, GuidePage } from "#views/docs/guides.tsx";
import type { LexiaContext } from "../_env.ts";
import { GUIDES } from "./_guides.ts";
import { localeNamed, readerOf } from "./_look.ts";
import { frameOf, show } from "./_page.ts";

export function docsPage(c: LexiaContext): Response {
  const { locale } = readerOf(c);
  const guides = Object.entries(GUIDES[locale]).map(([name, text]) => ({
    href: `/docs/${locale}/${name}`,
    title: titleOf(text),
    summary: summaryOf(text),
  }));
  return show(c, <DocsPage frame={frameOf(c)} guides={guides} />);
}

/** A guide is in the language of its address. */
export function guidePage(c: LexiaContext): Response {
  const locale = localeNamed(c.req.param("locale"));
  const name = c.req.param("guide") ?? "";
  const text = locale && Object.hasOwn(GUIDES[locale], name) ? GUIDES[locale][name] : undefined;
  if (!locale || text === undefined) throw new DomainError("not_found");
  const other = locale === "es" ? "en" : "es";
  const html = marked.parse(text, { async: false });
  const page = (
    <GuidePage
      frame={frameOf(c, locale)}
      title={titleOf(text)}
      html={html}
      otherLanguage={{ locale: other, href: `/docs/${other}/${name}` }}
    />
  );
  return show(c, page);
}

function titleOf(text: string): string {
  return /^# (.+)$/m.exec(text)?.[1] ?? "";
}

/** Its first paragraph, without marks. */
function summaryOf(text: string): string {
  const [, paragraph = ""] = text.split(/\n\n/, 2);
  return paragraph.replaceAll(/[*`]|\]\([^)]*\)|\[/g, "").replaceAll("\n", " ");
}
