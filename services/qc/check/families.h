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
#include "qc/produce/produce.h"

/* A head leaning further lies on its side or upside down: the other
 * measures would be of a face that is not there. */
#define CHECK_UPRIGHT_DEG_MAX 60

/* All of them, and those that need to know what is to be made (clothes.h,
 * fit.h). */
void check_all(const struct face_reading *r, const struct produce_spec *spec,
               struct measures *m);

/* faces.c: none, many */
void check_count(const struct face_reading *r, struct measures *m);

/* faces.c: cut off, size, place, pixels */
void check_faces(const struct face_reading *r, struct measures *m);

/* pose.c: upside down or on its side */
void check_upright(const struct face_reading *r, struct measures *m);

/* pose.c: turned, tilted, looking up or down */
void check_pose(const struct face_reading *r, struct measures *m);

/* glasses.c: tinted lenses, frames over the eyes */
void check_glasses(const struct face_reading *r, struct measures *m);

/* eyes.c: closed eyes */
void check_eyes(const struct face_reading *r, struct measures *m);

/* mouth.c: open mouth */
void check_mouth(const struct face_reading *r, struct measures *m);

/* cover.c: hats, hoods, scarves; after check_light, whose word on darkness it
 * takes */
void check_cover(const struct face_reading *r, struct measures *m);

/* gaze.c: not looking ahead */
void check_gaze(const struct face_reading *r, struct measures *m);

/* expression.c: not neutral */
void check_expression(const struct face_reading *r, struct measures *m);

/* hair.c: over the face, washed out */
void check_hair(const struct face_reading *r, struct measures *m);

/* ears.c: hidden, uneven; jewellery */
void check_ears(const struct face_reading *r, struct measures *m);

/* glare.c: highlights on skin, glare on lenses */
void check_glare(const struct face_reading *r, struct measures *m);

/* iris.c: red eyes, coloured lenses */
void check_iris(const struct face_reading *r, struct measures *m);

/* make_up.c: painted lips */
void check_make_up(const struct face_reading *r, struct measures *m);

/* shoulders.c: one higher than the other */
void check_shoulders(const struct face_reading *r, struct measures *m);

/* recapture.c: a screen's or a print's traces */
void check_recapture(const struct face_reading *r, struct measures *m);

/* retouched.c: skin without grain; after check_light and check_sharpness */
void check_retouched(const struct face_reading *r, struct measures *m);

/* light.c: too dark, too bright, one-sided */
void check_light(const struct face_reading *r, struct measures *m);

/* sharpness.c: blur */
void check_sharpness(const struct face_reading *r, struct measures *m);

#endif
