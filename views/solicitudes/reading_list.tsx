/** Several radicados at once: each with what can be said of it, and the way to take them all. */
import { Badge } from "../ui/badge.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Locale } from "../ui/reader.ts";
import { NEW_PATH } from "./new_tabs.tsx";
import { problemText, type RadicadoProblem, type ReadingWords } from "./reading_words.ts";

export interface ListedRadicado {
  /** With its hyphens where it is one. */
  shown: string;
  problem: RadicadoProblem | null;
  /** The reader follows it, or a colleague of whom they may know. */
  followedAt: string | null;
}

export interface ReadingListProps {
  items: readonly ListedRadicado[];
  /** Of all that were pasted. */
  total: number;
  /** Where all of them are sent as an upload; null for who may not. */
  action: string | null;
}

export function ReadingList(
  { items, total, action, words: w, locale }: ReadingListProps & { words: ReadingWords; locale: Locale },
) {
  const bad = items.filter(({ problem }) => problem !== null).length;
  const followed = items.filter(({ followedAt }) => followedAt !== null).length;
  return (
    <div class="grid gap-3 rounded-box border border-base-300 p-4">
      <div class="flex flex-wrap items-center gap-2" role="status">
        <span class="mr-auto font-semibold">{w.many(total)}</span>
        <Badge tone="good" icon="check">{w.manyGood(total - bad - followed)}</Badge>
        {followed > 0 && <Badge tone="info" icon="user-check">{w.manyFollowed(followed)}</Badge>}
        {bad > 0 && <Badge tone="bad" icon="circle-alert">{w.manyBad(bad)}</Badge>}
      </div>
      <ol class="grid max-h-72 gap-1 overflow-y-auto" tabindex={0} aria-label={w.many(total)}>
        {items.map((item) => <Item {...item} words={w} locale={locale} isAlone={action === null} />)}
        {total > items.length && <li class="soft small">{w.manyMore(total - items.length)}</li>}
      </ol>
      <p class="soft small">{action === null ? w.manyAlone : w.manyText}</p>
      {action !== null && (
        <button class="btn btn-primary justify-self-start" type="submit" formaction={action} formnovalidate>
          <Icon name="list-checks" />
          {w.manySubmit(total)}
        </button>
      )}
    </div>
  );
}

type ItemProps = ListedRadicado & { words: ReadingWords; locale: Locale; isAlone: boolean };

function Item({ shown, problem, followedAt, words: w, locale, isAlone }: ItemProps) {
  const wrong = problemText(problem, locale);
  return (
    <li class="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-t border-base-300 py-1 text-sm first:border-t-0">
      <Icon
        name={wrong === null ? "circle-check" : "circle-alert"}
        class={`size-4 flex-none ${wrong === null ? "text-success" : "text-error"}`}
      />
      <span class="number mr-auto">{shown}</span>
      {wrong !== null && <span class="wrong small">{wrong}</span>}
      {followedAt !== null && <a href={followedAt}>{w.isFollowed}</a>}
      {isAlone && wrong === null && followedAt === null && (
        <a href={`${NEW_PATH}?${new URLSearchParams({ radicado: shown })}`}>{w.this}</a>
      )}
    </li>
  );
}
