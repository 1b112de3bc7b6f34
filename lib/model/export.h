#ifndef MODEL_EXPORT_H
#define MODEL_EXPORT_H

/*
 * export - all that is kept about a student, for that student: GET /me/export.
 *
 * Pictures are named by their SHA-256 and where they can be fetched; what is
 * kept elsewhere (money journal, audit) is named.  Pure.
 */

#include "model/me.h"

/* What rests sealed, opened by whoever may; "": there is none. */
struct export_secrets {
    const char *phone, *openid;
};

/* A new reference. */
json_t *export_render(const struct student *s, const struct school *school,
                      const struct export_secrets *secrets, int64_t now_ms);

/* The picture of this SHA-256 (lower-case hex) among those that an export names
 * as /me/pictures/...; NULL if there is none. */
const struct photo_ref *export_picture(const struct student *s,
                                       const char *sha256_hex);

#endif
