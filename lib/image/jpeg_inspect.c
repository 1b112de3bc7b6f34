/*
 * Walks the markers up to the first scan; never touches libjpeg.
 *
 *     FF D8 | FF xx len len content | FF xx len len content | ... FF DA scan
 */
#include "image/jpeg_read.h"

#include "image/exif.h"
#include "image/orient.h"

#include <string.h>

enum {
    MARK_SOF0 = 0xC0, /* baseline */
    MARK_SOF1 = 0xC1, /* extended, Huffman */
    MARK_SOF2 = 0xC2, /* progressive */
    MARK_SOF15 = 0xCF,
    MARK_DHT = 0xC4,
    MARK_JPG = 0xC8,
    MARK_DAC = 0xCC,
    MARK_RST0 = 0xD0,
    MARK_SOI = 0xD8,
    MARK_EOI = 0xD9,
    MARK_SOS = 0xDA,
    MARK_DQT = 0xDB,
    MARK_APP1 = 0xE1,
    MARK_TEM = 0x01,
};

struct walk {
    struct bytes file;
    int side_min;
    size_t at;
    int components; /* 0: no frame header yet */
    struct jpeg_facts facts;
};

static unsigned number(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static bool is_frame(uint8_t mark)
{
    return mark >= MARK_SOF0 && mark <= MARK_SOF15 && mark != MARK_DHT &&
           mark != MARK_JPG && mark != MARK_DAC;
}

static bool stands_alone(uint8_t mark)
{
    return mark == MARK_TEM || (mark >= MARK_RST0 && mark <= MARK_SOI);
}

/* The next marker's code and content; `at` moves behind it. */
static int next_segment(struct walk *w, uint8_t *ret_mark, struct bytes *ret)
{
    const uint8_t *p = w->file.at;
    size_t len = w->file.len;

    if (w->at >= len)
        return JPEG_TRUNCATED;
    if (p[w->at] != 0xFF)
        return JPEG_DAMAGED;
    while (w->at < len && p[w->at] == 0xFF)
        w->at++;
    if (w->at >= len)
        return JPEG_TRUNCATED;

    *ret_mark = p[w->at++];
    *ret = (struct bytes){p + w->at, 0};
    if (stands_alone(*ret_mark) || *ret_mark == MARK_EOI)
        return 0;
    if (len - w->at < 2)
        return JPEG_TRUNCATED;

    size_t size = number(p + w->at);

    if (size < 2)
        return JPEG_DAMAGED;
    if (size > len - w->at)
        return JPEG_TRUNCATED;
    *ret = (struct bytes){p + w->at + 2, size - 2};
    w->at += size;
    return 0;
}

static int judge_components(struct bytes frame, int n)
{
    if (n == 1)
        return JPEG_NO_COLOUR;
    if (n == 4)
        return JPEG_CMYK;
    if (n != 3)
        return JPEG_UNSUPPORTED;
    for (int i = 0; i < n; i++) {
        unsigned sampling = frame.at[7 + 3 * i];
        unsigned h = sampling >> 4, v = sampling & 15;
        if (h < 1 || h > 4 || v < 1 || v > 4)
            return JPEG_DAMAGED;
    }
    return 0;
}

/* Content: precision 1, height 2, width 2, n 1, n x (id, sampling, table). */
static int read_frame(struct walk *w, uint8_t mark, struct bytes frame)
{
    if (mark > MARK_SOF2)
        return JPEG_UNSUPPORTED;
    if (w->components != 0 || frame.len < 6 ||
        frame.len != 6 + 3 * (size_t)frame.at[5])
        return JPEG_DAMAGED;
    if (frame.at[0] != 8)
        return JPEG_UNSUPPORTED;

    w->facts.height = (int)number(frame.at + 1);
    w->facts.width = (int)number(frame.at + 3);
    w->facts.progressive = mark == MARK_SOF2;
    w->components = frame.at[5];
    return judge_components(frame, w->components);
}

static int judge_size(const struct jpeg_facts *f, int side_min)
{
    size_t pixels = (size_t)f->width * (size_t)f->height;
    size_t most =
        f->progressive ? JPEG_PROGRESSIVE_PIXELS_MAX : JPEG_PIXELS_MAX;

    if (f->width < side_min || f->height < side_min)
        return JPEG_TOO_SMALL;
    if (f->width > JPEG_SIDE_MAX || f->height > JPEG_SIDE_MAX || pixels > most)
        return JPEG_TOO_LARGE;
    return 0;
}

/* Looks for the end mark from behind: cameras append things after it. */
static bool has_end(const struct walk *w)
{
    for (size_t i = w->file.len; i >= w->at + 2; i--)
        if (w->file.at[i - 1] == MARK_EOI && w->file.at[i - 2] == 0xFF)
            return true;
    return false;
}

/* A baseline file whose scans hold one component each needs as much memory as
 * a progressive one, so it counts as one. */
static int read_scan(struct walk *w, struct bytes scan)
{
    if (w->components == 0 || scan.len < 1)
        return JPEG_DAMAGED;
    if (scan.at[0] < w->components)
        w->facts.progressive = true;

    int r = judge_size(&w->facts, w->side_min);

    if (r != 0)
        return r;
    return has_end(w) ? 0 : JPEG_TRUNCATED;
}

/* The longest waves' steps, first in every table: never cut at 255. */
enum { FIRST_STEPS = 10 };

/* libjpeg's quality whose luma table begins as coarsely as this one. */
static int quality_of(int sum)
{
    enum { SUM_AT_50 = 132 };
    int percent = (sum * 100 + SUM_AT_50 / 2) / SUM_AT_50;
    int quality = percent > 100 ? 5000 / percent : (200 - percent) / 2;

    return quality < 1 ? 1 : quality;
}

/* Content: tables of (precision and number 1, 64 steps of 1 or 2). */
static void read_quantisation(struct walk *w, struct bytes tables)
{
    size_t at = 0;

    while (at < tables.len) {
        size_t step = tables.at[at] >> 4 ? 2 : 1;
        int number_of = tables.at[at] & 15;
        int sum = 0;

        if (tables.len - at < 1 + 64 * step)
            return;
        for (size_t i = 1; i <= FIRST_STEPS; i++)
            sum += step == 1 ? tables.at[at + i]
                             : (int)number(tables.at + at + 2 * i - 1);
        if (number_of == 0)
            w->facts.quality = quality_of(sum);
        at += 1 + 64 * step;
    }
}

static int take_segment(struct walk *w, uint8_t mark, struct bytes content)
{
    if (mark == MARK_EOI || mark == MARK_SOI)
        return JPEG_DAMAGED;
    if (is_frame(mark))
        return read_frame(w, mark, content);
    if (mark == MARK_DQT)
        read_quantisation(w, content);
    if (mark == MARK_APP1 && w->facts.orientation == 1)
        w->facts.orientation = exif_orientation(content);
    return 0;
}

int jpeg_inspect_small(struct bytes file, int side_min, struct jpeg_facts *ret)
{
    struct walk w = {.file = file,
                     .side_min = side_min,
                     .at = 2,
                     .facts = {.orientation = 1}};
    uint8_t mark = 0;
    int r = 0;

    if (file.len < 4 || memcmp(file.at, "\xFF\xD8\xFF", 3) != 0)
        return JPEG_NOT_JPEG;

    while (r == 0) {
        struct bytes content;
        r = next_segment(&w, &mark, &content);
        if (r == 0 && mark == MARK_SOS) {
            r = read_scan(&w, content);
            break;
        }
        if (r == 0)
            r = take_segment(&w, mark, content);
    }
    if (r == 0)
        *ret = w.facts;
    return r;
}

int jpeg_inspect(struct bytes file, struct jpeg_facts *ret)
{
    return jpeg_inspect_small(file, JPEG_SIDE_MIN, ret);
}

void jpeg_upright_size(const struct jpeg_facts *facts, int *ret_width,
                       int *ret_height)
{
    bool swap = orient_swaps(facts->orientation);

    *ret_width = swap ? facts->height : facts->width;
    *ret_height = swap ? facts->width : facts->height;
}

const char *jpeg_refusal_name(int refusal)
{
    static const char *const NAMES[] = {
        [JPEG_NOT_JPEG] = "not_jpeg",   [JPEG_TRUNCATED] = "truncated",
        [JPEG_DAMAGED] = "damaged",     [JPEG_TOO_SMALL] = "too_small",
        [JPEG_TOO_LARGE] = "too_large", [JPEG_NO_COLOUR] = "no_colour",
        [JPEG_CMYK] = "cmyk",           [JPEG_UNSUPPORTED] = "unsupported",
    };

    if (refusal < JPEG_NOT_JPEG || refusal > JPEG_UNSUPPORTED)
        return "none";
    return NAMES[refusal];
}
