// The widths of the columns, kept in this browser.

/** Widths by name. What else stands there would stop the page at its start, every time. */
function isLayout(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every(Number.isFinite);
}

/** As react-resizable-panels wants it; a storage that is closed to us forgets. */
export const layoutStorage = {
  getItem(key: string): string | null {
    try {
      const text = localStorage.getItem(key);
      return text !== null && isLayout(JSON.parse(text)) ? text : null;
    } catch {
      return null;
    }
  },
  setItem(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch {
      // the widths then end with the page
    }
  },
};
