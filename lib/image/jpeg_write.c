#include "image/jpeg_form.h"

#include <errno.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

enum { CHUNK_BYTES = 32 * 1024 };

/*
 * A sample has every third run of a row of blocks, and in the next row its
 * neighbours, which says more of a picture than every third row.
 */
enum { ROW = 16, RUN = 32, EVERY = 3, SAMPLE_WIDTH_MAX = 1024 };

/* libjpeg's destination is ours: a buffer that has a maximum. */
struct session {
    struct jpeg_error_mgr errors; /* first: libjpeg hands us a pointer to it */
    struct jpeg_destination_mgr out;
    struct jpeg_compress_struct jpeg;
    jmp_buf jump;

    const struct image *img;
    const struct jpeg_form *form;
    struct buf *to;
    uint8_t sample[3 * SAMPLE_WIDTH_MAX]; /* a row in work */
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

static void set_form(struct jpeg_compress_struct *c,
                     const struct jpeg_form *form)
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

size_t jpeg_sample_pixels(const struct image *img)
{
    int columns = img->width / RUN / EVERY, rows = img->height / ROW;

    return columns * RUN > SAMPLE_WIDTH_MAX
               ? 0
               : (size_t)columns * (size_t)rows * RUN * ROW;
}

static void set_size(struct session *s)
{
    const struct image *img = s->img;
    int w = img->width, h = img->height;

    if (s->form->sampled) {
        w = w / RUN / EVERY * RUN;
        h = h / ROW * ROW;
    }
    s->jpeg.image_width = (JDIMENSION)w;
    s->jpeg.image_height = (JDIMENSION)h;
}

static uint8_t *next_row(struct session *s)
{
    int y = (int)s->jpeg.next_scanline, first = y / ROW % EVERY;

    if (!s->form->sampled)
        return image_at(s->img, 0, y);
    for (int x = 0; x < (int)s->jpeg.image_width; x += RUN)
        memcpy(s->sample + (ptrdiff_t)3 * x,
               image_at(s->img, EVERY * x + first * RUN, y), (size_t)3 * RUN);
    return s->sample;
}

static void encode(struct session *s)
{
    struct jpeg_compress_struct *c = &s->jpeg;

    jpeg_create_compress(c);
    c->dest = &s->out;
    set_size(s);
    c->input_components = 3;
    c->in_color_space = s->form->exact ? JCS_YCbCr : JCS_RGB;
    set_form(c, s->form);
    jpeg_start_compress(c, TRUE);
    while (c->next_scanline < c->image_height) {
        JSAMPROW row = next_row(s);
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

int jpeg_write_form(const struct image *img, const struct jpeg_form *form,
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
    struct jpeg_form form = {
        .quality = quality, .dpi = dpi, .chroma = CHROMA_HALVED};

    return jpeg_write_form(img, &form, ret);
}

int jpeg_write_again(const struct image *img, const struct jpeg_target *target,
                     const struct jpeg_coding *coding, struct buf *ret)
{
    const struct jpeg_form form = {
        .quality = coding->quality,
        .dpi = target->dpi,
        .chroma = coding->full_chroma ? CHROMA_FULL : CHROMA_HALVED,
        .restart_interval = coding->restarts,
        .exact = target->exact,
        .small = !coding->quick,
    };

    return jpeg_write_form(img, &form, ret);
}
