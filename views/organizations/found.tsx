import { type Frame, Layout } from "../ui/layout.tsx";

interface FoundProps {
  frame: Frame;
  name: string;
  /** The first page of its host. */
  address: string;
}

/**
 * Leads on to the organization by itself. An answer that redirects would not do: browsers hold the page's
 * `form-action` policy against where a form is led to, and that is another host.
 */
export function Found({ frame, name, address }: FoundProps) {
  const w = frame.reader.locale === "en" ? EN : ES;
  return (
    <Layout title={name} frame={frame} goesOnTo={address} isNarrow>
      <section class="panel">
        <h1>{name}</h1>
        <p class="soft">{w.opening}</p>
        <p>
          <a class="btn btn-primary" href={address}>{w.go}</a>
        </p>
      </section>
    </Layout>
  );
}

const ES = { opening: "Abriendo la página de su organización…", go: "Continuar" };
const EN: typeof ES = { opening: "Opening your organization's page…", go: "Continue" };
