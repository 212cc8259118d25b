import type { Child } from "hono/jsx";

/** What stands around every page. */
export interface Frame {
  /** Addresses of the style sheet and the icon. */
  assets: { css: string; icon: string };
  /** Null on LEXIA's own hosts. */
  organization: string | null;
  /** Null while nobody is signed in. */
  person: { name: string; email: string } | null;
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
  children: Child;
}

export function Layout({ title, frame, script, goesOnTo, isNarrow = false, children }: LayoutProps) {
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
        {script !== undefined && <script src={script} defer></script>}
      </head>
      <body>
        <a class="skip" href="#contenido">Saltar al contenido</a>
        <Bar frame={frame} />
        <main id="contenido" class={isNarrow ? "narrow" : undefined}>{children}</main>
        <footer class="foot">LEXIA · Vigilancia de procesos judiciales en Colombia</footer>
      </body>
    </html>
  );
}

function Bar({ frame }: { frame: Frame }) {
  const { assets, organization, person } = frame;
  return (
    <header class="bar">
      <div>
        <a class="brand" href="/">
          <img src={assets.icon} alt="" width="32" height="32" />
          {organization ?? "LEXIA"}
        </a>
        <nav aria-label="Principal">
          {person && <a href="/solicitudes">Solicitudes</a>}
          <a href="/api/docs">API</a>
        </nav>
        {person && <Person {...person} />}
      </div>
    </header>
  );
}

function Person({ name, email }: { name: string; email: string }) {
  return (
    <>
      <div class="who">
        <div>{name}</div>
        <div class="soft small">{email}</div>
      </div>
      <form method="post" action="/sign-out">
        <button class="button plain" type="submit">Salir</button>
      </form>
    </>
  );
}
