// LZ4 frames by hand (lz4_Frame_format 1.6): blocks as they are, or of literals only, without checksums but the header's.

/** xxh32 of FLG and BD below, second byte: 64 KiB blocks, independent, no checksums, no content size. */
const HEADER = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82];
/** Smaller than the frame allows, because literals take a few bytes more. */
const BLOCK = 32 * 1024;
/** Set in a block's size: the block is not compressed. */
const RAW = 0x80000000;

/** The bytes in a frame: every second block as it is, the others as one run of literals. */
export function lz4Frame(bytes: Uint8Array): Uint8Array {
  const parts: number[][] = [];
  for (let at = 0, index = 0; at < bytes.length; at += BLOCK, index++) {
    const block = [...bytes.subarray(at, at + BLOCK)];
    const literals = index % 2 === 0 ? literalsOf(block) : null;
    parts.push(literals ? [...u32(literals.length), ...literals] : [...u32(block.length + RAW), ...block]);
  }
  return Uint8Array.from([...HEADER, ...parts.flat(), ...u32(0)]);
}

/** One sequence without a match: token, length, literals. */
function literalsOf(block: readonly number[]): number[] {
  if (block.length < 15) return [block.length << 4, ...block];
  const rest = block.length - 15;
  const lengths = Array.from({ length: Math.floor(rest / 255) }, () => 255);
  return [0xf0, ...lengths, rest % 255, ...block];
}

function u32(value: number): number[] {
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
}

/** The bytes of such a frame; throws where it is no such frame. lz4js runs for minutes on some damaged ones. */
export function lz4Content(frame: Uint8Array): Uint8Array {
  const bytes = Buffer.from(frame);
  if (HEADER.some((byte, i) => bytes[i] !== byte)) throw new Error("no frame made by hand");
  const parts: Buffer[] = [];
  let at = HEADER.length;
  for (;;) {
    const size = bytes.readUInt32LE(at);
    at += 4;
    if (size === 0) return Buffer.concat(parts);
    const block = bytes.subarray(at, at + (size & ~RAW));
    at += block.length;
    if (block.length !== (size & ~RAW)) throw new Error("a cut block");
    // token and bytes of length in front of the literals
    const long = (block[0] ?? 0) >> 4 === 15 ? block.findIndex((byte, i) => i > 0 && byte !== 255) : 0;
    parts.push(size >= RAW ? block : block.subarray(long + 1));
  }
}
