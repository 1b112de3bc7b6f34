#ifndef RELAY_SHEET_COMMAND_H
#define RELAY_SHEET_COMMAND_H

/*
 * sheet_command - `tucai-relay sheet --paper 5inch --out F.pdf PHOTO...`: print
 * sheets from finished photos, without any server (spec/commands.md).
 */

/* argv[0] is "sheet".  Returns the exit code: 0; 1 when something could not be
 * read, written or printed; 2 for words it does not know.  The file appears
 * under its name only when all of it is there. */
int sheet_command(int argc, char **argv);

#endif
