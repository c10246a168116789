// Which elements are on the screen. What is not asks nothing and draws nothing, unless everything is wanted: for paper and
// reports.

type Watcher = (shown: boolean) => void;

/** Watchers and whether their element is on the screen. */
const watchers = new Map<Watcher, boolean>();
let wanted = 0;

/** Tells whether an element is on the screen or as near to it as `margin` says ("200px"). Returns what ends it. */
export function watchOnScreen(element: Element, margin: string, onChange: Watcher): () => void {
  watchers.set(onChange, false);
  if (wanted > 0) onChange(true);
  const observer = new IntersectionObserver(
    (entries) => {
      const shown = entries.at(-1)?.isIntersecting ?? false;
      watchers.set(onChange, shown);
      onChange(shown || wanted > 0);
    },
    { rootMargin: margin },
  );
  observer.observe(element);
  return () => {
    observer.disconnect();
    watchers.delete(onChange);
  };
}

/** Everything counts as being on the screen until the returned function is called. */
export function showEverything(): () => void {
  wanted++;
  for (const watcher of [...watchers.keys()]) watcher(true);
  return () => {
    wanted--;
    if (wanted === 0) for (const [watcher, shown] of [...watchers]) watcher(shown);
  };
}
