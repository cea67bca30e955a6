/** The browser's complaint about what cannot be cloned, in Node's words: without the name of the browser's method. */

/** Runs what posts or clones. */
export function withCloneErrors<T>(post: () => T): T {
  try {
    return post();
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'DataCloneError') throw error;
    throw new DOMException(error.message.replace(/^Failed to execute '\w+' on '\w+': /, ''), error.name);
  }
}
