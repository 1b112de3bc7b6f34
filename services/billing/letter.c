#include "billing/handlers.h"

#include <stdio.h>

/*
 * letter - a dead letter: a job that failed so often that a person has to look
 * at it.  Who replays one has mended what it died of.
 */

void letter_replay(struct scene *scene, struct decision *d)
{
    const struct dead_letter *letter = &scene->letter;
    const char *id = scene->command->replay_job->id;

    if (!letter->is_dead) {
        refuse_unknown(d);
        return;
    }
    (void)decision_add(d, EFFECT_REPLAY, id);
    (void)snprintf(d->noted.detail, sizeof d->noted.detail, "%s %s",
                   letter->stage, letter->kind);
    decide(d, 202,
           json_pack("{s:s, s:s, s:s}", "id", id, "kind", letter->kind, "stage",
                     letter->stage));
}
