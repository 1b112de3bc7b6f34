#include "qc/check/marks.h"

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
 * beauty camera does one thing only. */
#define EDITED 0.8
#define BEAUTIFIED 0.95
#define SCREEN_COPIED 0.9
/* The picture is exactly as large as a phone's screen. */
#define SCREEN_SIZED 0.6

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
    {"gimp ", "mark_gimp", FINDING_RETOUCHED, EDITED},
    {"vsco", "mark_vsco", FINDING_RETOUCHED, EDITED},
    {"polarr", "mark_polarr", FINDING_RETOUCHED, EDITED},
    {"meitu", "mark_meitu", FINDING_RETOUCHED, BEAUTIFIED},
    {"mtxx", "mark_meitu", FINDING_RETOUCHED, BEAUTIFIED},
    {"\xE7\xBE\x8E\xE5\x9B\xBE", "mark_meitu", FINDING_RETOUCHED, BEAUTIFIED},
    {"\xE9\x86\x92\xE5\x9B\xBE", "mark_xingtu", FINDING_RETOUCHED, BEAUTIFIED},
    {"\xE8\xBD\xBB\xE9\xA2\x9C", "mark_ulike", FINDING_RETOUCHED, BEAUTIFIED},
    {"beautycam", "mark_beautycam", FINDING_RETOUCHED, BEAUTIFIED},
    {"beautyplus", "mark_beautyplus", FINDING_RETOUCHED, BEAUTIFIED},
    {"b612", "mark_b612", FINDING_RETOUCHED, BEAUTIFIED},
    {"faceu", "mark_faceu", FINDING_RETOUCHED, BEAUTIFIED},
    {"facetune", "mark_facetune", FINDING_RETOUCHED, BEAUTIFIED},
    {"youcam", "mark_youcam", FINDING_RETOUCHED, BEAUTIFIED},
    {"camera360", "mark_camera360", FINDING_RETOUCHED, BEAUTIFIED},
    {"screenshot", "mark_screenshot", FINDING_RECAPTURE, SCREEN_COPIED},
};

enum { N_MARKS = sizeof MARKS / sizeof *MARKS };

/* Screens of common phones, upright, in pixels. */
static const int SCREENS[][2] = {
    {750, 1334},  {828, 1792},  {1080, 2160}, {1080, 2220}, {1080, 2280},
    {1080, 2310}, {1080, 2340}, {1080, 2376}, {1080, 2400}, {1080, 2408},
    {1080, 2412}, {1080, 2436}, {1080, 2460}, {1080, 2520}, {1125, 2436},
    {1170, 2532}, {1176, 2400}, {1179, 2556}, {1200, 2640}, {1200, 2670},
    {1206, 2622}, {1216, 2640}, {1220, 2712}, {1224, 2700}, {1228, 2700},
    {1240, 2772}, {1242, 2208}, {1242, 2688}, {1256, 2760}, {1260, 2720},
    {1260, 2800}, {1264, 2780}, {1284, 2778}, {1290, 2796}, {1320, 2868},
    {1344, 2772}, {1440, 2960}, {1440, 3040}, {1440, 3120}, {1440, 3168},
    {1440, 3200}, {1440, 3216},
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

static bool contains(struct bytes in, const char *text)
{
    for (size_t at = 0; at < in.len; at++) {
        if (lower(in.at[at]) == (uint8_t)*text && stands_at(in, at, text))
            return true;
    }
    return false;
}

static void look(struct bytes segment, bool found[N_MARKS])
{
    struct bytes head = {segment.at,
                         segment.len < LOOK_BYTES ? segment.len : LOOK_BYTES};

    for (size_t i = 0; i < N_MARKS; i++)
        found[i] = found[i] || contains(head, MARKS[i].text);
}

static bool holds_text(uint8_t mark)
{
    return mark == MARK_COM || (mark >= MARK_APP0 && mark <= MARK_APP15);
}

/* FF D8 | FF xx len len content | ... up to the scan.  The file was decoded,
 * but nothing here relies on it. */
static void look_through(struct bytes photo, bool found[N_MARKS])
{
    size_t at = 2;

    for (int i = 0; i < SEGMENTS_MAX && at + 4 <= photo.len; i++) {
        uint8_t mark = photo.at[at + 1];
        size_t size = (size_t)photo.at[at + 2] << 8 | photo.at[at + 3];

        if (photo.at[at] != 0xFF || mark == MARK_SOS || size < 2 ||
            size > photo.len - at - 2)
            return;
        if (holds_text(mark))
            look((struct bytes){photo.at + at + 4, size - 2}, found);
        at += 2 + size;
    }
}

static bool is_screen(const struct face_reading *r)
{
    for (size_t i = 0; i < sizeof SCREENS / sizeof *SCREENS; i++) {
        if (r->source_width == SCREENS[i][0] &&
            r->source_height == SCREENS[i][1])
            return true;
    }
    return false;
}

void check_marks(struct bytes photo, const struct face_reading *r,
                 struct measures *m)
{
    const struct finding_region all = {0};
    bool found[N_MARKS] = {false};

    measure_add_probability(m, FINDING_RETOUCHED, 0, all);
    measure_add_probability(m, FINDING_RECAPTURE, 0, all);
    look_through(photo, found);
    for (size_t i = 0; i < N_MARKS; i++) {
        if (!found[i])
            continue;
        measure_add_probability(m, MARKS[i].code, MARKS[i].p, all);
        measure_add_evidence(m, MARKS[i].code, MARKS[i].name, MARKS[i].p);
    }
    if (!is_screen(r))
        return;
    measure_add_probability(m, FINDING_RECAPTURE, SCREEN_SIZED, all);
    measure_add_evidence(m, FINDING_RECAPTURE, "screen_size", SCREEN_SIZED);
}
