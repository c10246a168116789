// Names and ids are bytes from a file: nothing in them may act on a terminal, a page or a reader's eye.

/** Characters of a name that are shown before it is cut. */
export const DISPLAY_LENGTH = 256;

/**
 * Text from a file as it may be shown: C0, C1, DEL, bidi and other invisible format controls and lone surrogates become
 * visible escapes (\x1b, \u202e). Cut to `max` source characters with an ellipsis; `max` Infinity never cuts.
 */
export function displayName(text: string, max = DISPLAY_LENGTH): string {
  let shown = "";
  let count = 0;
  for (const character of text) {
    if (count === max) {
      return `${shown}…`;
    }
    count++;
    const code = character.codePointAt(0) ?? 0;
    shown += isHidden(code) ? escapeOf(code) : character;
  }
  return shown;
}

/** The same in quotation marks, for a sentence. A quotation mark inside stays as it is: escaping is for what acts. */
export function quoted(text: string, max = DISPLAY_LENGTH): string {
  return `"${displayName(text, max)}"`;
}

/** True for code points that change or hide what surrounds them instead of showing themselves. */
function isHidden(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    code === 0xad || // soft hyphen
    code === 0x61c || // Arabic letter mark
    code === 0x180e ||
    (code >= 0x200b && code <= 0x200f) || // zero width, LRM, RLM
    (code >= 0x2028 && code <= 0x202e) || // line separators, bidi embeddings and overrides
    (code >= 0x2060 && code <= 0x206f) || // invisible operators, bidi isolates
    (code >= 0xd800 && code <= 0xdfff) || // lone surrogates
    code === 0xfeff ||
    (code >= 0xfff9 && code <= 0xfffb) ||
    code === 0xfffe || // no character: no XML, and so no SVG, may hold it
    code === 0xffff ||
    (code >= 0xe0000 && code <= 0xe007f) // tag characters
  );
}

function escapeOf(code: number): string {
  if (code <= 0xff) {
    return `\\x${code.toString(16).padStart(2, "0")}`;
  }
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}
