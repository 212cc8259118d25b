/** One upload, at the step where it is. */
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { Steps } from "../ui/steps.tsx";
import { Sure } from "../ui/sure.tsx";
import { BULK_PATH } from "../solicitudes/new_tabs.tsx";
import { MappingForm, type MappingTyped, type PreviewColumn } from "./mapping.tsx";
import { bulkWords } from "./page_words.ts";
import { Progress, type ProgressProps } from "./progress.tsx";
import { Review, type ReviewProps } from "./review.tsx";

export type UploadStep =
  | {
    kind: "map";
    columns: readonly PreviewColumn[];
    typed: MappingTyped;
    isChange: boolean;
    errors: readonly string[];
  }
  | ({ kind: "review" } & Omit<ReviewProps, "id">)
  | { kind: "follow"; upload: ProgressProps };

interface UploadPageProps {
  frame: Frame;
  id: string;
  fileName: string;
  step: UploadStep;
  refusal?: RefusalProps;
}

const PLACES = { map: 1, review: 2, follow: 3 } as const;

export function UploadPage({ frame, id, fileName, step, refusal }: UploadPageProps) {
  const { locale } = frame.reader;
  const w = bulkWords(locale);
  return (
    <Layout title={fileName} frame={frame}>
      <PageHead title={w.title} lead={fileName} back={{ href: BULK_PATH, label: w.all }} />
      <Steps label={w.steps.label} steps={w.steps.all} current={PLACES[step.kind]} />
      {refusal && <RefusalNotice {...refusal} />}
      {step.kind === "map" && <MappingForm locale={locale} id={id} {...step} />}
      {step.kind === "review" && <Review locale={locale} id={id} {...step} />}
      {step.kind === "follow" && <Progress locale={locale} {...step.upload} />}
      {step.kind !== "follow" && (
        <Sure
          action={`${BULK_PATH}/${id}/cancel`}
          label={w.review.cancel}
          about={w.review.cancelAbout}
          question={w.review.cancelQuestion}
          answer={w.review.cancelAnswer}
        />
      )}
    </Layout>
  );
}
