import { Field } from "../ui/field.tsx";

interface PasswordFieldProps {
  name?: string;
  label?: string;
  error?: string;
  autofocus?: boolean;
}

/** The password that somebody has. */
export function PasswordField({ name = "password", label = "Contraseña", ...rest }: PasswordFieldProps) {
  return (
    <Field
      name={name}
      label={label}
      type="password"
      autocomplete="current-password"
      maxlength={1_000}
      required
      {...rest}
    />
  );
}

/** A code of whichever kind the person has; without an app, of recovery alone. */
export function CodeField({ hasApp = true, error }: { hasApp?: boolean; error?: string }) {
  return (
    <Field
      name="code"
      label="Código"
      hint={hasApp
        ? "El de su aplicación de verificación, o un código de recuperación."
        : "Un código de recuperación."}
      error={error}
      autocomplete="one-time-code"
      maxlength={50}
      required
      autofocus
    />
  );
}
