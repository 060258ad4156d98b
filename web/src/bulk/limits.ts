/** What is taken at once, and why no more. Single files have their own limits where they are read (`read/pdf.ts`, `read/picture.ts`). */

/** A large employer's year of certificates; each leaves a few kilobytes of results in the page's memory. */
export const MAX_FILES = 10_000;
/** Of one file in an archive, once unpacked: as large as a photo may be that is read by itself. */
export const MAX_ENTRY_BYTES = 50 * 1024 * 1024;
/** Of all files of an archive, once unpacked: 10,000 certificates with portraits have 3 GiB. Only one is ever held at once. */
export const MAX_UNPACKED_BYTES = 4 * 1024 * 1024 * 1024;
/** The list at an archive's end, which is read whole: 10,000 entries with long names have 3 MB. */
export const MAX_DIRECTORY_BYTES = 16 * 1024 * 1024;
/** Folders within folders. */
export const MAX_DEPTH = 16;
/** More than four at once would take more memory than a phone gives a page: the reader of PDF files may use 512 MiB each. */
export const MAX_LANES = 4;
