#include "qc/check/families.h"

#include "qc/check/clothes.h"
#include "qc/check/fit.h"

static void (*const OF_A_FACE[])(const struct face_reading *,
                                 struct measures *) = {
    check_faces,     check_pose,       check_light, check_glasses,
    check_eyes,      check_gaze,       check_iris,  check_mouth,
    check_make_up,   check_expression, check_cover, check_hair,
    check_ears,      check_shoulders,  check_glare, check_sharpness,
    check_recapture, check_retouched,
};

void check_all(const struct face_reading *r, const struct produce_spec *spec,
               struct measures *m)
{
    check_count(r, m);
    check_upright(r, m);
    if (m->of[FINDING_NO_FACE].value < 1 ||
        m->of[FINDING_UPSIDE_DOWN].value > CHECK_UPRIGHT_DEG_MAX)
        return;
    for (size_t i = 0; i < sizeof OF_A_FACE / sizeof *OF_A_FACE; i++)
        OF_A_FACE[i](r, m);
    check_clothes(r, spec->background, m);
    check_fit(r, &spec->geometry, m);
}
