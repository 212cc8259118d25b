import { type Frame, Layout } from "../ui/layout.tsx";
import { problemWords } from "./words.ts";

interface ErrorPageProps {
  frame: Frame;
  code: string;
  status: number;
  requestId: string;
  /** Address of the page to go on from. */
  home: string;
}

/** What a person sees instead of the page that failed. */
export function ErrorPage({ frame, code, status, requestId, home }: ErrorPageProps) {
  const { title, advice } = problemWords(code);
  return (
    <Layout title={title} frame={frame} isNarrow>
      <section class="card">
        <p class="soft small">Error {status}</p>
        <h1>{title}</h1>
        <p>{advice}</p>
        <p class="head">
          {status === 401
            ? <a class="button main" href="/sign-in">Entrar</a>
            : <a class="button main" href={home}>Ir al inicio</a>}
        </p>
        <p class="soft small">
          Código de seguimiento: <code>{requestId}</code>
        </p>
      </section>
    </Layout>
  );
}
