// Gives the user a file.

/** Downloads parts as a file. */
export function saveFile(name: string, parts: readonly BlobPart[], type: string): void {
  const url = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName(name);
  link.click();
  // the browser reads it after the click
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A name that no file system refuses, at most 120 characters; what stands behind the last point is kept. */
export function fileName(text: string): string {
  const [, stem = text, extension = ""] = /^(.*?)(\.[a-z]{1,5})?$/s.exec(text) ?? [];
  const plain = stem
    .normalize("NFKC")
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
    .replaceAll(/^[.-]+|[.-]+$/g, "");
  return `${plain.slice(0, 120 - extension.length) || "kvmscope"}${extension}`;
}
