/** Entry of a process worker. */
export {};
