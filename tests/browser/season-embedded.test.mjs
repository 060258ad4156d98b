// A whole season in a real browser, on the store that one machine has.

import { test } from "node:test";
import { playSeason } from "./season/play.mjs";

test("a season is played through the pages, from catalogue to reinstatement, on the embedded store", () => playSeason("embedded"));
