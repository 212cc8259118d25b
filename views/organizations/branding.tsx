/** Colour and logo of an organization. The script shows a colour before it is saved. */
import { describedBy, Remarks } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import type { SectionProps } from "./settings.tsx";
import type { SettingsWords } from "./settings_words.ts";

export function Branding(props: SectionProps) {
  const { w } = props;
  return (
    <section id="branding" class="panel" aria-labelledby="branding-title">
      <h2 id="branding-title">{w.branding}</h2>
      <div class="grid gap-5 xl:grid-cols-2">
        <Color {...props} />
        <div class="grid content-start gap-2">
          <h3 class="text-sm font-medium">{w.preview}</h3>
          <div class="grid gap-3 sm:grid-cols-2">
            <Preview theme="lexia" label={w.light} w={w} />
            <Preview theme="lexia-dark" label={w.dark} w={w} />
          </div>
        </div>
      </div>
      <Logo {...props} />
    </section>
  );
}

/** Without the picker's value it would be black. */
const OWN_COLOR = "#2851b5";

function Color({ w, version, general, errors }: SectionProps) {
  const isColor = /^#[0-9a-f]{6}$/.test(general.brand_color);
  const remarks = { hint: w.colorHint, error: errors.brand_color };
  return (
    <form class="form" method="post" action="/organization">
      <input type="hidden" name="version" value={String(version)} />
      <div class="field">
        <label for="brand_color">{w.color}</label>
        <div class="flex gap-2">
          <input
            id="brand_color"
            name="brand_color"
            class="input number"
            value={general.brand_color}
            maxlength={7}
            data-color
            {...describedBy("brand_color", remarks)}
          />
          <span hidden>
            <input
              class="h-10 w-14 cursor-pointer rounded-field border border-base-300 bg-base-100 p-1"
              type="color"
              value={isColor ? general.brand_color : OWN_COLOR}
              aria-label={w.picker}
              data-color-picker
            />
          </span>
        </div>
        <Remarks id="brand_color" {...remarks} />
        <p
          class="small"
          role="status"
          data-contrast
          data-enough={w.contrastEnough}
          data-lacking={w.contrastLacking}
        >
        </p>
      </div>
      <button class="btn btn-primary" type="submit">{w.save}</button>
    </form>
  );
}

function Preview({ theme, label, w }: { theme: "lexia" | "lexia-dark"; label: string; w: SettingsWords }) {
  return (
    <div
      class="brand-preview grid gap-3 rounded-box border border-base-300 bg-base-100 p-4 text-base-content"
      data-theme={theme}
    >
      <p class="soft text-xs">{label}</p>
      <span class="btn btn-primary btn-sm justify-self-start">
        <Icon name="plus" />
        {w.sampleButton}
      </span>
      <span class="text-sm font-medium text-primary">{w.sampleLink}</span>
      <span class="h-1.5 rounded-full bg-primary"></span>
    </div>
  );
}

function Logo({ w, frame, hasLogo, errors }: SectionProps) {
  const logo = hasLogo ? frame.brand?.logo : null;
  return (
    <div class="part border-t border-base-300 pt-4">
      <h3>{w.logo}</h3>
      <img
        id="logo-preview"
        class="max-h-20 max-w-60 justify-self-start rounded-field border border-base-300 bg-base-100 object-contain p-2"
        src={logo ?? frame.assets.icon}
        alt={w.logoAlt}
        hidden={!logo}
      />
      <form class="line" method="post" action="/organization/logo" enctype="multipart/form-data">
        <div class="field">
          <label for="logo">{w.image}</label>
          <input
            id="logo"
            name="logo"
            class="file-input"
            type="file"
            accept="image/png,image/jpeg,image/webp"
            required
            data-preview="logo-preview"
            {...describedBy("logo", { hint: w.logoHint, error: errors.logo })}
          />
          <Remarks id="logo" hint={w.logoHint} error={errors.logo} />
        </div>
        <button class="btn" type="submit">{w.upload}</button>
      </form>
      {hasLogo && (
        <form method="post" action="/organization/logo/remove">
          <button class="btn btn-ghost" type="submit">{w.removeLogo}</button>
        </form>
      )}
    </div>
  );
}
