/** WASI preview 1's error numbers (wasi_snapshot_preview1, `errno`), by system error code. */
export const WASI_ERRNO: Readonly<Record<string, number>> = {
  E2BIG: 1, EACCES: 2, EADDRINUSE: 3, EADDRNOTAVAIL: 4, EAGAIN: 6, EBADF: 8, EBUSY: 10, ECANCELED: 11, ECONNABORTED: 13,
  ECONNREFUSED: 14, ECONNRESET: 15, EEXIST: 20, EFBIG: 22, EHOSTUNREACH: 23, EINTR: 27, EINVAL: 28, EIO: 29, EISDIR: 31,
  ELOOP: 32, EMFILE: 33, EMLINK: 34, ENAMETOOLONG: 37, ENFILE: 41, ENODEV: 43, ENOENT: 44, ENOEXEC: 45, ENOMEM: 48,
  ENOSPC: 51, ENOSYS: 52, ENOTCONN: 53, ENOTDIR: 54, ENOTEMPTY: 55, ENOTSOCK: 57, ENOTSUP: 58, ENOTTY: 59, EPERM: 63,
  EPIPE: 64, EPROTO: 65, EROFS: 69, ESPIPE: 70, ESRCH: 71, ETIMEDOUT: 73, ETXTBSY: 74, EXDEV: 75, ENOTCAPABLE: 76,
}; // prettier-ignore

/** Thrown inside a call to answer with a number. */
export class WasiFailure extends Error {
  readonly errno: number;
  constructor(code: string) {
    super(code);
    this.errno = WASI_ERRNO[code] ?? 29;
  }
}
