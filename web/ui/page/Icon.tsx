export type IconName = keyof typeof PATHS;

/** 16 x 16, drawn with strokes in the text's colour. */
const PATHS = {
  play: "M5 3l8 5-8 5z",
  pause: "M5 3v10M11 3v10",
  back: "M11 3L5 8l6 5zM4 3v10",
  forward: "M5 3l6 5-6 5zM12 3v10",
  close: "M4 4l8 8M12 4l-8 8",
  earlier: "M14 8H3M7 4L3 8l4 4",
  later: "M2 8h11M9 4l4 4-4 4",
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  file: "M4 2h5l3 3v9H4zM9 2v3h3",
  folder: "M2 4h4l1.5 2H14v7H2z",
  rename: "M3 13l1-3 7-7 2 2-7 7z",
  error: "M8 2a6 6 0 100 12A6 6 0 008 2zM8 5v4M8 11v.5",
  warning: "M8 2l6.5 11.5h-13zM8 6v4M8 11.7v.3",
  note: "M8 2a6 6 0 100 12A6 6 0 008 2zM8 7v4M8 4.7v.3",
  pin: "M6 2h4v5l2 2.5H4L6 7zM8 9.5V14",
  unpin: "M6 2h4v5l2 2.5H4L6 7zM8 9.5V14M2.5 2.5l11 11",
  maximise: "M9 3h4v4M13 3L9.5 6.5M7 13H3V9M3 13l3.5-3.5",
  restore: "M13 6.5H9.5V3M9.5 6.5L13 3M3 9.5h3.5V13M6.5 9.5L3 13",
  open: "M6 4l4 4-4 4",
  chart: "M2 14h12M3 11l3-4 3 2 4-6",
  search: "M7 2.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9zM10.5 10.5L14 14",
  help: "M5.5 6a2.5 2.5 0 115 0c0 1.8-2.5 1.8-2.5 3.7M8 12.3v.4",
  save: "M8 2v8M5 7l3 3 3-3M3 13h10",
  copy: "M5 5h8v9H5zM3 11V2h7",
  link: "M6.5 9.5l3-3M7 5l2-2a2.8 2.8 0 014 4l-2 2M9 11l-2 2a2.8 2.8 0 01-4-4l2-2",
  sun: "M8 5a3 3 0 100 6 3 3 0 000-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
} as const;

/** A picture beside or instead of a text; the text is the button's name, so it is hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" />
    </svg>
  );
}
