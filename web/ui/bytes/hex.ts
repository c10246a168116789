// Bytes as text. Pure.

/** "1f" */
export function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** "00 00 30 00", with a new line every `perLine` bytes. */
export function hexText(bytes: Uint8Array, perLine = 16): string {
  const lines: string[] = [];
  for (let from = 0; from < bytes.length; from += perLine)
    lines.push(Array.from(bytes.subarray(from, from + perLine), hexByte).join(" "));
  return lines.join("\n");
}

/** The character of a byte where it is printable ASCII, else a dot. */
export function asciiByte(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}

/** An offset as typed: 0x48, 48h or 72; null when it is neither. */
export function offsetOf(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  const hex = /^(?:0x([0-9a-f]{1,8})|([0-9a-f]{1,8})h)$/.exec(trimmed);
  if (hex !== null) return Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
  return /^\d{1,10}$/.test(trimmed) ? Number(trimmed) : null;
}

/** "0x0048" */
export function offsetText(offset: number): string {
  return `0x${offset.toString(16).padStart(4, "0")}`;
}
