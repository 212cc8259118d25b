import type { Child } from "hono/jsx";

interface LiveProps {
  /** Where the same page is. */
  address: string;
  children: Child;
}

/** A part of the page that the script asks for again while somebody looks; once a page. */
export function Live({ address, children }: LiveProps) {
  return (
    <div
      id="live"
      class="flow"
      data-live
      hx-get={address}
      hx-select="#live"
      hx-target="#live"
      hx-swap="outerHTML"
      hx-trigger="live"
    >
      {children}
    </div>
  );
}
