#ifndef BILLING_AUDIT_CHAIN_H
#define BILLING_AUDIT_CHAIN_H

/*
 * audit_chain - is a list of entries of the audit log whole? (R43)
 *
 * A line is what GET /audit?format=ndjson gives: an object of `number`,
 * `moment_ms`, `prev`, `hash` and `entry`.  The hash is the SHA-256, in hex, of
 * prev, number, moment_ms and entry, joined by newlines; the prev of entry 1 is
 * 64 zeros.  Pure.
 */

#include "core/bytes.h"

#include <stdint.h>

#define AUDIT_HASH_SIZE 65

enum audit_fault {
    AUDIT_SOUND,
    AUDIT_UNREADABLE, /* no such object                                    */
    AUDIT_GAP,        /* not the number behind the one before              */
    AUDIT_UNLINKED,   /* prev is not the hash of the one before            */
    AUDIT_BACKWARDS,  /* earlier than the one before                       */
    AUDIT_CHANGED,    /* the hash is not that of the entry                 */
};

struct audit_chain {
    int64_t first, last; /* numbers; 0: none yet */
    int64_t moment_ms;   /* of the last one */
    char head[AUDIT_HASH_SIZE];
};

/* The next line; `chain` begins as {0} and moves on only over a sound one. */
enum audit_fault audit_chain_add(struct audit_chain *chain, struct bytes line);

/* A sentence without its end: "entry 7 " + this. */
const char *audit_fault_text(enum audit_fault fault);

#endif
