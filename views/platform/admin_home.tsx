import { type Frame, Layout } from "../ui/layout.tsx";

export function AdminHome({ frame }: { frame: Frame }) {
  return (
    <Layout title="Plataforma" frame={frame}>
      <section class="panel">
        <h1>Operación de la plataforma</h1>
        <p>
          La plataforma se opera por la API de este mismo sitio, bajo{" "}
          <code>/api/v1/admin</code>: organizaciones, cola de trabajos y salud del portal. Solo la usan
          operadores de la plataforma.
        </p>
        <p>
          <a class="btn btn-primary" href="/api/docs">Abrir la referencia de la API</a>
        </p>
        <p class="small">
          <a href="/password-forgot">¿Olvidó su contraseña?</a>
        </p>
      </section>
    </Layout>
  );
}
