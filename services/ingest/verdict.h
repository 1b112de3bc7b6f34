#ifndef INGEST_VERDICT_H
#define INGEST_VERDICT_H

/*
 * verdict - what a finished shot ended with: qc's and billing's bytes become
 * a value here, and the value JSON.
 *
 * Pure.
 */

#include "core/bytes.h"
#include "model/head_guide.h"
#include "model/ruleset.h"

#include <jansson.h>
#include <stdbool.h>

enum shot_state {
    SHOT_QUEUED,
    SHOT_CHECKING,
    SHOT_PASSED,
    SHOT_REJECTED,
    SHOT_FAILED, /* ours, never a strike */
};

struct verdict {
    enum shot_state state;
    struct finding_list findings;
    json_t *evidence[FINDING_CODES]; /* of findings.at[i], may be NULL */
    struct head_guide head;
    char draft_id[72];
    char rule_set[RULESET_NAME_SIZE]; /* "": not judged by one */
    int64_t rule_set_version;
    json_t *timings_ms; /* may be NULL */
    json_t *ofiq_like;  /* as well */
};

/*
 * kind, end and result of a job as the ledger keeps them; end "" while it is
 * not over, held: a worker has it.  -EBADMSG when the result is not one.
 */
struct verdict_source {
    const char *kind;  /* shot, dry_run */
    const char *end;   /* "", done, rejected, dead */
    const char *stage; /* of an open one */
    bool held;
    struct bytes result;
};

int verdict_read(const struct verdict_source *source, struct verdict *ret)
    __attribute__((warn_unused_result));
void verdict_done(struct verdict *v);

bool verdict_is_final(const struct verdict *v);

/* The body of GET /shots/{id}; a new reference. */
json_t *verdict_render(const struct verdict *v);

#endif
