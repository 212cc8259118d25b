interface Tab {
  href: string;
  label: string;
  isCurrent: boolean;
  count?: number;
}

/** Links between pages that belong together. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav class="tabs tabs-border no-print min-w-0 max-w-full overflow-x-auto" aria-label={label}>
      {tabs.map(({ href, label, isCurrent, count }) => (
        <a
          class={`tab gap-2 whitespace-nowrap ${
            isCurrent ? "tab-active font-semibold" : "text-base-content/75!"
          }`}
          href={href}
          aria-current={isCurrent ? "page" : undefined}
        >
          {label}
          {count !== undefined && <span class="badge badge-sm">{count}</span>}
        </a>
      ))}
    </nav>
  );
}
