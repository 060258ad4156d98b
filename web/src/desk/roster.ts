/** What the module says of a roster (issuer, `RosterPreview`): identity numbers masked, words in both languages. */

export interface RosterPreview {
  accepted: AcceptedRow[];
  refused: Remark[];
  refused_rows: number;
  skipped: Remark[];
  warnings: Remark[];
  /** Rows that wait for something said once for their class. */
  held: number[];
}

export interface AcceptedRow {
  row: number;
  name: string;
  id_kind: number;
  id_shown: string;
  programme: string;
  hours?: number;
  training: [string, string];
}

export interface Remark {
  row?: number;
  name: string;
  column: string;
  value: string;
  rule: string;
  zh: string;
  en: string;
}
