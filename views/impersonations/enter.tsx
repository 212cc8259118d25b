import { Instant } from "../ui/dates.tsx";
import { Notice } from "../ui/badge.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";

interface EnterProps {
  frame: Frame;
  /** Good once. */
  token: string;
  operator: string;
  person: { name: string; email: string };
  reason: string;
  expiresAt: Date;
}

/** What an operator sees before they look in: the button, not the address, uses the token up. */
export function Enter({ frame, token, operator, person, reason, expiresAt }: EnterProps) {
  return (
    <Layout title="Entrar como otra persona" frame={frame} isNarrow>
      <div class="panel">
        <h1>Entrar como {person.name}</h1>
        <Notice tone="warn">
          Los administradores de la organización ya fueron avisados. Todo lo que haga queda en el registro de
          auditoría a nombre de {operator}.
        </Notice>
        <dl class="form">
          <div>
            <dt>Cuenta</dt>
            <dd>{person.email}</dd>
          </div>
          <div>
            <dt>Motivo</dt>
            <dd>{reason}</dd>
          </div>
          <div>
            <dt>Termina</dt>
            <dd>
              <Instant at={expiresAt} />
            </dd>
          </div>
        </dl>
        <form class="form" method="post" action="/impersonate">
          <input type="hidden" name="token" value={token} />
          <button class="btn btn-primary" type="submit">Entrar</button>
        </form>
        <p class="soft small">Si no quiere entrar, cierre esta página: el enlace se vence solo.</p>
      </div>
    </Layout>
  );
}
