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
  return (
    <Layout title={name} frame={frame} goesOnTo={address} isNarrow>
      <section class="panel">
        <h1>{name}</h1>
        <p class="soft">Abriendo la página de su organización…</p>
        <p>
          <a class="btn btn-primary" href={address}>Continuar</a>
        </p>
      </section>
    </Layout>
  );
}
