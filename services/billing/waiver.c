#include "billing/handlers.h"
#include "model/me_appeals.h"
#include "model/waiver.h"

#include <string.h>

/* Each is a finding, may be waived, and is named once. */
static bool are_sound(const Tucai__V1__PutWaivers *op, struct decision *d)
{
    bool is_named[FINDING_CODES] = {false};

    for (size_t i = 0; i < op->n_findings; i++) {
        enum finding_code code = finding_of_name(op->findings[i]);

        if (code == FINDING_CODES) {
            refuse(d, 422, "finding_unknown", "没有这一检测项。",
                   json_pack("{s:s}", "finding", op->findings[i]));
            return false;
        }
        if (!waiver_allows(code) || is_named[code]) {
            refuse(d, 422, "finding_not_waivable", "这一检测项不能豁免。",
                   json_pack("{s:s}", "finding", op->findings[i]));
            return false;
        }
        is_named[code] = true;
    }
    return true;
}

/* Who, when and which; why is nobody's business (R31). */
static void note(struct scene *scene)
{
    const struct student *s = scene->student;
    char which[SUBMISSION_REASON_SIZE] = "";

    for (size_t i = 0; i < s->waived_len; i++) {
        size_t len = strlen(which);

        scene_copy(which + len, sizeof which - len, i ? " " : "");
        len = strlen(which);
        scene_copy(which + len, sizeof which - len, s->waived[i]);
    }
    scene_note(scene, "waivers", which);
}

void waiver_put(struct scene *scene, struct decision *d)
{
    const Tucai__V1__PutWaivers *op = scene->command->put_waivers;
    struct student *s = scene->student;

    if (!are_sound(op, d))
        return;
    memset(s->waived, 0, sizeof s->waived);
    s->waived_len = op->n_findings;
    for (size_t i = 0; i < op->n_findings; i++)
        scene_copy(s->waived[i], FINDING_SIZE, op->findings[i]);
    note(scene);
    d->is_changed = true;
    decide(d, 200,
           json_pack("{s:s, s:o}", "uid", s->uid, "waivers", me_waivers(s)));
}
