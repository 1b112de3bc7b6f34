/*
 * tucai-decode - opens capture codes: text or picture in, ticket or refusal
 * out.  A worker of the stage `decode`; `inspect` does the same without
 * servers.
 */
#include "decode/inspect.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "inspect") == 0)
        return inspect_command(argc - 1, argv + 1);
    (void)fputs("usage: tucai-decode inspect ...\n", stderr);
    return 2;
}
