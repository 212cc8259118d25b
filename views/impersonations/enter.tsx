import { Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
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

const ES = {
  title: "Entrar como otra persona",
  heading: (name: string) => `Entrar como ${name}`,
  warning: (operator: string) =>
    `Los administradores de la organización ya fueron avisados. Todo lo que haga queda en el registro de auditoría a nombre de ${operator}.`,
  account: "Cuenta",
  reason: "Motivo",
  ends: "Termina",
  enter: "Entrar",
  leave: "Si no quiere entrar, cierre esta página: el enlace se vence solo.",
};

const EN: typeof ES = {
  title: "Enter as another person",
  heading: (name) => `Enter as ${name}`,
  warning: (operator) =>
    `The organization's administrators have been told. All that you do stands in the audit log in the name of ${operator}.`,
  account: "Account",
  reason: "Reason",
  ends: "Ends",
  enter: "Enter",
  leave: "If you do not want to enter, close this page: the link runs out by itself.",
};

/** What an operator sees before they look in: the button, not the address, uses the token up. */
export function Enter({ frame, token, operator, person, reason, expiresAt }: EnterProps) {
  const w = frame.reader.locale === "en" ? EN : ES;
  return (
    <Layout title={w.title} frame={frame} isNarrow>
      <div class="panel gap-5">
        <h1>{w.heading(person.name)}</h1>
        <Notice tone="warn">{w.warning(operator)}</Notice>
        <dl class="facts">
          <div>
            <dt>{w.account}</dt>
            <dd>{person.email}</dd>
          </div>
          <div>
            <dt>{w.ends}</dt>
            <dd>
              <Instant at={expiresAt} reader={frame.reader} />
            </dd>
          </div>
          <div class="sm:col-span-2">
            <dt>{w.reason}</dt>
            <dd>{reason}</dd>
          </div>
        </dl>
        <form class="form" method="post" action="/impersonate">
          <input type="hidden" name="token" value={token} />
          <button class="btn btn-primary" type="submit">{w.enter}</button>
        </form>
        <p class="soft small">{w.leave}</p>
      </div>
    </Layout>
  );
}
