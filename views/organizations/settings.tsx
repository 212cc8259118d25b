import { Badge, Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Choice, describedBy, Field, Lines, Remarks } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { RefusalNotice, type RefusalProps } from "../ui/refusal.tsx";
import { Sure } from "../ui/sure.tsx";

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

export interface DomainProps {
  id: string;
  domain: string;
  record: { name: string; value: string };
  verifiedAt: Date | null;
  missingSince: Date | null;
}

interface SettingsProps {
  frame: Frame;
  /** Sent back with each form: who was slower than somebody else hears of it. */
  version: number;
  general: GeneralFields;
  access: AccessFields;
  hasLogo: boolean;
  domains: readonly DomainProps[];
  /** What was typed, where it was refused. */
  newDomain: string;
  /** The caller's own, which must stay among the allowed ones. */
  address: string;
  isSaved: boolean;
  refusal?: RefusalProps;
  errors: Readonly<Record<string, string>>;
}

export function SettingsPage(props: SettingsProps) {
  const { frame, isSaved, refusal } = props;
  return (
    <Layout title="Organización" frame={frame}>
      <h1>Organización</h1>
      {isSaved && (
        <Notice tone="good">Los cambios quedaron guardados y rigen en menos de cinco segundos.</Notice>
      )}
      {refusal && <RefusalNotice {...refusal} />}
      <General {...props} />
      <Logo {...props} />
      <Access {...props} />
      <Domains {...props} />
    </Layout>
  );
}

const LOCALES = [["es", "Español"], ["en", "Inglés"]] as const;

function General({ version, general, errors }: SettingsProps) {
  return (
    <section class="panel" aria-labelledby="general">
      <h2 id="general">Datos generales</h2>
      <form class="form" method="post" action="/organization">
        <input type="hidden" name="version" value={String(version)} />
        <Field name="name" label="Nombre" value={general.name} error={errors.name} maxlength={255} required />
        <div class="columns">
          <Choice name="locale" label="Idioma de los mensajes" value={general.locale} options={LOCALES} />
          <Field
            name="time_zone"
            label="Zona horaria"
            value={general.time_zone}
            error={errors.time_zone}
            maxlength={60}
            required
          />
          <Field
            name="brand_color"
            label="Color de la marca"
            value={general.brand_color}
            error={errors.brand_color}
            hint="Como #1f4e8c. Vacío: el de LEXIA."
            maxlength={7}
          />
        </div>
        <button class="btn btn-primary" type="submit">Guardar</button>
      </form>
    </section>
  );
}

function Logo({ hasLogo, errors }: SettingsProps) {
  return (
    <section class="panel" aria-labelledby="logotipo">
      <h2 id="logotipo">Logotipo</h2>
      <p class="soft">
        PNG, JPEG o WebP, de máximo 200 kB y 2.000 × 2.000 píxeles. Se muestra en la barra superior.
      </p>
      <form class="line" method="post" action="/organization/logo" enctype="multipart/form-data">
        <div class="field">
          <label for="logo">Imagen</label>
          <input
            id="logo"
            name="logo"
            type="file"
            accept="image/png,image/jpeg,image/webp"
            required
            {...describedBy("logo", { error: errors.logo })}
          />
          <Remarks id="logo" error={errors.logo} />
        </div>
        <button class="btn" type="submit">Subir</button>
      </form>
      {hasLogo && (
        <form method="post" action="/organization/logo/remove">
          <button class="btn" type="submit">Quitar el logotipo</button>
        </form>
      )}
    </section>
  );
}

const SECOND_FACTOR = [
  ["optional", "Solo administradores"],
  ["required", "Todas las personas"],
] as const;

function Access({ version, access, address, errors }: SettingsProps) {
  return (
    <section class="panel" aria-labelledby="acceso">
      <h2 id="acceso">Acceso</h2>
      <form class="form" method="post" action="/organization/access">
        <input type="hidden" name="version" value={String(version)} />
        <div class="columns">
          <Field
            name="session_hours"
            label="Horas que dura una sesión"
            value={access.session_hours}
            error={errors.session_hours}
            hint="De 1 a 720. Vacío: lo de LEXIA. También acorta las sesiones abiertas."
            maxlength={3}
          />
          <Field
            name="password_min_length"
            label="Longitud mínima de las contraseñas"
            value={access.password_min_length}
            error={errors.password_min_length}
            hint="De 15 a 64. Vacío: 15."
            maxlength={2}
          />
          <Choice
            name="second_factor"
            label="Verificación en dos pasos obligatoria"
            value={access.second_factor}
            options={SECOND_FACTOR}
          />
        </div>
        <Lines
          name="allowed_networks"
          label="Redes desde las que se puede entrar"
          value={access.allowed_networks}
          hint={`Una por línea, como 192.0.2.7 o 192.0.2.0/24. Vacío: desde cualquiera. También rigen para claves de API y directorios. Su dirección ahora es ${address}.`}
          error={errors.allowed_networks}
          rows={5}
          maxlength={6_000}
        />
        <button class="btn btn-primary" type="submit">Guardar</button>
      </form>
    </section>
  );
}

function Domains({ domains, newDomain, errors }: SettingsProps) {
  return (
    <section class="panel" aria-labelledby="dominios">
      <h2 id="dominios">Dominios propios</h2>
      <p class="soft">
        LEXIA puede atender en una dirección de ustedes. Agréguela, cree el registro TXT que se muestra y
        verifíquela. El registro debe quedarse: se revisa cada día.
      </p>
      {domains.map((domain) => <Domain key={domain.id} {...domain} />)}
      <form class="line" method="post" action="/organization/domains">
        <Field
          name="domain"
          label="Dominio"
          value={newDomain}
          error={errors.domain}
          placeholder="casos.ejemplo.co"
          maxlength={253}
          required
        />
        <button class="btn" type="submit">Agregar</button>
      </form>
    </section>
  );
}

function Domain({ id, domain, record, verifiedAt, missingSince }: DomainProps) {
  return (
    <article class="part" aria-label={domain}>
      <div class="head">
        <h3>{domain}</h3>
        {verifiedAt ? <Badge tone="good">Verificado</Badge> : <Badge tone="quiet">Sin verificar</Badge>}
      </div>
      {missingSince && (
        <Notice tone="warn">
          <span>
            No se encuentra el registro desde el <Instant at={missingSince} />.
            {verifiedAt && " A los siete días LEXIA deja de atender en este dominio."}
          </span>
        </Notice>
      )}
      <dl class="facts">
        <div>
          <dt>Nombre del registro TXT</dt>
          <dd>
            <code>{record.name}</code>
          </dd>
        </div>
        <div>
          <dt>Valor</dt>
          <dd>
            <code>{record.value}</code>
          </dd>
        </div>
      </dl>
      <div class="acts">
        <form method="post" action="/organization/domains/verify">
          <input type="hidden" name="id" value={id} />
          <button class="btn" type="submit">Verificar</button>
        </form>
        <Sure
          action="/organization/domains/remove"
          label="Quitar"
          about={domain}
          question="LEXIA dejará de atender en este dominio."
          answer="Quitar el dominio"
        >
          <input type="hidden" name="id" value={id} />
        </Sure>
      </div>
    </article>
  );
}
