/*
 * billing - the student's state, and everything that changes it.
 *
 * One binary for three stages (TUCAI_STAGE): `billing` decides, `pay` talks to
 * the payment provider, `notify` to the message service.  Each takes its jobs
 * from dispatch; more processes give more throughput.  `verify-audit FILE`,
 * `verify-journal DIR` and `rebuild-orders DIR` need no servers.
 * Exit: 0 after SIGTERM; 1 for a bad configuration or a lost dependency.
 */
#include "billing/counted.h"
#include "billing/journal/command.h"
#include "billing/notify.h"
#include "billing/pay_work.h"
#include "billing/verify_audit.h"
#include "billing/work.h"
#include "core/check.h"
#include "service/worker.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

struct settings {
    struct worker_config worker;
    struct redis_options redis;
    struct pay_config pay;
    struct notify_config notify;
    const char *stage, *staff_file;
    bool staff_totp;
    const char *journal, *journal_key_file;
};

/* clang-format off */
static const struct config_entry TABLE[] = {
    WORKER_CONFIG_ENTRIES(struct settings, worker),
    {"TUCAI_STAGE", CONFIG_TEXT, offsetof(struct settings, stage), "billing",
     0, 0, "", "Which stage this process serves: billing, pay or notify."},
    {"TUCAI_REDIS", CONFIG_TEXT, offsetof(struct settings, redis.address),
     "127.0.0.1:6379", 0, 0, "address", "unix:/path or host:port (stages billing, pay)."},
    {"TUCAI_REDIS_USER", CONFIG_TEXT, offsetof(struct settings, redis.user), "",
     0, 0, "", "Redis user; empty: none."},
    {"TUCAI_REDIS_PASSWORD_FILE", CONFIG_TEXT,
     offsetof(struct settings, redis.password_file), "", 0, 0, "path",
     "Its password."},
    {"TUCAI_STAFF_FILE", CONFIG_TEXT, offsetof(struct settings, staff_file), "",
     0, 0, "path", "The first staff account, as JSON (stage billing)."},
    {"TUCAI_STAFF_TOTP", CONFIG_BOOL, offsetof(struct settings, staff_totp), "yes",
     0, 0, "", "The roles that need a second factor must set one up (stage billing)."},
    PAY_CONFIG_ENTRIES(struct settings, pay),
    NOTIFY_CONFIG_ENTRIES(struct settings, notify),
    {"TUCAI_JOURNAL", CONFIG_TEXT, offsetof(struct settings, journal), "", 0, 0,
     "path", "Folder of the money journal, bills and reconciliations (stage pay)."},
    {"TUCAI_JOURNAL_KEY_FILE", CONFIG_TEXT, offsetof(struct settings, journal_key_file),
     "", 0, 0, "path", "SM2 key, PEM, that signs the journal's days (stage pay)."},
};
/* clang-format on */

static int init_billing(const void *config, void **ret_ctx)
{
    const struct settings *s = config;
    struct billing *billing = must_alloc(sizeof *billing);
    int r = staff_file_load(s->staff_file, &billing->first_account);

    if (r == 0 && s->pay.files.mchid[0])
        r = wechatpay_load(&s->pay.files, &billing->wechatpay);
    if (r == 0)
        r = redis_new(&s->redis, &billing->redis);
    if (r < 0)
        return r;
    billing->schools = schools_new(billing->redis);
    billing->demands_totp = s->staff_totp;
    *ret_ctx = billing;
    return sodium_init() < 0 ? -EIO : 0;
}

static int init_pay(const void *config, void **ret_ctx)
{
    const struct settings *s = config;
    const struct pay_work_config work = {&s->pay, &s->redis, s->journal,
                                         s->journal_key_file};

    return pay_work_new(&work, (struct pay_work **)ret_ctx);
}

static int init_notify(const void *config, void **ret_ctx)
{
    const struct settings *s = config;

    struct notify_config notify = s->notify;

    notify.appid = s->pay.files.appid;
    return notify_new(&notify, (struct notify **)ret_ctx);
}

static const struct worker_spec STAGES[] = {
    {.service = "billing",
     .stage = "billing",
     .credit = 8,
     .deadline_ms = 10000,
     .counters = COUNTED,
     .n_counters = COUNTED_N,
     .reads_kind = "roster",
     .child_init = init_billing,
     .handle = work_handle},
    {.service = "pay",
     .stage = "pay",
     .credit = 2,
     .deadline_ms = 300000, /* a province's day is compared order by order */
     .reads_blobs = true,   /* the payer's openid */
     .counters = BILL_COUNTED,
     .n_counters = BILL_COUNTED_N,
     .child_init = init_pay,
     .handle = pay_work_handle},
    {.service = "notify",
     .stage = "notify",
     .credit = 2,
     .deadline_ms = 20000,
     .counters = NOTIFY_COUNTED,
     .n_counters = NOTIFY_COUNTERS,
     .reads_blobs = true, /* whom to tell, and what */
     .child_init = init_notify,
     .handle = notify_handle},
};

static const struct worker_spec *stage_of(const char *name)
{
    for (size_t i = 0; i < sizeof STAGES / sizeof *STAGES; i++) {
        if (strcmp(STAGES[i].stage, name) == 0)
            return &STAGES[i];
    }
    (void)fprintf(stderr, "TUCAI_STAGE=%s: billing, pay or notify\n", name);
    return NULL;
}

int main(int argc, char **argv)
{
    struct settings settings;
    const struct worker_spec *stage;
    struct worker_spec spec;

    if (argc > 1 && strcmp(argv[1], "verify-audit") == 0)
        return verify_audit_command(argc - 1, argv + 1);
    if (argc > 1 && journal_command_is(argv[1]))
        return journal_command(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        config_print_help("tucai-billing", "students, orders, schools, staff",
                          TABLE, sizeof TABLE / sizeof *TABLE);
        return 0;
    }
    if (config_load(TABLE, sizeof TABLE / sizeof *TABLE, &settings) < 0)
        return 1;
    stage = stage_of(settings.stage);
    if (!stage)
        return 1;
    spec = *stage;
    spec.config = &settings;
    return worker_run(&settings.worker, &spec);
}
