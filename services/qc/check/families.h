#ifndef QC_CHECK_FAMILIES_H
#define QC_CHECK_FAMILIES_H

/*
 * families - one function per file of this folder, each measuring the
 * findings of one kind on a reading.  Pure; limits are not known here.
 *
 * check_count and check_upright work on every reading; the others need a face
 * that stands about upright.  What cannot be said about
 * a photo (the eyes behind dark lenses) stays unknown.
 */

#include "qc/check/measure.h"
#include "qc/face/reading.h"

/* A head leaning further lies on its side or upside down: the other
 * measures would be of a face that is not there. */
#define CHECK_UPRIGHT_DEG_MAX 60

/* faces.c: none, many */
void check_count(const struct face_reading *r, struct measures *m);

/* faces.c: cut off, size, place, pixels */
void check_faces(const struct face_reading *r, struct measures *m);

/* pose.c: upside down or on its side */
void check_upright(const struct face_reading *r, struct measures *m);

/* pose.c: turned, tilted, looking up or down */
void check_pose(const struct face_reading *r, struct measures *m);

/* glasses.c: tinted lenses */
void check_glasses(const struct face_reading *r, struct measures *m);

/* eyes.c: closed eyes */
void check_eyes(const struct face_reading *r, struct measures *m);

/* mouth.c: open mouth */
void check_mouth(const struct face_reading *r, struct measures *m);

/* cover.c: hats, hoods, scarves */
void check_cover(const struct face_reading *r, struct measures *m);

/* light.c: too dark, too bright, one-sided */
void check_light(const struct face_reading *r, struct measures *m);

/* sharpness.c: blur */
void check_sharpness(const struct face_reading *r, struct measures *m);

#endif
