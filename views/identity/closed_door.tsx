import type { Frame } from "../ui/frame.ts";
import { Door } from "./door.tsx";

export interface ClosedDoorProps {
  frame: Frame;
  /** What is over, or closed. */
  title: string;
  advice: string;
}

/** A link that opens nothing any more; the button leads to where one goes on. */
export function ClosedDoor(
  { frame, title, advice, href, label }: ClosedDoorProps & { href: string; label: string },
) {
  return (
    <Door title={title} lead={advice} icon="link" frame={frame}>
      <a class="btn btn-primary w-full" href={href}>{label}</a>
    </Door>
  );
}
