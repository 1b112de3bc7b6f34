#include "decode/inspect.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "core/time.h"
#include "decode/code.h"
#include "decode/line.h"
#include "decode/picture.h"
#include "decode/render.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

enum { PICTURES_MAX = 4096 };

/* Seconds of the year 9998: what the calendar can still carry. */
#define AT_MAX INT64_C(253370764800)

static const char USAGE[] =
    "usage: tucai-decode inspect --collector-key FILE.pem...\n"
    "         --registry-key FILE.pem... [--at UNIX_SECONDS]\n"
    "         [--picture FILE]...\n"
    "Opens one code a line from standard input, or the code in each picture,\n"
    "and prints one JSON line for each.  Key options may be repeated.\n";

struct wish {
    struct keyring *ring;
    int64_t at_ms; /* -1: the clock */
    const char *pictures[PICTURES_MAX];
    size_t n_pictures;
};

static int complain(const char *about, const char *what)
{
    (void)fprintf(stderr, "tucai-decode: %s: %s\n", about, what);
    return 1;
}

static int wrong_call(void)
{
    (void)fputs(USAGE, stderr);
    return 2;
}

static int add_key(struct wish *w, enum sm2_role role, const char *path)
{
    int r = keyring_add(w->ring, role, path);

    if (r == -EINVAL)
        return complain(path, role == SM2_PRIVATE ? "no SM2 private key in PEM"
                                                  : "no SM2 public key in PEM");
    return r < 0 ? complain(path, strerror(-r)) : 0;
}

static int set_option(struct wish *w, int option, const char *value)
{
    int64_t at_s;

    switch (option) {
    case 'c':
        return add_key(w, SM2_PRIVATE, value);
    case 'r':
        return add_key(w, SM2_PUBLIC, value);
    case 'a':
        if (!text_to_i64(value, 0, AT_MAX, &at_s))
            return wrong_call();
        w->at_ms = at_s * TIME_MS_PER_S;
        return 0;
    case 'p':
        if (w->n_pictures == PICTURES_MAX)
            return wrong_call();
        w->pictures[w->n_pictures++] = value;
        return 0;
    default:
        return wrong_call();
    }
}

static int parse(int argc, char **argv, struct wish *w)
{
    static const struct option options[] = {
        {"collector-key", required_argument, NULL, 'c'},
        {"registry-key", required_argument, NULL, 'r'},
        {"at", required_argument, NULL, 'a'},
        {"picture", required_argument, NULL, 'p'},
        {0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        int r = set_option(w, option, optarg);

        if (r != 0)
            return r;
    }
    if (optind < argc || keyring_count(w->ring, SM2_PRIVATE) == 0 ||
        keyring_count(w->ring, SM2_PUBLIC) == 0)
        return wrong_call();
    return 0;
}

static int print_verdict(int refusal, const struct ticket *t)
{
    _cleanup_(freep) char *line = render_verdict(refusal, t);

    if (puts(line) == EOF)
        return complain("standard output", strerror(errno));
    return 0;
}

static int judge(const struct wish *w, struct bytes text)
{
    int64_t now_ms = w->at_ms < 0 ? time_wall_ms() : w->at_ms;
    struct ticket t;
    int r = code_open(text, w->ring, now_ms, &t);

    if (r < 0)
        return complain("cannot judge", strerror(-r));
    return print_verdict(r, &t);
}

static int judge_lines(const struct wish *w)
{
    struct line line;

    while (line_read(stdin, &line)) {
        int r = judge(w, (struct bytes){line.at, line.len});

        if (r != 0)
            return r;
    }
    return ferror(stdin) ? complain("standard input", strerror(errno)) : 0;
}

/* Up to one byte more than a picture may have, so that a longer one shows. */
static int read_file(const char *path, struct buf *ret)
{
    _cleanup_(fclosep) FILE *f = fopen(path, "re");
    uint8_t *room = buf_room(ret, ret->max);

    if (!f || !room)
        return f ? -ENOMEM : -errno;
    buf_grew(ret, fread(room, 1, ret->max, f));
    return ferror(f) ? -EIO : 0;
}

static int judge_picture(const struct wish *w, const char *path)
{
    _cleanup_(buf_done) struct buf file = BUF_INIT(PICTURE_FILE_MAX + 1);
    _cleanup_(buf_done) struct buf text = BUF_INIT(LINE_MAX_LEN);
    int r = read_file(path, &file);

    if (r == 0)
        r = picture_read(buf_view(&file), &text);
    if (r < 0)
        return complain(path, strerror(-r));
    return r > 0 ? print_verdict(r, NULL) : judge(w, buf_view(&text));
}

static int run(const struct wish *w)
{
    /* Whoever waits for a line's verdict gets it at once. */
    if (setvbuf(stdout, NULL, _IOLBF, 0) != 0)
        return complain("standard output", strerror(errno));
    if (w->n_pictures == 0)
        return judge_lines(w);
    for (size_t i = 0; i < w->n_pictures; i++) {
        int r = judge_picture(w, w->pictures[i]);

        if (r != 0)
            return r;
    }
    return 0;
}

int inspect_command(int argc, char **argv)
{
    struct wish *wish = must_alloc(sizeof *wish);
    int r;

    wish->ring = keyring_new();
    wish->at_ms = -1;
    r = parse(argc, argv, wish);
    if (r == 0)
        r = run(wish);
    keyring_free(wish->ring);
    free(wish);
    return r;
}
