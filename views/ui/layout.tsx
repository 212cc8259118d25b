import type { Child } from "hono/jsx";
import { Shell } from "./shell.tsx";
import { frameWords } from "./frame_words.ts";
import type { Frame } from "./frame.ts";
import { Doorstep } from "./doorstep.tsx";

export type { Brand, Frame } from "./frame.ts";

interface LayoutProps {
  title: string;
  frame: Frame;
  /** Address of a further script, or of several. */
  script?: string | readonly string[];
  /** Address that the page leads on to by itself. */
  goesOnTo?: string;
  /** For a single form. */
  isNarrow?: boolean;
  children: Child;
}

/** A whole page: the shell of the app for who is signed in, and a bar above the page for everybody else. */
export function Layout({ title, frame, script, goesOnTo, isNarrow = false, children }: LayoutProps) {
  const { assets, brand, reader, theme, person } = frame;
  const Around = person ? Shell : Doorstep;
  return (
    <html lang={frameWords(reader.locale).lang} data-theme={theme ? THEMES[theme] : undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme ?? "light dark"} />
        {goesOnTo !== undefined && <meta http-equiv="refresh" content={`0; url=${goesOnTo}`} />}
        {theme !== "dark" && <meta name="theme-color" content="#ffffff" media={theme ? undefined : LIGHT} />}
        {theme !== "light" && <meta name="theme-color" content="#1c202a" media={theme ? undefined : DARK} />}
        <meta name="htmx-config" content='{"mode":"same-origin"}' />
        <title>{`${title} · LEXIA`}</title>
        <link rel="icon" type="image/svg+xml" href={assets.icon} />
        <link rel="apple-touch-icon" href={assets.touchIcon} />
        <link rel="manifest" href="/manifest.webmanifest" />
        <link rel="preload" as="font" type="font/woff2" href={assets.font} crossorigin="anonymous" />
        <link rel="stylesheet" href={assets.css} />
        {brand?.css && <link rel="stylesheet" href={brand.css} />}
        <script src={assets.htmx} defer></script>
        <script src={assets.app} defer></script>
        {[script ?? []].flat().map((src) => <Script src={src} />)}
      </head>
      <body class="min-h-dvh bg-base-200 text-base-content antialiased">
        <Around frame={frame} isNarrow={isNarrow}>{children}</Around>
      </body>
    </html>
  );
}

const LIGHT = "(prefers-color-scheme: light)";
const DARK = "(prefers-color-scheme: dark)";
function Script({ src }: { src: string }) {
  return <script src={src} defer></script>;
}

const THEMES = { light: "lexia", dark: "lexia-dark" } as const;
