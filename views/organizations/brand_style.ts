/** The organization's colour in place of LEXIA's own, as a style sheet: the pages' policy allows no inline style. */
export function brandStyle({ light, dark }: { light: string; dark: string }): string {
  return `:root, [data-theme="lexia"] { --color-primary: ${light}; --color-primary-content: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root:not([data-theme]) { --color-primary: ${dark}; --color-primary-content: #10131c; }
}
[data-theme="lexia-dark"] { --color-primary: ${dark}; --color-primary-content: #10131c; }
`;
}
