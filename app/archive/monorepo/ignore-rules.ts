import { unfinishedPrefix } from "../file-text.ts";
import { lockName } from "../folder-lock.ts";

/** What a run may leave in the archive's folder when it is interrupted. */
export const ignoreText = `${lockName}*\n${unfinishedPrefix}*\n`;
