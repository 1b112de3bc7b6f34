#include "model/annotate_draw.h"

const char *annotate_look(const struct finding *f)
{
    return f->severity == FINDING_REFUSE ? "no" : "hm";
}

struct box annotate_box(const struct svg *s, const struct finding *f)
{
    return (struct box){
        f->region.x * s->width,
        f->region.y * s->height,
        f->region.w * s->width,
        f->region.h * s->height,
    };
}

bool annotate_is_place(enum finding_code code)
{
    return code == FINDING_FACE_CUT_OFF || code == FINDING_FACE_TOO_LARGE ||
           code == FINDING_FACE_TOO_SMALL || code == FINDING_OFF_CENTRE;
}
