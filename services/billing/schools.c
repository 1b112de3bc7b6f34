#include "billing/schools.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "model/records.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT = 64 };

struct entry {
    int64_t version; /* 0: empty */
    struct school *school;
};

struct schools {
    struct redis *redis;
    struct entry at[KEPT];
    size_t next; /* the place that is used up next */
};

struct schools *schools_new(struct redis *redis)
{
    struct schools *schools = must_alloc(sizeof *schools);

    schools->redis = redis;
    return schools;
}

struct schools *schools_free(struct schools *schools)
{
    if (!schools)
        return NULL;
    for (size_t i = 0; i < KEPT; i++)
        (void)school_free(schools->at[i].school);
    free(schools);
    return NULL;
}

static struct entry *find(struct schools *schools, const char *code)
{
    for (size_t i = 0; i < KEPT; i++) {
        struct entry *e = &schools->at[i];

        if (e->school && strcmp(e->school->code, code) == 0)
            return e;
    }
    return NULL;
}

static int read_version(struct schools *schools, const char *key, int64_t *ret)
{
    _cleanup_(buf_done) struct buf text = BUF_INIT(32);
    bool found;
    int r = redis_hget(schools->redis, key, "v", &text, &found);

    *ret = 0;
    if (r < 0)
        return r;
    if (found && buf_add(&text, "", 1) == 0)
        (void)text_to_i64((const char *)text.at, 1, INT64_MAX, ret);
    return 0;
}

static int load(struct schools *schools, const char *key, const char *code,
                const struct school **ret)
{
    _cleanup_(buf_done) struct buf json = BUF_INIT(SCHOOL_JSON_MAX);
    struct school_error error;
    struct entry *e = find(schools, code);
    struct school *school;
    uint64_t version;
    int r = redis_get_versioned(schools->redis, key, &json, &version);

    if (r < 0 || version == 0)
        return r;
    if (school_parse(code, buf_view(&json), &school, &error) < 0)
        return 0;
    if (!e) {
        e = &schools->at[schools->next];
        schools->next = (schools->next + 1) % KEPT;
    }
    (void)school_free(e->school);
    *e = (struct entry){.version = (int64_t)version, .school = school};
    *ret = school;
    return 0;
}

int schools_get(struct schools *schools, const char *code,
                const struct school **ret)
{
    const struct entry *e = find(schools, code);
    char key[KEY_SIZE];
    int64_t version;
    int r;

    *ret = NULL;
    if (!key_of("sc", code, key))
        return 0;
    r = read_version(schools, key, &version);
    if (r < 0 || version == 0)
        return r;
    if (e && e->version == version) {
        *ret = e->school;
        return 0;
    }
    return load(schools, key, code, ret);
}
