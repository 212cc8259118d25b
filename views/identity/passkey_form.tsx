import type { Child } from "hono/jsx";
import { Icon } from "../ui/icon.tsx";
import type { Locale } from "../ui/reader.ts";
import { identityWords } from "./words.ts";

interface PasskeyFormProps {
  locale: Locale;
  /** Where the form goes with what the passkey has answered. */
  action: string;
  /** Where the script asks for what the browser needs. */
  options: string;
  /** A new passkey is made, instead of one being used. */
  isNew?: boolean;
  /** Of the sign-in that waits. */
  challenge?: string;
  next?: string;
  /** More fields. */
  fields?: Child;
  isWide?: boolean;
  /** What the button says. */
  children: Child;
}

/** Shown by the script alone, where the browser knows passkeys; see `assets/passkeys.js`. */
export function PasskeyForm(props: PasskeyFormProps) {
  const { locale, action, options, isNew = false, challenge, next, fields, isWide = false, children } = props;
  return (
    <form
      class="form"
      method="post"
      action={action}
      data-passkey={isNew ? "create" : "get"}
      data-options={options}
      data-words={JSON.stringify(identityWords(locale).passkeys)}
      hidden
    >
      {challenge !== undefined && <input type="hidden" name="challenge" value={challenge} />}
      {next !== undefined && <input type="hidden" name="next" value={next} />}
      <input type="hidden" name="passkey" value="" />
      {fields}
      <button class={`btn ${isWide ? "w-full" : ""}`} type="submit">
        <Icon name="fingerprint-pattern" />
        {children}
      </button>
      <p class="wrong" role="status" data-problem></p>
    </form>
  );
}
