/** Composition root: wires everything and renders the app. */
import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');
if (root) createRoot(root).render(<h1>Tabwright</h1>);
