import { type Frame, Layout } from "./layout.tsx";

export interface DeadEndProps {
  frame: Frame;
  /** What is over, or closed. */
  title: string;
  advice: string;
}

/** Nothing can be done here; the link leads to where one goes on. */
export function DeadEnd(
  { frame, title, advice, href, label, isMain = true }: DeadEndProps & {
    href: string;
    label: string;
    isMain?: boolean;
  },
) {
  return (
    <Layout title={title} frame={frame} isNarrow>
      <div class="panel">
        <h1>{title}</h1>
        <p>{advice}</p>
        <a class={isMain ? "btn btn-primary" : "btn"} href={href}>{label}</a>
      </div>
    </Layout>
  );
}
