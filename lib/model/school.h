#ifndef MODEL_SCHOOL_H
#define MODEL_SCHOOL_H

/*
 * school - a school's configuration: JSON (key sc:<code>, versioned) to a
 * checked value.
 *
 * The form (every member but `name` may be missing; an unknown one is an
 * error, named by its path):
 *
 *   {"name": "...", "registry": "chsi",
 *    "season": "2025",                   else that of the graduation year
 *    "campuses": ["..."],
 *    "hours": {"open": "08:00", "close": "18:00"},        00:00-24:00 allowed
 *    "phases": [{"phase": "first_capture", "from": "2025-04-01",
 *                "to": "2025-04-10", "campus": "", "level": "", "uids": []}],
 *    "closed_days": ["2025-04-04"],
 *    "plan": {"amount_fen": 1500, "prints": 5},
 *    "limits": {"pause_s": 10, ...},                      rules/policy.c
 *    "texts": {"notice": {"version": "1", "body": "..."}, precautions,
 *              consent, requirements, help},
 *    "messages": {"locked_not_live": "...", ...},         rules/messages.h
 *    "rule_set": "diploma" or {...},         ruleset.h, ruleset_shared.h
 *    "background": "blue",               else that of the rule set
 *    "auto_approval": false, "liveness": "off", "real_name": false,
 *    "machine_refuses": ["recapture", "retouched"],       R17
 *    "contacts": [{"campus": "", "name": "", "phone": "", "email": ""}],
 *    "collection_points": [{"campus": "", "name": "", "address": "",
 *        "slots": [{"date": "2025-04-01", "from": "09:00", "to": "11:30",
 *                   "seats": 350}]}]}
 */

#include "core/bytes.h"
#include "model/ruleset.h"
#include "rules/messages.h"
#include "rules/policy.h"
#include "rules/window.h"

#include <jansson.h>

enum school_text {
    SCHOOL_TEXT_NOTICE,
    SCHOOL_TEXT_PRECAUTIONS,
    SCHOOL_TEXT_CONSENT,
    SCHOOL_TEXT_REQUIREMENTS,
    SCHOOL_TEXT_HELP,
    SCHOOL_TEXTS,
};

struct versioned_text {
    const char *version, *body; /* of ours until the school gives one */
};

enum liveness { LIVENESS_OFF, LIVENESS_OPTIONAL, LIVENESS_REQUIRED };

struct school {
    char code[8];
    const char *name, *registry, *season;
    struct policy policy;
    struct schedule schedule;
    struct versioned_text texts[SCHOOL_TEXTS];
    struct messages messages;
    const char *background;   /* NULL: that of the shared rule set */
    const json_t *rule_set;   /* a name or an object; NULL: the default */
    const char *shared_rules; /* the name of a shared one; NULL: it is none */
    const json_t *contacts;   /* array; NULL: none */
    const json_t *points;     /* collection points: array; NULL: none */
    bool auto_approval;
    bool real_name; /* R45: the service is asked after a pass */
    enum liveness liveness;
    bool recapture_refuses, retouched_refuses; /* R17 */

    json_t *json; /* owns every text above */
    struct phase *phases;
    int64_t *closed_days;
};

#define SCHOOL_ERROR_SIZE 300
#define SCHOOL_JSON_MAX 1048576

/* What is wrong with a configuration, for the person who wrote it: the member
 * and what is allowed. */
struct school_error {
    int line; /* 1.. */
    char text[SCHOOL_ERROR_SIZE];
};

/* Checks and takes over one configuration.  0 with *ret (free it), or -EINVAL
 * with *ret_error. */
int school_parse(const char *code, struct bytes json, struct school **ret,
                 struct school_error *ret_error)
    __attribute__((warn_unused_result));

struct school *school_free(struct school *school); /* NULL */
void school_freep(struct school **school);

/* What a configuration that names a shared rule set says beside it: 0, or
 * -EINVAL with *ret_error.  json: the configuration; shared: NULL when there
 * is none of that name. */
int school_check_shared(const struct school *school, struct bytes json,
                        const struct ruleset *shared,
                        struct school_error *ret_error)
    __attribute__((warn_unused_result));

/* The rule set that qc judges by, appended to ret in the form of
 * ruleset_of_job: the JSON text of the school's own, or the name of a preset.
 * A shared one is the caller's to load.  0 or buf_add()'s fault. */
int school_rules(const struct school *school, struct buf *ret)
    __attribute__((warn_unused_result));

/* What the school decides about a shot beside its rule set. */
struct shot_policy school_shot_policy(const struct school *school);

/* "notice"...; false if there is no such text. */
bool school_text_of(const char *name, enum school_text *ret);

#endif
