#include "billing/season_end.h"

#include "core/cleanup.h"
#include "model/records.h"
#include "model/school.h"

#include <jansson.h>

int64_t season_end_of(struct bytes document)
{
    json_t *season =
        json_loadb((const char *)document.at, document.len, 0, NULL);
    bool closed = json_is_true(json_object_get(season, "closed"));
    int64_t at_ms = json_integer_value(json_object_get(season, "closed_ms"));

    json_decref(season);
    return closed && at_ms > 0 ? at_ms : 0;
}

int season_end_read(struct redis *redis, const char *season, int64_t *ret_ms)
{
    _cleanup_(buf_done) struct buf text = BUF_INIT(SCHOOL_JSON_MAX);
    char key[KEY_SIZE];
    uint64_t version = 0;
    int r = 0;

    if (key_of("season", season, key))
        r = redis_get_versioned(redis, key, &text, &version);
    if (r == 0)
        *ret_ms = season_end_of(buf_view(&text));
    return r;
}
