/*
 * ingest - the HTTP interface: students, staff, the payment provider.
 *
 * One event loop; the disk and the cipher work in its thread pool.  Reads
 * Redis; every change goes through dispatch.  Start more for more throughput.
 * Exit: 0 after SIGTERM; 1 for a bad configuration or a lost port.
 */
#include "ingest/process.h"

#include "service/log.h"
#include "service/sandbox.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct ingest_config cfg;
    struct app app = {0};
    int level, r;

    if (argc > 1) {
        ingest_config_help();
        return strcmp(argv[1], "--help") == 0 ? 0 : 1;
    }
    if (ingest_config_load(&cfg) < 0) /* has named every bad variable */
        return 1;
    level = log_level_of(cfg.log_level);
    if (level < 0 || sodium_init() < 0) {
        (void)fprintf(stderr, "TUCAI_LOG_LEVEL: debug, info, warn or error\n");
        return 1;
    }
    log_open("ingest", (enum log_level)level, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    /* Waits for a disk use no processor: more of them than cores. */
    (void)setenv("UV_THREADPOOL_SIZE", "16", /* overwrite= */ 0);
    r = sandbox_no_dump();
    if (r == 0)
        r = process_open(&app, &cfg);
    if (r == 0)
        process_run(&app);
    process_close(&app);
    return r == 0 ? 0 : 1;
}
