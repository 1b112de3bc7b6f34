/*
 * tucai-sandbox - what tucai talks to outside, to try against: the registry
 * that issues capture codes and takes photos, the payment provider, the
 * message service.
 */
#include "issue_command.h"
#include "sandbox/keygen.h"
#include "sandbox/serve.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Every key that a demonstration needs, into one folder. */
static int keygen_command(int argc, char **argv)
{
    int r;

    if (argc != 2) {
        (void)fputs("usage: tucai-sandbox keygen DIR\n", stderr);
        return 2;
    }
    r = mkdir(argv[1], 0700) < 0 && errno != EEXIST ? -errno : 0;
    if (r == 0)
        r = issue_keygen(argv[1]);
    if (r == 0)
        r = keygen_rsa(argv[1]);
    if (r < 0)
        (void)fprintf(stderr, "tucai-sandbox: %s: %s\n", argv[1], strerror(-r));
    return r < 0;
}

static const struct command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv); /* argv[0] is the name */
} COMMANDS[] = {
    {"issue", "a capture code, as text and as PNG", issue_command},
    {"keygen", "the keys of a demonstration", keygen_command},
    {"serve", "payment provider, messages, codes and registry", serve_command},
};

static int usage(void)
{
    (void)fputs("usage: tucai-sandbox COMMAND ...\n", stderr);
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
        (void)fprintf(stderr, "  %-8s %s\n", COMMANDS[i].name,
                      COMMANDS[i].summary);
    return 2;
}

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof COMMANDS / sizeof *COMMANDS;
         i++) {
        if (strcmp(argv[1], COMMANDS[i].name) == 0)
            return COMMANDS[i].run(argc - 1, argv + 1);
    }
    return usage();
}
