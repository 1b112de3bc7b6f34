#ifndef MODEL_RULESET_SHOW_H
#define MODEL_RULESET_SHOW_H

/*
 * ruleset_show - a rule set in whole, as people read it: nothing is left to a
 * preset, every finding has its sentence.
 *
 *     {"name", "version",
 *      "photo": {"background", "background_rgb": [r, g, b], "width", ...},
 *      "findings": [{"code", "severity", "message", "measure", "unit",
 *                    "allowed": {"min", "max"}, "no_warning_in": {...}}]}
 *
 * measure is in words, null where nothing is measured; a limit that is open is
 * null.
 */

#include "model/ruleset.h"

/* A new reference. */
json_t *ruleset_show(const struct ruleset *set);

#endif
