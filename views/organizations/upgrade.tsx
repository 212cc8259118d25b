import { type Frame, Layout } from "../ui/layout.tsx";

export interface PlanProps {
  name: string;
  /** Null: unlimited. */
  users: number | null;
  queriesPerMonth: number | null;
  isCurrent: boolean;
}

interface UpgradeProps {
  frame: Frame;
  plans: readonly PlanProps[];
  /** The organization's own limit, which overrides its plan's. */
  queriesPerMonth: number | null;
}

const NAMES: Readonly<Record<string, string>> = {
  free: "Gratuito",
  pro: "Profesional",
  enterprise: "Empresarial",
};

/** What each plan includes, and whom to ask for another one. */
export function Upgrade({ frame, plans, queriesPerMonth }: UpgradeProps) {
  return (
    <Layout title="Ampliar el plan" frame={frame}>
      <h1>Ampliar el plan</h1>
      <p class="lead">
        Consultas al mes de su organización:{" "}
        {amount(queriesPerMonth)}. El plan lo cambia el operador de esta plataforma, a petición de un
        administrador de la organización. Lo que ya está en seguimiento no se pierde.
      </p>
      <div class="columns">{plans.map((plan) => <Plan key={plan.name} plan={plan} />)}</div>
    </Layout>
  );
}

function Plan({ plan }: { plan: PlanProps }) {
  return (
    <section class="card">
      <div class="head">
        <h2>{NAMES[plan.name] ?? plan.name}</h2>
        {plan.isCurrent && <span class="badge info">Plan actual</span>}
      </div>
      <p>Consultas al mes: {amount(plan.queriesPerMonth)}</p>
      <p>Personas: {amount(plan.users)}</p>
    </section>
  );
}

function amount(limit: number | null): string {
  return limit === null ? "sin límite" : limit.toLocaleString("es-CO");
}
