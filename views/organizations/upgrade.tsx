import { Badge } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";

export interface PlanProps {
  name: string;
  /** Null: unlimited. */
  users: number | null;
  queriesPerMonth: number | null;
  isCurrent: boolean;
}

/** What was typed, and why it was not taken. */
export interface PlanForm {
  message: string;
  refusal?: string;
}

export interface PlanRequestProps {
  plan: string;
  status: "pending" | "approved" | "declined";
  createdAt: Date;
  answer: string | null;
}

interface UpgradeProps {
  frame: Frame;
  plans: readonly PlanProps[];
  /** The organization's own limit, which overrides its plan's. */
  queriesPerMonth: number | null;
  /** Null for who may not ask for another plan. */
  form: PlanForm | null;
  requests: readonly PlanRequestProps[];
}

const STATUS_WORDS = { pending: "En espera de respuesta", approved: "Aprobada", declined: "No aprobada" };

const NAMES: Readonly<Record<string, string>> = {
  free: "Gratuito",
  pro: "Profesional",
  enterprise: "Empresarial",
};

/** What each plan includes, and whom to ask for another one. */
export function Upgrade({ frame, plans, queriesPerMonth, form, requests }: UpgradeProps) {
  const isWaiting = requests.some(({ status }) => status === "pending");
  return (
    <Layout title="Ampliar el plan" frame={frame}>
      <h1>Ampliar el plan</h1>
      <p class="lead">
        Consultas al mes de su organización:{" "}
        {amount(queriesPerMonth)}. El plan lo cambia el operador de esta plataforma, a petición de un
        administrador de la organización. Lo que ya está en seguimiento no se pierde.
      </p>
      <div class="columns">{plans.map((plan) => <Plan key={plan.name} plan={plan} />)}</div>
      {form?.refusal !== undefined && <p class="wrong" role="alert">{form.refusal}</p>}
      {form && !isWaiting && <AskForm form={form} plans={plans} />}
      {requests.length > 0 && <Requests requests={requests} />}
    </Layout>
  );
}

function AskForm({ form, plans }: { form: PlanForm; plans: readonly PlanProps[] }) {
  return (
    <form method="post" action="/billing/upgrade" class="panel">
      <h2>Pedir otro plan</h2>
      <div class="field">
        <label for="plan">Plan</label>
        <select class="select" id="plan" name="plan" required>
          {plans.filter(({ isCurrent }) => !isCurrent).map(({ name }) => (
            <option key={name} value={name}>{NAMES[name] ?? name}</option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="message">Mensaje para el operador (opcional)</label>
        <textarea class="textarea" id="message" name="message" maxlength={1000} rows={3}>
          {form.message}
        </textarea>
      </div>
      <button type="submit">Enviar la solicitud</button>
    </form>
  );
}

function Requests({ requests }: { requests: readonly PlanRequestProps[] }) {
  return (
    <section class="panel">
      <h2>Solicitudes de plan</h2>
      <ul>
        {requests.map(({ plan, status, createdAt, answer }) => (
          <li key={createdAt.toISOString()}>
            {NAMES[plan] ?? plan}: {STATUS_WORDS[status]} (<Instant at={createdAt} />)
            {answer !== null && <>. Respuesta: {answer}</>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Plan({ plan }: { plan: PlanProps }) {
  return (
    <section class="panel">
      <div class="head">
        <h2>{NAMES[plan.name] ?? plan.name}</h2>
        {plan.isCurrent && <Badge tone="info">Plan actual</Badge>}
      </div>
      <p>Consultas al mes: {amount(plan.queriesPerMonth)}</p>
      <p>Personas: {amount(plan.users)}</p>
    </section>
  );
}

function amount(limit: number | null): string {
  return limit === null ? "sin límite" : limit.toLocaleString("es-CO");
}
