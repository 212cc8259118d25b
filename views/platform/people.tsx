import { Empty } from "../ui/empty.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Pager } from "../ui/pager.tsx";
import { PeopleRows, type PersonRow } from "./people_rows.tsx";
import { peopleWords } from "./people_words.ts";
import { platformWords } from "./words.ts";

interface PeopleProps {
  frame: Frame;
  fields: { q: string; organization_id: string };
  /** Where only one is searched. */
  organization: string | null;
  rows: readonly PersonRow[];
  first: string | null;
  next: string | null;
}

export function People({ frame, fields, organization, rows, first, next }: PeopleProps) {
  const { locale } = frame.reader;
  const w = peopleWords(locale);
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead}>
        <a class="btn" href="/impersonations">{w.impersonations}</a>
      </PageHead>
      <form class="line" method="get" action="/people" role="search">
        <Field name="q" type="search" label={w.search} value={fields.q} maxlength={200} />
        {fields.organization_id !== "" && (
          <input type="hidden" name="organization_id" value={fields.organization_id} />
        )}
        <button class="btn btn-primary" type="submit">{platformWords(locale).search}</button>
      </form>
      {fields.organization_id !== "" && (
        <p class="acts">
          <span>{w.of(organization ?? fields.organization_id)}</span>
          <a href={fields.q === "" ? "/people" : `/people?q=${encodeURIComponent(fields.q)}`}>{w.ofAll}</a>
        </p>
      )}
      <section class="panel" aria-label={w.title}>
        {rows.length === 0
          ? <Empty icon="users" title={w.empty} advice={w.emptyAdvice} />
          : <PeopleRows rows={rows} reader={frame.reader} />}
      </section>
      <Pager locale={locale} first={first} next={next} />
    </Layout>
  );
}
