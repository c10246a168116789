// Whether a server of ours says what to show: `kvmscope live` or `kvmscope view`. Such a page keeps nothing for later.

/** What the page is served for; null: it is the page alone. */
export function servedFor(): "live" | "view" | null {
  const content = document.querySelector('meta[name="kvmscope-served"]')?.getAttribute("content");
  return content === "live" || content === "view" ? content : null;
}
