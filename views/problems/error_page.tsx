import { type Frame, Layout } from "../ui/layout.tsx";
import { personWords } from "./words.ts";

interface ErrorPageProps {
  frame: Frame;
  code: string;
  status: number;
  requestId: string;
  /** Address of the page to go on from. */
  home: string;
  /** Where it may go better in a moment: address, and after how long. */
  again?: { path: string; seconds: number | null };
}

/** What a person sees instead of the page that failed. */
export function ErrorPage({ frame, code, status, requestId, home, again }: ErrorPageProps) {
  const { title, advice } = personWords(code);
  return (
    <Layout title={title} frame={frame} isNarrow>
      <section class="panel">
        <p class="soft small">Error {status}</p>
        <h1>{title}</h1>
        <p>{advice}</p>
        {again?.seconds && <p>Puede intentarlo en {secondsText(again.seconds)}.</p>}
        <p class="acts">
          {again && <a class="btn btn-primary" href={again.path}>Intentar de nuevo</a>}
          {status === 401
            ? <a class="btn btn-primary" href="/sign-in">Entrar</a>
            : <a class={again ? "btn" : "btn btn-primary"} href={home}>Ir al inicio</a>}
        </p>
        <p class="soft small">
          Código de seguimiento: <code>{requestId}</code>
        </p>
      </section>
    </Layout>
  );
}

function secondsText(seconds: number): string {
  return seconds === 1 ? "1 segundo" : `${seconds} segundos`;
}
