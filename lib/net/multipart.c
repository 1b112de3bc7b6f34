#include "net/multipart.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/*
 * The delimiter is CRLF "--" boundary.  What could be its beginning is held
 * back, so the body is searched in `held` + piece; the body is treated as if
 * a CRLF stood before it, which makes the first delimiter like the others.
 */

enum { BOUNDARY_MAX = 70, DELIMITER_MAX = 4 + BOUNDARY_MAX, HEAD_MAX = 1024 };

enum state { PREAMBLE, AFTER_DELIMITER, HEAD, CONTENT, COMPLETE, MALFORMED };

struct multipart {
    struct multipart_handlers handlers;
    char delimiter[DELIMITER_MAX + 1];
    size_t delimiter_len;
    enum state state;
    size_t matched;          /* bytes of the delimiter seen just now */
    char head[HEAD_MAX + 1]; /* after a delimiter, and a part's headers */
    size_t head_len;
};

/* ---- parameters of header values ---- */

/* Copies the value of `; name=value` or `; name="value"`; false if there is
 * none or it does not fit. */
static bool get_parameter(const char *text, const char *name, char *ret,
                          size_t size)
{
    size_t name_len = strlen(name);

    for (const char *p = strchr(text, ';'); p; p = strchr(p, ';')) {
        size_t len;

        p += 1 + strspn(p + 1, " \t");
        if (strncasecmp(p, name, name_len) != 0 || p[name_len] != '=')
            continue;
        p += name_len + 1;
        len = *p == '"' ? strcspn(p + 1, "\"") : strcspn(p, "; \t");
        p += *p == '"';
        if (len >= size)
            return false;
        memcpy(ret, p, len);
        ret[len] = '\0';
        return true;
    }
    return false;
}

static bool is_boundary(const char *text)
{
    size_t len = strlen(text);

    for (const char *p = text; *p; p++) {
        if (!isalnum((unsigned char)*p) && !strchr("'()+_,-./:=? ", *p))
            return false;
    }
    return len >= 1 && len <= BOUNDARY_MAX && text[len - 1] != ' ';
}

int multipart_new(const char *content_type,
                  const struct multipart_handlers *handlers,
                  struct multipart **ret)
{
    static const char TYPE[] = "multipart/form-data";
    char boundary[BOUNDARY_MAX + 1];
    struct multipart *m;

    if (!content_type ||
        strncasecmp(content_type, TYPE, sizeof TYPE - 1) != 0 ||
        !get_parameter(content_type, "boundary", boundary, sizeof boundary) ||
        !is_boundary(boundary))
        return -EINVAL;
    m = must_alloc(sizeof *m);
    m->handlers = *handlers;
    m->delimiter_len = (size_t)snprintf(m->delimiter, sizeof m->delimiter,
                                        "\r\n--%s", boundary);
    m->matched = 2; /* as if CRLF had come before */
    *ret = m;
    return 0;
}

void multipart_free(struct multipart *m)
{
    free(m);
}

bool multipart_is_complete(const struct multipart *m)
{
    return m->state == COMPLETE;
}

/* ---- a part's headers ---- */

/* The value of one header line in `head`, or NULL. */
static const char *find_header(char *head, const char *name)
{
    size_t len = strlen(name);

    for (char *line = head; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncasecmp(line, name, len) == 0 && line[len] == ':')
            return line + len + 1 + strspn(line + len + 1, " \t");
    }
    return NULL;
}

static void copy_type(const char *value, char *ret)
{
    size_t len = value ? strcspn(value, "; \t\r\n") : 0;

    if (len >= MULTIPART_TYPE_SIZE)
        len = 0;
    for (size_t i = 0; i < len; i++) {
        ret[i] = value[i];
        if (ret[i] >= 'A' && ret[i] <= 'Z')
            ret[i] = (char)(ret[i] - 'A' + 'a');
    }
    ret[len] = '\0';
}

static void end_head(struct multipart *m)
{
    struct multipart_part part;
    const char *found;
    char disposition[HEAD_MAX + 1];

    m->head[m->head_len] = '\0';
    copy_type(find_header(m->head, "Content-Type"), part.type);
    found = find_header(m->head, "Content-Disposition");
    if (!found || strlen(m->head) != m->head_len) {
        m->state = MALFORMED;
        return;
    }
    memcpy(disposition, found, strcspn(found, "\r\n"));
    disposition[strcspn(found, "\r\n")] = '\0';
    if (strncasecmp(disposition, "form-data", 9) != 0 ||
        !get_parameter(disposition, "name", part.name, sizeof part.name)) {
        m->state = MALFORMED;
        return;
    }
    m->state = CONTENT;
    m->head_len = 0;
    m->handlers.begin(m->handlers.ctx, &part);
}

static void add_head(struct multipart *m, uint8_t c)
{
    if (m->head_len == HEAD_MAX) {
        m->state = MALFORMED;
        return;
    }
    m->head[m->head_len++] = (char)c;
    if (m->head_len >= 4 &&
        memcmp(m->head + m->head_len - 4, "\r\n\r\n", 4) == 0)
        end_head(m);
}

/* Behind a delimiter: "--" ends it all, CRLF begins a part. */
static void after_delimiter(struct multipart *m, uint8_t c)
{
    m->head[m->head_len++] = (char)c;
    if (m->head_len < 2)
        return;
    if (memcmp(m->head, "--", 2) == 0)
        m->state = COMPLETE;
    else
        m->state = memcmp(m->head, "\r\n", 2) == 0 ? HEAD : MALFORMED;
    m->head_len = 0;
}

/* ---- contents ---- */

static void give(struct multipart *m, const void *at, size_t len)
{
    if (m->state == CONTENT && len > 0)
        m->handlers.data(m->handlers.ctx, (struct bytes){at, len});
}

static void end_content(struct multipart *m)
{
    if (m->state == CONTENT)
        m->handlers.end(m->handlers.ctx);
    m->state = AFTER_DELIMITER;
    m->matched = 0;
}

/* One byte that does not go on with the delimiter: what was held back is
 * content.  A delimiter has one CR only, its first byte, so a new match can
 * begin at this byte alone. */
static void mismatch(struct multipart *m, uint8_t c)
{
    size_t held = m->matched;

    m->matched = 0;
    give(m, m->delimiter, held);
    if (c == '\r')
        m->matched = 1;
    else
        give(m, &c, 1);
}

/* Takes content up to the delimiter; returns how much it used. */
static size_t scan(struct multipart *m, struct bytes in)
{
    const uint8_t *cr;
    size_t plain;

    if (m->matched > 0) {
        if (in.at[0] == (uint8_t)m->delimiter[m->matched]) {
            if (++m->matched == m->delimiter_len)
                end_content(m);
        } else {
            mismatch(m, in.at[0]);
        }
        return 1;
    }
    cr = memchr(in.at, '\r', in.len);
    plain = cr ? (size_t)(cr - in.at) : in.len;
    give(m, in.at, plain);
    m->matched = cr ? 1 : 0;
    return plain + (cr ? 1 : 0);
}

int multipart_feed(struct multipart *m, struct bytes in)
{
    while (in.len > 0 && m->state != MALFORMED && m->state != COMPLETE) {
        size_t used = 1;

        if (m->state == AFTER_DELIMITER)
            after_delimiter(m, in.at[0]);
        else if (m->state == HEAD)
            add_head(m, in.at[0]);
        else
            used = scan(m, in);
        in.at += used;
        in.len -= used;
    }
    return m->state == MALFORMED ? -EINVAL : 0;
}
