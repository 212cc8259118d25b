import { Choice, Field } from "../ui/field.tsx";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { FREQUENCIES } from "./words.ts";

export interface FollowFormProps {
  radicado: string;
  alias: string;
  frequency: string;
  /** What is wrong with the radicado. */
  radicadoError?: string;
  /** Why it was not registered, and where to go on. */
  refusal?: RefusalProps;
}

/** To begin following a radicado; keeps what was typed when it is shown again. */
export function FollowForm({ radicado, alias, frequency, radicadoError, refusal }: FollowFormProps) {
  return (
    <section class="panel" aria-labelledby="follow">
      <h2 id="follow">Seguir un radicado</h2>
      {refusal && <RefusalNotice {...refusal} />}
      <form class="form" method="post" action="/solicitudes">
        <div class="line">
          <Field
            name="radicado"
            label="Radicado (23 dígitos)"
            value={radicado}
            error={radicadoError}
            placeholder="11001-40-03-082-2017-99999-00"
            autocomplete="off"
            maxlength={60}
            required
          />
          <Field
            name="alias"
            label="Nombre para reconocerlo (opcional)"
            value={alias}
            autocomplete="off"
            maxlength={200}
          />
          <Choice name="frequency" label="Frecuencia" value={frequency} options={FREQUENCIES} />
          <button class="btn btn-primary" type="submit">Seguir</button>
        </div>
      </form>
      <p class="small">
        <a href="/solicitudes/search">Buscar procesos por el nombre de una parte</a>
      </p>
    </section>
  );
}
