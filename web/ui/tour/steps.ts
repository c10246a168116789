// What the tour says: three steps, each about one place on the page.

export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** Selector of what it is about; outlined while the step is shown. */
  readonly target: string;
}

export const STEPS: readonly [TourStep, ...TourStep[]] = [
  {
    title: "Open a dump",
    text: "Drop dumps, recordings, folders or archives anywhere on the page, or use these buttons. What is inside decides, not the name. Nothing leaves this browser. Until then a sample is open.",
    target: ".open-buttons",
  },
  {
    title: "Read and select",
    text: "Point at a chart: all charts show the same moment, the table its values. Drag to select a stretch of time, Enter zooms into it, 0 shows all. With the focus on a chart, arrows move and Shift selects.",
    target: "main .chart-root",
  },
  {
    title: "Ask",
    text: "Select a stretch and press C: every statistic, ranked by how much it changed there. Ctrl+K finds any statistic, VM, vCPU or command by a word of its meaning. ? lists all keys.",
    target: ".header-buttons",
  },
];
