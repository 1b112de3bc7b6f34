#include "relay/settings.h"

#include "relay/manifest.h"
#include "relay/print/layout.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
#define TEXT(name, field, otherwise, unit, help) \
    {name, CONFIG_TEXT, offsetof(struct relay_settings, field), otherwise, 0, 0, unit, help}

static const struct config_entry TABLE[] = {
    WORKER_CONFIG_ENTRIES(struct relay_settings, worker),
    TEXT("TUCAI_REDIS", redis, NULL, "address", "Redis, unix:/path or host:port."),
    TEXT("TUCAI_REDIS_USER", redis_user, "", "", "Redis user; empty: the default one."),
    TEXT("TUCAI_REDIS_PASSWORD_FILE", redis_password_file, "", "path", "Redis password."),
    TEXT("TUCAI_MASTER_KEY_FILE", master_key_file, NULL, "path", "64 hex digits: the key that wraps the photos' keys."),
    TEXT("TUCAI_REGISTRY_NAME", registry_name, "chsi", "", "Which ready:<name> is sent there; begins every batch id."),
    TEXT("TUCAI_REGISTRY_URL", registry_url, NULL, "url", "https://host:port of the registry, without a path."),
    TEXT("TUCAI_REGISTRY_SENDER", registry_sender, "32", "", "How the registry calls us."),
    TEXT("TUCAI_REGISTRY_CERT_FILE", cert_file, NULL, "path", "Our TLS certificate, PEM."),
    TEXT("TUCAI_REGISTRY_KEY_FILE", key_file, NULL, "path", "Its key, PEM."),
    TEXT("TUCAI_REGISTRY_CA_FILE", ca_file, NULL, "path", "Who signed the registry's certificate, PEM."),
    TEXT("TUCAI_REGISTRY_SIGN_FILE", sign_key_file, NULL, "path", "Our SM2 key that signs manifests, PEM."),
    TEXT("TUCAI_REGISTRY_KEY_FILES", receipt_key_files, NULL, "paths", "Comma list of the registry's SM2 public keys, PEM."),
    {"TUCAI_REGISTRY_TIMEOUT_MS", CONFIG_INT, offsetof(struct relay_settings, send_ms), "120000", 100, 120000, "ms",
     "How long a batch may take to be sent and answered; after that its state is asked for before it is sent again."},
    TEXT("TUCAI_SHEET_PAPER", sheet_paper, "5inch", "", "Paper of the prints that are made by themselves: 5inch, 6inch or a4."),
    {"TUCAI_PRINT_VOLUME", CONFIG_INT, offsetof(struct relay_settings, print_volume), "10000", 200, 10000, "students",
     "So many stand in one PDF of an order's sheets, rounded up to the next 200; of JPEG sheets at most 600."},
    {"TUCAI_PRINT_KEEP_H", CONFIG_INT, offsetof(struct relay_settings, print_keep_h), "336", 0, 87600, "hours",
     "How long an order's files are kept; they can be made again."},
    TEXT("TUCAI_REAL_NAME_URL", real_name_url, "", "url", "The real-name service, without /real-name (R45); empty: every answer is `unknown`."),
    {"TUCAI_SWEEP_AFTER_H", CONFIG_INT, offsetof(struct relay_settings, sweep_after_h), "168", 0, 87600, "hours",
     "Age at which a file that nothing refers to is removed (once a day); rejected attempts too (R41). 0: never."},
    {"TUCAI_REGISTRY_BATCH_PHOTOS", CONFIG_INT, offsetof(struct relay_settings, batch_photos), "500", 1, MANIFEST_PHOTOS_MAX, "photos",
     "A batch is sealed as soon as so many photos are ready."},
    {"TUCAI_REGISTRY_BATCH_AGE_S", CONFIG_INT, offsetof(struct relay_settings, batch_age_s), "60", 0, 86400, "s",
     "With fewer it is sealed when one has been ready for so long; 0: at the next look, every 5 s."},
    {"TUCAI_REGISTRY_ASKS", CONFIG_BOOL, offsetof(struct relay_settings, registry_asks), "yes", 0, 0, "",
     "The registry can be asked for a batch's state."},
    {"TUCAI_REGISTRY_DEDUPLICATES", CONFIG_BOOL, offsetof(struct relay_settings, registry_deduplicates), "yes", 0, 0, "",
     "The same batch sent twice is judged once there. Neither this nor the one above: a batch without an answer is left to a person (UNCERTAIN)."},
    {"TUCAI_REGISTRY_SETTLE_S", CONFIG_INT, offsetof(struct relay_settings, registry_settle_s), "180", 1, 86400, "s",
     "A registry that does not deduplicate is believed not to know a batch only so long after it was sent without an answer."},
};
/* clang-format on */

enum { ENTRIES = sizeof TABLE / sizeof *TABLE, NAME_MAX_CHARACTERS = 32 };

/* As the ledger names batches by it. */
static bool is_name(const char *text)
{
    size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789");

    return len >= 1 && len <= NAME_MAX_CHARACTERS && text[len] == 0;
}

static bool is_https(const char *url)
{
    return strncmp(url, "https://", 8) == 0;
}

static bool is_paper(const char *name)
{
    return layout_paper_find(name) != NULL;
}

static int judge(bool (*is_sound)(const char *value), const char *value,
                 const char *must)
{
    if (is_sound(value))
        return 0;
    (void)fprintf(stderr, "%s: must be %s\n", value, must);
    return -EINVAL;
}

int settings_load(struct relay_settings *ret)
{
    int r = config_load(TABLE, ENTRIES, ret);

    if (r == 0)
        r = judge(is_name, ret->registry_name,
                  "1-32 of a-z 0-9 (TUCAI_REGISTRY_NAME)");
    if (r == 0) /* registry-protocol.md, section 1 */
        r = judge(is_https, ret->registry_url,
                  "https://... (TUCAI_REGISTRY_URL)");
    if (r == 0)
        r = judge(is_paper, ret->sheet_paper,
                  "5inch, 6inch or a4 (TUCAI_SHEET_PAPER)");
    return r;
}

void settings_help(void)
{
    config_print_help("tucai-relay",
                      "Batches to the registry, receipts back, prints "
                      "(`sheet`: without servers).",
                      TABLE, ENTRIES);
}
