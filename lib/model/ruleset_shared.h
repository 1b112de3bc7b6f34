#ifndef MODEL_RULESET_SHARED_H
#define MODEL_RULESET_SHARED_H

/*
 * ruleset_shared - a rule set that schools share: kept under its name (key
 * rs:<name>, and every version under rs:<name>:<version>), used by every
 * school whose configuration names it.
 *
 * A person puts a rule set (ruleset.h) in which `name` and `version` may be
 * missing: the name is that of its place, and the versions are counted here.
 * What is kept has both.
 */

#include "model/ruleset.h"

/* Lower-case letters, digits and hyphens after a letter; no preset's name. */
bool ruleset_is_shared_name(const char *name);

/* What is kept is longer than what was put by less than this. */
#define RULESET_KEPT_MORE 32768

/* The text to keep of what was put, appended to ret, which has room.  0, or
 * RULESET_MALFORMED with *ret_error filled, whose line is one of the text that
 * was put. */
int ruleset_share(const char *name, int version, struct bytes json,
                  struct buf *ret, struct ruleset_error *ret_error)
    __attribute__((warn_unused_result));

#endif
