import { type Frame, Layout } from "../ui/layout.tsx";

/** The session here has ended; the provider's is next. */
export function SignedOut({ frame, address }: { frame: Frame; address: string }) {
  return (
    <Layout title="Sesión cerrada" frame={frame} goesOnTo={address} isNarrow>
      <div class="panel">
        <h1>Su sesión en LEXIA se cerró</h1>
        <p>Ahora se cierra también en el proveedor de identidad de su organización.</p>
        <p>
          <a class="btn btn-primary" href={address}>Continuar</a>
        </p>
      </div>
    </Layout>
  );
}
