/** SHA-256 of contents, as hex. */

export async function sha256(bytes: Uint8Array): Promise<string> {
  // The digest wants memory that is not shared; contents read from a container's disk may be.
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
