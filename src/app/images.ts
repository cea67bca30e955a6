/** Images that go with a request: checked, and made small enough to send. */
import { CHAT_LIMITS, IMAGE_TYPES } from '../shared/chat-protocol.ts';
import type { Attachment } from '../state/chat-store.ts';

/** Reads those that can be sent; other files are left out. */
export async function readImages(files: readonly File[], newId: () => string): Promise<Attachment[]> {
  const images: Attachment[] = [];
  for (const file of files) {
    if (!IMAGE_TYPES.some((type) => type === file.type)) continue;
    const dataUrl = await toDataUrl(file);
    if (dataUrl.length > CHAT_LIMITS.imageChars) continue;
    images.push({ id: newId(), name: file.name, dataUrl });
  }
  return images;
}

async function toDataUrl(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return `data:${file.type};base64,${btoa(binary)}`;
}
