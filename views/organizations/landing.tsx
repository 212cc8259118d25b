import { formatCount } from "../ui/dates.tsx";
import { Field } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import type { Locale } from "../ui/reader.ts";
import { type LandingWords, landingWords } from "./landing_words.ts";
import { planName } from "../usage/words.ts";

export interface OfferedPlan {
  name: string;
  /** Null: unlimited. */
  users: number | null;
  queriesPerMonth: number | null;
  requestsPerMinute: number;
  webhooksPerDay: number;
}

interface LandingProps {
  frame: Frame;
  baseDomain: string;
  maySignUp: boolean;
  plans: readonly OfferedPlan[];
  /** What was looked for in vain. */
  unknownSubdomain?: string;
}

export function Landing(props: LandingProps) {
  const { frame, plans } = props;
  const { locale } = frame.reader;
  const w = landingWords(locale);
  return (
    <Layout title={w.title} frame={frame}>
      <Hero {...props} words={w} />
      <Find {...props} words={w} />
      <section class="flow" aria-labelledby="promises">
        <h2 id="promises" class="heard">{w.promisesTitle}</h2>
        <div class="columns">
          {w.promises.map((promise) => <Told {...promise} />)}
        </div>
      </section>
      <Plans plans={plans} words={w} locale={locale} />
      <section class="flow" aria-labelledby="trust">
        <h2 id="trust" class="text-xl">{w.trustTitle}</h2>
        <div class="grid gap-5 sm:grid-cols-2 lg:grid-cols-4">
          {w.trust.map((one) => <Told {...one} />)}
        </div>
      </section>
      <p class="soft">
        {w.programs} <a href="/api/docs">{w.reference}</a>. <a href="/docs">{w.docs}</a>
      </p>
    </Layout>
  );
}

type Part = LandingProps & { words: LandingWords };

function Hero({ maySignUp, words: w }: Part) {
  return (
    <section class="grid items-center gap-8 py-6 lg:grid-cols-2 lg:py-12">
      <div class="grid gap-5">
        <h1 class="text-4xl lg:text-5xl">{w.headline}</h1>
        <p class="lead">{w.lead}</p>
        <div class="acts">
          {maySignUp && <a class="btn btn-primary" href="/sign-up">{w.signUp}</a>}
          <a class={maySignUp ? "btn" : "btn btn-primary"} href="#entrar">{w.signIn}</a>
        </div>
      </div>
      <Picture words={w} />
    </section>
  );
}

const DOTS = { info: "bg-info", good: "bg-success", warn: "bg-warning" } as const;

/** What the app shows of a morning, with cases that do not exist. */
function Picture({ words: { picture } }: Pick<Part, "words">) {
  return (
    <figure class="panel gap-0 p-0 shadow-lg" aria-label={picture.label}>
      <figcaption class="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-b border-base-300 px-5 py-4">
        <strong class="mr-auto">{picture.title}</strong>
        <span class="soft small">{picture.checked}</span>
      </figcaption>
      <ul class="divide-y divide-base-300">
        {picture.rows.map(({ tone, what, about, when }) => (
          <li class="flex gap-3 px-5 py-4">
            <span class={`mt-2 size-2.5 flex-none rounded-full ${DOTS[tone]}`}></span>
            <div class="grid min-w-0 gap-0.5">
              <span class="font-medium" lang={what.startsWith("Auto ") ? "es" : undefined}>{what}</span>
              <span class="soft small number" translate="no">{about}</span>
            </div>
            <span class="soft small number ml-auto flex-none whitespace-nowrap">{when}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function Find({ baseDomain, unknownSubdomain, words: w }: Part) {
  return (
    <section class="panel" id="entrar" aria-labelledby="find">
      <h2 id="find">{w.find}</h2>
      <form class="line" method="get" action="/find">
        <Field
          name="subdomain"
          label={w.address}
          hint={w.addressHint(baseDomain)}
          value={unknownSubdomain}
          error={unknownSubdomain === undefined ? undefined : w.unknown(`${unknownSubdomain}.${baseDomain}`)}
          autocomplete="organization"
          maxlength={100}
          required
        />
        <button class="btn btn-primary" type="submit">{w.go}</button>
      </form>
    </section>
  );
}

function Told({ icon, title, text }: LandingWords["promises"][number]) {
  return (
    <section class="panel gap-2">
      <span class="grid size-10 place-items-center rounded-lg bg-primary/10 text-primary">
        <Icon name={icon} class="size-5" />
      </span>
      <h3 class="mt-1">{title}</h3>
      <p class="soft">{text}</p>
    </section>
  );
}

function Plans(
  { plans, words: w, locale }: { plans: readonly OfferedPlan[]; words: LandingWords; locale: Locale },
) {
  const count = (value: number | null) => value === null ? w.unlimited : formatCount(value, locale);
  return (
    <section class="panel" aria-labelledby="plans">
      <h2 id="plans" class="text-xl">{w.plansTitle}</h2>
      <p class="soft">{w.plansLead}</p>
      <table class="table folds">
        <thead>
          <tr>
            <th scope="col">{w.plan}</th>
            <th scope="col">{w.users}</th>
            <th scope="col">{w.queries}</th>
            <th scope="col">{w.requests}</th>
            <th scope="col">{w.webhooks}</th>
          </tr>
        </thead>
        <tbody>
          {plans.map((plan) => (
            <tr>
              <td class="font-semibold" translate="no">{planName(plan.name, locale)}</td>
              <td class="number" data-label={w.users}>{count(plan.users)}</td>
              <td class="number" data-label={w.queries}>{count(plan.queriesPerMonth)}</td>
              <td class="number" data-label={w.requests}>{count(plan.requestsPerMinute)}</td>
              <td class="number" data-label={w.webhooks}>{count(plan.webhooksPerDay)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
