// Ctrl-C ends a recording, a second one the process.

export interface Stop {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** The signals do again what they did before. */
  end(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What a shell gives for a process that SIGINT ended. */
const INTERRUPTED = 130;

/**
 * Listens to SIGINT, SIGTERM and SIGHUP. Node forgets that nohup made it ignore SIGHUP; but nohup leaves it no terminal, and
 * without one SIGHUP is ignored here too.
 */
export function stopSignal(): Stop {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    if (name === "SIGHUP" && !hasTerminal()) return;
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    end() {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}

function hasTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
}
