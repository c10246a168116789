// @ts-check
// The response headers of the page, once: for our server, for `vite dev` and `vite preview`, and as <meta> in the built page.

/** Directives that a <meta> element cannot carry. */
const HEADER_ONLY = ["frame-ancestors"];

/**
 * The Content-Security-Policy. Development lets Vite inject its reload client and style elements.
 * @param {{ readonly development?: boolean, readonly meta?: boolean }} [options]
 * @returns {string}
 */
export function contentSecurityPolicy({ development = false, meta = false } = {}) {
  const inline = development ? ["'unsafe-inline'"] : [];
  /** @type {[string, ...string[]][]} */
  const directives = [
    ["default-src", "'none'"],
    ["script-src", "'self'", "'wasm-unsafe-eval'", ...inline],
    ["style-src", "'self'", ...inline],
    ["img-src", "'self'", "blob:", "data:"],
    ["font-src", "'self'"],
    ["worker-src", "'self'"],
    ["connect-src", "'self'", "data:"],
    ["manifest-src", "'self'"],
    ["base-uri", "'none'"],
    ["form-action", "'none'"],
    ["frame-ancestors", "'none'"],
    ["require-trusted-types-for", "'script'"],
    ["trusted-types", "kvm-worker"],
  ];
  return directives
    .filter(([name]) => !(meta && HEADER_ONLY.includes(name)))
    .map((directive) => directive.join(" "))
    .join("; ");
}

/**
 * Every response carries these, workers and errors included. `isolated: false` leaves out what allows shared memory.
 * @param {{ readonly isolated?: boolean, readonly development?: boolean }} [options]
 * @returns {Record<string, string>}
 */
export function pageHeaders({ isolated = true, development = false } = {}) {
  return {
    "Content-Security-Policy": contentSecurityPolicy({ development }),
    ...(isolated
      ? { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" }
      : undefined),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy":
      "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), midi=(), payment=(), display-capture=()",
  };
}
