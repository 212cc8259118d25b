/** The organization's colour in place of LEXIA's own, as a style sheet: the pages' policy allows no inline style. */
export function brandStyle({ light, dark }: { light: string; dark: string }): string {
  return `:root {
  --brand: ${light};
  --brand-strong: color-mix(in oklab, ${light} 82%, black);
  --on-brand: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --brand: ${dark};
    --brand-strong: color-mix(in oklab, ${dark} 80%, white);
    --on-brand: #10131c;
  }
}
`;
}
