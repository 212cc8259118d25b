import { Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Choice, Field, Remarks, Tick } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { FREQUENCIES } from "./words.ts";

/** What was typed so far. */
export interface SearchTyped {
  nombre: string;
  tipoPersona: string;
  isRecent: boolean;
  alias: string;
  frequency: string;
}

/** Where the search is narrowed to, and what lies there. */
export interface PlaceProps {
  /** From the departamento on; empty: the whole country. */
  chosen: readonly { code: string; name: string }[];
  /** The next step; null under an office. */
  next: {
    level: string;
    options: readonly { code: string; name: string }[];
    isAwaited: boolean;
    /** When the portal's list was read; null for LEXIA's own. */
    readAt: Date | null;
  } | null;
  error?: string;
}

export interface SearchFormProps {
  frame: Frame;
  typed: SearchTyped;
  place: PlaceProps;
  nombreError?: string;
  refusal?: RefusalProps;
}

export const SEARCH_PATH = "/solicitudes/search";

const PERSONAS = [["natural", "Persona natural"], ["juridica", "Persona jurídica"]] as const;

/** One form: its buttons narrow the place step by step, or register the search. Nothing of it needs a script. */
export function SearchForm({ frame, typed, place, nombreError, refusal }: SearchFormProps) {
  return (
    <Layout title="Buscar por nombre" frame={frame}>
      <p class="small">
        <a href="/solicitudes">← Solicitudes</a>
      </p>
      <h1>Buscar por nombre</h1>
      <p class="soft">
        LEXIA busca en el portal los procesos en los que alguien es parte, y avisa cuando aparecen otros. De
        lo que encuentre puede seguir los radicados que quiera.
      </p>
      {refusal && <RefusalNotice {...refusal} />}
      <form class="form panel" method="post" action={SEARCH_PATH}>
        <Field
          name="nombre"
          label="Nombre o razón social"
          value={typed.nombre}
          error={nombreError}
          hint="Al menos tres letras. Con más de mil resultados el portal no muestra ninguno."
          autocomplete="off"
          maxlength={200}
          required
        />
        <Choice name="tipo_persona" label="Tipo de persona" value={typed.tipoPersona} options={PERSONAS} />
        <Tick name="solo_recientes" value="true" isChosen={typed.isRecent}>
          Solo procesos con actuaciones de los últimos 30 días
        </Tick>
        <Place {...place} />
        <Field
          name="alias"
          label="Nombre para reconocerla (opcional)"
          value={typed.alias}
          autocomplete="off"
          maxlength={200}
        />
        <Choice name="frequency" label="Frecuencia" value={typed.frequency} options={FREQUENCIES} />
        <button class="btn btn-primary" type="submit">Buscar</button>
      </form>
    </Layout>
  );
}

const STEPS: Readonly<Record<string, string>> = {
  departamento: "Departamento",
  ciudad: "Ciudad",
  entidad: "Entidad",
  especialidad: "Especialidad",
  despacho: "Despacho",
};

function Place({ chosen, next, error }: PlaceProps) {
  const here = chosen.at(-1);
  return (
    <fieldset class="checks" aria-describedby={error === undefined ? undefined : "despacho-error"}>
      <legend>Dónde</legend>
      <p>{here ? chosen.map(({ name }) => name).join(" › ") : "En todo el país"}</p>
      <input type="hidden" name="path" value={here?.code ?? ""} />
      {next && next.options.length > 0 && (
        <div class="line">
          <Choice
            name="next"
            label={`${STEPS[next.level] ?? next.level} (opcional)`}
            value=""
            options={[["", "Todos"], ...next.options.map(({ code, name }) => [code, name] as const)]}
          />
          <StepButton label="Acotar más" />
        </div>
      )}
      {next?.isAwaited && (
        <Notice tone="info">
          <p>
            LEXIA está leyendo esta lista del portal. Vuelva a intentarlo en un momento, o busque en lo ya
            elegido.
          </p>
          <StepButton label="Intentarlo de nuevo" />
        </Notice>
      )}
      {here && (
        <button
          class="btn"
          type="submit"
          formmethod="get"
          formaction={SEARCH_PATH}
          formnovalidate
          name="clear"
          value="1"
        >
          Quitar el lugar
        </button>
      )}
      <Remarks id="despacho" error={error} />
      {next && !next.isAwaited && (
        <p class="soft small">
          {next.readAt
            ? (
              <>
                Lista del portal, leída el <Instant at={next.readAt} />
              </>
            )
            : "Lista de LEXIA, mientras se lee la del portal"}
        </p>
      )}
    </fieldset>
  );
}

/** Shows the form again, one step further. */
function StepButton({ label }: { label: string }) {
  return (
    <button class="btn" type="submit" formmethod="get" formaction={SEARCH_PATH} formnovalidate>
      {label}
    </button>
  );
}
