/** Name and language of an organization, and who gets in. */
import { Choice, Field, Lines } from "../ui/field.tsx";
import type { SectionProps } from "./settings.tsx";

/** As they are typed and shown. */
export interface GeneralFields {
  name: string;
  locale: string;
  time_zone: string;
  /** Empty: LEXIA's own. */
  brand_color: string;
}

export interface AccessFields {
  session_hours: string;
  second_factor: string;
  password_min_length: string;
  /** One in each line. */
  allowed_networks: string;
}

export function General({ w, version, general, errors }: SectionProps) {
  return (
    <section id="general" class="panel" aria-labelledby="general-title">
      <h2 id="general-title">{w.general}</h2>
      <form class="form" method="post" action="/organization">
        <input type="hidden" name="version" value={String(version)} />
        <Field
          name="name"
          label={w.name}
          value={general.name}
          error={errors.name}
          maxlength={255}
          autocomplete="organization"
          required
        />
        <div class="columns">
          <Choice name="locale" label={w.locale} value={general.locale} options={w.locales} />
          <Field
            name="time_zone"
            label={w.timeZone}
            value={general.time_zone}
            hint={w.timeZoneHint}
            error={errors.time_zone}
            maxlength={60}
            required
          />
        </div>
        <button class="btn btn-primary" type="submit">{w.save}</button>
      </form>
    </section>
  );
}

export function Access({ w, version, access, address, errors }: SectionProps) {
  return (
    <section id="access" class="panel" aria-labelledby="access-title">
      <h2 id="access-title">{w.access}</h2>
      <form class="form" method="post" action="/organization/access">
        <input type="hidden" name="version" value={String(version)} />
        <div class="columns">
          <Field
            name="session_hours"
            label={w.sessionHours}
            value={access.session_hours}
            error={errors.session_hours}
            hint={w.sessionHoursHint}
            maxlength={4}
          />
          <Field
            name="password_min_length"
            label={w.passwordLength}
            value={access.password_min_length}
            error={errors.password_min_length}
            hint={w.passwordLengthHint}
            maxlength={2}
          />
          <Choice
            name="second_factor"
            label={w.secondFactor}
            value={access.second_factor}
            options={w.secondFactors}
          />
        </div>
        <Lines
          name="allowed_networks"
          label={w.networks}
          value={access.allowed_networks}
          hint={w.networksHint(address)}
          error={errors.allowed_networks}
          rows={4}
          maxlength={6_000}
        />
        <button class="btn btn-primary" type="submit">{w.save}</button>
      </form>
    </section>
  );
}
