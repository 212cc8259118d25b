/** The help: topics that other pages lead to, narrowed by what somebody looks for. */
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { EN } from "./en.ts";
import { ES } from "./es.ts";
import type { HelpBlock, HelpSection, HelpWords } from "./shape.ts";
import { Shown, type ShownProps } from "./shown.tsx";

export type HelpFacts = Omit<ShownProps, "what" | "locale" | "w">;

interface HelpProps {
  frame: Frame;
  /** What is looked for; empty: everything is shown. */
  text: string;
  /** Lower case without accents. */
  fold(text: string): string;
  facts: HelpFacts;
}

export function HelpPage({ frame, text, fold, facts }: HelpProps) {
  const { locale } = frame.reader;
  const w = locale === "en" ? EN : ES;
  const words = fold(text).split(" ");
  const found = w.sections.filter((section) => {
    const said = fold(textOf(section, w));
    return words.every((word) => said.includes(word));
  });
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead} />
      <form
        class="flex max-w-xl gap-2"
        method="get"
        action="/help"
        role="search"
        hx-get="/help"
        hx-trigger="input changed delay:200ms, submit"
        hx-target="#help"
        hx-select="#help"
        hx-swap="outerHTML"
      >
        <label class="input min-w-0 flex-1">
          <Icon name="search" class="size-4 opacity-70" />
          <input
            type="search"
            name="q"
            value={text}
            maxlength={100}
            aria-label={w.search}
            placeholder={w.search}
            data-slash
          />
        </label>
        <button class="btn" type="submit">{w.searchButton}</button>
      </form>
      <div id="help" class="grid items-start gap-5 lg:grid-cols-[14rem_minmax(0,1fr)]">
        <Contents sections={found} w={w} />
        <div class="flow">
          {found.length === 0 && <p class="panel" role="status">{w.none}</p>}
          {found.map((section) => (
            <section
              id={section.id}
              class="panel scroll-mt-20"
              aria-labelledby={`${section.id}-title`}
            >
              <h2 id={`${section.id}-title`} class="text-lg">{section.title}</h2>
              {section.blocks.map((block) => <Block block={block} w={w} locale={locale} facts={facts} />)}
            </section>
          ))}
        </div>
      </div>
    </Layout>
  );
}

function Contents({ sections, w }: { sections: readonly HelpSection[]; w: HelpWords }) {
  return (
    <nav class="grid gap-1 lg:sticky lg:top-20" aria-label={w.contents}>
      {sections.map(({ id, title }) => (
        <a class="rounded-field px-3 py-1.5 text-sm hover:bg-base-300" href={`#${id}`}>{title}</a>
      ))}
      {sections.length < w.sections.length && (
        <a class="px-3 py-1.5 text-sm underline" href="/help">{w.all}</a>
      )}
    </nav>
  );
}

interface BlockProps {
  block: HelpBlock;
  w: HelpWords;
  locale: Frame["reader"]["locale"];
  facts: HelpFacts;
}

function Block({ block, w, locale, facts }: BlockProps) {
  if ("p" in block) return <p class="max-w-[70ch]">{block.p}</p>;
  if ("list" in block) {
    return (
      <ul class="grid max-w-[70ch] list-disc gap-1 pl-5">
        {block.list.map((item) => <li>{item}</li>)}
      </ul>
    );
  }
  if ("facts" in block) {
    return (
      <dl class="grid gap-3">
        {block.facts.map(([term, meaning]) => (
          <div class="grid gap-x-6 sm:grid-cols-[15rem_minmax(0,1fr)]">
            <dt class="font-semibold">{term}</dt>
            <dd class="max-w-[60ch]">{meaning}</dd>
          </div>
        ))}
      </dl>
    );
  }
  if ("links" in block) {
    return (
      <p class="acts">
        {block.links.map(([href, label]) => <a class="btn btn-sm" href={href}>{label}</a>)}
      </p>
    );
  }
  return <Shown what={block.show} w={w} locale={locale} {...facts} />;
}

/** What a section says in words. */
function textOf({ title, blocks }: HelpSection, w: HelpWords): string {
  const said = blocks.flatMap((block): readonly string[] => {
    if ("p" in block) return [block.p];
    if ("list" in block) return block.list;
    if ("facts" in block) return block.facts.flat();
    if ("links" in block) return block.links.map(([, label]) => label);
    return block.show === "roles" ? Object.values(w.roles.permissions) : [];
  });
  return [title, ...said].join(" ");
}
