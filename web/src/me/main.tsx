/**
 * What a trainee has a page for: their own certificates (/me), and a copy that somebody was given a link to (/s). Verdicts
 * are made by the verifier as everywhere. Start reading at `app.tsx`.
 */
import { render } from 'preact';
import { App } from './app.tsx';
import '../styles/base.css';
import '../styles/frame.css';
import '../styles/start.css';
import '../styles/verdict.css';
import '../styles/details.css';
import '../styles/media.css';
import '../styles/me.css';

const root = document.getElementById('app');
if (root !== null) {
  root.textContent = '';
  render(<App />, root);
}
