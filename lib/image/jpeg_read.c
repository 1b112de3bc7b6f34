/*
 * libjpeg reports errors by a callback that must not return.  It jumps to
 * guarded(), the one function here with setjmp, which owns nothing: all that
 * is allocated hangs on struct session and its caller.
 */
#include "image/jpeg_read.h"

#include "core/check.h"
#include "image/halve.h"
#include "image/orient.h"

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

/* Progressive scans x pixels: what a decoder can be made to work through. */
#define SCAN_PIXELS_MAX ((size_t)400 * 1000 * 1000)

struct session {
    struct jpeg_error_mgr errors; /* first: libjpeg hands us a pointer to it */
    struct jpeg_progress_mgr progress;
    struct jpeg_decompress_struct jpeg;
    jmp_buf jump;
    int result; /* a refusal or a fault, once there is one */

    struct bytes file;
    int denom;
    bool whole;
    struct rect wanted;  /* stored pixels at 1/denom */
    struct rect decoded; /* where `wanted` lies in `stored` */
    struct image *stored;
    struct image *half; /* the same at half that size; NULL: not wanted */
    size_t looked_at;   /* pixels, of which */
    size_t coloured;    /* have a hue */
};

_Noreturn static void fail(struct session *s, int result)
{
    s->result = result;
    longjmp(s->jump, 1);
}

static struct session *session_of(j_common_ptr c)
{
    return (struct session *)(void *)c->err;
}

static int refusal_of(int code)
{
    switch (code) {
    case JWRN_HIT_MARKER:
    case JWRN_JPEG_EOF:
    case JERR_INPUT_EOF:
    case JERR_INPUT_EMPTY:
        return JPEG_TRUNCATED;
    case JERR_OUT_OF_MEMORY:
        return -ENOMEM;
    default:
        return JPEG_DAMAGED;
    }
}

_Noreturn static void on_error(j_common_ptr c)
{
    fail(session_of(c), refusal_of(c->err->msg_code));
}

/* libjpeg would carry on with grey where data is missing; a photo with a hole
 * is refused.  Bytes between segments are common and harmless. */
static void on_message(j_common_ptr c, int level)
{
    int code = c->err->msg_code;

    if (level >= 0 || code == JWRN_EXTRANEOUS_DATA || code == JWRN_JFIF_MAJOR ||
        code == JWRN_ADOBE_XFORM)
        return;
    fail(session_of(c), refusal_of(code));
}

static void on_progress(j_common_ptr c)
{
    struct session *s = session_of(c);
    size_t pixels = (size_t)s->jpeg.image_width * s->jpeg.image_height;

    if ((size_t)s->jpeg.input_scan_number * pixels > SCAN_PIXELS_MAX)
        fail(s, JPEG_TOO_LARGE);
}

static int guarded(struct session *s, void (*step)(struct session *))
{
    if (setjmp(s->jump) != 0)
        return s->result;
    step(s);
    return 0;
}

static void open_header(struct session *s)
{
    jpeg_create_decompress(&s->jpeg);
    s->jpeg.progress = &s->progress;
    jpeg_mem_src(&s->jpeg, s->file.at, s->file.len);
    (void)jpeg_read_header(&s->jpeg, TRUE);
    s->jpeg.out_color_space = JCS_RGB;
    s->jpeg.scale_num = 1;
    s->jpeg.scale_denom = (unsigned)s->denom;
    s->jpeg.dct_method = JDCT_ISLOW;
    (void)jpeg_start_decompress(&s->jpeg);
}

static void fit(struct session *s, struct image *img, int width, int height)
{
    int r = image_fit(img, width, height);

    if (r < 0)
        fail(s, r);
}

/* libjpeg widens the columns to whole blocks. */
static void choose_part(struct session *s)
{
    JDIMENSION x = 0, width = s->jpeg.output_width;

    if (s->whole)
        s->wanted = (struct rect){0, 0, (int)s->jpeg.output_width,
                                  (int)s->jpeg.output_height};
    if (s->wanted.x + s->wanted.width > (int)s->jpeg.output_width ||
        s->wanted.y + s->wanted.height > (int)s->jpeg.output_height)
        fail(s, JPEG_DAMAGED); /* the header changed its mind */
    if (!s->whole) {
        x = (JDIMENSION)s->wanted.x;
        width = (JDIMENSION)s->wanted.width;
        jpeg_crop_scanline(&s->jpeg, &x, &width);
    }
    s->decoded = (struct rect){s->wanted.x - (int)x, 0, s->wanted.width,
                               s->wanted.height};
    fit(s, s->stored, (int)s->jpeg.output_width, s->wanted.height);
    if (s->half)
        fit(s, s->half, s->stored->width / 2, s->stored->height / 2);
}

/* Every 16th pixel of every second row will do. */
static void look_for_colour(struct session *s, const uint8_t *row)
{
    for (int x = 0; x < s->stored->width; x += 16, row += 48) {
        s->looked_at++;
        s->coloured += abs(row[0] - row[1]) > 10 || abs(row[1] - row[2]) > 10;
    }
}

/* While the last row read, and the one above, are in the cache. */
static void take_row(struct session *s, int y)
{
    if (y % 2 == 0)
        look_for_colour(s, image_at(s->stored, 0, y));
    else if (s->half)
        image_halve_row(s->stored, y / 2, s->half);
}

static void decode_rows(struct session *s)
{
    if (s->wanted.y > 0)
        (void)jpeg_skip_scanlines(&s->jpeg, (JDIMENSION)s->wanted.y);
    for (int y = 0; y < s->wanted.height;) {
        JSAMPROW row = image_at(s->stored, 0, y);
        if (jpeg_read_scanlines(&s->jpeg, &row, 1) == 1)
            take_row(s, y++);
    }
    if (s->whole)
        (void)jpeg_finish_decompress(&s->jpeg);
}

static void decode(struct session *s)
{
    open_header(s);
    choose_part(s);
    decode_rows(s);
}

static int run(struct session *s)
{
    s->jpeg.err = jpeg_std_error(&s->errors);
    s->errors.error_exit = on_error;
    s->errors.emit_message = on_message;
    s->progress.progress_monitor = on_progress;

    int r = guarded(s, decode);

    jpeg_destroy_decompress(&s->jpeg);
    return r;
}

void jpeg_decoder_done(struct jpeg_decoder *d)
{
    image_done(&d->stored);
    image_done(&d->stored_half);
}

static int inspect(const struct jpeg_decoder *d, struct bytes file,
                   struct jpeg_facts *ret)
{
    return jpeg_inspect_small(file, d->side_min ? d->side_min : JPEG_SIDE_MIN,
                              ret);
}

/* The whole picture into s->stored and s->half.  Grey stored as colour has
 * hardly any pixel with a hue. */
static int read_whole(struct session *s)
{
    int r = run(s);

    if (r != 0)
        return r;
    return s->coloured * 500 > s->looked_at ? 0 : JPEG_NO_COLOUR;
}

static int turn_whole(const struct image *stored, int orientation,
                      struct image *ret)
{
    struct rect all = {0, 0, stored->width, stored->height};

    return orient_apply(stored, all, orientation, ret);
}

/* Both turned; the lost row of an odd size may be another one upright. */
static int turn_both(const struct jpeg_decoder *d, int orientation,
                     struct image *ret, struct image *ret_half)
{
    bool odd = d->stored.width % 2 == 1 || d->stored.height % 2 == 1;
    int r = turn_whole(&d->stored, orientation, ret);

    if (r < 0)
        return r;
    return odd ? image_halve(ret, ret_half)
               : turn_whole(&d->stored_half, orientation, ret_half);
}

int jpeg_read(struct jpeg_decoder *d, struct bytes file, int denom,
              struct image *ret)
{
    struct jpeg_facts facts;
    int r = inspect(d, file, &facts);
    bool upright = r == 0 && facts.orientation == 1;
    struct session s = {.file = file,
                        .denom = denom,
                        .whole = true,
                        .stored = upright ? ret : &d->stored};

    if (r == 0)
        r = read_whole(&s);
    if (r != 0 || upright)
        return r;
    return turn_whole(&d->stored, facts.orientation, ret);
}

int jpeg_read_both(struct jpeg_decoder *d, struct bytes file, int denom,
                   struct image *ret, struct image *ret_half)
{
    struct jpeg_facts facts;
    int r = inspect(d, file, &facts);
    bool upright = r == 0 && facts.orientation == 1;
    struct session s = {.file = file,
                        .denom = denom,
                        .whole = true,
                        .stored = upright ? ret : &d->stored,
                        .half = upright ? ret_half : &d->stored_half};

    if (r == 0)
        r = read_whole(&s);
    if (r != 0 || upright)
        return r;
    return turn_both(d, facts.orientation, ret, ret_half);
}

static int scaled(int side, int denom)
{
    return (side + denom - 1) / denom;
}

int jpeg_read_part(struct jpeg_decoder *d, struct bytes file, int denom,
                   struct rect wanted, struct image *ret)
{
    struct jpeg_facts facts;
    int r = inspect(d, file, &facts);

    if (r != 0)
        return r;
    CHECK(wanted.x >= 0 && wanted.y >= 0);
    CHECK(wanted.width > 0 && wanted.height > 0);

    struct session s = {
        .file = file,
        .denom = denom,
        .stored = &d->stored,
        .wanted = orient_to_stored(wanted, facts.orientation,
                                   scaled(facts.width, denom),
                                   scaled(facts.height, denom)),
    };

    r = run(&s);
    if (r != 0)
        return r;
    return orient_apply(&d->stored, s.decoded, facts.orientation, ret);
}
