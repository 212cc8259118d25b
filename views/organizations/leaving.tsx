/** Taking everything out, and deleting everything. */
import { Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Field, Tick } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import type { SectionProps } from "./settings.tsx";

export function Leaving(props: SectionProps) {
  const { w, deleteAfter } = props;
  return (
    <>
      <section id="export" class="panel" aria-labelledby="export-title">
        <h2 id="export-title">{w.export}</h2>
        <p class="soft">{w.exportAbout}</p>
        <p>
          <a class="btn" href="/organization/export">
            <Icon name="download" />
            {w.exportGo}
          </a>
        </p>
      </section>
      <section id="deletion" class="panel border-error/40" aria-labelledby="deletion-title">
        <h2 id="deletion-title">{w.deletion}</h2>
        {deleteAfter === null ? <Ask {...props} /> : <Waits {...props} at={deleteAfter} />}
      </section>
    </>
  );
}

function Waits({ w, at, frame: { reader } }: SectionProps & { at: Date }) {
  return (
    <>
      <Notice tone="warn">
        <strong>
          {w.deletionWaits} <Instant at={at} reader={reader} />
        </strong>
        <p>{w.deletionWaitsAbout}</p>
      </Notice>
      <form method="post" action="/organization/deletion/take-back">
        <button class="btn btn-primary" type="submit">{w.deletionBack}</button>
      </form>
    </>
  );
}

function Ask({ w, frame: { organization }, graceDays, errors }: SectionProps) {
  return (
    <>
      <p class="soft">{w.deletionAbout(graceDays)}</p>
      <details class="sure" open={errors.confirm !== undefined}>
        <summary class="btn btn-error btn-outline">{w.deletionAsk}</summary>
        <form class="form pt-3" method="post" action="/organization/deletion">
          <Field
            name="confirm"
            label={w.deletionConfirm(organization ?? "")}
            error={errors.confirm}
            maxlength={255}
            autocomplete="off"
            required
          />
          <Tick name="without_export" value="yes">{w.deletionWithout}</Tick>
          <button class="btn btn-error btn-outline" type="submit">{w.deletionAnswer}</button>
        </form>
      </details>
    </>
  );
}
