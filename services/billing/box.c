#include "billing/handlers.h"
#include "model/me.h"

void box_delete(struct scene *scene, struct decision *d)
{
    const char *id = scene->command->delete_draft->draft_id;
    struct drafts *drafts = &scene->student->drafts;
    const struct draft *draft = drafts_find(drafts, id);
    int64_t from_ms;

    if (!draft) {
        refuse_unknown(d);
        return;
    }
    from_ms = drafts_deletable_at(draft, &scene->school->policy);
    if (scene->now_ms < from_ms) {
        refuse(d, 409, "draft_too_young",
               "这张照片存入草稿箱的时间还不够长，暂时不能删除。",
               json_pack("{s:o}", "deletable_at", me_until(from_ms)));
        return;
    }
    (void)drafts_take(drafts, id, NULL);
    d->is_changed = true;
    decide(d, 204, NULL);
}
