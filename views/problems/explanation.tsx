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
  const { title, advice } = problemWords(code);
  return (
    <Layout title={title} frame={frame}>
      <section class="panel">
        <h1>{title}</h1>
        <p>{advice}</p>
        <dl class="facts">
          <div>
            <dt>Código</dt>
            <dd>
              <code>{code}</code>
            </dd>
          </div>
          <div>
            <dt>Estado HTTP</dt>
            <dd>{status}</dd>
          </div>
          <div>
            <dt>Texto de la API</dt>
            <dd lang="en">{apiTitle}</dd>
          </div>
        </dl>
        <p class="soft">
          Al pedir ayuda, incluya el <code>request_id</code> de la respuesta.{" "}
          <a href="/api/docs">Referencia de la API</a>
        </p>
      </section>
    </Layout>
  );
}
