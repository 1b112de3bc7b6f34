#ifndef MODEL_CAPTURE_H
#define MODEL_CAPTURE_H

/*
 * capture - rules/admission.h for a student and a school, and its refusal as
 * the members of the answer.  Ingest asks before it reads a body.
 */

#include "model/school.h"
#include "model/student.h"

struct capture_try {
    const uint8_t *nonce_sha256; /* of what came; NULL: nothing came */
    bool shot_in_progress;
    bool has_frames; /* liveness evidence */
    int64_t now_ms;
};

struct admission_verdict capture_judge(const struct student *student,
                                       const struct school *school,
                                       const struct capture_try *attempt);

/*
 * The extra members of a refusal (`until`, `opens_at`, `deletable_at`,
 * `reason`, `missing`) and `detail`, the sentence for the student.  A new
 * reference.
 */
json_t *capture_refusal(const struct student *student,
                        const struct school *school,
                        const struct admission_verdict *verdict,
                        int64_t now_ms);

#endif
