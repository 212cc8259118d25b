import type { Child } from "hono/jsx";
import { formatInstant } from "./dates.tsx";

/** An organization's own look; null where it has none. */
export interface Brand {
  /** Address of the style sheet with its colour. */
  css: string | null;
  /** Address of its logo. */
  logo: string | null;
}

/** What stands around every page. */
export interface Frame {
  /** Addresses of the style sheet and the icon. */
  assets: { css: string; icon: string };
  /** The path of the page, where it may stand among those that the bar leads to. */
  here?: string;
  /** Null on LEXIA's own hosts. */
  organization: string | null;
  brand: Brand | null;
  /** Null while nobody is signed in. */
  person: {
    name: string;
    email: string;
    hasApiAccess?: boolean;
    seesFigures?: boolean;
    administers?: boolean;
  } | null;
  /** Other organizations of the person, each with where to sign in to it. */
  elsewhere?: readonly { name: string; address: string }[];
  /** Who of the platform looks in as that person; null: nobody. */
  impersonation: { operator: string; until: Date } | null;
}

interface LayoutProps {
  title: string;
  frame: Frame;
  /** Address of the page's script. */
  script?: string;
  /** Address that the page leads on to by itself. */
  goesOnTo?: string;
  /** For a single form. */
  isNarrow?: boolean;
  /** The language of what the page itself says; what stands around it is in Spanish. */
  contentLang?: string;
  children: Child;
}

export function Layout(
  { title, frame, script, goesOnTo, isNarrow = false, contentLang, children }: LayoutProps,
) {
  return (
    <html lang="es-CO">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {goesOnTo !== undefined && <meta http-equiv="refresh" content={`0; url=${goesOnTo}`} />}
        <title>{`${title} · LEXIA`}</title>
        <link rel="icon" type="image/svg+xml" href={frame.assets.icon} />
        <link rel="stylesheet" href={frame.assets.css} />
        {frame.brand?.css && <link rel="stylesheet" href={frame.brand.css} />}
        {script !== undefined && <script src={script} defer></script>}
      </head>
      <body>
        <a class="skip" href="#contenido">Saltar al contenido</a>
        <Impersonation frame={frame} />
        <Bar frame={frame} />
        <main id="contenido" class={isNarrow ? "narrow" : undefined} lang={contentLang}>{children}</main>
        <Foot isSignedIn={frame.person !== null} />
      </body>
    </html>
  );
}

function Bar({ frame }: { frame: Frame }) {
  const { assets, organization, brand, person } = frame;
  return (
    <header class="bar">
      <div class="top">
        <a class="brand" href="/">
          <img src={brand?.logo ?? assets.icon} alt="" height="32" />
          <span>{organization ?? "LEXIA"}</span>
        </a>
        {person && <Person {...person} />}
      </div>
      {person && <Menu frame={frame} person={person} />}
    </header>
  );
}

function Menu({ frame, person }: { frame: Frame; person: NonNullable<Frame["person"]> }) {
  const { here, elsewhere = [] } = frame;
  const pages = [
    { path: "/solicitudes", label: "Solicitudes", isShown: true },
    { path: "/analytics", label: "Analítica", isShown: person.seesFigures },
    { path: "/notifications", label: "Avisos", isShown: true },
    { path: "/security", label: "Seguridad", isShown: true },
    { path: "/api-keys", label: "Claves de API", isShown: person.hasApiAccess },
    { path: "/organization", label: "Organización", isShown: person.administers },
    { path: "/audit", label: "Auditoría", isShown: person.administers },
  ];
  return (
    <div class="menu">
      <nav aria-label="Principal">
        {pages.filter(({ isShown }) => isShown).map(({ path, label }) => (
          <a key={path} href={path} aria-current={currentIn(path, here)}>{label}</a>
        ))}
      </nav>
      {elsewhere.length > 0 && (
        <details class="switch">
          <summary>Cambiar de organización</summary>
          <nav class="card" aria-label="Otras organizaciones">
            {elsewhere.map(({ name, address }) => <a key={address} href={address}>{name}</a>)}
          </nav>
        </details>
      )}
    </div>
  );
}

function currentIn(path: string, here: string | undefined): "page" | "true" | undefined {
  if (here === path) return "page";
  return here?.startsWith(`${path}/`) ? "true" : undefined;
}

function Foot({ isSignedIn }: { isSignedIn: boolean }) {
  return (
    <footer class="foot">
      <span>LEXIA · Vigilancia de procesos judiciales en Colombia</span>
      {isSignedIn && <a href="/legal">Términos y datos personales</a>}
      <a href="/api/docs">Referencia de la API</a>
    </footer>
  );
}

/** On every page, so that nobody forgets in whose name they act. */
function Impersonation({ frame: { impersonation, person } }: { frame: Frame }) {
  if (!impersonation || !person) return null;
  const { operator, until } = impersonation;
  return (
    <section class="impersonation" role="alert" aria-label="Suplantación">
      <p>
        <strong>{operator}</strong>, de la plataforma, ve esto como <strong>{person.name}</strong>
        <span class="rest">{` (${person.email})`}</span>. Termina: {formatInstant(until)}
      </p>
      <form method="post" action="/impersonate/end">
        <button class="button" type="submit">Terminar</button>
      </form>
    </section>
  );
}

function Person({ name, email }: { name: string; email: string }) {
  return (
    <div class="person">
      <div class="who">
        <div class="name">{name}</div>
        <div class="soft small">{email}</div>
      </div>
      <form method="post" action="/sign-out">
        <button class="button plain" type="submit">Salir</button>
      </form>
    </div>
  );
}
