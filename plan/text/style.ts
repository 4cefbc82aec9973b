import pc from "picocolors";
import type { Colors } from "picocolors/types.js";

/** How text for people looks. */
export interface Style {
  colors: Colors;
  /** Columns that a line should fit into. */
  width: number;
}

/** For what is read by more than terminals. */
export const plainStyle: Style = { colors: pc.createColors(false), width: 120 };
