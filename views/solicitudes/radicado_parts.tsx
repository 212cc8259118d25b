export interface RadicadoPart {
  name: string;
  digits: string;
  /** Null where LEXIA does not know. */
  meaning: string | null;
}

const NAMES: Readonly<Record<string, string>> = {
  departamento: "Departamento",
  municipio: "Municipio",
  entidad: "Entidad",
  especialidad: "Especialidad",
  despacho: "Despacho",
  ano: "Año",
  consecutivo: "Consecutivo",
  recurso: "Recurso",
};

/** What the number itself says, part by part. */
export function RadicadoParts({ parts }: { parts: readonly RadicadoPart[] }) {
  return (
    <details class="small">
      <summary>Qué dice este radicado</summary>
      <dl class="facts">
        {parts.map(({ name, digits, meaning }) => (
          <div>
            <dt>{NAMES[name] ?? name}</dt>
            <dd>
              <span class="number">{digits}</span>
              {meaning !== null && ` · ${meaning}`}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
