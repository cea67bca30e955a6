/** The ciphers by Node's names. */
export interface CipherInfo {
  name: string;
  mode: 'cbc' | 'ctr' | 'ecb' | 'gcm' | 'stream';
  nid: number;
  keyLength: number;
  ivLength?: number;
  blockSize?: number;
}

const NIDS = {
  128: { ecb: 418, cbc: 419, ctr: 904, gcm: 895 },
  192: { ecb: 422, cbc: 423, ctr: 905, gcm: 898 },
  256: { ecb: 426, cbc: 427, ctr: 906, gcm: 901 },
} as const;

const ciphers = new Map<string, CipherInfo>();
for (const bits of [128, 192, 256] as const) {
  for (const mode of ['cbc', 'ctr', 'ecb', 'gcm'] as const) {
    const info: CipherInfo = {
      mode,
      name: mode === 'gcm' ? `id-aes${bits}-gcm` : `aes-${bits}-${mode}`,
      nid: NIDS[bits][mode],
      blockSize: mode === 'cbc' || mode === 'ecb' ? 16 : 1,
      ...(mode !== 'ecb' && { ivLength: mode === 'gcm' ? 12 : 16 }),
      keyLength: bits / 8,
    };
    ciphers.set(`aes-${bits}-${mode}`, info);
    if (mode === 'cbc') ciphers.set(`aes${bits}`, info);
    if (mode === 'gcm') ciphers.set(`id-aes${bits}-gcm`, info);
  }
}
ciphers.set('chacha20-poly1305', {
  mode: 'stream',
  name: 'chacha20-poly1305',
  nid: 1018,
  ivLength: 12,
  keyLength: 32,
});

export function cipherInfo(name: string | number): CipherInfo | undefined {
  if (typeof name === 'number') return [...ciphers.values()].find(({ nid }) => nid === name);
  return ciphers.get(name.toLowerCase());
}

export function cipherNames(): string[] {
  return [...ciphers.keys()].sort();
}
