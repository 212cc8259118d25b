import { Icon } from "../ui/icon.tsx";
import type { Locale } from "../ui/reader.ts";
import { identityWords } from "./words.ts";

/** Where people sign in with what the organization has. */
export interface ProviderLink {
  name: string;
  /** On which that begins. */
  path: string;
}

interface ProviderLinksProps {
  locale: Locale;
  providers: readonly ProviderLink[];
  /** Path to go to afterwards. */
  next: string;
}

export function ProviderLinks({ locale, providers, next }: ProviderLinksProps) {
  const { signIn: w } = identityWords(locale);
  return (
    <div class="grid gap-3">
      {providers.map(({ name, path }) => (
        <a
          class="btn btn-primary h-auto min-h-10 w-full whitespace-normal py-1"
          href={`${path}?next=${encodeURIComponent(next)}`}
        >
          <Icon name="building-2" />
          {w.with(name)}
        </a>
      ))}
    </div>
  );
}
