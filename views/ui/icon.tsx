import { raw } from "hono/html";
import { type IconName, ICONS } from "./icons.ts";

interface IconProps {
  name: IconName;
  class?: string;
}

/** Decoration: the words beside it, or the label of what holds it, say what it means. */
export function Icon({ name, class: size = "size-4" }: IconProps) {
  return (
    <svg class={`icon ${size}`} viewBox="0 0 24 24" aria-hidden="true">
      {raw(shapes(name))}
    </svg>
  );
}

const drawn = new Map<IconName, string>();

/** What the file draws, without what stands around it. */
function shapes(name: IconName): string {
  const known = drawn.get(name);
  if (known !== undefined) return known;
  const file = ICONS[name];
  const inner = file.slice(file.indexOf(">", file.indexOf("<svg")) + 1, file.lastIndexOf("</svg>"))
    .replace(/\s*\n\s*/g, "");
  drawn.set(name, inner);
  return inner;
}
