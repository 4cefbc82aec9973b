// Classes, because commands end with another exit code for each of them.

/** The archive is not as it was written; the message says what and where. */
export class ArchiveDamaged extends Error {}

/** A file of another product, or none that anything here has written. */
export class NotOurArchive extends Error {}

/** Written by a later version of this program. */
export class NewerFormat extends Error {}

/** The archive is encrypted, and no key is set. */
export class KeyNeeded extends Error {}

/** The key that is set is none of those that the archive opens with. */
export class WrongKey extends Error {}
