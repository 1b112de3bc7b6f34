#ifndef RELAY_SETTINGS_H
#define RELAY_SETTINGS_H

/* settings - the relay's environment. */

#include "service/worker.h"

struct relay_settings {
    struct worker_config worker;
    const char *redis, *redis_user, *redis_password_file;
    const char *master_key_file;
    const char *registry_name, *registry_url, *registry_sender;
    const char *cert_file, *key_file, *ca_file; /* TLS */
    const char *sign_key_file;                  /* SM2, ours */
    const char *receipt_key_files;              /* SM2, the registry's */
    const char *sheet_paper;
    const char *real_name_url; /* empty: nobody is asked */
    int64_t send_ms;           /* a batch, whole */
    int64_t print_volume;      /* students in a file */
    int64_t print_keep_h;      /* an order's files */
    int64_t sweep_after_h;     /* 0: never */
    int64_t batch_photos, batch_age_s;
    bool registry_asks, registry_deduplicates;
    int64_t registry_settle_s;
};

/* Names every bad variable on stderr, then -EINVAL. */
int settings_load(struct relay_settings *ret)
    __attribute__((warn_unused_result));
void settings_help(void);

#endif
