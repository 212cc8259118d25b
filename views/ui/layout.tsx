import type { Child } from "hono/jsx";
import { formatInstant } from "./dates.tsx";
import { type FrameLocale, frameWords } from "./frame_words.ts";

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
  /** The language of the page, and of what stands around it; Spanish where a page has no other. */
  locale?: FrameLocale;
  children: Child;
}

export function Layout(
  { title, frame, script, goesOnTo, isNarrow = false, locale = "es", children }: LayoutProps,
) {
  const w = frameWords(locale);
  return (
    <html lang={w.lang}>
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
        <a class="skip" href="#contenido">{w.skip}</a>
        <Impersonation frame={frame} locale={locale} />
        <Bar frame={frame} locale={locale} />
        <main id="contenido" class={isNarrow ? "narrow" : undefined}>{children}</main>
        <Foot isSignedIn={frame.person !== null} locale={locale} />
      </body>
    </html>
  );
}

function Bar({ frame, locale }: { frame: Frame; locale: FrameLocale }) {
  const { assets, organization, brand, person } = frame;
  return (
    <header class="bar">
      <div class="top">
        <a class="brand" href="/">
          <img src={brand?.logo ?? assets.icon} alt="" height="32" />
          <span>{organization ?? "LEXIA"}</span>
        </a>
        {person && <Person {...person} locale={locale} />}
      </div>
      {person && <Menu frame={frame} person={person} locale={locale} />}
    </header>
  );
}

function Menu(
  { frame, person, locale }: { frame: Frame; person: NonNullable<Frame["person"]>; locale: FrameLocale },
) {
  const w = frameWords(locale);
  const { here, elsewhere = [] } = frame;
  const pages = [
    { path: "/solicitudes", label: w.solicitudes, isShown: true },
    { path: "/analytics", label: w.analytics, isShown: person.seesFigures },
    { path: "/notifications", label: w.notifications, isShown: true },
    { path: "/security", label: w.security, isShown: true },
    { path: "/api-keys", label: w.apiKeys, isShown: person.hasApiAccess },
    { path: "/organization", label: w.organization, isShown: person.administers },
    { path: "/audit", label: w.audit, isShown: person.administers },
  ];
  return (
    <div class="menu">
      <nav aria-label={w.menu}>
        {pages.filter(({ isShown }) => isShown).map(({ path, label }) => (
          <a key={path} href={path} aria-current={currentIn(path, here)}>{label}</a>
        ))}
      </nav>
      {elsewhere.length > 0 && (
        <details class="switch">
          <summary>{w.switch}</summary>
          <nav class="card" aria-label={w.elsewhere}>
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

function Foot({ isSignedIn, locale }: { isSignedIn: boolean; locale: FrameLocale }) {
  const w = frameWords(locale);
  return (
    <footer class="foot">
      <span>{`LEXIA · ${w.about}`}</span>
      {isSignedIn && <a href="/legal">{w.legal}</a>}
      <a href="/api/docs">{w.reference}</a>
    </footer>
  );
}

/** On every page, so that nobody forgets in whose name they act. */
function Impersonation(
  { frame: { impersonation, person }, locale }: { frame: Frame; locale: FrameLocale },
) {
  if (!impersonation || !person) return null;
  const { operator, until } = impersonation;
  const w = frameWords(locale);
  return (
    <section class="impersonation" role="alert" aria-label={w.impersonation}>
      <p>
        <strong>{operator}</strong>, {w.seesThisAs} <strong>{person.name}</strong>
        <span class="rest">{` (${person.email})`}</span>. {w.ends} {formatInstant(until, locale)}
      </p>
      <form method="post" action="/impersonate/end">
        <button class="button" type="submit">{w.end}</button>
      </form>
    </section>
  );
}

function Person({ name, email, locale }: { name: string; email: string; locale: FrameLocale }) {
  return (
    <div class="person">
      <div class="who">
        <div class="name">{name}</div>
        <div class="soft small">{email}</div>
      </div>
      <form method="post" action="/sign-out">
        <button class="button plain" type="submit">{frameWords(locale).signOut}</button>
      </form>
    </div>
  );
}
