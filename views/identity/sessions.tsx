import { Badge } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";

export interface SessionRow {
  id: string;
  kind: "browser" | "token";
  method: string;
  /** As the device says of itself. */
  device: { app: string | null; system: string | null };
  address: string | null;
  createdAt: Date;
  /** To some minutes. */
  lastSeenAt: Date | null;
  isCurrent: boolean;
}

const METHODS: Readonly<Record<string, string>> = {
  password: "con contraseña",
  passkey: "con una llave de acceso",
  ldap: "con la cuenta de la empresa",
  oidc: "con la cuenta de la empresa",
  saml: "con la cuenta de la empresa",
  invitation: "con una invitación",
  impersonation: "por un operador de la plataforma",
};

/** Where somebody is signed in, the latest first. */
export function Sessions({ rows }: { rows: readonly SessionRow[] }) {
  return (
    <section class="panel" aria-labelledby="sessions">
      <h2 id="sessions">Sesiones abiertas</h2>
      <p class="soft">Si no reconoce alguna, ciérrela y cambie su contraseña.</p>
      <ul class="rows">{rows.map((row) => <Session key={row.id} {...row} />)}</ul>
      {rows.some(({ isCurrent }) => !isCurrent) && (
        <form class="form" method="post" action="/security/sessions/end-others">
          <button class="btn" type="submit">Cerrar todas las demás</button>
        </form>
      )}
    </section>
  );
}

function Session({ id, kind, method, device, address, createdAt, lastSeenAt, isCurrent }: SessionRow) {
  const name = nameOf(kind, device);
  return (
    <li>
      <div class="head">
        <p>
          <strong>{name}</strong> {isCurrent && <Badge tone="good">Esta sesión</Badge>}
        </p>
        {!isCurrent && (
          <form method="post" action={`/security/sessions/${id}/end`}>
            <button class="btn" type="submit">
              Cerrar <span class="heard">la sesión de {name}</span>
            </button>
          </form>
        )}
      </div>
      <p class="soft small">
        {`Se entró ${METHODS[method] ?? "de otra forma"}: `}
        <Instant at={createdAt} />
        {lastSeenAt !== null && (
          <>
            {" · "}Último uso: <Instant at={lastSeenAt} />
          </>
        )}
        {address !== null && ` · Dirección IP ${address}`}
      </p>
    </li>
  );
}

function nameOf(kind: SessionRow["kind"], { app, system }: SessionRow["device"]): string {
  const what = app ?? (kind === "token" ? "Un programa, por la API" : "Navegador sin identificar");
  return system === null ? what : `${what} en ${system}`;
}
