#include "billing/pay_work.h"

#include "core/check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct pay_work {
    struct pay *pay;
    struct redis *redis;
    struct journal journal;
    struct bill_desk desk;
};

static int complain(const char *setting, int fault)
{
    (void)fprintf(stderr, "%s: %s\n", setting, strerror(-fault));
    return fault;
}

static int open_journal(const struct pay_work_config *config,
                        struct pay_work *work)
{
    int r;

    if (!*config->journal)
        return complain("TUCAI_JOURNAL", -EINVAL);
    if (mkdir(config->journal, 0750) < 0 && errno != EEXIST)
        return complain("TUCAI_JOURNAL", -errno);
    r = signature_key_load_private(config->journal_key_file,
                                   &work->journal.key);
    if (r < 0)
        return complain("TUCAI_JOURNAL_KEY_FILE", r);
    work->journal.folder = config->journal;
    work->journal.redis = work->redis;
    work->desk = (struct bill_desk){&work->journal, pay_line(work->pay),
                                    config->pay->files.mchid};
    return 0;
}

/* What was made before a fault ends with the process, which ends with it. */
int pay_work_new(const struct pay_work_config *config, struct pay_work **ret)
{
    struct pay_work *work = must_alloc(sizeof *work);
    int r = pay_new(config->pay, &work->pay);

    if (r == 0)
        r = redis_new(config->redis, &work->redis);
    if (r == 0)
        r = open_journal(config, work);
    *ret = work;
    return r;
}

int pay_work_handle(void *ctx, const struct job *job, struct outcome *outcome)
{
    struct pay_work *work = ctx;

    if (strcmp(job->kind, "journal") == 0)
        append_handle(&work->journal, job, outcome);
    else if (strcmp(job->kind, "bill") == 0)
        bill_handle(&work->desk, job, outcome);
    else
        return pay_handle(work->pay, job, outcome);
    return 0;
}
