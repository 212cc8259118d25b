import { raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { type IconName, ICONS } from "./icons.ts";

interface IconProps {
  name: IconName;
  class?: string;
}

/** Decoration: the words beside it, or the label of what holds it, say what it means. */
export function Icon({ name, class: size = "size-4" }: IconProps): HtmlEscapedString {
  const key = `${name} ${size}`;
  const known = drawn.get(key);
  if (known) return known;
  const made = raw(`<svg class="icon ${size}" viewBox="0 0 24 24" aria-hidden="true">${shapes(name)}</svg>`);
  drawn.set(key, made);
  return made;
}

/** Each is on many pages, and the same on all: there are as many as the views name. */
const drawn = new Map<string, HtmlEscapedString>();

/** What the file draws, without what stands around it. */
function shapes(name: IconName): string {
  const file = ICONS[name];
  const inner = file.slice(file.indexOf(">", file.indexOf("<svg")) + 1, file.lastIndexOf("</svg>"));
  return inner.split("\n").map((line) => line.trim()).join("");
}
