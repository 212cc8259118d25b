import { Notice } from "../ui/badge.tsx";
import { Choice, Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { organizationsWords } from "./organizations_words.ts";
import { planChoices } from "./words.ts";

/** As they were typed. */
export interface NewOrganizationFields {
  name: string;
  subdomain: string;
  plan: string;
  admin_name: string;
  admin_email: string;
  admin_locale: string;
}

interface NewOrganizationProps {
  frame: Frame;
  baseDomain: string;
  fields: NewOrganizationFields;
  /** By the field of the form. */
  errors: Readonly<Partial<Record<keyof NewOrganizationFields, string>>>;
  /** What is wrong with none of them. */
  error?: string;
}

export function NewOrganization({ frame, baseDomain, fields, errors, error }: NewOrganizationProps) {
  const { locale } = frame.reader;
  const w = organizationsWords(locale);
  const isWrong = Object.keys(errors).length > 0;
  return (
    <Layout title={w.newTitle} frame={frame}>
      <PageHead
        title={w.newTitle}
        lead={w.newLead}
        back={{ href: "/organizations", label: w.title }}
      />
      <form class="panel form" method="post" action="/organizations">
        {(isWrong || error !== undefined) && <Notice tone="bad">{error ?? w.fix}</Notice>}
        <Field name="name" label={w.name} value={fields.name} error={errors.name} maxlength={255} required />
        <Field
          name="subdomain"
          label={w.subdomain}
          value={fields.subdomain}
          hint={w.subdomainHint(baseDomain)}
          error={errors.subdomain}
          maxlength={50}
          autocomplete="off"
          required
        />
        <Choice
          name="plan"
          label={w.plan}
          value={fields.plan}
          options={planChoices(locale)}
        />
        <Field
          name="admin_email"
          type="email"
          label={w.adminEmail}
          value={fields.admin_email}
          error={errors.admin_email}
          maxlength={254}
          autocomplete="off"
          required
        />
        <Field
          name="admin_name"
          label={w.adminName}
          value={fields.admin_name}
          error={errors.admin_name}
          maxlength={200}
          autocomplete="off"
        />
        <Choice
          name="admin_locale"
          label={w.adminLocale}
          value={fields.admin_locale}
          options={[["es", w.languages.es], ["en", w.languages.en]]}
        />
        <button class="btn btn-primary" type="submit">{w.make}</button>
      </form>
    </Layout>
  );
}
