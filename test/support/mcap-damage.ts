// What may come of damage: less, and said so, but never anything else.

import type { ReadMcap, ReadMessage } from "./mcap-read.ts";

function keyOf({ topic, sequence, logTime, publishTime, data }: ReadMessage): string {
  return [topic, sequence, logTime, publishTime, data].join(" ");
}

/** Why `read` may not be what is left of `whole` after damage; null when it may. */
export function faultIn(read: ReadMcap, whole: ReadMcap): string | null {
  const left = new Map<string, number>();
  for (const message of whole.messages) left.set(keyOf(message), (left.get(keyOf(message)) ?? 0) + 1);
  for (const message of read.messages) {
    const count = left.get(keyOf(message)) ?? 0;
    if (count === 0) return `a message that nobody wrote: ${keyOf(message).slice(0, 100)}`;
    left.set(keyOf(message), count - 1);
  }
  const lost = whole.messages.length - read.messages.length + whole.dumps.length - read.dumps.length;
  if (lost > 0 && read.problems.length === 0) return `${lost} messages or dumps lost without a word`;
  for (const dump of read.dumps) {
    const known = whole.dumps.some(({ bytes }) => Buffer.compare(bytes, dump.bytes) === 0);
    if (!known) return "a dump that nobody wrote";
  }
  if (read.problems.some(({ message }) => message.length > 1000)) return "an endless sentence";
  return null;
}
