/** Work at a stretch before other messages get their turn, ms. */
const SLICE = 12;

/** A function to await often: it costs nothing until a slice is over, then lets waiting messages in. */
export function createBreather(onBreath: () => void): () => Promise<void> | undefined {
  const { port1, port2 } = new MessageChannel();
  let resume: (() => void) | null = null;
  let end = performance.now() + SLICE;
  port1.onmessage = () => {
    end = performance.now() + SLICE;
    resume?.();
  };
  return () => {
    if (performance.now() < end) return undefined;
    onBreath();
    return new Promise((resolve) => {
      resume = resolve;
      port2.postMessage(null);
    });
  };
}
