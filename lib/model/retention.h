#ifndef MODEL_RETENTION_H
#define MODEL_RETENTION_H

/*
 * retention - which pictures of a student have to go, and when (domain.md R41).
 *
 *   originals  with their previews, everywhere in the student's state:
 *              originals_keep after the registry accepted the photo
 *   attempts   a submission that another has replaced (rejected, refused,
 *              withdrawn, reset), with all its pictures: attempts_keep after
 *              its last step
 *
 * A refused shot is in no student's state: its job is forgotten after a day
 * and its files go with the daily sweep.  Pure; what it takes out of the state
 * (wrapped key and place) is handed back as places of files to be removed.
 */

#include "core/time.h"
#include "model/student.h"

#define ERASED_MAX                                                             \
    (3 * (DRAFTS_MAX + 1 + STUDENT_PAST_MAX) + 2 * APPEALS_MAX + 1)

struct erased {
    size_t len;
    char locations[ERASED_MAX][PHOTO_LOCATION_SIZE];
    size_t originals, attempts; /* how many of each kind */
};

/* "<season>/<school>": those who are forgotten together; false without a
 * season, or when a name does not fit. */
#define RETENTION_GROUP_SIZE 64
bool retention_group(const char *season, const char *school_code,
                     char ret[RETENTION_GROUP_SIZE]);

/* The next moment at which something is due; 0: nothing ever by itself. */
int64_t retention_due_ms(const struct student *s, const struct policy *policy);

/* Takes out what is due at now_ms.  Nothing due: an empty *ret. */
void retention_apply(struct student *s, const struct policy *policy,
                     int64_t now_ms, struct erased *ret);

/* What a school's roster waits for before it goes. */
struct roster_use {
    int64_t imported_ms;
    int64_t ended_ms; /* the last end of a season that used it; 0: of none */
    bool is_used;     /* by a season that has not ended */
};

/* student_keep after that end; one that was imported later is for a season to
 * come, and has RETENTION_ROSTER_WAITS_MS for it. */
#define RETENTION_ROSTER_WAITS_MS ((int64_t)400 * TIME_MS_PER_DAY)
bool retention_roster_is_due(const struct roster_use *use,
                             const struct policy *policy, int64_t now_ms);

/* Empties the drafts box, whatever the drafts' age: the consent is gone. */
void retention_drop_drafts(struct student *s, struct erased *ret);

/* Adds the print sheet, if there is one. */
void retention_drop_sheet(struct student *s, struct erased *ret);

/* Takes out every picture but, with keep_made, the made photo of the current
 * submission and its print sheet. */
void retention_drop_pictures(struct student *s, bool keep_made,
                             struct erased *ret);

#endif
