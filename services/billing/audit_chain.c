#include "billing/audit_chain.h"

#include "core/text.h"

#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

struct link {
    json_int_t number, moment_ms;
    const char *prev, *hash, *entry; /* views into the line's object */
};

static bool read_link(json_t *json, struct link *ret)
{
    return json_unpack(json, "{s:I, s:I, s:s, s:s, s:s}", "number",
                       &ret->number, "moment_ms", &ret->moment_ms, "prev",
                       &ret->prev, "hash", &ret->hash, "entry",
                       &ret->entry) == 0;
}

static void add_text(crypto_hash_sha256_state *state, const char *text)
{
    (void)crypto_hash_sha256_update(state, (const uint8_t *)text, strlen(text));
}

static void hash_of(const struct link *link, char ret[AUDIT_HASH_SIZE])
{
    crypto_hash_sha256_state state;
    uint8_t hash[crypto_hash_sha256_BYTES];
    char numbers[64];

    (void)snprintf(numbers, sizeof numbers, "\n%" PRId64 "\n%" PRId64 "\n",
                   (int64_t)link->number, (int64_t)link->moment_ms);
    (void)crypto_hash_sha256_init(&state);
    add_text(&state, link->prev);
    add_text(&state, numbers);
    add_text(&state, link->entry);
    (void)crypto_hash_sha256_final(&state, hash);
    text_hex((struct bytes){hash, sizeof hash}, ret);
}

/* The first one of a list that does not begin at 1 follows something unseen. */
static bool is_linked(const struct audit_chain *chain, const struct link *link)
{
    if (chain->last > 0)
        return strcmp(link->prev, chain->head) == 0;
    return link->number > 1 || (strlen(link->prev) == AUDIT_HASH_SIZE - 1 &&
                                strspn(link->prev, "0") == AUDIT_HASH_SIZE - 1);
}

static enum audit_fault judge(const struct audit_chain *chain,
                              const struct link *link)
{
    char hash[AUDIT_HASH_SIZE];

    if (link->number < 1 ||
        (chain->last > 0 && link->number != chain->last + 1))
        return AUDIT_GAP;
    if (!is_linked(chain, link))
        return AUDIT_UNLINKED;
    if (link->moment_ms < chain->moment_ms)
        return AUDIT_BACKWARDS;
    hash_of(link, hash);
    return strcmp(hash, link->hash) == 0 ? AUDIT_SOUND : AUDIT_CHANGED;
}

enum audit_fault audit_chain_add(struct audit_chain *chain, struct bytes line)
{
    json_t *json = json_loadb((const char *)line.at, line.len,
                              JSON_REJECT_DUPLICATES, NULL);
    enum audit_fault fault = AUDIT_UNREADABLE;
    struct link link;

    if (read_link(json, &link))
        fault = judge(chain, &link);
    if (fault == AUDIT_SOUND) {
        chain->first = chain->first ? chain->first : link.number;
        chain->last = link.number;
        chain->moment_ms = link.moment_ms;
        (void)snprintf(chain->head, sizeof chain->head, "%s", link.hash);
    }
    json_decref(json);
    return fault;
}

const char *audit_fault_text(enum audit_fault fault)
{
    static const char *const TEXTS[] = {
        [AUDIT_SOUND] = "is sound",
        [AUDIT_UNREADABLE] = "is no entry of the audit log",
        [AUDIT_GAP] = "is not the next one: missing, doubled or moved",
        [AUDIT_UNLINKED] = "does not follow the entry before",
        [AUDIT_BACKWARDS] = "is earlier than the entry before",
        [AUDIT_CHANGED] = "was changed: its hash is another",
    };

    return TEXTS[fault];
}
