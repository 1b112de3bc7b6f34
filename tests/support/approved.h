#ifndef SUPPORT_APPROVED_H
#define SUPPORT_APPROVED_H

/* approved - a student whose photo the school has approved, or who is in
 * another state, as billing keeps one. */

#include "model/student.h"

struct approved {
    const char *uid, *submission_id, *school_code;
    struct photo_ref photo;
    enum submission_state state;
    bool wants_prints; /* of the plan */
};

/* Its value of s:<uid>, appended. */
void approved_state(const struct approved *a, struct buf *ret);

/* Writes the photo encrypted into the blob store and describes it. */
void approved_photo(const char *master_key_file, const char *blobs,
                    struct bytes jpeg, struct photo_ref *ret);

/* All of stdin, which is a photo; free *ret. */
void approved_read(struct buf *ret);

#endif
