#include "billing/verify_audit.h"

#include "billing/audit_chain.h"
#include "core/cleanup.h"
#include "core/text.h"

#include <inttypes.h>
#include <string.h>

enum { BROKEN = 1, MISUSED = 2 };

struct seen { /* an entry that must be there; number 0: none */
    int64_t number;
    const char *hash;
    bool is_there;
};

static bool read_seen(const char *word, struct seen *ret)
{
    char number[24];
    size_t len = strcspn(word, ":");

    (void)snprintf(number, sizeof number, "%.*s", (int)len, word);
    ret->hash = word + len + (word[len] == ':');
    return text_to_i64(number, 1, INT64_MAX, &ret->number) &&
           strlen(ret->hash) == AUDIT_HASH_SIZE - 1;
}

static int report(const struct audit_chain *chain, const struct seen *seen)
{
    if (seen->number && !seen->is_there) {
        (void)printf("entry %" PRId64 " is not there, or not as it was seen\n",
                     seen->number);
        return BROKEN;
    }
    if (chain->last == 0) {
        (void)printf("0 entries\n");
        return 0;
    }
    (void)printf("%" PRId64 " entries, %" PRId64 " to %" PRId64
                 ", sound; head %" PRId64 ":%s\n",
                 chain->last - chain->first + 1, chain->first, chain->last,
                 chain->last, chain->head);
    return 0;
}

/* The line after the last sound one is named by the number that was due. */
static int read_file(FILE *file, struct seen *seen)
{
    _cleanup_(freep) char *line = NULL;
    struct audit_chain chain = {0};
    size_t room = 0;
    ssize_t len;

    for (int64_t n = 1; (len = getline(&line, &room, file)) > 0; n++) {
        enum audit_fault fault = audit_chain_add(
            &chain, (struct bytes){(const uint8_t *)line, (size_t)len});

        if (fault != AUDIT_SOUND) {
            (void)printf("entry %" PRId64 " (line %" PRId64 ") %s\n",
                         chain.last ? chain.last + 1 : n, n,
                         audit_fault_text(fault));
            return BROKEN;
        }
        if (chain.last == seen->number)
            seen->is_there = strcmp(chain.head, seen->hash) == 0;
    }
    return report(&chain, seen);
}

int verify_audit_command(int argc, char **argv)
{
    _cleanup_(fclosep) FILE *file = NULL;
    struct seen seen = {.hash = ""};

    if (argc < 2 || argc > 3 || (argc == 3 && !read_seen(argv[2], &seen))) {
        (void)fputs("usage: tucai-billing verify-audit FILE [NUMBER:HASH]\n",
                    stderr);
        return MISUSED;
    }
    file = fopen(argv[1], "re");
    if (!file) {
        perror(argv[1]);
        return MISUSED;
    }
    return read_file(file, &seen);
}
