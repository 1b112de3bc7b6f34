#include "ingest/config.h"

#include "service/config.h"

#include <stddef.h>

/* clang-format off */
#define AT(field) offsetof(struct ingest_config, field)

static const struct config_entry TABLE[] = {
    {"TUCAI_LISTEN", CONFIG_TEXT, AT(listen), "127.0.0.1:8080", 0, 0, "host:port",
     "Where clients, or the TLS proxy, connect."},
    {"TUCAI_WEB", CONFIG_TEXT, AT(web), "", 0, 0, "path",
     "Folder of the web pages; empty: none are served."},
    {"TUCAI_DISPATCH", CONFIG_TEXT, AT(dispatch), NULL, 0, 0, "endpoints",
     "Comma list of dispatchers, ipc:///path or tcp://name:port."},
    {"TUCAI_CURVE_KEY_FILE", CONFIG_TEXT, AT(curve_key_file), "", 0, 0, "path",
     "Own CURVE secret key (Z85); empty: no encryption."},
    {"TUCAI_CURVE_SERVER_KEY_FILE", CONFIG_TEXT, AT(curve_server_key_file), "", 0, 0, "path",
     "The dispatchers' CURVE public key (Z85)."},
    {"TUCAI_REDIS", CONFIG_TEXT, AT(redis), NULL, 0, 0, "address",
     "unix:/path or host:port; only read from."},
    {"TUCAI_REDIS_USER", CONFIG_TEXT, AT(redis_user), "", 0, 0, "name",
     "Redis user; empty: the default user."},
    {"TUCAI_REDIS_PASSWORD_FILE", CONFIG_TEXT, AT(redis_password_file), "", 0, 0, "path",
     "File with that user's password; empty: none."},
    {"TUCAI_BLOBS", CONFIG_TEXT, AT(blobs), NULL, 0, 0, "path",
     "Folder of the blob store."},
    {"TUCAI_MASTER_KEY_FILE", CONFIG_TEXT, AT(master_key_file), NULL, 0, 0, "path",
     "64 hex digits that wrap every photo's key."},
    {"TUCAI_JOURNAL", CONFIG_TEXT, AT(journal), "", 0, 0, "path",
     "Folder of the money journal, only read from; empty: it cannot be fetched."},
    {"TUCAI_HEALTH", CONFIG_TEXT, AT(health), "", 0, 0, "host:port",
     "Where /healthz, /readyz, /metrics listen; empty: nowhere."},
    {"TUCAI_LOG_LEVEL", CONFIG_TEXT, AT(log_level), "info", 0, 0, "",
     "debug, info, warn or error."},
    {"TUCAI_BUSY_JOBS", CONFIG_INT, AT(busy_jobs), "2000", 1, 10000000, "jobs",
     "So many waiting in a stage: nothing more is taken for it (503)."},
    {"TUCAI_BUSY_DRY_RUNS", CONFIG_INT, AT(busy_dry_runs), "20", 1, 10000000, "jobs",
     "So many waiting in qc: no dry run is taken any more."},
    {"TUCAI_DISK_PERCENT", CONFIG_INT, AT(disk_percent), "85", 1, 100, "%",
     "The blob store's disk is fuller than this: no upload is taken."},
    {"TUCAI_UPLOADS", CONFIG_INT, AT(uploads), "256", 1, 4096, "uploads",
     "So many photos come in at the same time, no more."},
    {"TUCAI_BAD_CODES", CONFIG_INT, AT(bad_codes), "30", 1, 100000, "codes",
     "So many refused capture codes in ten minutes lock an address out."},
    {"TUCAI_DRY_RUNS", CONFIG_INT, AT(dry_runs), "10", 1, 100000, "photos",
     "So many dry runs a student may make in a minute."},
    {"TUCAI_WECHAT_CODES", CONFIG_INT, AT(wechat_codes), "10", 1, 100000, "codes",
     "So many WeChat codes a student may have exchanged in a minute."},
    {"TUCAI_ARCHIVES", CONFIG_INT, AT(archives), "2", 1, 64, "archives",
     "So many schools' archives of photos are sent at the same time, no more."},
    {"TUCAI_BEHIND_PROXY", CONFIG_BOOL, AT(behind_proxy), "no", 0, 0, "",
     "A proxy of ours adds the client's address to X-Forwarded-For."},
    {"TUCAI_DRAIN_MS", CONFIG_INT, AT(drain_ms), "20000", 0, 600000, "ms",
     "After SIGTERM: how long running requests may still take."},
};
/* clang-format on */

enum { N = sizeof TABLE / sizeof *TABLE };

int ingest_config_load(struct ingest_config *ret)
{
    return config_load(TABLE, N, ret);
}

void ingest_config_help(void)
{
    config_print_help("tucai-ingest", "the HTTP interface", TABLE, N);
}
