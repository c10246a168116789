// Light, dark, high contrast or as the system says; kept in this browser.

export const THEMES = ["system", "light", "dark", "contrast"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "kvmscope-theme";

/** The kept choice; "system" when there is none or storage is closed to us. */
export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return THEMES.find((each) => each === stored) ?? "system";
  } catch {
    return "system";
  }
}

/** Shows a theme and keeps the choice where storage allows it. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // a closed storage only means that the choice ends with the page
  }
}
