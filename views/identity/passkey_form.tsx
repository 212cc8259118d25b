import type { Child } from "hono/jsx";

interface PasskeyFormProps {
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
  /** What the button says. */
  children: Child;
}

/** Shown by the script alone, where the browser knows passkeys; see `assets/passkeys.js`. */
export function PasskeyForm(
  { action, options, isNew = false, challenge, next, fields, children }: PasskeyFormProps,
) {
  return (
    <form
      class="form"
      method="post"
      action={action}
      data-passkey={isNew ? "create" : "get"}
      data-options={options}
      hidden
    >
      {challenge !== undefined && <input type="hidden" name="challenge" value={challenge} />}
      {next !== undefined && <input type="hidden" name="next" value={next} />}
      <input type="hidden" name="passkey" value="" />
      {fields}
      <button class="btn" type="submit">{children}</button>
      <p class="wrong" role="status" data-problem></p>
    </form>
  );
}
