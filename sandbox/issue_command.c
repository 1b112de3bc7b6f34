#include "issue_command.h"

#include "core/cleanup.h"
#include "core/text.h"
#include "core/time.h"
#include "issue.h"
#include "sm2_issue.h"
#include "symbol.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum {
    DAY_S = 24 * 60 * 60,
    VALID_DAYS = 365,
    MODULE_PX = 6,
    MARGIN = 4,
    TEXT_MAX = 8192,
    PNG_MAX = 8 * 1024 * 1024,
};

static const char USAGE[] =
    "usage: tucai-sandbox issue --uid UID --school DIGITS [--name NAME]\n"
    "         [--id ID] [--campus CAMPUS] [--level LEVEL] [--year YEAR]\n"
    "         [--issued UNIX_SECONDS] [--expires UNIX_SECONDS]\n"
    "         [--key-dir DIR] [--out FILE.png]\n"
    "Prints a capture code and writes it as a picture.  DIR holds\n"
    "registry.key.pem and collector.pub.pem (tucai-sandbox keygen DIR).\n";

struct wish {
    struct issue_ticket ticket;
    const char *dir;
    const char *out;
};

static int complain(const char *about, int r)
{
    (void)fprintf(stderr, "tucai-sandbox: %s: %s\n", about, strerror(-r));
    return 1;
}

/* False if value is no number in the range. */
static bool set_number(struct issue_ticket *t, int option, const char *value)
{
    int64_t number;

    if (!text_to_i64(value, 0, option == 'y' ? UINT32_MAX : INT64_MAX, &number))
        return false;
    if (option == 'y')
        t->graduation_year = (uint32_t)number;
    else if (option == 'I')
        t->issued_at_s = number;
    else
        t->expires_at_s = number;
    return true;
}

static const char **text_of(struct wish *w, int option)
{
    switch (option) {
    case 'u':
        return &w->ticket.student_uid;
    case 's':
        return &w->ticket.school_code;
    case 'n':
        return &w->ticket.name_masked;
    case 'i':
        return &w->ticket.id_masked;
    case 'c':
        return &w->ticket.campus;
    case 'l':
        return &w->ticket.level;
    case 'k':
        return &w->dir;
    case 'o':
        return &w->out;
    default:
        return NULL;
    }
}

static bool parse(int argc, char **argv, struct wish *w)
{
    /* clang-format off */
    static const struct option options[] = {
        {"uid", required_argument, NULL, 'u'},
        {"school", required_argument, NULL, 's'},
        {"name", required_argument, NULL, 'n'},
        {"id", required_argument, NULL, 'i'},
        {"campus", required_argument, NULL, 'c'},
        {"level", required_argument, NULL, 'l'},
        {"year", required_argument, NULL, 'y'},
        {"issued", required_argument, NULL, 'I'},
        {"expires", required_argument, NULL, 'E'},
        {"key-dir", required_argument, NULL, 'k'},
        {"out", required_argument, NULL, 'o'},
        {0},
    };
    /* clang-format on */
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        const char **text = text_of(w, option);

        if (text)
            *text = optarg;
        else if (option == '?' || !set_number(&w->ticket, option, optarg))
            return false;
    }
    return optind == argc && w->ticket.student_uid && w->ticket.school_code;
}

static int write_picture(struct bytes text, const char *path)
{
    _cleanup_(buf_done) struct buf png = BUF_INIT(PNG_MAX);
    _cleanup_(fclosep) FILE *f = NULL;
    struct symbol symbol;
    int r = symbol_make(text, &symbol);

    if (r == 0)
        r = symbol_png(&symbol, MODULE_PX, MARGIN, &png);
    if (r < 0)
        return r;
    f = fopen(path, "we");
    if (!f)
        return -errno;
    if (fwrite(png.at, 1, png.len, f) != png.len || fflush(f) != 0)
        return -EIO;
    return 0;
}

static void freeissuerp(struct issuer **issuer)
{
    issuer_free(*issuer);
}

static int issue(const struct wish *w)
{
    _cleanup_(freeissuerp) struct issuer *issuer = NULL;
    _cleanup_(buf_done) struct buf text = BUF_INIT(TEXT_MAX);
    int r = issuer_open(w->dir, &issuer);

    if (r < 0)
        return complain(w->dir, r);
    r = issuer_make(issuer, &w->ticket, &text);
    if (r == 0 && w->out)
        r = write_picture(buf_view(&text), w->out);
    if (r < 0)
        return complain(w->out ? w->out : "issue", r);
    if (fwrite(text.at, 1, text.len, stdout) != text.len ||
        fputc('\n', stdout) == EOF || fflush(stdout) != 0)
        return complain("standard output", -errno);
    return 0;
}

int issue_command(int argc, char **argv)
{
    int64_t now_ms = time_wall_ms();
    int64_t now_s = now_ms / TIME_MS_PER_S;
    struct wish wish = {
        .dir = "build/demo/keys",
        .ticket = {.name_masked = "张*三",
                   .id_masked = "3201**********1234",
                   .level = "本科",
                   .graduation_year = (uint32_t)time_local(now_ms).year,
                   .issued_at_s = now_s,
                   .expires_at_s = now_s + (int64_t)VALID_DAYS * DAY_S},
    };

    if (!parse(argc, argv, &wish)) {
        (void)fputs(USAGE, stderr);
        return 2;
    }
    return issue(&wish);
}

int issue_keygen(const char *dir)
{
    int r = sm2_issue_keygen(dir, ISSUE_COLLECTOR);

    if (r == 0)
        r = sm2_issue_keygen(dir, ISSUE_REGISTRY);
    return r < 0 ? r : sm2_issue_keygen(dir, ISSUE_RELAY);
}
