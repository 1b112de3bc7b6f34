#ifndef RULES_DRAFTS_H
#define RULES_DRAFTS_H

/*
 * drafts - the box of photos that passed (R21-R23).
 *
 * Pure.  Drafts stand in the order in which they were stored.
 */

#include "rules/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ID_SIZE 72    /* of any id, with its NUL */
#define DRAFTS_MAX 16 /* the greatest capacity a school may set is 10 */
#define DRAFT_WARNINGS_MAX 16
#define FINDING_SIZE 24 /* of a finding's code, with its NUL */
#define PHOTO_LOCATION_SIZE 96
#define PHOTO_KEY_SIZE 60 /* nonce, sealed key, tag */

/* Where a picture lies; opaque to the rules. */
struct photo_ref {
    char location[PHOTO_LOCATION_SIZE]; /* "": there is none */
    uint8_t wrapped_key[PHOTO_KEY_SIZE];
    uint8_t sha256[32];
    uint64_t size;
};

#define RULE_SET_SIZE 64

/* R45: is the photo that of the ticket's person?  Asked of another service,
 * by schools that want it; it only ever warns. */
enum real_name {
    REAL_NAME_NONE, /* not asked, or not answered yet */
    REAL_NAME_SAME,
    REAL_NAME_OTHER,
    REAL_NAME_UNKNOWN, /* the service cannot say */
    REAL_NAMES,
};

struct draft {
    char id[ID_SIZE];
    char shot_id[ID_SIZE];
    int64_t stored_ms;
    size_t warnings_len;
    char warnings[DRAFT_WARNINGS_MAX][FINDING_SIZE];
    struct photo_ref photo, original, preview;
    char rule_set[RULE_SET_SIZE]; /* what it was judged by */
    uint32_t rule_set_version;
    enum real_name real_name;
    bool is_suspected; /* by drafts_is_suspicion() of a warning */
};

struct drafts {
    size_t len;
    struct draft at[DRAFTS_MAX];
};

/* "same", "other", "unknown"; "" for NONE. */
const char *real_name_text(enum real_name answer);
enum real_name real_name_of(const char *text); /* or NONE */

/* R16, R17: is this warning a suspicion, and no mere remark?  measured: as in
 * the finding.  That an editor wrote its name into the file (0.8, check/marks)
 * is none: it does not say what was done. */
bool drafts_is_suspicion(const char *code, double measured);

/* R16, R17, R45: the machine suspects a forgery, or the real-name service says
 * that it is somebody else.  A person looks, also where photos are approved
 * automatically (R30). */
bool drafts_wants_person(const struct draft *draft);

/* R21, R23. */
bool drafts_is_full(const struct drafts *drafts, const struct policy *policy);

/* First moment at which this draft may be deleted (R22). */
int64_t drafts_deletable_at(const struct draft *draft,
                            const struct policy *policy);

/* The earliest such moment of the box; 0 if it is empty (R23). */
int64_t drafts_oldest_deletable_at(const struct drafts *drafts,
                                   const struct policy *policy);

/* NULL if there is none of this id. */
const struct draft *drafts_find(const struct drafts *drafts, const char *id);

/* Puts one in at its place by time.  False when DRAFTS_MAX are there. */
bool drafts_add(struct drafts *drafts, const struct draft *draft);

/* Takes one out; *ret (may be NULL) is it.  False if there is none. */
bool drafts_take(struct drafts *drafts, const char *id, struct draft *ret);

#endif
