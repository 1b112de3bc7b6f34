#include "decode/picture_file.h"

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

enum {
    LONG_SIDE = 2400, /* decoded smaller as long as it stays above this */
    EIGHTHS = 8,
    PIXELS_MAX = 100 * 1000 * 1000,
    SCANS_PIXELS_MAX = 25 * 1000 * 1000, /* with several scans: held in memory
                                            whole */
    SCANS_MAX = 64,
};

struct reader {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
};

static struct reader *reader_of(j_common_ptr jpeg)
{
    return jpeg->client_data;
}

static void on_error(j_common_ptr jpeg)
{
    longjmp(reader_of(jpeg)->failed, 1);
}

static void on_message(j_common_ptr jpeg, int level)
{
    (void)jpeg;
    (void)level;
}

static void on_progress(j_common_ptr jpeg)
{
    if (reader_of(jpeg)->jpeg.input_scan_number > SCANS_MAX)
        on_error(jpeg);
}

static void prepare(struct reader *r, struct bytes file)
{
    r->jpeg.err = jpeg_std_error(&r->errors);
    r->errors.error_exit = on_error;
    r->errors.emit_message = on_message;
    r->jpeg.client_data = r;
    jpeg_create_decompress(&r->jpeg);
    r->jpeg.client_data = r;
    r->progress.progress_monitor = on_progress;
    r->jpeg.progress = &r->progress;
    jpeg_mem_src(&r->jpeg, file.at, file.len);
}

/* Several scans: a progressive file, or one whose scans hold one component
 * each. */
static bool size_is_sound(struct jpeg_decompress_struct *jpeg)
{
    uint64_t pixels = (uint64_t)jpeg->image_width * jpeg->image_height;

    return pixels > 0 &&
           pixels <=
               (jpeg_has_multiple_scans(jpeg) ? SCANS_PIXELS_MAX : PIXELS_MAX);
}

/* How many eighths of the size are enough to read a code of 300 pixels in a
 * photo of 12 megapixels. */
static unsigned eighths_of(const struct jpeg_decompress_struct *jpeg)
{
    unsigned side = jpeg->image_width > jpeg->image_height ? jpeg->image_width
                                                           : jpeg->image_height;
    unsigned n = 1;

    while (n < EIGHTHS && (uint64_t)side * n / EIGHTHS < LONG_SIDE)
        n++;
    return n;
}

/* Owns nothing itself, so that the jump leaves nothing behind. */
static int decode(struct reader *r, struct grey *ret)
{
    int made;

    if (setjmp(r->failed))
        return PICTURE_FILE_UNUSABLE;
    if (jpeg_read_header(&r->jpeg, TRUE) != JPEG_HEADER_OK ||
        !size_is_sound(&r->jpeg) || r->jpeg.num_components == 4)
        return PICTURE_FILE_UNUSABLE;
    r->jpeg.out_color_space = JCS_GRAYSCALE;
    r->jpeg.scale_num = eighths_of(&r->jpeg);
    r->jpeg.scale_denom = EIGHTHS;
    jpeg_start_decompress(&r->jpeg);
    made =
        grey_make(ret, (int)r->jpeg.output_width, (int)r->jpeg.output_height);
    if (made < 0)
        return made;
    while (r->jpeg.output_scanline < r->jpeg.output_height) {
        JSAMPROW row =
            ret->px + (size_t)r->jpeg.output_scanline * (size_t)ret->width;

        (void)jpeg_read_scanlines(&r->jpeg, &row, 1);
    }
    return 0;
}

int picture_jpeg_read(struct bytes file, struct grey *ret)
{
    struct reader r = {0};
    int result;

    prepare(&r, file);
    result = decode(&r, ret);
    jpeg_destroy_decompress(&r.jpeg);
    return result;
}
