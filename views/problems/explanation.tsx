import { type Frame, Layout } from "../ui/layout.tsx";
import { problemWords } from "./words.ts";

interface ExplanationProps {
  frame: Frame;
  code: string;
  status: number;
  /** As the API says it, in English. */
  apiTitle: string;
}

/** Where the `type` of a problem document leads. */
export function Explanation({ frame, code, status, apiTitle }: ExplanationProps) {
  const { locale } = frame.reader;
  const { title, advice } = problemWords(code, locale);
  const w = locale === "en" ? EN : ES;
  return (
    <Layout title={title} frame={frame}>
      <section class="panel">
        <h1>{title}</h1>
        <p>{advice}</p>
        <dl class="facts">
          <div>
            <dt>{w.code}</dt>
            <dd>
              <code>{code}</code>
            </dd>
          </div>
          <div>
            <dt>{w.status}</dt>
            <dd>{status}</dd>
          </div>
          <div>
            <dt>{w.apiTitle}</dt>
            <dd lang="en">{apiTitle}</dd>
          </div>
        </dl>
        <p class="soft">
          {w.help[0]} <code>request_id</code> {w.help[1]} <a href="/api/docs">{w.reference}</a>
        </p>
      </section>
    </Layout>
  );
}

const ES = {
  code: "Código",
  status: "Estado HTTP",
  apiTitle: "Texto de la API",
  help: ["Al pedir ayuda, incluya el", "de la respuesta."],
  reference: "Referencia de la API",
};

const EN: typeof ES = {
  code: "Code",
  status: "HTTP status",
  apiTitle: "Text of the API",
  help: ["When you ask for help, tell the", "of the answer."],
  reference: "API reference",
};
