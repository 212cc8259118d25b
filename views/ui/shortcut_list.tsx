import type { Shortcut } from "./shortcuts.ts";

export function ShortcutList({ shortcuts }: { shortcuts: readonly Shortcut[] }) {
  return (
    <dl class="grid gap-2">
      {shortcuts.map(({ keys, does }) => (
        <div class="flex items-center justify-between gap-4">
          <dt class="text-sm">{does}</dt>
          <dd class="flex flex-none gap-1">
            {keys.map((one) => <kbd class="kbd kbd-sm">{one}</kbd>)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
