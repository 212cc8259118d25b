/** Where people sign in with what the organization has. */
export interface ProviderLink {
  name: string;
  /** On which that begins. */
  path: string;
}

interface ProviderLinksProps {
  providers: readonly ProviderLink[];
  /** Path to go to afterwards. */
  next: string;
}

export function ProviderLinks({ providers, next }: ProviderLinksProps) {
  return (
    <div class="form">
      {providers.map(({ name, path }) => (
        <a key={path} class="btn btn-primary" href={`${path}?next=${encodeURIComponent(next)}`}>
          Entrar con {name}
        </a>
      ))}
    </div>
  );
}
