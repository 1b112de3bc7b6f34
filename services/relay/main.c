/*
 * tucai-relay - what leaves the house: batches to the registry, receipts back,
 * prints.  A worker of the stage `relay`; `sheet` makes prints without
 * servers.
 */
#include "relay/sheet_command.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "sheet") == 0)
        return sheet_command(argc - 1, argv + 1);
    (void)fputs("usage: tucai-relay sheet ...\n", stderr);
    return 2;
}
