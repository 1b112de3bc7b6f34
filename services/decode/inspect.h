#ifndef DECODE_INSPECT_H
#define DECODE_INSPECT_H

/*
 * inspect - `tucai-decode inspect`: codes opened without a server.
 */

/* argv[0] is "inspect".  Reads codes from stdin, or pictures; returns the exit
 * code: 0 however the codes were judged, 1 for a key or file that cannot be
 * read, 2 for a wrong call. */
int inspect_command(int argc, char **argv);

#endif
