#include "relay/sheet_command.h"

#include "core/bytes.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "core/time.h"
#include "relay/print/press.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { CAPTION_MAX_BYTES = 600, PATH_MAX_BYTES = 4096 };

static const char USAGE[] =
    "usage: tucai-relay sheet --paper 5inch|6inch|a4 --out FILE.pdf\n"
    "                         [--caption TEXT] PHOTO...\n"
    "One page per PHOTO (a finished 480x640 JPEG), as many 33x48 mm prints on\n"
    "it as the paper holds; FILE.pdf is replaced.\n";

struct wish {
    const struct layout_paper *paper;
    const char *out;
    const char *caption, *code;
    enum press_format format;
    unsigned per_student;
    char **photos; /* up to a NULL */
};

static int complain(const char *about, const char *what)
{
    (void)fprintf(stderr, "tucai-relay: %s: %s\n", about, what);
    return 1;
}

/* 0, or 2 after having said what is wrong. */
static int set_option(struct wish *wish, int option, const char *value)
{
    struct bytes text = bytes_of_text(value);

    switch (option) {
    case 'p':
        wish->paper = layout_paper_find(value);
        return wish->paper ? 0 : 1 + complain(value, "no paper of ours");
    case 'o':
        wish->out = value;
        return 0;
    case 'c':
        wish->caption = value;
        if (text.len > CAPTION_MAX_BYTES || !text_is_utf8(text))
            return 1 + complain("--caption", "not UTF-8, or over 600 bytes");
        return 0;
    case 'k':
        wish->code = value;
        return 0;
    case 'f':
        wish->format = strcmp(value, "jpeg") == 0;
        return 0;
    case 'n':
        wish->per_student = (unsigned)atoi(value);
        return 0;
    default:
        (void)fputs(USAGE, stderr);
        return 2;
    }
}

static int parse(int argc, char **argv, struct wish *ret)
{
    static const struct option options[] = {
        {"paper", required_argument, NULL, 'p'},
        {"out", required_argument, NULL, 'o'},
        {"code", required_argument, NULL, 'k'},
        {"format", required_argument, NULL, 'f'},
        {"per-student", required_argument, NULL, 'n'},
        {"caption", required_argument, NULL, 'c'},
        {NULL, 0, NULL, 0},
    };
    struct wish wish = {0};
    int option, r;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        r = set_option(&wish, option, optarg);
        if (r != 0)
            return r;
    }
    wish.photos = argv + optind;
    if (!wish.paper || !wish.out || optind == argc) {
        (void)fputs(USAGE, stderr);
        return 2;
    }
    *ret = wish;
    return 0;
}

/* One byte more than a photo may have, so that a longer file shows. */
static int read_photo(const char *path, struct buf *photo)
{
    _cleanup_(fclosep) FILE *file = NULL;
    uint8_t *room;

    photo->len = 0;
    room = buf_room(photo, SHEET_PHOTO_MAX_BYTES + 1);
    if (!room)
        return -ENOMEM;
    file = fopen(path, "rbe");
    if (!file)
        return -errno;
    buf_grew(photo, fread(room, 1, SHEET_PHOTO_MAX_BYTES + 1, file));
    return ferror(file) ? -EIO : 0;
}

static int write_out(void *to, struct bytes piece)
{
    errno = 0;
    if (fwrite(piece.at, 1, piece.len, to) == piece.len)
        return 0;
    return errno ? -errno : -EIO;
}

static int add_photos(struct press *press, const struct wish *wish)
{
    _cleanup_(buf_done) struct buf photo = BUF_INIT(SHEET_PHOTO_MAX_BYTES + 1);
    int r;

    for (char **path = wish->photos; *path; path++) {
        r = read_photo(*path, &photo);
        if (r < 0)
            return complain(*path, strerror(-r));
        r = press_add(press, &(struct press_student){buf_view(&photo),
                                                     wish->caption, wish->code});
        if (r < 0)
            return complain(wish->out, strerror(-r));
        if (r > 0)
            return complain(*path, sheet_refusal_text(r));
    }
    return 0;
}

static int write_sheets(const struct wish *wish, FILE *file)
{
    _cleanup_(press_freep) struct press *press = NULL;
    struct press_form form = {wish->paper, wish->format, wish->per_student,
                              time_wall_ms()};
    int r = press_new(&form, write_out, file, &press);

    if (r == -ENOENT)
        return complain("font", "WenQuanYi Micro Hei is not installed "
                                "(package fonts-wqy-microhei)");
    if (r < 0)
        return complain(wish->out, strerror(-r));
    if (add_photos(press, wish) != 0)
        return 1;
    r = press_finish(press);
    if (r == 0 && fflush(file) != 0)
        r = -errno;
    return r < 0 ? complain(wish->out, strerror(-r)) : 0;
}

static int make_file(const struct wish *wish)
{
    char part[PATH_MAX_BYTES];
    FILE *file;
    int r;

    if (snprintf(part, sizeof part, "%s.part", wish->out) >= (int)sizeof part)
        return complain(wish->out, "name too long");
    file = fopen(part, "wbe");
    if (!file)
        return complain(part, strerror(errno));
    r = write_sheets(wish, file);
    if (fclose(file) != 0 && r == 0)
        r = complain(part, strerror(errno));
    if (r == 0 && rename(part, wish->out) != 0)
        r = complain(wish->out, strerror(errno));
    if (r != 0)
        (void)remove(part);
    return r;
}

int sheet_command(int argc, char **argv)
{
    struct wish wish;
    int r = parse(argc, argv, &wish);

    return r != 0 ? r : make_file(&wish);
}
