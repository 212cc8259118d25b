import { Choice, Field, Lines, Tick } from "../ui/field.tsx";
import type { Locale } from "../ui/reader.ts";
import { type FieldSpec, FORMS } from "./provider_fields.ts";
import { providerPageWords } from "./provider_words.ts";
import { type Kind, ROLES } from "./words.ts";
import { roleName } from "../team/access_words.ts";

/** As they are typed and shown; a tick is `yes` or empty. */
export type ProviderFields = Readonly<Record<string, string>>;

export interface RoleRule {
  group: string;
  role: string;
}

export interface ProviderFormProps {
  locale: Locale;
  kind: Kind;
  action: string;
  /** On the button. */
  label: string;
  fields: ProviderFields;
  roleMap: readonly RoleRule[];
  /** Whether a secret is kept already. */
  hasSecret: boolean;
  /** Codes by field, where something was refused. */
  errors: Readonly<Record<string, string>>;
}

/** Rows for further groups. */
const SPARE_ROWS = 3;

export function ProviderForm(props: ProviderFormProps) {
  const { locale, kind, action, label, errors } = props;
  const w = providerPageWords(locale);
  const { connection, people, more } = FORMS[kind];
  const isWrongThere = more.some(({ name }) => errors[name] !== undefined);
  return (
    <form class="form" method="post" action={action}>
      <input type="hidden" name="kind" value={kind} />
      <div class="part" role="group" aria-labelledby="connection">
        <h3 id="connection">{w.connection}</h3>
        <div class="form">{connection.map((spec) => <Input spec={spec} form={props} />)}</div>
      </div>
      <div class="part" role="group" aria-labelledby="people">
        <h3 id="people">{w.people}</h3>
        <div class="form">
          {people.map((spec) => <Input spec={spec} form={props} />)}
          <RoleMap {...props} />
        </div>
      </div>
      <details class="part" open={isWrongThere}>
        <summary class="font-semibold">{w.more}</summary>
        <div class="form pt-3">{more.map((spec) => <Input spec={spec} form={props} />)}</div>
      </details>
      <button class="btn btn-primary" type="submit">{label}</button>
    </form>
  );
}

function Input({ spec, form }: { spec: FieldSpec; form: ProviderFormProps }) {
  const { name, control, rows = 2, max, isRequired } = spec;
  const { locale, fields, hasSecret } = form;
  const w = providerPageWords(locale);
  const [label, hint] = w.fields[name];
  const value = fields[name] ?? "";
  const shared = { name, label, hint, value, error: faultOf(form, name) };
  switch (control) {
    case "text":
      return <Field {...shared} maxlength={max} required={isRequired} autocomplete="off" />;
    case "lines":
      return <Lines {...shared} rows={rows} maxlength={max ?? 2_000} />;
    case "secret":
      return (
        <Field
          {...shared}
          value=""
          type="password"
          hint={hasSecret ? w.kept : hint}
          maxlength={max}
          autocomplete="new-password"
        />
      );
    case "tick":
      return (
        <Tick name={name} value="yes" isChosen={value === "yes"}>
          {label}
          {hint !== undefined && <span class="soft small block">{hint}</span>}
        </Tick>
      );
    case "role":
      return <Choice name={name} label={label} value={value} options={roleOptions(locale)} />;
    case "choice":
      return (
        <Choice
          name={name}
          label={label}
          value={value}
          options={name === "tls" ? w.options.tls : w.options.groups_from}
        />
      );
  }
}

function roleOptions(locale: Locale): (readonly [string, string])[] {
  return [
    ["", providerPageWords(locale).noDefault],
    ...ROLES.map((role) => [role, roleName(role, locale)] as const),
  ];
}

function faultOf({ locale, errors }: ProviderFormProps, name: string): string | undefined {
  const code = errors[name];
  if (code === undefined) return undefined;
  const w = providerPageWords(locale);
  const wrongs: Readonly<Record<string, string>> = w.wrongs;
  return code === "needed_again" ? w.again : wrongs[name] ?? w.wrong;
}

function RoleMap({ locale, roleMap, errors }: ProviderFormProps) {
  const w = providerPageWords(locale);
  const spare = Array.from({ length: SPARE_ROWS }, () => ({ group: "", role: "user" }));
  return (
    <fieldset class="grid max-w-xl gap-2" aria-describedby="role-map-hint">
      <legend class="mb-1 text-[0.9375rem] font-[550]">{w.roleMap}</legend>
      <p class="soft small" id="role-map-hint">{w.roleMapHint}</p>
      {errors.role_map !== undefined && <p class="wrong">{w.wrong}</p>}
      {[...roleMap, ...spare].map((rule, i) => (
        <div class="flex flex-wrap gap-2">
          <input
            class="input min-w-40 flex-1"
            name="role_group"
            value={rule.group}
            maxlength={500}
            aria-label={`${w.group} ${i + 1}`}
          />
          <select class="select w-auto" name="role_given" aria-label={`${w.role} ${i + 1}`}>
            {roleOptions(locale).slice(1).map(([role, label]) => (
              <option value={role} selected={role === rule.role}>{label}</option>
            ))}
          </select>
        </div>
      ))}
    </fieldset>
  );
}
