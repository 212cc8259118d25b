import { raw } from "hono/html";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";

interface GuideLink {
  href: string;
  title: string;
  summary: string;
}

/** All that is written on LEXIA, for people and for programs. */
export function DocsPage({ frame, guides }: { frame: Frame; guides: readonly GuideLink[] }) {
  const w = wordsFor(frame);
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead} />
      <div class="columns">
        <section class="panel">
          <h2 class="flex items-center gap-2">
            <Icon name="command" />
            {w.api}
          </h2>
          <p class="soft">{w.apiAbout}</p>
          <p>
            <a href="/api/docs">{w.reference}</a> · <a href="/api/openapi.json">OpenAPI 3.1</a>
          </p>
        </section>
        <section class="panel">
          <h2 class="flex items-center gap-2">
            <Icon name="activity" />
            {w.status}
          </h2>
          <p class="soft">{w.statusAbout}</p>
          <p>
            <a href="/status">{w.openStatus}</a>
          </p>
        </section>
      </div>
      <section class="panel" aria-labelledby="guides">
        <h2 id="guides">{w.guides}</h2>
        <ul class="rows">
          {guides.map(({ href, title, summary }) => (
            <li>
              <a class="font-semibold text-primary hover:underline" href={href}>{title}</a>
              <p class="soft small line-clamp-3">{summary}</p>
            </li>
          ))}
        </ul>
      </section>
    </Layout>
  );
}

interface GuideProps {
  frame: Frame;
  title: string;
  /** The guide, made of LEXIA's own Markdown. */
  html: string;
  otherLanguage: { locale: "es" | "en"; href: string };
}

export function GuidePage({ frame, title, html, otherLanguage }: GuideProps) {
  const w = wordsFor(frame);
  return (
    <Layout title={title} frame={frame}>
      <nav class="acts justify-between" aria-label={w.title}>
        <a class="soft small flex items-center gap-1" href="/docs">
          <Icon name="arrow-left" class="size-3.5" />
          {w.title}
        </a>
        <a class="btn btn-sm" href={otherLanguage.href} lang={otherLanguage.locale}>
          {otherLanguage.locale === "es" ? "Español" : "English"}
        </a>
      </nav>
      <article class="panel guide">{raw(withClasses(html, w.scrolls))}</article>
    </Layout>
  );
}

/** Tables and code may be wider than a phone: they scroll by themselves, by the keyboard too. */
function withClasses(html: string, label: string): string {
  let tables = 0;
  return html
    .replaceAll("<table>", () => {
      tables += 1;
      const name = tables === 1 ? label : `${label} ${tables}`;
      return `<div class="overflow-x-auto" tabindex="0" role="region" aria-label="${name}"><table class="table table-sm">`;
    })
    .replaceAll("</table>", "</table></div>")
    .replaceAll(/<th(?=[ >])/g, '<th scope="col"')
    .replaceAll("<pre>", '<pre tabindex="0">')
    .replaceAll(/href="([a-z-]+)\.md(#[^"]*)?"/g, 'href="$1$2"');
}

function wordsFor({ reader }: Frame): typeof ES {
  return reader.locale === "en" ? EN : ES;
}

const ES = {
  title: "Documentación",
  lead: "Guías para quienes administran LEXIA o la conectan con otros sistemas.",
  api: "API",
  apiAbout: "Todo lo que hacen las páginas lo hace también la API, con las mismas reglas.",
  reference: "Referencia de la API",
  status: "Estado",
  statusAbout: "Qué funciona en este momento, y cómo responde el portal judicial.",
  openStatus: "Estado del servicio",
  guides: "Guías",
  scrolls: "Tabla",
};

const EN: typeof ES = {
  title: "Documentation",
  lead: "Guides for who administers LEXIA or connects it with other systems.",
  api: "API",
  apiAbout: "All that the pages do, the API does as well, by the same rules.",
  reference: "API reference",
  status: "Status",
  statusAbout: "What works right now, and how the court portal answers.",
  openStatus: "Service status",
  guides: "Guides",
  scrolls: "Table",
};
