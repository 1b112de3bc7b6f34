#ifndef SANDBOX_REGISTRY_JUDGE_H
#define SANDBOX_REGISTRY_JUDGE_H

/* registry_judge - what becomes of each photo of a batch. */

#include "sandbox/registry.h"
#include "sandbox/registry_wire.h"

/* The whole answer; a new reference.  A submission that was judged before gets
 * the same receipt again, unless the registry does not deduplicate. */
json_t *registry_judge_batch(const struct registry *registry,
                             const struct registry_batch *batch);

/* An answer as it was kept, every receipt signed anew by this key; a new
 * reference. */
json_t *registry_judge_signed(const json_t *answer, EVP_PKEY *key);

#endif
