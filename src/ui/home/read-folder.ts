/** Reads a folder that the person chose, without what tools make and what is secret. */
const LEFT_OUT = /(?:^|\/)(?:node_modules|\.git|dist|\.env[^/]*|\.DS_Store)(?:\/|$)/;
const MAX_FILE_BYTES = 8 * 1024 * 1024;
const MAX_FILES = 5000;

export interface ReadFolder {
  readonly title: string;
  readonly files: readonly (readonly [string, string | Uint8Array])[];
}

export async function readFolder(list: readonly File[]): Promise<ReadFolder> {
  const title = list[0]?.webkitRelativePath.split('/')[0] ?? '';
  const files: (readonly [string, string | Uint8Array])[] = [];
  for (const file of list) {
    const path = file.webkitRelativePath.split('/').slice(1).join('/');
    if (path === '' || LEFT_OUT.test(path) || file.size > MAX_FILE_BYTES || files.length >= MAX_FILES)
      continue;
    files.push([path, await readContent(file)]);
  }
  return { title, files };
}

async function readContent(file: File): Promise<string | Uint8Array> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.subarray(0, 8000).includes(0)) return bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: kept as it is.
    return bytes;
  }
}
