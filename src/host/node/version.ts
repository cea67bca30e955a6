/** The release of Node that programs see: features are looked up by it. */
export const NODE_VERSION = 'v22.22.3';
