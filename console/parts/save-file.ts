/** Hands a file to the reader, as a download. */
export function saveFile(name: string, contents: Blob): void {
  const url = URL.createObjectURL(contents);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the contents once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
