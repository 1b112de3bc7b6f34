#include "relay/sheet_command.h"

#include "core/bytes.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "core/time.h"
#include "relay/sheet/run.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { SHEETS_PER_FILE_MAX = 100000 };

static const char USAGE[] =
    "usage: tucai-relay sheet --paper 5inch|6inch|a4|a3 --out FILE "
    "[option]...\n"
    "                         PHOTO... | --list FILE\n"
    "Print sheets from finished photos (480x640 JPEG), 33x48 mm each, with "
    "cut\n"
    "marks.  FILE is replaced when all of it is there.\n"
    "  --per-student N       prints of each; students share sheets.  Without "
    "it\n"
    "                        one sheet a photo, with as many as it holds\n"
    "  --caption TEXT        beside the prints\n"
    "  --code CODE           barcode: up to 20 of A-Z, 0-9 and -; where "
    "students\n"
    "                        share sheets, a bundle's (12), which begins a "
    "new\n"
    "                        sheet and gets the sheet's number added\n"
    "  --list FILE           a line per photo, \"-\" for standard input:\n"
    "                        PATH <tab> CAPTION <tab> CODE\n"
    "  --format pdf|jpeg     jpeg: a ZIP of JPEG pictures, 300 dpi\n"
    "  --pages-per-file N    FILE-0001.pdf, FILE-0002.pdf, ... and "
    "FILE.sha256;\n"
    "                        run again, what is finished and unchanged is "
    "kept\n"
    "  --made TIME           the document's date, RFC 3339; else now\n";

struct wish {
    struct run_wish run;
    const char *list;
};

static int complain(const char *about, const char *what)
{
    (void)fprintf(stderr, "tucai-relay: %s: %s\n", about, what);
    return 2;
}

static int set_caption(struct wish *wish, const char *value)
{
    struct bytes text = bytes_of_text(value);

    wish->run.list.caption = value;
    if (text.len > PRESS_CAPTION_MAX_BYTES || !text_is_utf8(text))
        return complain("--caption", "not UTF-8, or over 600 bytes");
    return 0;
}

static int set_format(struct wish *wish, const char *value)
{
    bool is_jpeg = strcmp(value, "jpeg") == 0;

    wish->run.form.format = is_jpeg ? PRESS_JPEG : PRESS_PDF;
    return is_jpeg || strcmp(value, "pdf") == 0
               ? 0
               : complain(value, "no format of ours");
}

static int set_number(const char *option, const char *value, int64_t max,
                      int64_t *ret)
{
    return text_to_i64(value, 1, max, ret)
               ? 0
               : complain(option, "no number in its range");
}

/* 0, or 2 after having said what is wrong. */
static int set_option(struct wish *wish, int option, const char *value)
{
    struct run_wish *run = &wish->run;
    int64_t number = 0;
    int r;

    switch (option) {
    case 'p':
        run->form.paper = layout_paper_find(value);
        return run->form.paper ? 0 : complain(value, "no paper of ours");
    case 'o':
        run->out = value;
        return 0;
    case 'c':
        return set_caption(wish, value);
    case 'k':
        run->list.code = value;
        return 0;
    case 'l':
        wish->list = value;
        return 0;
    case 'f':
        return set_format(wish, value);
    case 'n':
        r = set_number("--per-student", value, PRESS_PRINTS_MAX, &number);
        run->form.per_student = (unsigned)number;
        return r;
    case 's':
        r = set_number("--pages-per-file", value, SHEETS_PER_FILE_MAX, &number);
        run->sheets_per_file = (size_t)number;
        return r;
    case 'm':
        return time_parse(value, &run->form.made_ms) == 0
                   ? 0
                   : complain(value, "no RFC 3339 time");
    default:
        (void)fputs(USAGE, stderr);
        return 2;
    }
}

static const struct option OPTIONS[] = {
    {"paper", required_argument, NULL, 'p'},
    {"out", required_argument, NULL, 'o'},
    {"caption", required_argument, NULL, 'c'},
    {"code", required_argument, NULL, 'k'},
    {"list", required_argument, NULL, 'l'},
    {"format", required_argument, NULL, 'f'},
    {"per-student", required_argument, NULL, 'n'},
    {"pages-per-file", required_argument, NULL, 's'},
    {"made", required_argument, NULL, 'm'},
    {NULL, 0, NULL, 0},
};

static int parse(int argc, char **argv, struct wish *ret)
{
    struct wish wish = {.run.list = {.caption = "", .code = ""}};
    int option, r;

    wish.run.form.made_ms = time_wall_ms();
    while ((option = getopt_long(argc, argv, "", OPTIONS, NULL)) != -1) {
        r = set_option(&wish, option, optarg);
        if (r != 0)
            return r;
    }
    wish.run.list.paths = argv + optind;
    if (!wish.run.form.paper || !wish.run.out ||
        (optind == argc) == !wish.list) {
        (void)fputs(USAGE, stderr);
        return 2;
    }
    *ret = wish;
    return 0;
}

int sheet_command(int argc, char **argv)
{
    _cleanup_(fclosep) FILE *list = NULL;
    struct wish wish;
    int r = parse(argc, argv, &wish);

    if (r != 0)
        return r;
    if (wish.list) {
        list = strcmp(wish.list, "-") == 0 ? stdin : fopen(wish.list, "re");
        if (!list)
            return complain(wish.list, strerror(errno)) - 1;
        wish.run.list.file = list;
    }
    return run_sheets(&wish.run);
}
