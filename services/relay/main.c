/*
 * tucai-relay - what leaves the house: batches to the registry, receipts back,
 * prints.  A worker of the stage `relay`; `sheet` makes prints and
 * `verify-receipt` judges a receipt without servers.
 * Exit: 0 after SIGTERM; 1 for a bad configuration or a lost dependency.
 */
#include "relay/receipt_command.h"
#include "relay/relay.h"
#include "relay/settings.h"
#include "relay/sheet_command.h"
#include "relay/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer than asking and sending may take together (registry.c,
 * settings.c). */
enum { CREDIT = 2, DEADLINE_MS = 170000 };

static int serve(void)
{
    struct relay_settings settings;
    struct worker_spec spec = {
        .service = "relay",
        .stage = "relay",
        .credit = CREDIT,
        .deadline_ms = DEADLINE_MS,
        .child_init = relay_init,
        .handle = work_handle,
        .config = &settings,
    };

    if (settings_load(&settings) < 0)
        return 1;
    return worker_run(&settings.worker, &spec);
}

static int usage(void)
{
    (void)fputs(
        "usage: tucai-relay [sheet ... | verify-receipt ... | --help]\n",
        stderr);
    return 2;
}

int main(int argc, char **argv)
{
    /* files in a ZIP bear local times without a zone: China's, whatever the
     * machine's is */
    (void)setenv("TZ", "CST-8", 1);
    if (argc == 1)
        return serve();
    if (strcmp(argv[1], "sheet") == 0)
        return sheet_command(argc - 1, argv + 1);
    if (strcmp(argv[1], "verify-receipt") == 0)
        return receipt_command(argc - 1, argv + 1);
    if (argc != 2 || strcmp(argv[1], "--help") != 0)
        return usage();
    settings_help();
    return 0;
}
