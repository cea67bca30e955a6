/** The addresses of the workers' bundles. The page starts them; it imports none of their code. */
import kernelUrl from '../kernel/main.ts?worker&url';
import processUrl from '../process/main.ts?worker&url';

export { kernelUrl, processUrl };
