#ifndef BILLING_JOURNAL_COMMAND_H
#define BILLING_JOURNAL_COMMAND_H

/*
 * command - the journal at a console:
 *
 *   tucai-billing verify-journal FOLDER [--keys FILE,...]
 *   tucai-billing rebuild-orders FOLDER [--keys FILE,...] [--restore]
 *
 * Exit: 0 all is well; 1 the journal is not as it was written, or cannot be
 * read; 2 a wrong call.
 */

#include <stdbool.h>

/* Is this argv[1] one of them? */
bool journal_command_is(const char *name);

/* argv[0] is the command's name. */
int journal_command(int argc, char **argv);

#endif
