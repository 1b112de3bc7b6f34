#include "image/jpeg_write.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>

#include <jpeglib.h>

enum { CHUNK_BYTES = 32 * 1024 };

enum chroma { CHROMA_HALVED, CHROMA_FULL };

struct form {
    int quality;
    int dpi;
    enum chroma chroma;
    unsigned restart_interval; /* blocks between restart marks, 0: none */
    const struct ycc *exact;   /* as in struct jpeg_target */
    bool small;                /* at the cost of a second look */
};

/* libjpeg's destination is ours: a buffer that has a maximum. */
struct session {
    struct jpeg_error_mgr errors; /* first: libjpeg hands us a pointer to it */
    struct jpeg_destination_mgr out;
    struct jpeg_compress_struct jpeg;
    jmp_buf jump;

    const struct image *img;
    const struct form *form;
    struct buf *to;
};

static struct session *session_of(j_compress_ptr c)
{
    return (struct session *)(void *)c->err;
}

_Noreturn static void on_error(j_common_ptr c)
{
    longjmp(((struct session *)(void *)c->err)->jump, 1);
}

static void make_room(j_compress_ptr c)
{
    struct session *s = session_of(c);

    s->out.next_output_byte = buf_room(s->to, CHUNK_BYTES);
    s->out.free_in_buffer = CHUNK_BYTES;
    if (!s->out.next_output_byte)
        longjmp(s->jump, 1);
}

static boolean on_full(j_compress_ptr c)
{
    buf_grew(session_of(c)->to, CHUNK_BYTES);
    make_room(c);
    return TRUE;
}

static void on_end(j_compress_ptr c)
{
    struct session *s = session_of(c);

    buf_grew(s->to, CHUNK_BYTES - s->out.free_in_buffer);
}

/*
 * Flat blocks are their mean alone, which a file holds in steps of the table's
 * first entry, 8 to the level: a step that divides the wanted mean keeps it.
 */
static void keep_mean(JQUANT_TBL *table, int level)
{
    UINT16 *step = &table->quantval[0];

    while (*step > 1 && 8 * (level - 128) % *step != 0)
        (*step)--;
}

static void keep_exact(struct jpeg_compress_struct *c, const struct ycc *exact)
{
    JQUANT_TBL *chroma = c->quant_tbl_ptrs[1];
    UINT16 before;

    keep_mean(c->quant_tbl_ptrs[0], exact->y);
    do {
        before = chroma->quantval[0];
        keep_mean(chroma, exact->cb);
        keep_mean(chroma, exact->cr);
    } while (chroma->quantval[0] != before);
}

static void set_form(struct jpeg_compress_struct *c, const struct form *form)
{
    jpeg_set_defaults(c);
    jpeg_set_quality(c, form->quality, TRUE);
    if (form->exact)
        keep_exact(c, form->exact);
    c->optimize_coding = form->small ? TRUE : FALSE;
    c->density_unit = 1; /* dots per inch */
    c->X_density = c->Y_density = (UINT16)form->dpi;
    c->restart_interval = form->restart_interval;
    if (form->chroma == CHROMA_FULL)
        c->comp_info[0].h_samp_factor = c->comp_info[0].v_samp_factor = 1;
}

static void encode(struct session *s)
{
    struct jpeg_compress_struct *c = &s->jpeg;

    jpeg_create_compress(c);
    c->dest = &s->out;
    c->image_width = (JDIMENSION)s->img->width;
    c->image_height = (JDIMENSION)s->img->height;
    c->input_components = 3;
    c->in_color_space = s->form->exact ? JCS_YCbCr : JCS_RGB;
    set_form(c, s->form);
    jpeg_start_compress(c, TRUE);
    while (c->next_scanline < c->image_height) {
        JSAMPROW row = image_at(s->img, 0, (int)c->next_scanline);
        (void)jpeg_write_scanlines(c, &row, 1);
    }
    jpeg_finish_compress(c);
}

/* The one function with setjmp; it owns nothing. */
static int guarded(struct session *s)
{
    if (setjmp(s->jump) != 0)
        return -ENOMEM;
    encode(s);
    return 0;
}

static int write_form(const struct image *img, const struct form *form,
                      struct buf *ret)
{
    struct session s = {.img = img, .form = form, .to = ret};

    ret->len = 0;
    s.jpeg.err = jpeg_std_error(&s.errors);
    s.errors.error_exit = on_error;
    s.out.init_destination = make_room;
    s.out.empty_output_buffer = on_full;
    s.out.term_destination = on_end;

    int r = guarded(&s);

    jpeg_destroy_compress(&s.jpeg);
    return r;
}

int jpeg_write(const struct image *img, int quality, int dpi, struct buf *ret)
{
    struct form form = {
        .quality = quality, .dpi = dpi, .chroma = CHROMA_HALVED};

    return write_form(img, &form, ret);
}

/*
 * The search keeps two ends: `fits` is known to fit, `over` is known not to.
 * Sizes between them are guessed by a straight line, which lands within a few
 * percent of the limit in two or three encodings.
 */
struct search {
    const struct image *img;
    const struct jpeg_target *target;
    struct buf *ret;
    struct form form;
    int fits; /* quality_min - 1: none yet */
    int over; /* quality_max + 1: none yet */
    size_t fits_bytes;
    size_t over_bytes;
};

static int try_quality(struct search *s, int quality)
{
    s->form.quality = quality;

    int r = write_form(s->img, &s->form, s->ret);

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

/* Around the qualities that matter a step changes the size by some 4 %. */
static double steps_to(size_t bytes_max, size_t bytes)
{
    return log((double)bytes_max / (double)bytes) / 0.042;
}

/* By the usual growth from a lone end, by a line between two. */
static int guess(const struct search *s)
{
    double q;

    if (s->over_bytes == 0)
        q = s->fits + steps_to(s->target->bytes_max, s->fits_bytes);
    else if (s->fits_bytes == 0)
        q = s->over + steps_to(s->target->bytes_max, s->over_bytes) - 1;
    else
        q = s->fits + (s->over - s->fits) *
                          (double)(s->target->bytes_max - s->fits_bytes) /
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

/*
 * Full chroma keeps the edge between hair and a coloured background clean, so
 * it is preferred wherever it leaves a good quality.
 */
enum {
    GOOD_QUALITY = 84,
    CHROMA_STEPS = 4, /* of quality that halved chroma buys */
};

static int search_form(struct search *s)
{
    s->form.chroma = CHROMA_FULL;
    reset(s);

    int r = try_quality(s, GOOD_QUALITY);

    if (r < 0)
        return r;
    if (s->fits == GOOD_QUALITY)
        return search_quality(s, guess(s));
    s->form.chroma = CHROMA_HALVED;
    return search_quality(s, guess(s) + CHROMA_STEPS);
}

/* A picture that is small even at its best gets restart marks: structure that
 * every reader knows, rather than filler. */
static int lengthen(struct search *s)
{
    s->form.quality = s->target->quality_max;
    s->form.chroma = CHROMA_FULL;
    s->form.restart_interval = 1;

    int r = write_form(s->img, &s->form, s->ret);

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

int jpeg_write_again(const struct image *img, const struct jpeg_target *target,
                     const struct jpeg_coding *coding, struct buf *ret)
{
    const struct form form = {
        .quality = coding->quality,
        .dpi = target->dpi,
        .chroma = coding->full_chroma ? CHROMA_FULL : CHROMA_HALVED,
        .restart_interval = coding->restarts,
        .exact = target->exact,
        .small = true,
    };

    return write_form(img, &form, ret);
}
