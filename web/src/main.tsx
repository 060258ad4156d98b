/**
 * The verification page. It fetches evidence, keeps it, asks the verifier and shows what it says; it
 * decides nothing about a certificate. Start reading at `app.tsx`, then `device/held.ts`.
 */
import { render } from 'preact';
import { App } from './app.tsx';
import './styles/base.css';
import './styles/frame.css';
import './styles/start.css';
import './styles/verdict.css';
import './styles/details.css';
import './styles/media.css';

const root = document.getElementById('app');
if (root !== null) {
  root.textContent = '';
  render(<App />, root);
}
