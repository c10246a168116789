// The widths of the columns, kept in this browser.

/** As react-resizable-panels wants it; a storage that is closed to us forgets. */
export const layoutStorage = {
  getItem(key: string): string | null {
    try {
      return localStorage.getItem(key);
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
