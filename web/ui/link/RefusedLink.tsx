import type { CopyLink } from "./use-copy-link.ts";

/** The link to copy by hand where the browser keeps its clipboard closed. */
export function RefusedLink({ refused, forget }: CopyLink) {
  if (refused === null) return null;
  return (
    <section className="banner link-card" aria-label="Link to copy">
      <label className="link-text">
        The browser keeps its clipboard closed. Copy the link from here:
        <input readOnly value={refused} onFocus={(event) => event.target.select()} />
      </label>
      <button type="button" onClick={forget}>
        Close
      </button>
    </section>
  );
}
