#include "model/photo_form.h"

#include "core/check.h"

#include <stddef.h>
#include <string.h>

const struct photo_form PHOTO_FORM_STANDARD = {
    .background = "blue",
    .width = 480,
    .height = 640,
    .dpi = 300,
    .bytes_min = 20480,
    .bytes_max = 40000,
    .quality_min = 60,
    .hair_top_min = 50,
    .hair_top_max = 110,
    .hair_top_wanted = 72,
    .eyes_min = 200,
    .eyes_max = 300,
    .face_width_min = 180,
    .face_width_max = 300,
    .face_width_wanted = 222,
};

static const struct {
    const char *name;
    uint8_t rgb[3];
} BACKGROUNDS[] = {
    {"blue", {100, 197, 255}},
    {"white", {255, 255, 255}},
    {"grey", {240, 240, 240}},
};

enum { N_BACKGROUNDS = sizeof BACKGROUNDS / sizeof *BACKGROUNDS };

const char *photo_background(const char *name)
{
    for (size_t i = 0; i < N_BACKGROUNDS; i++) {
        if (strcmp(BACKGROUNDS[i].name, name) == 0)
            return BACKGROUNDS[i].name;
    }
    return NULL;
}

void photo_background_rgb(const char *name, uint8_t ret[3])
{
    bool found = false;

    for (size_t i = 0; i < N_BACKGROUNDS; i++) {
        if (strcmp(BACKGROUNDS[i].name, name) != 0)
            continue;
        memcpy(ret, BACKGROUNDS[i].rgb, sizeof BACKGROUNDS[i].rgb);
        found = true;
    }
    CHECK(found);
}

/* The largest photo is a few times the standard's: making one takes time in
 * proportion to its pixels. */
static const struct {
    struct photo_number number;
    size_t offset;
} NUMBERS[] = {
    {{"width", 200, 1200}, offsetof(struct photo_form, width)},
    {{"height", 200, 1600}, offsetof(struct photo_form, height)},
    {{"dpi", 72, 1200}, offsetof(struct photo_form, dpi)},
    {{"bytes_min", 0, 1000000}, offsetof(struct photo_form, bytes_min)},
    {{"bytes_max", 5000, 1000000}, offsetof(struct photo_form, bytes_max)},
    {{"quality_min", 30, 95}, offsetof(struct photo_form, quality_min)},
    {{"hair_top_min", 0, 1600}, offsetof(struct photo_form, hair_top_min)},
    {{"hair_top_max", 0, 1600}, offsetof(struct photo_form, hair_top_max)},
    {{"hair_top_wanted", 0, 1600},
     offsetof(struct photo_form, hair_top_wanted)},
    {{"eyes_min", 0, 1600}, offsetof(struct photo_form, eyes_min)},
    {{"eyes_max", 0, 1600}, offsetof(struct photo_form, eyes_max)},
    {{"face_width_min", 50, 1200}, offsetof(struct photo_form, face_width_min)},
    {{"face_width_max", 50, 1200}, offsetof(struct photo_form, face_width_max)},
    {{"face_width_wanted", 50, 1200},
     offsetof(struct photo_form, face_width_wanted)},
};

enum { N_NUMBERS = sizeof NUMBERS / sizeof *NUMBERS };

const struct photo_number *photo_number_find(const char *name)
{
    for (size_t i = 0; i < N_NUMBERS; i++) {
        if (strcmp(NUMBERS[i].number.name, name) == 0)
            return &NUMBERS[i].number;
    }
    return NULL;
}

const struct photo_number *photo_number_at(int i)
{
    return i < (int)N_NUMBERS ? &NUMBERS[i].number : NULL;
}

static size_t offset_of(const struct photo_number *n)
{
    size_t offset = sizeof(struct photo_form);

    for (size_t i = 0; i < N_NUMBERS; i++) {
        if (&NUMBERS[i].number == n)
            offset = NUMBERS[i].offset;
    }
    CHECK(offset < sizeof(struct photo_form));
    return offset;
}

double photo_number_get(const struct photo_form *form,
                        const struct photo_number *n)
{
    double value;

    memcpy(&value, (const char *)form + offset_of(n), sizeof value);
    return value;
}

void photo_number_set(struct photo_form *form, const struct photo_number *n,
                      double value)
{
    memcpy((char *)form + offset_of(n), &value, sizeof value);
}

static bool is_between(double value, double min, double max)
{
    return min <= value && value <= max;
}

const char *photo_form_fault(const struct photo_form *f)
{
    const struct {
        bool holds;
        const char *otherwise;
    } rules[] = {
        {f->bytes_min < f->bytes_max, "bytes_min 应小于 bytes_max"},
        {is_between(f->hair_top_wanted, f->hair_top_min, f->hair_top_max),
         "hair_top_wanted 应在 hair_top_min 到 hair_top_max 之间"},
        {is_between(f->face_width_wanted, f->face_width_min, f->face_width_max),
         "face_width_wanted 应在 face_width_min 到 face_width_max 之间"},
        {f->eyes_min < f->eyes_max, "eyes_min 应小于 eyes_max"},
        {f->hair_top_min < f->eyes_max && f->eyes_max < f->height,
         "头发、眼睛和照片下边缘应自上而下"},
        {f->face_width_max < f->width, "脸不能比照片宽"},
    };

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!rules[i].holds)
            return rules[i].otherwise;
    }
    return NULL;
}
