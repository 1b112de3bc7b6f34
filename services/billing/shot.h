#ifndef BILLING_SHOT_H
#define BILLING_SHOT_H

/*
 * shot - what the judging of a shot and of an appeal against it share.
 */

#include "billing/scene.h"
#include "model/finding.h"

/* Does a finding of this code refuse the photo? */
bool shot_has_refusal(const Tucai__V1__ShotVerdict *verdict,
                      enum finding_code code);

/* What the attempt counts as (R16, R17). */
enum attempt_result shot_result(const struct school *school,
                                const Tucai__V1__ShotVerdict *verdict);

/* Where a file of the job lies, to be kept; *ret stays if there is none. */
void shot_take_blob(const struct job *job, const char *name,
                    struct photo_ref *ret);

/* Puts the made photo of this job into the drafts box.  *ret_id stays "" where
 * nothing may be kept. */
void shot_keep_draft(struct scene *scene, const char *shot_id,
                     char ret_id[ID_SIZE]);

#endif
