/*
 * tucai-decode - opens capture codes: text or picture in, ticket or refusal
 * out.  A worker of the stage `decode`; `inspect` does the same without
 * servers.
 * Exit: 0 after SIGTERM; 1 for a bad configuration or a lost dependency.
 */
#include "decode/code_job.h"
#include "decode/inspect.h"
#include "decode/keyring.h"
#include "service/log.h"
#include "service/sandbox.h"
#include "service/worker.h"

#include <stdio.h>
#include <string.h>

enum { MEMORY_MAX = 512 * 1024 * 1024, DEADLINE_MS = 30000 };

struct settings {
    struct worker_config worker;
    const char *collector_keys, *registry_keys;
};

/* clang-format off */
static const struct config_entry TABLE[] = {
    WORKER_CONFIG_ENTRIES(struct settings, worker),
    {"TUCAI_COLLECTOR_KEY_FILES", CONFIG_TEXT,
     offsetof(struct settings, collector_keys), NULL, 0, 0, "paths",
     "Comma list of PEM files: private SM2 keys that codes are sealed for."},
    {"TUCAI_REGISTRY_KEY_FILES", CONFIG_TEXT,
     offsetof(struct settings, registry_keys), NULL, 0, 0, "paths",
     "Comma list of PEM files: public SM2 keys that tickets are signed with."},
};
/* clang-format on */

enum { TABLE_N = sizeof TABLE / sizeof *TABLE };

static int load_keys(const void *config, void **ret_ctx)
{
    const struct settings *s = config;
    struct keyring *ring = keyring_new();
    int r = keyring_add_list(ring, SM2_PRIVATE, s->collector_keys);

    if (r == 0)
        r = keyring_add_list(ring, SM2_PUBLIC, s->registry_keys);
    if (r < 0) {
        keyring_free(ring);
        return log_fault("keys", r);
    }
    code_job_prepare();
    *ret_ctx = ring;
    return 0;
}

static int close_doors(int job_fd)
{
    (void)job_fd;
    return sandbox_enter(MEMORY_MAX);
}

int main(int argc, char **argv)
{
    struct settings settings;
    const struct worker_spec spec = {
        .service = "decode",
        .stage = "decode",
        .credit = 4,
        .deadline_ms = DEADLINE_MS,
        .reads_blobs = true,
        .child_init = load_keys,
        .child_sandbox = close_doors,
        .handle = code_job_handle,
        .config = &settings,
    };

    if (argc > 1 && strcmp(argv[1], "inspect") == 0)
        return inspect_command(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        config_print_help("tucai-decode",
                          "opens capture codes (`inspect`: without servers)",
                          TABLE, TABLE_N);
        return 0;
    }
    if (config_load(TABLE, TABLE_N, &settings) < 0)
        return 1;
    return worker_run(&settings.worker, &spec);
}
