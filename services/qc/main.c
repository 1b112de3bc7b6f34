/*
 * tucai-qc - judges and makes photos.  A worker of the stage `qc`; `check`
 * does the same without servers.
 */
#include "qc/command.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "check") == 0)
        return command_check(argc - 1, argv + 1);
    (void)fputs("usage: tucai-qc check ...\n", stderr);
    return 2;
}
