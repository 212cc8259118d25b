import { reasonLabel, statusWords } from "../solicitudes/words.ts";
import { Badge } from "../ui/badge.tsx";
import { Ago, formatCount } from "../ui/dates.tsx";
import type { Reader } from "../ui/reader.ts";
import type { DashboardProps, WatchItem } from "./shapes.ts";
import { type DashboardWords, dashboardWords, fill } from "./words.ts";

type AttentionProps = Pick<DashboardProps, "attention" | "watches" | "now"> & { reader: Reader };

/** Of what is not known to be as it was: why, and what to do. */
export function Attention({ attention, watches, now, reader }: AttentionProps) {
  const { locale } = reader;
  const w = dashboardWords(locale);
  const more = watches.needAttention - attention.length;
  return (
    <section class="panel" aria-labelledby="attention">
      <div>
        <h2 id="attention">{w.attention}</h2>
        <p class="soft small">{w.attentionLead}</p>
      </div>
      <ul class="rows">
        {attention.map((watch) => <Item watch={watch} now={now} reader={reader} />)}
      </ul>
      {more > 0 && (
        <p>
          <a class="link link-primary text-sm" href="/solicitudes">
            {fill(w.more, formatCount(more, locale))}
          </a>
        </p>
      )}
    </section>
  );
}

function Item({ watch, now, reader }: { watch: WatchItem; now: Date; reader: Reader }) {
  const { id, subject, alias, status, lastCheck, nextCheckAt } = watch;
  const { locale } = reader;
  const w = dashboardWords(locale);
  const isDoubtful = lastCheck?.result === "unverified" || lastCheck?.result === "error";
  const { label, tone } = status === "held" ? statusWords("held", locale) : statusWords("failed", locale);
  return (
    <li>
      <div class="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div class="grid min-w-0 gap-0.5">
          <a class="font-medium hover:underline" href={`/solicitudes/${id}`}>{alias ?? subject}</a>
          {alias !== null && <span class="number soft small">{subject}</span>}
        </div>
        <Badge tone={status === "held" ? tone : "warn"}>{label}</Badge>
      </div>
      <p class="small">
        {isDoubtful && status !== "held" && `${sentence(reasonLabel(lastCheck.reason, locale))}. `}
        {adviceFor(watch, w)}
        {status !== "held" && nextCheckAt !== null && (
          <span class="soft">
            {` ${w.nextTry} `}
            <Ago at={nextCheckAt} now={now} reader={reader} />
            {"."}
          </span>
        )}
      </p>
    </li>
  );
}

function adviceFor({ status, nextCheckAt }: WatchItem, { whatToDo }: DashboardWords): string {
  if (status === "held") return whatToDo.held;
  if (status === "failed") return whatToDo.failed;
  return nextCheckAt !== null ? whatToDo.again : whatToDo.doubtful;
}

function sentence(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
