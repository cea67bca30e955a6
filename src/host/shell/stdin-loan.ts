/** Hands a program input of which the shell has already read a part, and takes back what the program leaves. */
import { concatenate, openPipe, type Descriptor } from './descriptor.ts';
import type { KernelCalls } from './ports.ts';

export interface InputLoan {
  /** The kernel's descriptor to inherit. */
  fd: number;
  end(): Promise<void>;
}

export function lendInput(kernel: KernelCalls, input: Descriptor): InputLoan {
  const { reader, writer } = openPipe(kernel);
  const stop = new AbortController();
  const pump = async (): Promise<void> => {
    try {
      for (let bytes = await input.read(undefined, stop.signal); bytes.length > 0;) {
        await writer.write(bytes);
        await writer.flush();
        bytes = await input.read(undefined, stop.signal);
      }
    } catch {
      // Stopped because the program has ended, or nobody reads any more: both end the loan.
    }
    await writer.release();
  };
  const pumping = pump();
  return {
    fd: reader.fd ?? -1,
    async end() {
      stop.abort(new Error('the program has ended'));
      const left: Uint8Array[] = [];
      for (let bytes = await reader.read(); bytes.length > 0; bytes = await reader.read()) left.push(bytes);
      await pumping;
      await reader.release();
      if (left.length > 0) input.unread(concatenate(left));
    },
  };
}
