#ifndef INGEST_CONFIG_H
#define INGEST_CONFIG_H

/*
 * config - what ingest is told by its environment.
 */

#include <stdbool.h>
#include <stdint.h>

struct ingest_config {
    const char *listen;
    const char *web;
    const char *dispatch;
    const char *curve_key_file;
    const char *curve_server_key_file;
    const char *redis;
    const char *redis_user;
    const char *redis_password_file;
    const char *blobs;
    const char *master_key_file;
    const char *journal;
    const char *health;
    const char *log_level;
    int64_t busy_jobs;
    int64_t busy_dry_runs;
    int64_t disk_percent;
    int64_t uploads;
    int64_t bad_codes;
    int64_t dry_runs;
    int64_t wechat_codes;
    int64_t archives;
    bool behind_proxy;
    int64_t drain_ms;
};

/* As config_load(). */
int ingest_config_load(struct ingest_config *ret)
    __attribute__((warn_unused_result));

void ingest_config_help(void);

#endif
