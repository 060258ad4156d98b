/**
 * The console of a labour bureau (/bureau): filings, flags, orders, search, notices and counts, done with an officer's key file.
 * Everything that is signed is made in the module (`../desk/desk.ts`); every request is signed. Start reading at `app.tsx`.
 */
import { render } from 'preact';
import { App } from './app.tsx';
import '../styles/base.css';
import '../styles/frame.css';
import '../styles/desk.css';
import '../styles/desk-tables.css';
import '../styles/bureau.css';

const root = document.getElementById('app');
if (root !== null) {
  root.textContent = '';
  render(<App />, root);
}
