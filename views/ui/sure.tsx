import type { Child } from "hono/jsx";

interface SureProps {
  action: string;
  /** On what opens the question. */
  label: string;
  /** What it is about, for who hears the label alone. */
  about: string;
  question: string;
  /** On the button that does it. */
  answer: string;
  /** Beside other small buttons. */
  isSmall?: boolean;
  /** It was answered already, and something in the form is wrong. */
  isOpen?: boolean;
  /** Hidden fields. */
  children?: Child;
}

/** What cannot be undone asks first, without a script. */
export function Sure(
  { action, label, about, question, answer, isSmall = false, isOpen = false, children }: SureProps,
) {
  return (
    <details class="sure" open={isOpen}>
      <summary class={`btn btn-error btn-outline ${isSmall ? "btn-sm" : ""}`}>
        {label} <span class="heard">{about}</span>
      </summary>
      <form class="form" method="post" action={action}>
        {children}
        <p class="small">{question}</p>
        <button class="btn btn-error btn-outline" type="submit">{answer}</button>
      </form>
    </details>
  );
}
