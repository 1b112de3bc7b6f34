#ifndef SANDBOX_ISSUE_COMMAND_H
#define SANDBOX_ISSUE_COMMAND_H

/*
 * issue_command - `tucai-sandbox issue` and the code keys of `keygen`.
 */

/* Prints a new capture code and writes it as PNG.  argv[0] is "issue".
 * Returns the exit code. */
int issue_command(int argc, char **argv);

/* Makes the collector's and the registry's SM2 pairs in dir, if they are not
 * there.  0 or -errno. */
int issue_keygen(const char *dir) __attribute__((warn_unused_result));

#endif
