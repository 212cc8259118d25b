import { Badge, Notice } from "../ui/badge.tsx";
import { Ago, formatCount, Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Locale, Reader } from "../ui/reader.ts";
import { Live } from "./live.tsx";
import { platformWords } from "./words.ts";

export interface InstanceRow {
  id: string;
  role: "all" | "serve" | "worker" | "edge";
  version: string;
  startedAt: Date;
  lastSeenAt: Date;
  jobsRunning: number;
  isSilent: boolean;
}

interface InstancesProps {
  frame: Frame;
  script: string;
  now: Date;
  /** Null: nobody can say. */
  instances: readonly InstanceRow[] | null;
}

export function Instances({ frame, script, now, instances }: InstancesProps) {
  const { reader } = frame;
  const w = words(reader.locale);
  const versions = new Set(instances?.filter(({ isSilent }) => !isSilent).map(({ version }) => version));
  return (
    <Layout title={w.title} frame={frame} script={script}>
      <PageHead title={w.title} lead={platformWords(reader.locale).live} />
      <Live address="/instances">
        {versions.size > 1 && <Notice tone="warn">{w.mixed}</Notice>}
        <section class="panel" aria-label={w.title}>
          {instances === null
            ? <Empty icon="cloud-off" title={w.unknown} advice={w.unknownAdvice} />
            : instances.length === 0
            ? <Empty icon="server" title={w.empty} advice={w.emptyAdvice} />
            : <Rows instances={instances} now={now} reader={reader} />}
        </section>
      </Live>
    </Layout>
  );
}

function Rows({ instances, now, reader }: {
  instances: readonly InstanceRow[];
  now: Date;
  reader: Reader;
}) {
  const { locale } = reader;
  const w = words(locale);
  return (
    <table class="table folds">
      <thead>
        <tr>
          <th scope="col">{w.instance}</th>
          <th scope="col">{w.state}</th>
          <th scope="col">{w.version}</th>
          <th scope="col">{w.started}</th>
          <th scope="col">{w.seen}</th>
          <th scope="col" class="text-right">{w.jobs}</th>
        </tr>
      </thead>
      <tbody>
        {instances.map(({ id, role, version, startedAt, lastSeenAt, jobsRunning, isSilent }) => (
          <tr>
            <td>
              <div class="font-medium">{platformWords(locale).instances[role]}</div>
              <code class="soft small">{id.slice(0, 8)}</code>
            </td>
            <td>
              <Badge tone={isSilent ? "bad" : "good"}>{isSilent ? w.silent : w.alive}</Badge>
            </td>
            <td class="number" data-label={w.version}>{version}</td>
            <td class="small" data-label={w.started}>
              <Instant at={startedAt} reader={reader} />
            </td>
            <td class="small" data-label={w.seen}>
              <Ago at={lastSeenAt} now={now} reader={reader} />
            </td>
            <td class="number sm:text-right" data-label={w.jobs}>{formatCount(jobsRunning, locale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const ES = {
  title: "Instancias",
  instance: "Instancia",
  state: "Estado",
  alive: "Viva",
  silent: "No responde",
  version: "Versión",
  started: "Desde",
  seen: "Vista",
  jobs: "Trabajos en ejecución",
  mixed: "Hay instancias de versiones distintas: es normal durante un despliegue, y no después.",
  unknown: "No se sabe qué instancias hay",
  unknownAdvice: "Ellas mismas lo dicen en el almacén compartido, que ahora no responde.",
  empty: "Ninguna instancia se ha anunciado",
  emptyAdvice: "Cada proceso dice que vive cada diez segundos; el primero aparecerá aquí enseguida.",
};

const EN: typeof ES = {
  title: "Instances",
  instance: "Instance",
  state: "State",
  alive: "Alive",
  silent: "Does not answer",
  version: "Version",
  started: "Since",
  seen: "Seen",
  jobs: "Jobs running",
  mixed: "There are instances of different versions: normal during a deployment, and not after it.",
  unknown: "Nobody knows which instances there are",
  unknownAdvice: "They say so themselves in the shared store, which does not answer now.",
  empty: "No instance has announced itself",
  emptyAdvice: "Each process says every ten seconds that it is alive; the first will appear here soon.",
};

function words(locale: Locale): typeof ES {
  return locale === "en" ? EN : ES;
}
