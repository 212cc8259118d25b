/** Addresses of an organization's own, with what has to stand in its DNS. */
import { Badge, Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Field } from "../ui/field.tsx";
import { Steps } from "../ui/steps.tsx";
import { Sure } from "../ui/sure.tsx";
import { Copied } from "../settings/copied.tsx";
import type { SectionProps } from "./settings.tsx";

export interface DomainProps {
  id: string;
  domain: string;
  record: { name: string; value: string };
  verifiedAt: Date | null;
  missingSince: Date | null;
}

export function Domains(props: SectionProps) {
  const { w, domains, newDomain, errors } = props;
  return (
    <section id="domains" class="panel" aria-labelledby="domains-title">
      <h2 id="domains-title">{w.domains}</h2>
      <p class="soft">{w.domainsAbout}</p>
      {domains.map((domain) => <Domain domain={domain} section={props} />)}
      <form class="line" method="post" action="/organization/domains">
        <Field
          name="domain"
          label={w.domain}
          value={newDomain}
          error={errors.domain}
          placeholder="casos.ejemplo.co"
          maxlength={253}
          required
        />
        <button class="btn" type="submit">{w.addDomain}</button>
      </form>
    </section>
  );
}

function Domain({ domain: one, section }: { domain: DomainProps; section: SectionProps }) {
  const { w, frame: { reader } } = section;
  const { id, domain, verifiedAt, missingSince } = one;
  return (
    <article class="part" aria-label={domain}>
      <div class="head">
        <h3>{domain}</h3>
        {verifiedAt ? <Badge tone="good">{w.verified}</Badge> : <Badge tone="quiet">{w.unverified}</Badge>}
      </div>
      {missingSince && (
        <Notice tone="warn">
          <p>
            {w.missing} <Instant at={missingSince} reader={reader} />
          </p>
          {verifiedAt && <p>{w.missingVerified}</p>}
        </Notice>
      )}
      {!verifiedAt && <Steps label={w.stepsLabel} steps={w.steps} current={missingSince ? 1 : 0} />}
      <Records domain={one} section={section} />
      <div class="acts">
        <form method="post" action="/organization/domains/verify">
          <input type="hidden" name="id" value={id} />
          <button class="btn" type="submit">{w.verify}</button>
        </form>
        <Sure
          action="/organization/domains/remove"
          label={w.removeDomain}
          about={domain}
          question={w.removeDomainQuestion}
          answer={w.removeDomainAnswer}
        >
          <input type="hidden" name="id" value={id} />
        </Sure>
      </div>
    </article>
  );
}

function Records({ domain: { id, record }, section }: { domain: DomainProps; section: SectionProps }) {
  const { w, host, frame: { reader: { locale } } } = section;
  return (
    <>
      <div class="columns">
        <Copied id={`name-${id}`} label={w.recordName} value={record.name} locale={locale} />
        <Copied id={`value-${id}`} label={w.recordValue} value={record.value} locale={locale} />
      </div>
      <p class="soft small">
        {w.cname} <code>{host}</code>. {w.recordStays}
      </p>
    </>
  );
}
