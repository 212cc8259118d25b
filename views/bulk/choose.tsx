/** The first step of an upload: which file, and what LEXIA makes of it; below, those that came before. */
import { Remarks } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import type { Locale } from "../ui/reader.ts";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { Steps } from "../ui/steps.tsx";
import { BULK_PATH, NewHead } from "../solicitudes/new_tabs.tsx";
import { WatchFields, type WatchTyped } from "../solicitudes/watch_fields.tsx";
import { BulkList, type BulkListProps } from "./list.tsx";
import { type BulkWords, bulkWords, sizeText } from "./page_words.ts";

interface ChoosePageProps {
  frame: Frame;
  /** Address of the script that takes files that are dropped. */
  script: string;
  typed: WatchTyped;
  maxBytes: number;
  /** Without the dot. */
  extensions: readonly string[];
  /** What is wrong with the file. */
  fileError?: string;
  refusal?: RefusalProps;
  /** The same file was sent before: the next time it is taken. */
  isAgain: boolean;
  uploads: BulkListProps;
}

export function ChoosePage({ frame, script, typed, isAgain, refusal, uploads, ...file }: ChoosePageProps) {
  const { locale } = frame.reader;
  const w = bulkWords(locale);
  return (
    <Layout title={w.title} frame={frame} script={script}>
      <NewHead frame={frame} title={w.title} lead={w.lead} current="file" />
      <Steps label={w.steps.label} steps={w.steps.all} current={0} />
      {refusal && <RefusalNotice {...refusal} />}
      <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <form
          class="panel gap-6"
          method="post"
          enctype="multipart/form-data"
          action={isAgain ? `${BULK_PATH}?again=true` : BULK_PATH}
          data-sending={w.choose.sending}
        >
          <Drop {...file} locale={locale} words={w} note={isAgain ? w.choose.again : undefined} />
          <WatchFields locale={locale} {...typed} />
          <div class="acts border-t border-base-300 pt-4">
            <button class="btn btn-primary" type="submit">{w.choose.submit}</button>
            <span class="soft small" role="status" data-status></span>
          </div>
        </form>
        <Columns words={w} />
      </div>
      <BulkList {...uploads} />
    </Layout>
  );
}

type DropProps = Pick<ChoosePageProps, "maxBytes" | "extensions" | "fileError"> & {
  locale: Locale;
  words: BulkWords;
  note?: string;
};

function Drop({ maxBytes, extensions, fileError, locale, words: { choose }, note }: DropProps) {
  const size = sizeText(maxBytes, locale);
  return (
    <div class="field">
      <label for="file">{choose.field}</label>
      <div
        class="grid justify-items-center gap-2 rounded-box border-2 border-dashed border-base-content/25 px-4 py-8 text-center data-over:border-primary data-over:bg-primary/5"
        data-drop
        data-max-bytes={maxBytes}
        data-extensions={extensions.join(" ")}
        data-wrong-kind={choose.wrongKind}
        data-too-large={choose.tooLarge(size)}
      >
        <span class="grid size-12 place-items-center rounded-full bg-primary/10 text-primary">
          <Icon name="file-spreadsheet" class="size-6" />
        </span>
        <p class="font-medium" data-chosen>{choose.drop}</p>
        <p class="soft small">{note ?? choose.dropHint}</p>
        <input
          id="file"
          name="file"
          type="file"
          class="file-input max-w-md"
          accept={extensions.map((extension) => `.${extension}`).join(",")}
          required
          aria-describedby={fileError === undefined ? "file-hint" : "file-hint file-error"}
          aria-invalid={fileError === undefined ? undefined : "true"}
        />
        <p class="wrong" role="alert" data-file-wrong></p>
      </div>
      <Remarks id="file" hint={choose.hint(size)} error={fileError} />
    </div>
  );
}

function Columns({ words: { columns } }: { words: BulkWords }) {
  const template = "/api/v1/solicitudes/bulk/template?format=";
  return (
    <aside class="panel" aria-labelledby="columns">
      <h2 id="columns">{columns.title}</h2>
      <p class="soft small">{columns.text}</p>
      <dl class="grid gap-2 text-sm">
        {columns.rows.map(([name, text]) => (
          <div>
            <dt class="font-medium">{name}</dt>
            <dd class="soft small">{text}</dd>
          </div>
        ))}
      </dl>
      <div class="grid gap-2 border-t border-base-300 pt-3">
        <h3 class="text-sm">{columns.template}</h3>
        <p class="soft small">{columns.templateHint}</p>
        <div class="acts">
          <a class="btn btn-sm" href={`${template}xlsx`} download>
            <Icon name="file-down" />
            {columns.excel}
          </a>
          <a class="btn btn-sm" href={`${template}csv`} download>
            <Icon name="file-down" />
            {columns.csv}
          </a>
        </div>
      </div>
    </aside>
  );
}
