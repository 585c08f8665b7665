// Gives the person a file to keep.

export function saveFile(file: Blob, name: string): void {
  const href = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href, download: name }).click();
  setTimeout(URL.revokeObjectURL, 60_000, href);
}
