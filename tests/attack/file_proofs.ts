/** Files in and out: rows B, and A12: the expressions that read them. */
import type { Proof } from "#tests/support/proof.ts";
import { exportedCells } from "./exported_cells.ts";
import { fileBombs } from "./file_bombs.ts";
import { fileNames } from "./file_names.ts";
import { largeUploads } from "./large_uploads.ts";
import { oddTables } from "./odd_tables.ts";
import { slowExpressions } from "./slow_expressions.ts";
import { wholeImports } from "./whole_imports.ts";

export const FILE_PROOFS: readonly Proof[] = [
  fileBombs,
  fileNames,
  largeUploads,
  exportedCells,
  wholeImports,
  oddTables,
  slowExpressions,
];
