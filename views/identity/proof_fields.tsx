import { Field } from "../ui/field.tsx";
import type { Locale } from "../ui/reader.ts";
import { identityWords } from "./words.ts";

interface PasswordFieldProps {
  locale: Locale;
  name?: string;
  label?: string;
  error?: string;
  autofocus?: boolean;
}

/** The password that somebody has. */
export function PasswordField({ locale, name = "password", label, ...rest }: PasswordFieldProps) {
  return (
    <Field
      name={name}
      label={label ?? identityWords(locale).fields.password}
      type="password"
      autocomplete="current-password"
      maxlength={1_000}
      required
      {...rest}
    />
  );
}

interface CodeFieldProps {
  locale: Locale;
  hasApp?: boolean;
  error?: string;
}

/** A code of whichever kind the person has; without an app, of recovery alone. */
export function CodeField({ locale, hasApp = true, error }: CodeFieldProps) {
  const { fields: w } = identityWords(locale);
  return (
    <Field
      name="code"
      label={w.code}
      hint={hasApp ? w.codeOfApp : w.codeOfRecovery}
      error={error}
      autocomplete="one-time-code"
      maxlength={50}
      required
      autofocus
    />
  );
}
