import { Badge } from "../ui/badge.tsx";
import { Day, Instant } from "../ui/dates.tsx";

export interface ProcesoProps {
  idProceso: string;
  isPrivate: boolean;
  despacho: string | null;
  departamento: string | null;
  ponente: string | null;
  clase: string | null;
  ubicacion: string | null;
  filedOn: string | null;
  lastActuacionOn: string | null;
  /** How fresh the portal's own copy is. */
  sourceUpdatedAt: Date | null;
  lastVerifiedAt: Date;
  parties: readonly { role: string; name: string }[];
}

/** One radicado may have several procesos: all of them are shown. */
export function ProcesoCards({ procesos }: { procesos: readonly ProcesoProps[] }) {
  if (procesos.length === 0) return null;
  const title = procesos.length === 1 ? "Proceso" : `${procesos.length} procesos con este radicado`;
  return (
    <section class="panel" aria-labelledby="procesos">
      <h2 id="procesos">{title}</h2>
      {procesos.map((proceso) => <ProcesoCard key={proceso.idProceso} proceso={proceso} />)}
    </section>
  );
}

function ProcesoCard({ proceso }: { proceso: ProcesoProps }) {
  return (
    <article class="part">
      <div class="head">
        <h3>{proceso.despacho ?? "Despacho sin publicar"}</h3>
        {proceso.isPrivate && <Badge tone="quiet">Reservado</Badge>}
      </div>
      {proceso.isPrivate && (
        <p class="soft">
          El portal no muestra el contenido de este proceso. LEXIA sigue verificando que exista.
        </p>
      )}
      <dl class="facts">
        <Fact name="Clase" value={proceso.clase} />
        <Fact name="Ponente" value={proceso.ponente} />
        <Fact name="Departamento" value={proceso.departamento} />
        <Fact name="Ubicación" value={proceso.ubicacion} />
        <Fact name="Radicado el" value={proceso.filedOn && <Day day={proceso.filedOn} />} />
        <Fact
          name="Última actuación"
          value={proceso.lastActuacionOn && <Day day={proceso.lastActuacionOn} />}
        />
        <Fact
          name="El portal actualizó sus datos"
          value={proceso.sourceUpdatedAt && <Instant at={proceso.sourceUpdatedAt} />}
        />
        <Fact name="Visto por LEXIA" value={<Instant at={proceso.lastVerifiedAt} />} />
      </dl>
      {proceso.parties.length > 0 && <Parties parties={proceso.parties} />}
    </article>
  );
}

function Fact({ name, value }: { name: string; value: unknown }) {
  if (value === null || value === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Grouped by role, in the portal's order: a crowded case has dozens. */
function Parties({ parties }: Pick<ProcesoProps, "parties">) {
  const byRole = [...Map.groupBy(parties, ({ role }) => role)];
  return (
    <dl class="facts" aria-label="Sujetos procesales">
      {byRole.map(([role, group]) => (
        <Fact
          key={role}
          name={role}
          value={group.map(({ name }) => name).join("; ")}
        />
      ))}
    </dl>
  );
}
