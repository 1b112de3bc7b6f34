/*
 * tucai-qc - judges and makes photos.  A worker of the stage `qc`, whose
 * compute child parses what students send and is shut in for it (sandbox.h);
 * `check` does the same without servers, `make` repeats a production.
 * Exit: 0 after SIGTERM; 1 for a bad configuration or a lost dependency.
 */
#include "qc/command.h"
#include "qc/models.h"
#include "qc/shot.h"
#include "service/sandbox.h"
#include "service/worker.h"

#include <stdio.h>
#include <string.h>

/* Networks, buffers and a 100-megapixel photo take less than half of it. */
#define ADDRESS_SPACE_BYTES ((size_t)1 << 30)

enum { CREDIT = 2, DEADLINE_MS = 30000 };

struct settings {
    struct worker_config worker;
    const char *models;
};

/* clang-format off */
static const struct config_entry TABLE[] = {
    WORKER_CONFIG_ENTRIES(struct settings, worker),
    {"TUCAI_MODELS", CONFIG_TEXT, offsetof(struct settings, models), "", 0, 0, "path",
     "Folder of the networks; empty: the project's .models, or the installed ones."},
};
/* clang-format on */

static int init(const void *config, void **ret_ctx)
{
    char models[MODELS_PATH_SIZE];

    (void)config;
    models_path(models);
    shot_prepare();
    return verdict_maker_new(models, (struct verdict_maker **)ret_ctx);
}

static int shut_in(int job_fd)
{
    (void)job_fd; /* open already, and that is all the child needs */
    return sandbox_enter(ADDRESS_SPACE_BYTES);
}

static int handle(void *ctx, const struct job *job, struct outcome *outcome)
{
    return shot_handle(ctx, job, outcome);
}

static int serve(void)
{
    static const struct worker_spec SPEC = {
        .service = "qc",
        .stage = "qc",
        .credit = CREDIT,
        .deadline_ms = DEADLINE_MS,
        .counters = SHOT_COUNTED,
        .n_counters = SHOT_COUNTERS,
        .reads_blobs = true,
        .child_init = init,
        .child_sandbox = shut_in,
        .handle = handle,
    };
    struct settings settings;

    if (config_load(TABLE, sizeof TABLE / sizeof *TABLE, &settings) < 0)
        return 1;
    return worker_run(&settings.worker, &SPEC);
}

static int usage(void)
{
    (void)fputs("usage: tucai-qc [check ... | make ... | findings | --help]\n",
                stderr);
    return 2;
}

int main(int argc, char **argv)
{
    if (argc == 1)
        return serve();
    if (strcmp(argv[1], "check") == 0)
        return command_check(argc - 1, argv + 1);
    if (strcmp(argv[1], "make") == 0)
        return command_make(argc - 1, argv + 1);
    if (argc == 2 && strcmp(argv[1], "findings") == 0)
        return command_findings();
    if (argc != 2 || strcmp(argv[1], "--help") != 0)
        return usage();
    config_print_help("tucai-qc",
                      "judges photos and makes the registered one "
                      "(`check`, `make`, `findings`: without servers)",
                      TABLE, sizeof TABLE / sizeof *TABLE);
    return 0;
}
