#include "image/jpeg_form.h"

#include <math.h>

/* Of a file without its pixels. */
enum { HEAD_BYTES = 500 };

/*
 * The search keeps two ends: `fits` is known to fit, `over` is known not to.
 * Sizes between them are guessed by a straight line, which lands within a few
 * percent of the limit in two or three encodings.
 */
struct search {
    const struct image *img;
    const struct jpeg_target *target;
    struct buf *ret;
    struct jpeg_form form;
    int fits; /* quality_min - 1: none yet */
    int over; /* quality_max + 1: none yet */
    size_t fits_bytes;
    size_t over_bytes;
};

static int try_quality(struct search *s, int quality)
{
    s->form.quality = quality;

    int r = jpeg_write_form(s->img, &s->form, s->ret);

    if (r < 0)
        return r;
    if (s->ret->len <= s->target->bytes_max) {
        s->fits = quality;
        s->fits_bytes = s->ret->len;
    } else {
        s->over = quality;
        s->over_bytes = s->ret->len;
    }
    return 0;
}

static int clamp_between(int v, int low, int high)
{
    if (v <= low)
        return low + 1;
    return v >= high ? high - 1 : v;
}

/* What libjpeg multiplies its tables by, in percent. */
static double scale_of(double quality)
{
    return quality < 50 ? 5000 / quality : 200 - 2 * quality;
}

static double quality_of(double scale)
{
    return scale > 100 ? 5000 / scale : (200 - scale) / 2;
}

/* Where a picture of these many bytes at one quality has the wanted ones:
 * portraits grow by a power of the scale, which is nearly always this one. */
static double quality_for(double quality, size_t bytes, size_t wanted)
{
    double scale = pow((double)bytes / (double)wanted, 1 / 0.84);

    return quality_of(scale_of(quality) * scale);
}

/* By the usual growth from a lone end, by a line between two. */
static int guess(const struct search *s)
{
    size_t max = s->target->bytes_max;
    double q;

    if (s->over_bytes == 0)
        q = quality_for(s->fits, s->fits_bytes, max);
    else if (s->fits_bytes == 0)
        q = quality_for(s->over, s->over_bytes, max);
    else
        q = s->fits + (s->over - s->fits) * (double)(max - s->fits_bytes) /
                          (double)(s->over_bytes - s->fits_bytes);
    return clamp_between((int)q, s->fits, s->over);
}

static void reset(struct search *s)
{
    s->fits = s->target->quality_min - 1;
    s->over = s->target->quality_max + 1;
    s->fits_bytes = s->over_bytes = 0;
}

/* From a first guess to the best quality that fits, left in ret. */
static int search_quality(struct search *s, int first)
{
    size_t enough = s->target->bytes_max - s->target->bytes_max / 10;
    int r = 0;

    reset(s);
    for (int q = first; r == 0 && s->over - s->fits > 1; q = guess(s)) {
        r = try_quality(s, clamp_between(q, s->fits, s->over));
        if (s->fits_bytes >= enough)
            break;
    }
    if (r < 0)
        return r;
    if (s->fits_bytes == 0)
        return JPEG_DOES_NOT_FIT;
    return s->form.quality == s->fits ? 0 : try_quality(s, s->fits);
}

/* About how many bytes the picture would have, by a sample of it: a third of
 * the work, and a percent or two too many, as samples are less smooth. */
static int estimate(struct search *s, int quality, size_t *ret_bytes)
{
    size_t pixels = (size_t)s->img->width * (size_t)s->img->height;
    size_t sample = jpeg_sample_pixels(s->img);
    struct jpeg_form form = s->form;
    int r;

    form.quality = quality;
    form.sampled = sample > 0;
    r = jpeg_write_form(s->img, &form, s->ret);
    if (r < 0)
        return r;
    *ret_bytes = s->ret->len;
    if (form.sampled && s->ret->len > HEAD_BYTES)
        *ret_bytes = HEAD_BYTES + (s->ret->len - HEAD_BYTES) * pixels / sample;
    return 0;
}

/* From a first guess of the quality to a better one, and from there on. */
static int search_near(struct search *s, double quality)
{
    size_t max = s->target->bytes_max, bytes;
    int q, r;

    reset(s);
    q = clamp_between((int)quality, s->fits, s->over);
    r = estimate(s, q, &bytes);
    if (r < 0)
        return r;
    return search_quality(s, (int)quality_for(q, bytes, max));
}

/*
 * Full chroma keeps the edge between hair and a coloured background clean, so
 * it is preferred wherever it leaves a good quality.
 */
enum {
    GOOD_QUALITY = 84,
    CHROMA_STEPS = 4, /* of quality that halved chroma buys */
};

static int search_halved(struct search *s, size_t full_bytes)
{
    s->form.chroma = CHROMA_HALVED;
    return search_near(s, CHROMA_STEPS + quality_for(GOOD_QUALITY, full_bytes,
                                                     s->target->bytes_max));
}

static int search_form(struct search *s)
{
    size_t max = s->target->bytes_max, bytes;
    int r;

    s->form.chroma = CHROMA_FULL;
    reset(s);
    r = estimate(s, GOOD_QUALITY, &bytes);
    if (r < 0)
        return r;
    if (bytes > max + max / 16)
        return search_halved(s, bytes);
    r = try_quality(s, GOOD_QUALITY);
    if (r < 0)
        return r;
    if (s->fits == GOOD_QUALITY)
        return search_quality(s, guess(s));
    return search_halved(s, s->over_bytes);
}

/* A picture that is small even at its best gets restart marks: structure that
 * every reader knows, rather than filler. */
static int lengthen(struct search *s)
{
    s->form.quality = s->target->quality_max;
    s->form.chroma = CHROMA_FULL;
    s->form.restart_interval = 1;

    int r = jpeg_write_form(s->img, &s->form, s->ret);

    if (r < 0)
        return r;
    return s->ret->len >= s->target->bytes_min &&
                   s->ret->len <= s->target->bytes_max
               ? 0
               : JPEG_DOES_NOT_FIT;
}

int jpeg_write_to_target(const struct image *img,
                         const struct jpeg_target *target, struct buf *ret,
                         struct jpeg_coding *ret_coding)
{
    struct search s = {
        .img = img,
        .target = target,
        .ret = ret,
        .form = {.dpi = target->dpi, .exact = target->exact, .small = true}};
    int r = search_form(&s);

    if (r == 0 && ret->len < target->bytes_min)
        r = lengthen(&s);
    if (r == 0)
        *ret_coding = (struct jpeg_coding){
            .quality = s.form.quality,
            .full_chroma = s.form.chroma == CHROMA_FULL,
            .restarts = s.form.restart_interval > 0,
        };
    return r;
}
