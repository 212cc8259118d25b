import { Notice } from "./badge.tsx";

/** Why a form was refused, and where to go on. */
export interface RefusalProps {
  text: string;
  link?: { href: string; label: string };
}

export function RefusalNotice({ text, link }: RefusalProps) {
  return (
    <Notice tone="bad">
      <p>{text}</p>
      {link && (
        <p>
          <a href={link.href}>{link.label}</a>
        </p>
      )}
    </Notice>
  );
}
