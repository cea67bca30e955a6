/** The lexer of ES modules, ready before anything that needs it: its WebAssembly build reads megabytes in milliseconds. */
import { init } from 'es-module-lexer';

await init();

export { parse, type Import } from 'es-module-lexer';
