import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";

interface LandingProps {
  frame: Frame;
  baseDomain: string;
  maySignUp: boolean;
  /** What was looked for in vain. */
  unknownSubdomain?: string;
}

const PROMISES = [
  {
    title: "Cada verificación deja prueba",
    text: "Qué se consultó, cuándo, en qué fuente y con qué resultado. «Verificado, sin novedades» también " +
      "es una respuesta, y queda registrada.",
  },
  {
    title: "Una falla se ve como falla",
    text:
      "Si el portal bloquea la consulta o responde vacío, LEXIA lo dice y vuelve a intentarlo. Nunca lo " +
      "muestra como «sin novedades».",
  },
  {
    title: "El radicado completo",
    text:
      "Un radicado puede tener varios procesos. LEXIA los sigue todos: actuaciones, sujetos y despacho, " +
      "aunque el expediente cambie de juzgado.",
  },
];

export function Landing({ frame, baseDomain, unknownSubdomain, maySignUp }: LandingProps) {
  return (
    <Layout title="Vigilancia de procesos judiciales" frame={frame}>
      <section class="flow py-8">
        <h1>Que ningún término se venza en silencio</h1>
        <p class="lead">
          LEXIA sigue los procesos judiciales de su firma o de su área jurídica en Colombia: consulta el
          portal de la Rama Judicial, guarda cada actuación y muestra qué cambió.
        </p>
      </section>
      <section class="panel" aria-labelledby="find">
        <h2 id="find">Entre a su organización</h2>
        <form class="line" method="get" action="/find">
          <Field
            name="subdomain"
            label="Dirección de su organización"
            hint={`La primera parte de la dirección: organización.${baseDomain}`}
            value={unknownSubdomain}
            error={unknownSubdomain === undefined
              ? undefined
              : `No hay una organización activa en «${unknownSubdomain}.${baseDomain}». Revise cómo se escribe.`}
            autocomplete="organization"
            maxlength={100}
            required
          />
          <button class="btn btn-primary" type="submit">Ir a mi organización</button>
        </form>
      </section>
      {maySignUp && (
        <p>
          ¿Su organización todavía no usa LEXIA? <a href="/sign-up">Regístrela</a>
        </p>
      )}
      <div class="columns">
        {PROMISES.map(({ title, text }) => (
          <section class="panel">
            <h2>{title}</h2>
            <p class="soft">{text}</p>
          </section>
        ))}
      </div>
      <p class="soft">
        ¿Quiere conectar sus propios sistemas? Todo lo que LEXIA hace está en su{" "}
        <a href="/api/docs">API documentada</a>.
      </p>
    </Layout>
  );
}
