#ifndef MODEL_HEAD_GUIDE_H
#define MODEL_HEAD_GUIDE_H

/*
 * head_guide - where the head stands in the student's picture, and where the
 * made photo wants it: what annotate draws bands and outlines from.
 */

#include <stdbool.h>

struct head_guide {
    bool known; /* false: no face */

    /* In the upright picture, as fractions of its width and height. */
    float eyes_x, eyes_y;
    float crown_y, chin_y;
    float face_width; /* cheek to cheek */
    float roll_deg;

    /* The made photo, in face widths as it wants them: its frame, and the
     * bands below its upper edge. */
    float frame_width, frame_height;
    float hair_top_min, hair_top_max;
    float eyes_min, eyes_max;
};

#endif
