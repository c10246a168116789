// Tables as text for spreadsheets. Pure.

/** Rows of cells parted by tabs. Spaces that spreadsheets do not know become plain or go; no cell can be a formula. */
export function sheetText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => cells.map(sheetCell).join("\t")).join("\n");
}

function sheetCell(cell: string): string {
  const plain = cell
    .replaceAll("\u2009", "")
    .replaceAll("\u00a0", " ")
    .replaceAll("\u2212", "-")
    .replace(/[\t\r\n]/g, " ");
  return /^[=+\-@]/.test(plain) && !/^-?\d[\d.,e+-]*( [^=]*)?$/.test(plain) ? `'${plain}` : plain;
}
