#ifndef RULES_MESSAGES_H
#define RULES_MESSAGES_H

/*
 * messages - what a student is told, word for word.
 *
 * The three prompts of the student guide (its items 12-14) stand here as it
 * gives them, the date filled in; what follows them says what the guide leaves
 * unclear.  A school may replace any of them (member `messages`).  `{until}`
 * stands for the date, as the guide writes it: 2025年04月01日12：30：05.
 */

#include "core/bytes.h"
#include "rules/lockout.h"

enum message {
    MESSAGE_LOCKED_NOT_LIVE,      /* guide 12 */
    MESSAGE_LOCKED_FAILED_CHECKS, /* guide 13 */
    MESSAGE_LOCKED_VIOLATION,
    MESSAGE_LOCKED_NO_MORE, /* no window is left after the lock */
    MESSAGE_DRAFTS_THERE,   /* end of guide 12 and 13; R20: only if true */
    MESSAGE_ENDS_BY_ITSELF, /* what the guide leaves unclear */
    MESSAGE_DRAFTS_FULL,    /* guide 14 */
    MESSAGES,
};

struct messages {
    const char *at[MESSAGES]; /* NULL: the guide's words */
};

/* The JSON member of each: "locked_not_live"... */
const char *message_name(enum message message);

/* The words of one, a school's own or the guide's. */
const char *message_text(const struct messages *messages, enum message message);

#define MESSAGE_SIZE 1024

/* The whole prompt of a lock; until_ms 0: no window is left. */
void message_of_lock(const struct messages *messages, enum lockout_reason why,
                     int64_t until_ms, bool has_drafts, char ret[MESSAGE_SIZE]);

#endif
