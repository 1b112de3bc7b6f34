#ifndef QC_COMMAND_H
#define QC_COMMAND_H

/*
 * command - `tucai-qc check [--rules FILE|PRESET] [--out DIR] PHOTO...`: judges
 * photos without servers, one line of JSON each (check/report.h).
 *
 * With --out the made photo is written to DIR, also of a photo that does not
 * pass if it can be made, and of such a one the annotated picture (SVG).
 *
 * Exit   0 every photo was answered, 1 a file could not be read or written,
 *        2 bad usage or rule set, 3 the networks could not be loaded.
 */

int command_check(int argc, char **argv);

/*
 * `tucai-qc make --recipe FILE PHOTO OUT.jpg`: makes a photo again by the
 * recipe that stands in its verdict, byte for byte.  Exit as above; 1 also for
 * a recipe of another version, 2 for a file that is none.
 */
int command_make(int argc, char **argv);

/* `tucai-qc findings`: the tables of docs/findings.md. */
int command_findings(void);

#endif
