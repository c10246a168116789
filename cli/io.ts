// What a command needs of its surroundings; tests give it their own.

export interface Io {
  /** Text or bytes to stdout. Resolves when more is welcome. */
  out(data: string | Uint8Array): Promise<void> | void;
  err(text: string): void;
  /** Progress is shown only where someone looks. */
  readonly errIsTerminal: boolean;
}

/** The command line is wrong. */
export class Usage extends Error {}

/** "1 dump", "2 dumps". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
