/**
 * The pages of a training institution (/institution): its classes, and the certificates of them, done with the institution's key
 * file. Everything that is signed is made in the module (`../desk/desk.ts`). Start reading at `app.tsx`.
 */
import { render } from 'preact';
import { App } from './app.tsx';
import '../styles/base.css';
import '../styles/frame.css';
import '../styles/desk.css';
import '../styles/desk-tables.css';

const root = document.getElementById('app');
if (root !== null) {
  root.textContent = '';
  render(<App />, root);
}
