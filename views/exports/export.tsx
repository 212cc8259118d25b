import { Notice } from "../ui/badge.tsx";
import { formatInstant, Instant } from "../ui/dates.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";

export interface ExportProps {
  what: "solicitudes" | "novedades" | "case" | "usage" | "analytics";
  format: string;
  status: "waiting" | "making" | "ready" | "failed" | "removed";
  createdAt: Date;
  /** Of the file; null where there is none. */
  href: string | null;
  removedAt: Date | null;
}

const TITLES: Readonly<Record<ExportProps["what"], string>> = {
  solicitudes: "Lista de solicitudes",
  novedades: "Novedades",
  case: "Informe de la solicitud",
  usage: "Consultas usadas",
  analytics: "Resumen de analítica",
};

export function ExportPage({ frame, file }: { frame: Frame; file: ExportProps }) {
  const { what, format, createdAt } = file;
  return (
    <Layout title={TITLES[what]} frame={frame} isNarrow>
      <section class="panel">
        <h1>{TITLES[what]}</h1>
        <p class="soft">
          {`Archivo ${format.toUpperCase()}, pedido el `}
          <Instant at={createdAt} />
        </p>
        <State file={file} />
      </section>
    </Layout>
  );
}

function State({ file: { status, href, removedAt } }: { file: ExportProps }) {
  switch (status) {
    case "waiting":
    case "making":
      return (
        <>
          <Notice tone="info">El archivo se está preparando.</Notice>
          <a class="btn" href="">Actualizar</a>
        </>
      );
    case "failed":
      return <Notice tone="bad">No se pudo preparar el archivo. Pida la exportación de nuevo.</Notice>;
    case "removed":
      return <Notice tone="warn">El archivo ya se retiró. Pida la exportación de nuevo.</Notice>;
    case "ready":
      return (
        <>
          <p>
            Contiene lo que usted puede ver en LEXIA, y solo usted puede descargarlo
            {removedAt === null ? "." : `, hasta el ${formatInstant(removedAt)}`}
          </p>
          {href !== null && <a class="btn btn-primary" href={href}>Descargar</a>}
        </>
      );
  }
}
