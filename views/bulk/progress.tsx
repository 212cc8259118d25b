/** How far an upload has come. While it is open the page asks again by itself. */
import { formatCount } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Locale } from "../ui/reader.ts";
import { Sure } from "../ui/sure.tsx";
import { BULK_PATH } from "../solicitudes/new_tabs.tsx";
import { type BulkStatus, StatusBadge } from "./list.tsx";
import { type BulkWords, bulkWords } from "./page_words.ts";

export interface ProgressCounts {
  done: number;
  pending: number;
  processing: number;
  paused: number;
  held: number;
  failed: number;
  results: Readonly<Record<string, number>>;
}

export interface ProgressProps {
  id: string;
  status: BulkStatus;
  fileName: string;
  valid: number;
  invalid: number;
  counts: ProgressCounts;
}

const ID = "progress";

export function Progress({ locale, ...upload }: ProgressProps & { locale: Locale }) {
  const w = bulkWords(locale);
  const { id, status, fileName, valid, invalid, counts } = upload;
  const address = `${BULK_PATH}/${id}`;
  const isOpen = status === "processing";
  return (
    <section
      class="panel gap-5"
      id={ID}
      aria-labelledby="progress-title"
      {...(isOpen && {
        "hx-get": address,
        "hx-trigger": "every 3s",
        "hx-select": `#${ID}`,
        "hx-swap": "outerMorph",
      })}
    >
      <div class="head">
        <h2 id="progress-title" class="min-w-0">{fileName}</h2>
        <StatusBadge status={status} words={w} />
      </div>
      {valid > 0 && <Bar done={counts.done} valid={valid} locale={locale} words={w} />}
      <p class="soft small" role="status">{sentenceOf(upload, w)}</p>
      {valid > 0 && <Figures counts={counts} locale={locale} words={w} />}
      {invalid > 0 && (
        <div class="acts">
          <span class="text-sm">
            {invalid === 1 ? w.progress.skippedOne : w.progress.skipped(formatCount(invalid, locale))}
          </span>
          <a
            class="btn btn-sm"
            href={`/api/v1/solicitudes/bulk/${id}/errors.csv?lang=${locale}`}
            download
          >
            <Icon name="download" />
            {w.review.download}
          </a>
        </div>
      )}
      <Moves id={id} status={status} words={w} />
    </section>
  );
}

function Bar(
  { done, valid, locale, words: w }: { done: number; valid: number; locale: Locale; words: BulkWords },
) {
  const text = w.progress.of(formatCount(done, locale), formatCount(valid, locale));
  return (
    <div class="grid gap-2">
      <p class="number text-lg font-semibold">{text}</p>
      <progress
        class="progress progress-primary h-2.5 w-full"
        value={Math.min(done, valid)}
        max={valid}
        aria-label={w.progress.title}
      >
      </progress>
    </div>
  );
}

function sentenceOf({ status, valid, invalid }: ProgressProps, { progress }: BulkWords): string {
  switch (status) {
    case "processing":
      return progress.live;
    case "paused":
      return progress.pausedText;
    case "cancelled":
      return valid + invalid === 0 ? progress.discardedText : progress.cancelledText;
    default:
      return progress.completedText;
  }
}

const FIGURES = ["done", "processing", "pending", "paused", "held", "failed"] as const;

function Figures(
  { counts, locale, words: { progress } }: { counts: ProgressCounts; locale: Locale; words: BulkWords },
) {
  const results = Object.entries(counts.results).filter(([, count]) => count > 0);
  return (
    <>
      <dl class="facts">
        {FIGURES.filter((name) => name === "done" || counts[name] > 0).map((name) => (
          <div>
            <dt>{progress[name]}</dt>
            <dd class={`number text-xl font-semibold ${name === "failed" ? "text-error" : ""}`}>
              {formatCount(counts[name], locale)}
            </dd>
          </div>
        ))}
      </dl>
      {results.length > 0 && (
        <div class="grid gap-2">
          <h3 class="text-sm">{progress.results}</h3>
          <ul class="flex flex-wrap gap-x-5 gap-y-1 text-sm">
            {results.map(([result, count]) => (
              <li>
                <span class="number font-semibold">{formatCount(count, locale)}</span>{" "}
                <span class="soft">{progress.result[result] ?? result}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function Moves({ id, status, words: w }: { id: string; status: BulkStatus; words: BulkWords }) {
  const isOpen = status === "processing" || status === "paused";
  return (
    <div class="acts items-start border-t border-base-300 pt-4">
      {status === "processing" && <Move id={id} name="pause" icon="pause" label={w.progress.pause} />}
      {status === "paused" && <Move id={id} name="resume" icon="play" label={w.progress.resume} />}
      {isOpen && (
        <Sure
          action={`${BULK_PATH}/${id}/cancel`}
          label={w.progress.cancel}
          about={w.review.cancelAbout}
          question={w.progress.cancelQuestion}
          answer={w.progress.cancelAnswer}
        />
      )}
      {status !== "needs_mapping" && <a class="btn" href="/solicitudes">{w.progress.open}</a>}
    </div>
  );
}

function Move(
  { id, name, icon, label }: {
    id: string;
    name: "pause" | "resume";
    icon: "pause" | "play";
    label: string;
  },
) {
  return (
    <form method="post" action={`${BULK_PATH}/${id}/${name}`}>
      <button class="btn" type="submit">
        <Icon name={icon} />
        {label}
      </button>
    </form>
  );
}
