#include "ingest/web.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"

#include <errno.h>
#include <fts.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 4 << 20, ALL_BYTES_MAX = 32 << 20 };

struct file {
    struct file *next;
    char *path; /* as in the URL */
    const char *type;
    char tag[36]; /* ETag */
    struct buf content;
};

struct web {
    struct file *first;
    size_t bytes;
};

static const char *type_of(const char *name)
{
    /* clang-format off */
    static const struct { const char *end, *type; } TYPES[] = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".json", "application/json"}, {".svg", "image/svg+xml"},
        {".png", "image/png"}, {".jpg", "image/jpeg"},
        {".ico", "image/x-icon"}, {".webmanifest", "application/manifest+json"},
        {".mp4", "video/mp4"}, {".woff2", "font/woff2"},
    };
    /* clang-format on */
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot && i < sizeof TYPES / sizeof *TYPES; i++) {
        if (strcmp(TYPES[i].end, dot) == 0)
            return TYPES[i].type;
    }
    return NULL;
}

/* ---- loading ---- */

static int read_whole(const char *path, struct buf *ret)
{
    _cleanup_(fclosep) FILE *f = fopen(path, "re");
    size_t n = 1;

    if (!f)
        return -errno;
    while (n > 0) {
        uint8_t *room = buf_room(ret, 65536);

        if (!room)
            return -EFBIG;
        n = fread(room, 1, 65536, f);
        buf_grew(ret, n);
    }
    return ferror(f) ? -EIO : 0;
}

static void tag_file(struct file *f)
{
    uint8_t hash[16];
    char hex[33];

    (void)crypto_generichash(hash, sizeof hash, f->content.at, f->content.len,
                             NULL, 0);
    text_hex((struct bytes){hash, sizeof hash}, hex);
    (void)snprintf(f->tag, sizeof f->tag, "\"%s\"", hex);
}

/* path: in the file system; at: where its part in the URL begins. */
static int add_file(struct web *w, const char *path, const char *at)
{
    struct file *f;
    int r;

    if (!type_of(path))
        return 0;
    f = must_alloc(sizeof *f);
    f->next = w->first;
    w->first = f;
    f->path = must_dup(at);
    f->type = type_of(path);
    f->content = BUF_INIT(FILE_BYTES_MAX);
    r = read_whole(path, &f->content);
    if (r < 0)
        return r;
    w->bytes += f->content.len;
    tag_file(f);
    return w->bytes <= ALL_BYTES_MAX ? 0 : -EFBIG;
}

static int add_entry(struct web *w, FTS *walk, FTSENT *e, size_t root_len)
{
    if (e->fts_level > 0 && e->fts_name[0] == '.') {
        (void)fts_set(walk, e, FTS_SKIP);
        return 0;
    }
    if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR ||
        e->fts_info == FTS_NS)
        return -e->fts_errno;
    return e->fts_info == FTS_F
               ? add_file(w, e->fts_path, e->fts_path + root_len)
               : 0;
}

static int add_folder(struct web *w, const char *dir)
{
    char *const roots[] = {(char *)dir, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    size_t root_len = strlen(dir);
    int r = 0;

    if (!walk)
        return -errno;
    while (root_len > 1 && dir[root_len - 1] == '/')
        root_len--;
    while (r == 0) {
        FTSENT *e = fts_read(walk);

        if (!e)
            break;
        r = add_entry(w, walk, e, root_len);
    }
    (void)fts_close(walk);
    return r;
}

int web_new(const char *dir, struct web **ret)
{
    struct web *w = must_alloc(sizeof *w);
    int r = *dir ? add_folder(w, dir) : 0;

    if (r == 0)
        *ret = w;
    else
        web_free(w);
    return r;
}

void web_free(struct web *w)
{
    while (w && w->first) {
        struct file *f = w->first;

        w->first = f->next;
        free(f->path);
        buf_done(&f->content);
        free(f);
    }
    free(w);
}

/* ---- serving ---- */

static const struct file *find_exactly(const struct web *w, const char *path)
{
    for (const struct file *f = w->first; f; f = f->next) {
        if (strcmp(f->path, path) == 0)
            return f;
    }
    return NULL;
}

static const struct file *find(const struct web *w, const char *path)
{
    char index[256];
    size_t len = strlen(path);

    if (strcmp(path, "/") == 0)
        return find_exactly(w, "/student/index.html");
    if (path[len - 1] != '/')
        return find_exactly(w, path);
    if (snprintf(index, sizeof index, "%sindex.html", path) >=
        (int)sizeof index)
        return NULL;
    return find_exactly(w, index);
}

/* "/school": its page stands one slash further. */
static bool lacks_slash(const struct web *w, const char *path)
{
    char index[256];

    return snprintf(index, sizeof index, "%s/index.html", path) <
               (int)sizeof index &&
           find_exactly(w, index);
}

bool web_has(const struct web *w, const char *path)
{
    return *path && (find(w, path) || lacks_slash(w, path));
}

static void redirect(struct call *c)
{
    char place[256];
    const struct http_header headers[] = {{"Location", place}, {0}};

    (void)snprintf(place, sizeof place, "%s/", http_path(c->x));
    call_json_with(c, 303, json_object(), headers);
}

void web_get(struct call *c)
{
    const struct file *f = find(c->app->web, http_path(c->x));
    const char *known = http_header(c->x, "if-none-match");
    struct http_header headers[] = {
        {"Cache-Control", "no-cache"},
        {"ETag", NULL},
        {"Content-Security-Policy",
         "default-src 'self'; img-src 'self' blob: data:; "
         "media-src 'self' blob:; frame-ancestors 'none'"},
        {"Referrer-Policy", "same-origin"},
        {0}};

    if (!f) {
        redirect(c);
        return;
    }
    headers[1].value = f->tag;
    if (known && strstr(known, f->tag))
        call_empty_with(c, 304, headers);
    else
        call_bytes(c, f->type, buf_view(&f->content), headers);
}
