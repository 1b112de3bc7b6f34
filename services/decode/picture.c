#include "decode/picture.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "decode/code.h"
#include "decode/finder.h"
#include "decode/picture_file.h"
#include "decode/refusal.h"

#include <time.h>
#include <zbar.h>

enum {
    BUDGET_MS = 1500, /* of processor time */
    BORDER_PX = 24,   /* a quiet zone for codes that have none */
    SCALE_MAX = 8,    /* more shows nothing more */
    SURE_ATTEMPTS = 2,
    STRAIGHTENED_SIDE = 900,
};

/* What is done to the picture before the reader looks at it. */
enum treatment { AS_IT_IS, SHARPENED, BLACK_AND_WHITE, STRAIGHTENED };

struct attempt {
    int long_side; /* pixels */
    enum treatment treatment;
    double x, y; /* STRAIGHTENED: towards where it leans */
};

/* In the order in which they succeed most often; tests/bench/pictures.c says
 * what each one is good for.  The first SURE_ATTEMPTS are made in any case: a
 * second code may show in one of them only.  The straightened ones, half of
 * the cost, are made only where something looks like a code: a photo without
 * one is told in about 0.6 s.  The budget is the last line, for pictures full
 * of what looks like codes; it ends the list, not an attempt. */
/* clang-format off */
static const struct attempt ATTEMPTS[] = {
    {800, AS_IT_IS, 0, 0},
    {1600, AS_IT_IS, 0, 0},
    {500, AS_IT_IS, 0, 0},
    {2400, AS_IT_IS, 0, 0},
    {1100, SHARPENED, 0, 0},
    {1100, BLACK_AND_WHITE, 0, 0},
#define LEANING(l)                                                             \
    {STRAIGHTENED_SIDE, STRAIGHTENED, 0, (l)}, {STRAIGHTENED_SIDE, STRAIGHTENED, 0, -(l)},                 \
    {STRAIGHTENED_SIDE, STRAIGHTENED, (l), 0}, {STRAIGHTENED_SIDE, STRAIGHTENED, -(l), 0},                 \
    {STRAIGHTENED_SIDE, STRAIGHTENED, 0.7 * (l), 0.7 * (l)},                                 \
    {STRAIGHTENED_SIDE, STRAIGHTENED, 0.7 * (l), -0.7 * (l)},                                \
    {STRAIGHTENED_SIDE, STRAIGHTENED, -0.7 * (l), 0.7 * (l)},                                \
    {STRAIGHTENED_SIDE, STRAIGHTENED, -0.7 * (l), -0.7 * (l)}
    LEANING(0.12),
    {1600, SHARPENED, 0, 0},
    {650, BLACK_AND_WHITE, 0, 0},
    {350, AS_IT_IS, 0, 0},
    LEANING(0.22),
#undef LEANING
};
/* clang-format on */

/* The texts seen so far: the code's, and whether there was another. */
struct finding {
    struct buf *text;
    bool found;
    bool ambiguous;
};

/* A poster's other codes do not count beside a capture code. */
static void note(struct finding *f, struct bytes text)
{
    if (text.len > CODE_TEXT_MAX + 1)
        text.len = CODE_TEXT_MAX + 1; /* too long either way */
    if (f->found && code_is_ours(text) && !code_is_ours(buf_view(f->text))) {
        *f = (struct finding){.text = f->text};
        f->text->len = 0;
    }
    if (!f->found)
        f->found = buf_add(f->text, text.at, text.len) == 0;
    else if (code_is_ours(text) == code_is_ours(buf_view(f->text)) &&
             !bytes_equal(buf_view(f->text), text))
        f->ambiguous = true;
}

static void freeimagep(zbar_image_t **image)
{
    zbar_image_destroy(*image);
}

static void freescannerp(zbar_image_scanner_t **scanner)
{
    zbar_image_scanner_destroy(*scanner);
}

static zbar_image_scanner_t *new_scanner(void)
{
    zbar_image_scanner_t *s = zbar_image_scanner_create();

    CHECK(s);
    (void)zbar_image_scanner_set_config(s, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    (void)zbar_image_scanner_set_config(s, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    (void)zbar_image_scanner_set_config(s, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
    (void)zbar_image_scanner_set_config(s, ZBAR_NONE, ZBAR_CFG_TEST_INVERTED,
                                        1);
    return s;
}

static void scan(const struct grey *g, struct finding *f)
{
    _cleanup_(freescannerp) zbar_image_scanner_t *scanner = new_scanner();
    _cleanup_(freeimagep) zbar_image_t *image = zbar_image_create();

    CHECK(image);
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, (unsigned)g->width, (unsigned)g->height);
    zbar_image_set_data(
        image, g->px, (unsigned long)g->width * (unsigned long)g->height, NULL);
    if (zbar_scan_image(scanner, image) <= 0)
        return;
    for (const zbar_symbol_t *s = zbar_image_first_symbol(image); s;
         s = zbar_symbol_next(s))
        note(f, (struct bytes){(const uint8_t *)zbar_symbol_get_data(s),
                               zbar_symbol_get_data_length(s)});
}

static int treat(const struct grey *from, const struct attempt *a,
                 struct grey *ret)
{
    enum { RADIUS = 20 };

    if (a->treatment == SHARPENED)
        return grey_sharpen(from, ret);
    if (a->treatment == BLACK_AND_WHITE)
        return grey_threshold(from, RADIUS, 100, ret);
    return grey_straighten(from, a->x, a->y, ret);
}

static int side_of(const struct grey *g)
{
    return g->width > g->height ? g->width : g->height;
}

static int try(const struct grey *picture, const struct attempt *a,
               struct finding *f)
{
    _cleanup_(grey_done) struct grey scaled = {0};
    _cleanup_(grey_done) struct grey treated = {0};
    double scale = (double)a->long_side / side_of(picture);
    int r;

    if (scale > SCALE_MAX)
        return 0;
    r = grey_scale(picture, scale, BORDER_PX, &scaled);
    if (r == 0 && a->treatment != AS_IT_IS)
        r = treat(&scaled, a, &treated);
    if (r == 0)
        scan(a->treatment == AS_IT_IS ? &scaled : &treated, f);
    return r;
}

/* Finder patterns at one size, told from their surroundings of so many
 * pixels. */
static int look(const struct grey *picture, double scale, int radius,
                bool *ret_seen)
{
    enum { DARK_PERCENT = 90 };
    _cleanup_(grey_done) struct grey scaled = {0};
    _cleanup_(grey_done) struct grey black_white = {0};
    int r = grey_scale(picture, scale, BORDER_PX, &scaled);

    if (r == 0)
        r = grey_threshold(&scaled, radius, DARK_PERCENT, &black_white);
    if (r == 0)
        *ret_seen = finder_seen(&black_white);
    return r;
}

/* Is straightening worth its cost?  A picture that has to be blown up is too
 * soft to tell by its finder patterns, and is rarely one without a code. */
static int may_lean(const struct grey *picture, bool *ret)
{
    double scale = (double)STRAIGHTENED_SIDE / side_of(picture);
    bool seen = scale > 1;
    int r = 0;

    if (!seen)
        r = look(picture, scale, 40, &seen);
    if (r == 0 && !seen)
        r = look(picture, scale * 2 / 3, 30, &seen);
    if (r == 0)
        *ret = seen;
    return r;
}

/* What the search knows so far. */
struct search {
    bool looked, leans;
};

static int attempt(const struct grey *picture, size_t i, struct search *s,
                   struct finding *f)
{
    int r = 0;

    if (ATTEMPTS[i].treatment == STRAIGHTENED && !s->looked) {
        r = may_lean(picture, &s->leans);
        s->looked = true;
    }
    if (r == 0 && (ATTEMPTS[i].treatment != STRAIGHTENED || s->leans))
        r = try(picture, &ATTEMPTS[i], f);
    return r;
}

static int search(const struct grey *picture, clock_t until, struct finding *f)
{
    struct search s = {0};
    int r = 0;

    for (size_t i = 0; i < sizeof ATTEMPTS / sizeof *ATTEMPTS && r == 0; i++) {
        if (i >= SURE_ATTEMPTS && (f->found || clock() > until))
            break;
        r = attempt(picture, i, &s, f);
    }
    return r;
}

int picture_read(struct bytes file, struct buf *ret_text)
{
    _cleanup_(grey_done) struct grey picture = {0};
    struct finding f = {.text = ret_text};
    clock_t until = clock() + (clock_t)BUDGET_MS * (CLOCKS_PER_SEC / 1000);
    int r;

    if (file.len > PICTURE_FILE_MAX)
        return CODE_UNREADABLE;
    r = picture_file_read(file, &picture);
    if (r == 0)
        r = search(&picture, until, &f);
    if (r < 0)
        return r;
    if (!f.found)
        return CODE_UNREADABLE;
    return f.ambiguous ? CODE_AMBIGUOUS : 0;
}
