#ifndef RELAY_MEMBERS_H
#define RELAY_MEMBERS_H

/*
 * members - who is in a batch, as lists in the hash batch:<id>: `members`
 * (one uid per line, by the ledger's SEAL) and `announced` (uid, space,
 * submission, by batch_announce).
 */

#include "relay/relay.h"

struct member {
    char uid[72];
    char submission_id[ID_SIZE]; /* "" in `members` */
};

/* Reads one of the lists; *ret_n entries, the caller frees *ret.  -EBADMSG for
 * more than MANIFEST_PHOTOS_MAX, a line that is none, or members that do not
 * have the digest they were sealed with. */
int members_load(const struct relay *relay, const char *batch_id,
                 const char *field, struct member **ret, size_t *ret_n)
    __attribute__((warn_unused_result));

/* Pure: is that the digest (hex of SHA-1, as the ledger makes it)? */
bool members_have(struct bytes text, struct bytes digest);

/* Pure: the same from text; room for MANIFEST_PHOTOS_MAX. */
int members_parse(struct bytes text, struct member *ret, size_t *ret_n)
    __attribute__((warn_unused_result));

#endif
