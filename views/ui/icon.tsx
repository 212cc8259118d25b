import type { HtmlEscapedString } from "hono/utils/html";
import { drawnOnce } from "./drawn_once.ts";
import { type IconName, ICONS } from "./icons.ts";

interface IconProps {
  name: IconName;
  class?: string;
}

/** Decoration: the words beside it, or the label of what holds it, say what it means. */
export function Icon({ name, class: size = "size-4" }: IconProps): HtmlEscapedString {
  return drawnOnce(
    `icon ${name} ${size}`,
    () => `<svg class="icon ${size}" viewBox="0 0 24 24" aria-hidden="true">${shapes(name)}</svg>`,
  );
}

/** What the file draws, without what stands around it. */
function shapes(name: IconName): string {
  const file = ICONS[name];
  const inner = file.slice(file.indexOf(">", file.indexOf("<svg")) + 1, file.lastIndexOf("</svg>"));
  return inner.split("\n").map((line) => line.trim()).join("");
}
