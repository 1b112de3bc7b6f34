#ifndef INGEST_OPS_REASON_H
#define INGEST_OPS_REASON_H

/*
 * ops_reason - why a job is a dead letter, without what names a person.
 *
 * A reason is a fixed word of a stage, but where the ledger refused an effect
 * it is followed by the key, whose end may be a uid ("s:<uid>"): of a key only
 * the family is shown.
 */

#include "core/bytes.h"

#include <jansson.h>

#define OPS_REASON_SIZE 160

/* As a new JSON text; null if there is none, or it is no text. */
json_t *ops_reason(struct bytes reason);

#endif
