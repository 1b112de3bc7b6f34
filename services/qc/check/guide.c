#include "qc/check/guide.h"

struct head_guide guide_of(const struct face_reading *r,
                           const struct geometry_spec *spec)
{
    float width = (float)r->upright.width;
    float height = (float)r->upright.height;
    float face = spec->face_width_wanted;

    if (r->n_boxes == 0)
        return (struct head_guide){.known = false};
    return (struct head_guide){
        .known = true,
        .eyes_x = r->eyes.x / width,
        .eyes_y = r->eyes.y / height,
        .crown_y = r->crown_y / height,
        .chin_y = r->chin_y / height,
        .face_width = r->face_width / width,
        .roll_deg = r->roll_deg,
        .frame_width = (float)spec->width / face,
        .frame_height = (float)spec->height / face,
        .hair_top_min = spec->hair_top.min / face,
        .hair_top_max = spec->hair_top.max / face,
        .eyes_min = spec->eyes.min / face,
        .eyes_max = spec->eyes.max / face,
    };
}
