#include "billing/season_facts.h"

#include <string.h>

bool season_id_is_good(const char *id)
{
    static const char GOOD[] = "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t len = strspn(id, GOOD);

    return len > 0 && len <= 32 && id[len] == '\0';
}

bool season_is_over(const struct scene *scene, struct decision *d)
{
    if (!scene->student->season_closed_ms)
        return false;
    refuse(d, 409, "season_closed", "本季采集已经结束。", NULL);
    return true;
}
