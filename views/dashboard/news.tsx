import { sayCode } from "../analytics/words.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Ago, Day, formatCount } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import type { Reader } from "../ui/reader.ts";
import type { DashboardProps, NewsItem } from "./shapes.ts";
import { dashboardWords } from "./words.ts";

type NewsProps = Pick<DashboardProps, "news" | "unread" | "watches" | "now"> & { reader: Reader };

/** What has happened and nobody has read: the urgent first, then the newest. */
export function News({ news, unread, watches, now, reader }: NewsProps) {
  const { locale } = reader;
  const w = dashboardWords(locale);
  const count = unread.low + unread.normal + unread.high;
  const isDoubtful = watches.needAttention > 0;
  return (
    <section class="panel" aria-labelledby="news">
      <div class="head">
        <h2 id="news" class="flex items-center gap-2">
          {w.news}
          {count > 0 && <span class="badge badge-primary badge-sm">{formatCount(count, locale)}</span>}
        </h2>
        {count > news.length && <a class="link link-primary text-sm" href="/novedades">{w.all}</a>}
      </div>
      {news.length === 0
        ? (
          <Empty
            icon={isDoubtful ? "circle-alert" : "check-check"}
            title={w.newsNone}
            advice={isDoubtful ? w.newsNoneUnverified : w.newsNoneWhen}
          />
        )
        : (
          <ul class="rows">
            {news.map((item) => <Item item={item} now={now} reader={reader} />)}
          </ul>
        )}
    </section>
  );
}

const EDGES: Readonly<Record<NewsItem["severity"], string>> = {
  high: "border-error",
  normal: "border-primary",
  low: "border-base-300",
};

const TONES: Readonly<Record<NewsItem["severity"], Tone>> = { high: "bad", normal: "info", low: "quiet" };

function Item({ item, now, reader }: { item: NewsItem; now: Date; reader: Reader }) {
  const { locale } = reader;
  const w = dashboardWords(locale);
  const kind = sayCode(`kind:${item.kind}`, locale);
  return (
    <li>
      <div class={`grid gap-1 border-l-4 pl-3 ${EDGES[item.severity]}`}>
        <p class="flex flex-wrap items-center gap-x-2 gap-y-1">
          <a class="font-semibold hover:underline" href={item.href}>{item.act ?? kind}</a>
          <Badge tone={TONES[item.severity]}>{w.severity[item.severity]}</Badge>
          {item.act !== null && item.kind !== "actuacion" && <Badge tone="warn">{kind}</Badge>}
          {item.termEndsOn !== null && (
            <Badge tone="warn" icon="calendar-clock">
              {`${w.term} `}
              <Day day={item.termEndsOn} locale={locale} />
            </Badge>
          )}
        </p>
        {item.note !== null && <p class="line-clamp-2 text-sm">{item.note}</p>}
        <p class="flex flex-wrap gap-x-2 text-sm">
          {item.caseName !== null && <span class="font-medium">{item.caseName}</span>}
          <span class="number whitespace-nowrap">{item.radicado}</span>
        </p>
        <p class="soft small flex flex-wrap gap-x-3">
          {item.despacho !== null && <span>{item.despacho}</span>}
          {item.filedOn !== null && <Day day={item.filedOn} locale={locale} />}
          <span>
            {`${w.found} `}
            <Ago at={item.detectedAt} now={now} reader={reader} />
            {item.isWithEstado && `, ${w.withEstado}`}
          </span>
        </p>
      </div>
    </li>
  );
}
