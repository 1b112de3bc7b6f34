#include "decode/refusal.h"

#include <stddef.h>

/* clang-format off */
static const char *const NAMES[] = {
    [CODE_MALFORMED] = "code_malformed",
    [CODE_SUITE_UNKNOWN] = "code_suite_unknown",
    [CODE_NOT_FOR_US] = "code_not_for_us",
    [CODE_UNDECRYPTABLE] = "code_undecryptable",
    [CODE_ISSUER_UNKNOWN] = "code_issuer_unknown",
    [CODE_SIGNATURE_BAD] = "code_signature_bad",
    [CODE_NOT_YET_VALID] = "code_not_yet_valid",
    [CODE_EXPIRED] = "code_expired",
    [CODE_WRONG_YEAR] = "code_wrong_year",
    [CODE_UNREADABLE] = "code_unreadable",
    [CODE_AMBIGUOUS] = "code_ambiguous",
};
/* clang-format on */

const char *code_refusal_name(int refusal)
{
    if (refusal < 0 || (size_t)refusal >= sizeof NAMES / sizeof *NAMES)
        return NULL;
    return NAMES[refusal];
}
