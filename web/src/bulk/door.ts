/** What is fetched when many files are to be judged, and not before. */
export { default as BulkView } from '../view/bulk/bulk-view.tsx';
export { startRun } from './run.ts';
