import type { Frame } from "../ui/layout.tsx";
import { Door } from "./door.tsx";
import { identityWords } from "./words.ts";

/** The session here has ended; the provider's is next. */
export function SignedOut({ frame, address }: { frame: Frame; address: string }) {
  const { signedOut: w } = identityWords(frame.reader.locale);
  return (
    <Door title={w.title} heading={w.heading} lead={w.text} icon="log-out" frame={frame} goesOnTo={address}>
      <a class="btn btn-primary w-full" href={address}>{w.button}</a>
    </Door>
  );
}
