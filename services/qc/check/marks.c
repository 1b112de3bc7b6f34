#include "qc/check/marks.h"

#include "image/exif.h"

#include <string.h>

enum {
    MARK_SOS = 0xDA,
    MARK_APP0 = 0xE0,
    MARK_APP15 = 0xEF,
    MARK_COM = 0xFE,
    SEGMENTS_MAX = 32,
    LOOK_BYTES = 4096, /* of a segment: names stand at its beginning */
};

/* An editor's name says that the file went through it, not what was done; a
 * beauty camera does one thing only, and so does what draws pictures. */
#define EDITED 0.8
#define BEAUTIFIED 0.95
#define SCREEN_COPIED 0.9
/* The picture has the measures of a phone's screen and not those of a camera:
 * cameras have such pictures too, though larger. */
#define SCREEN_SIZED 0.6
/* The camera says that it turned the picture round; or only that it is the
 * front one, which most phones turn back before they save. */
#define TURNED_ROUND 0.9
#define FRONT_CAMERA 0.3

static const struct mark {
    const char *text; /* as it stands in the file, but for case */
    const char *name; /* as evidence */
    enum finding_code code;
    double p;
} MARKS[] = {
    {"adobe photoshop", "mark_photoshop", FINDING_RETOUCHED, EDITED},
    {"lightroom", "mark_lightroom", FINDING_RETOUCHED, EDITED},
    {"snapseed", "mark_snapseed", FINDING_RETOUCHED, EDITED},
    {"picsart", "mark_picsart", FINDING_RETOUCHED, EDITED},
    {"pixelmator", "mark_pixelmator", FINDING_RETOUCHED, EDITED},
    {"affinity photo", "mark_affinity", FINDING_RETOUCHED, EDITED},
    {"photoscape", "mark_photoscape", FINDING_RETOUCHED, EDITED},
    {"photodirector", "mark_photodirector", FINDING_RETOUCHED, EDITED},
    {"paint.net", "mark_paint_net", FINDING_RETOUCHED, EDITED},
    {"acdsee", "mark_acdsee", FINDING_RETOUCHED, EDITED},
    {"pixlr", "mark_pixlr", FINDING_RETOUCHED, EDITED},
    {"fotor", "mark_fotor", FINDING_RETOUCHED, EDITED},
    {"gimp ", "mark_gimp", FINDING_RETOUCHED, EDITED},
    {"vsco", "mark_vsco", FINDING_RETOUCHED, EDITED},
    {"polarr", "mark_polarr", FINDING_RETOUCHED, EDITED},
    {"meitu", "mark_meitu", FINDING_RETOUCHED, BEAUTIFIED},
    {"mtxx", "mark_meitu", FINDING_RETOUCHED, BEAUTIFIED},
    {"\xE7\xBE\x8E\xE5\x9B\xBE", "mark_meitu", FINDING_RETOUCHED, BEAUTIFIED},
    {"\xE7\xBE\x8E\xE9\xA2\x9C", "mark_beauty", FINDING_RETOUCHED, BEAUTIFIED},
    {"\xE9\x86\x92\xE5\x9B\xBE", "mark_xingtu", FINDING_RETOUCHED, BEAUTIFIED},
    {"douyin_beauty_me", "mark_xingtu", FINDING_RETOUCHED, BEAUTIFIED},
    {"hypic", "mark_xingtu", FINDING_RETOUCHED, BEAUTIFIED},
    {"\xE8\xBD\xBB\xE9\xA2\x9C", "mark_ulike", FINDING_RETOUCHED, BEAUTIFIED},
    {"\xE6\x97\xA0\xE4\xBB\x96", "mark_wuta", FINDING_RETOUCHED, BEAUTIFIED},
    {"beautycam", "mark_beautycam", FINDING_RETOUCHED, BEAUTIFIED},
    {"beautyplus", "mark_beautyplus", FINDING_RETOUCHED, BEAUTIFIED},
    {"b612", "mark_b612", FINDING_RETOUCHED, BEAUTIFIED},
    {"faceu", "mark_faceu", FINDING_RETOUCHED, BEAUTIFIED},
    {"facetune", "mark_facetune", FINDING_RETOUCHED, BEAUTIFIED},
    {"faceapp", "mark_faceapp", FINDING_RETOUCHED, BEAUTIFIED},
    {"perfect365", "mark_perfect365", FINDING_RETOUCHED, BEAUTIFIED},
    {"youcam", "mark_youcam", FINDING_RETOUCHED, BEAUTIFIED},
    {"camera360", "mark_camera360", FINDING_RETOUCHED, BEAUTIFIED},
    {"remini", "mark_remini", FINDING_RETOUCHED, BEAUTIFIED},
    {"tc260:aigc", "mark_generated", FINDING_RETOUCHED, BEAUTIFIED},
    {"\"aigc\":", "mark_generated", FINDING_RETOUCHED, BEAUTIFIED},
    {"trainedalgorithmicmedia", "mark_generated", FINDING_RETOUCHED,
     BEAUTIFIED},
    {"screenshot", "mark_screenshot", FINDING_RECAPTURE, SCREEN_COPIED},
    {"\xE6\x88\xAA\xE5\xB1\x8F", "mark_screenshot", FINDING_RECAPTURE,
     SCREEN_COPIED},
    {"\"mirror\":true", "mark_mirror", FINDING_MIRRORED, TURNED_ROUND},
    {" front camera ", "mark_front_camera", FINDING_MIRRORED, FRONT_CAMERA},
    {" front truedepth camera", "mark_front_camera", FINDING_MIRRORED,
     FRONT_CAMERA},
};

enum { N_MARKS = sizeof MARKS / sizeof *MARKS };
_Static_assert(N_MARKS <= 64, "a set of marks is 64 bits");

/* How wide phones' screens are, upright, in pixels. */
static const int SCREEN_WIDTHS[] = {
    720,  828,  1080, 1125, 1170, 1176, 1179, 1200, 1206, 1212,
    1216, 1220, 1224, 1228, 1240, 1242, 1256, 1260, 1264, 1272,
    1280, 1284, 1290, 1312, 1320, 1344, 1368, 1440,
};
/* They are so much higher; video is less, and so are cameras' pictures. */
#define SCREEN_LONG_MIN 1.99
#define SCREEN_LONG_MAX 2.4
/* Older screens of video's shape, in measures that no video has. */
static const int OLD_SCREENS[][2] = {{750, 1334}, {1242, 2208}};

/* What the file says. */
struct said {
    uint64_t marks;
    bool has_exposure;
};

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 'a' - 'A') : c;
}

static bool stands_at(struct bytes in, size_t at, const char *text)
{
    size_t len = strlen(text);

    if (in.len - at < len)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (lower(in.at[at + i]) != (uint8_t)text[i])
            return false;
    }
    return true;
}

/* The marks by their first character. */
static void index_marks(uint64_t by_first[256])
{
    memset(by_first, 0, 256 * sizeof *by_first);
    for (int i = 0; i < N_MARKS; i++)
        by_first[(uint8_t)*MARKS[i].text] |= UINT64_C(1) << i;
}

static void look(struct bytes segment, const uint64_t by_first[256],
                 struct said *said)
{
    size_t end = segment.len < LOOK_BYTES ? segment.len : LOOK_BYTES;
    struct bytes head = {segment.at, end};

    for (size_t at = 0; at < end; at++) {
        uint64_t open = by_first[lower(head.at[at])] & ~said->marks;

        for (; open; open &= open - 1) {
            int i = __builtin_ctzll(open);

            if (stands_at(head, at, MARKS[i].text))
                said->marks |= UINT64_C(1) << i;
        }
    }
    said->has_exposure = said->has_exposure || exif_has_exposure(segment);
}

static bool holds_text(uint8_t mark)
{
    return mark == MARK_COM || (mark >= MARK_APP0 && mark <= MARK_APP15);
}

/* FF D8 | FF xx len len content | ... up to the scan.  The file was decoded,
 * but nothing here relies on it. */
static void look_through(struct bytes photo, struct said *said)
{
    uint64_t by_first[256];
    size_t at = 2;

    index_marks(by_first);
    for (int i = 0; i < SEGMENTS_MAX && at + 4 <= photo.len; i++) {
        uint8_t mark = photo.at[at + 1];
        size_t size = (size_t)photo.at[at + 2] << 8 | photo.at[at + 3];

        if (photo.at[at] != 0xFF || mark == MARK_SOS || size < 2 ||
            size > photo.len - at - 2)
            return;
        if (holds_text(mark))
            look((struct bytes){photo.at + at + 4, size - 2}, by_first, said);
        at += 2 + size;
    }
}

static bool is_screen(int width, int height)
{
    double high = (double)height / (double)width;

    for (size_t i = 0; i < sizeof OLD_SCREENS / sizeof *OLD_SCREENS; i++) {
        if (width == OLD_SCREENS[i][0] && height == OLD_SCREENS[i][1])
            return true;
    }
    if (high < SCREEN_LONG_MIN || high > SCREEN_LONG_MAX)
        return false;
    for (size_t i = 0; i < sizeof SCREEN_WIDTHS / sizeof *SCREEN_WIDTHS; i++) {
        if (width == SCREEN_WIDTHS[i])
            return true;
    }
    return false;
}

static void add(struct measures *m, enum finding_code code, const char *name,
                double p)
{
    measure_add_probability(m, code, p, (struct finding_region){0});
    measure_add_evidence(m, code, name, p);
}

void check_marks(struct bytes photo, const struct face_reading *r,
                 struct measures *m)
{
    const struct finding_region all = {0};
    struct said said = {.marks = 0};

    measure_add_probability(m, FINDING_RETOUCHED, 0, all);
    measure_add_probability(m, FINDING_RECAPTURE, 0, all);
    look_through(photo, &said);
    for (int i = 0; i < N_MARKS; i++) {
        if (said.marks >> i & 1)
            add(m, MARKS[i].code, MARKS[i].name, MARKS[i].p);
    }
    if (!said.has_exposure && is_screen(r->source_width, r->source_height))
        add(m, FINDING_RECAPTURE, "screen_size", SCREEN_SIZED);
}
