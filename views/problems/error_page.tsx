import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";
import { type Frame, Layout } from "../ui/layout.tsx";
import type { Locale } from "../ui/reader.ts";
import { personWords } from "./words.ts";

interface ErrorPageProps {
  frame: Frame;
  code: string;
  status: number;
  requestId: string;
  /** Address of the page to go on from. */
  home: string;
  /** Where it may go better in a moment: address, and after how long. */
  again?: { path: string; seconds: number | null };
  /** Where the signed-in person comes back to after signing in again. */
  signIn: string;
}

/** What a person sees instead of the page that failed: what happened, what to do, and the way on. */
export function ErrorPage({ frame, code, status, requestId, home, again, signIn }: ErrorPageProps) {
  const { locale } = frame.reader;
  const { title, advice } = personWords(code, locale);
  const w = locale === "en" ? EN : ES;
  return (
    <Layout title={title} frame={frame} isNarrow>
      <section class="panel gap-4">
        <span class="grid size-12 place-items-center rounded-full bg-base-200 text-primary">
          <Icon name={iconOf(status)} class="size-6" />
        </span>
        <div class="grid gap-1">
          <p class="soft small number">{`${w.error} ${status}`}</p>
          <h1>{title}</h1>
        </div>
        <p>{advice}</p>
        {again?.seconds && <p>{w.again(again.seconds)}</p>}
        {code === "organization_not_found" && <FindOrganization root={home} locale={locale} />}
        {status === 403 && <p class="soft small">{w.roles}</p>}
        <p class="acts">
          {again && <a class="btn btn-primary" href={again.path}>{w.retry}</a>}
          {status === 401
            ? <a class="btn btn-primary" href={signIn}>{w.signIn}</a>
            : <a class={again ? "btn" : "btn btn-primary"} href={home}>{w.home}</a>}
        </p>
        <p class="soft small border-t border-base-300 pt-3">
          {w.followUp} <code>{requestId}</code>
        </p>
      </section>
    </Layout>
  );
}

/** A form of this host leads to this host alone, so the way to another is a link. */
function FindOrganization({ root, locale }: { root: string; locale: Locale }) {
  const w = locale === "en" ? EN : ES;
  return (
    <p>
      <a href={`${root}#entrar`}>{w.find}</a>
    </p>
  );
}

function iconOf(status: number): IconName {
  if (status === 401 || status === 403) return "lock";
  if (status === 404 || status === 400) return "search";
  if (status === 429) return "hourglass";
  if (status === 503) return "cloud-off";
  return "triangle-alert";
}

const ES = {
  error: "Error",
  again: (seconds: number) => `Puede intentarlo en ${seconds === 1 ? "1 segundo" : `${seconds} segundos`}.`,
  roles: "Los permisos de cada rol están en «Ayuda». Los asigna un administrador en «Equipo».",
  retry: "Intentar de nuevo",
  signIn: "Entrar",
  home: "Ir al inicio",
  find: "Encontrar mi organización",
  followUp: "Código de seguimiento:",
};

const EN: typeof ES = {
  error: "Error",
  again: (seconds) => `You can try again in ${seconds === 1 ? "1 second" : `${seconds} seconds`}.`,
  roles: "What each role may do stands in “Help”. An administrator gives roles in “Team”.",
  retry: "Try again",
  signIn: "Sign in",
  home: "Go to the beginning",
  find: "Find my organization",
  followUp: "Follow-up code:",
};
