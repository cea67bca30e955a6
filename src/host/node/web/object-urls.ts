/** The blobs behind `blob:` addresses that this process made: a browser does not give them back. */
import { ERR_INVALID_ARG_TYPE } from '../errors.ts';

const blobs = new Map<string, Blob>();

export function blobOf(address: unknown): Blob | undefined {
  return blobs.get(String(address));
}

/** The statics of URL, over the browser's. */
export function objectUrlMethods({ createObjectURL, revokeObjectURL }: typeof URL): Partial<typeof URL> {
  return {
    createObjectURL(object: Blob): string {
      if (!(object instanceof Blob)) throw new ERR_INVALID_ARG_TYPE('obj', 'Blob', object);
      const address = createObjectURL(object);
      blobs.set(address, object);
      return address;
    },
    revokeObjectURL(address: string): void {
      blobs.delete(String(address));
      revokeObjectURL(address);
    },
  };
}
