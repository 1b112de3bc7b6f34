#ifndef SANDBOX_REAL_NAME_H
#define SANDBOX_REAL_NAME_H

/*
 * real_name - a real-name service that knows nobody and says what it is told
 * to say.
 *
 * POST /real-name {student_uid, name_masked, id_masked, photo}: 200 {answer}.
 * POST /sandbox/real-name {"answer": "same" | "other" | "unknown" | "away"}
 * sets it for all that come (away: 503); GET gives {answer, asked}.
 */

#include "sandbox/web.h"

struct real_name_desk {
    int answer;    /* its number in the list above */
    int64_t asked; /* ever */
};

web_handler real_name_answer, real_name_set, real_name_get;

#endif
