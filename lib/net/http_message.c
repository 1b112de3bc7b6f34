#include "net/http_message.h"

#include "core/check.h"

#include <http_parser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FIELDS_MAX = 100, TARGET_MAX = 4096 };

/* What the parser's callbacks saw last, to tell pieces from a new field. */
enum part { PART_NOTHING, PART_TARGET, PART_NAME, PART_VALUE, PART_BODY };

struct field {
    size_t name; /* offsets into text */
    size_t value;
};

struct http_message {
    http_parser parser;
    struct buf text; /* target, then names and values, each with a NUL */
    struct field fields[FIELDS_MAX];
    unsigned n_fields;
    enum part part;
    bool begun;
    size_t path, query;
    enum http_event event; /* of the running call */
    struct bytes body;
    unsigned refusal; /* 0 or the status */
};

static struct http_message *of(http_parser *p)
{
    return p->data;
}

static int refuse(struct http_message *m, unsigned status)
{
    if (m->refusal == 0)
        m->refusal = status;
    return -1;
}

static int add_text(struct http_message *m, const char *at, size_t len)
{
    if (buf_add(&m->text, at, len) < 0)
        return refuse(m, m->part == PART_TARGET ? 414 : 431);
    return 0;
}

static int end_text(struct http_message *m)
{
    return add_text(m, "", 1);
}

static int on_begin(http_parser *p)
{
    of(p)->begun = true;
    return 0;
}

static int on_target(http_parser *p, const char *at, size_t len)
{
    struct http_message *m = of(p);

    m->part = PART_TARGET;
    if (m->text.len + len > TARGET_MAX)
        return refuse(m, 414);
    return add_text(m, at, len);
}

static int on_name(http_parser *p, const char *at, size_t len)
{
    struct http_message *m = of(p);

    if (m->part == PART_BODY)
        return 0; /* trailers mean nothing to us */
    if (m->part != PART_NAME) {
        if (end_text(m) < 0)
            return -1;
        if (m->n_fields == FIELDS_MAX)
            return refuse(m, 431);
        m->fields[m->n_fields++].name = m->text.len;
        m->part = PART_NAME;
    }
    return add_text(m, at, len);
}

static int on_value(http_parser *p, const char *at, size_t len)
{
    struct http_message *m = of(p);

    if (m->part == PART_BODY)
        return 0;
    if (m->part == PART_NAME) {
        if (end_text(m) < 0)
            return -1;
        m->fields[m->n_fields - 1].value = m->text.len;
        m->part = PART_VALUE;
    }
    return add_text(m, at, len);
}

static const char *text_at(const struct http_message *m, size_t at)
{
    return (const char *)m->text.at + at;
}

static unsigned count_field(const struct http_message *m, const char *name)
{
    unsigned n = 0;

    for (unsigned i = 0; i < m->n_fields; i++)
        n += strcasecmp(text_at(m, m->fields[i].name), name) == 0;
    return n;
}

/* Names with a space before the colon are read differently elsewhere. */
static bool names_are_clean(const struct http_message *m)
{
    for (unsigned i = 0; i < m->n_fields; i++) {
        if (strpbrk(text_at(m, m->fields[i].name), " \t"))
            return false;
    }
    return true;
}

/* Splits the target, which may be in absolute form, into path and query. */
static int split_target(struct http_message *m)
{
    struct http_parser_url url;
    char *target = (char *)m->text.at;
    size_t len = strlen(target);

    http_parser_url_init(&url);
    m->query = len;
    m->path = 0;
    if (http_parser_parse_url(target, len, m->parser.method == HTTP_CONNECT,
                              &url) != 0)
        return refuse(m, 400);
    if (!(url.field_set & (1 << UF_PATH))) {
        m->path = len; /* "*", or the authority of CONNECT */
        return 0;
    }
    m->path = url.field_data[UF_PATH].off;
    if (url.field_set & (1 << UF_QUERY))
        m->query = url.field_data[UF_QUERY].off;
    target[m->path + url.field_data[UF_PATH].len] = '\0';
    if (m->query < len)
        target[m->query + url.field_data[UF_QUERY].len] = '\0';
    return 0;
}

static int judge_encoding(struct http_message *m)
{
    const char *encoding = http_message_header(m, "transfer-encoding");

    if (!encoding)
        return 0;
    if (http_message_header(m, "content-length") ||
        count_field(m, "transfer-encoding") > 1 || m->parser.http_minor == 0)
        return refuse(m, 400);
    return strcasecmp(encoding, "chunked") == 0 ? 0 : refuse(m, 501);
}

static int judge_head(struct http_message *m)
{
    unsigned hosts = count_field(m, "host");

    if (m->parser.http_major != 1 || m->parser.http_minor > 1)
        return refuse(m, 505);
    if (!names_are_clean(m) || hosts > 1 ||
        (hosts == 0 && m->parser.http_minor == 1) ||
        count_field(m, "content-length") > 1)
        return refuse(m, 400);
    if (judge_encoding(m) < 0)
        return -1;
    return split_target(m);
}

static int on_head(http_parser *p)
{
    struct http_message *m = of(p);

    if (end_text(m) < 0 || judge_head(m) < 0)
        return -1;
    m->part = PART_BODY;
    m->event = HTTP_EVENT_HEAD;
    p->upgrade = 0; /* we offer none, so the request stands as it is */
    http_parser_pause(p, 1);
    return 0;
}

static int on_body(http_parser *p, const char *at, size_t len)
{
    struct http_message *m = of(p);

    m->event = HTTP_EVENT_BODY;
    m->body = (struct bytes){(const uint8_t *)at, len};
    http_parser_pause(p, 1);
    return 0;
}

static int on_end(http_parser *p)
{
    of(p)->event = HTTP_EVENT_END;
    http_parser_pause(p, 1);
    return 0;
}

static const http_parser_settings SETTINGS = {
    .on_message_begin = on_begin,
    .on_url = on_target,
    .on_header_field = on_name,
    .on_header_value = on_value,
    .on_headers_complete = on_head,
    .on_body = on_body,
    .on_message_complete = on_end,
};

struct http_message *http_message_new(size_t head_bytes)
{
    struct http_message *m = must_alloc(sizeof *m);

    CHECK(head_bytes > 0 && head_bytes <= UINT32_MAX);
    http_parser_set_max_header_size((uint32_t)head_bytes);
    m->text = BUF_INIT(head_bytes + 3 * FIELDS_MAX);
    http_message_reset(m);
    return m;
}

void http_message_free(struct http_message *m)
{
    if (!m)
        return;
    buf_done(&m->text);
    free(m);
}

void http_message_reset(struct http_message *m)
{
    http_parser_init(&m->parser, HTTP_REQUEST);
    m->parser.data = m;
    m->text.len = 0;
    m->n_fields = 0;
    m->part = PART_NOTHING;
    m->begun = false;
    m->refusal = 0;
}

static unsigned status_of(const struct http_message *m)
{
    if (HTTP_PARSER_ERRNO(&m->parser) == HPE_HEADER_OVERFLOW)
        return m->part == PART_TARGET || m->part == PART_NOTHING ? 414 : 431;
    if (HTTP_PARSER_ERRNO(&m->parser) == HPE_INVALID_TRANSFER_ENCODING)
        return 501;
    return 400;
}

enum http_event http_message_next(struct http_message *m, struct bytes *in,
                                  struct bytes *ret_body)
{
    size_t used;
    enum http_errno error;

    if (m->refusal)
        return HTTP_EVENT_REFUSED;
    if (in->len == 0)
        return HTTP_EVENT_MORE;
    if (HTTP_PARSER_ERRNO(&m->parser) == HPE_PAUSED)
        http_parser_pause(&m->parser, 0);
    m->event = HTTP_EVENT_MORE;
    used = http_parser_execute(&m->parser, &SETTINGS, (const char *)in->at,
                               in->len);
    error = HTTP_PARSER_ERRNO(&m->parser);
    in->at += used;
    in->len -= used;
    if (error != HPE_OK && error != HPE_PAUSED) {
        (void)refuse(m, status_of(m));
        return HTTP_EVENT_REFUSED;
    }
    if (m->event == HTTP_EVENT_BODY)
        *ret_body = m->body;
    return m->event;
}

bool http_message_begun(const struct http_message *m)
{
    return m->begun;
}

unsigned http_message_refusal(const struct http_message *m)
{
    return m->refusal;
}

const char *http_message_method(const struct http_message *m)
{
    return http_method_str(m->parser.method);
}

const char *http_message_path(const struct http_message *m)
{
    return text_at(m, m->path);
}

const char *http_message_query(const struct http_message *m)
{
    return text_at(m, m->query);
}

const char *http_message_header(const struct http_message *m, const char *name)
{
    for (unsigned i = 0; i < m->n_fields; i++) {
        if (strcasecmp(text_at(m, m->fields[i].name), name) == 0)
            return text_at(m, m->fields[i].value);
    }
    return NULL;
}

int64_t http_message_length(const struct http_message *m)
{
    const char *length = http_message_header(m, "content-length");

    if (http_message_header(m, "transfer-encoding"))
        return -1;
    return length ? strtoll(length, NULL, 10) : 0;
}

bool http_message_keeps_alive(const struct http_message *m)
{
    return http_should_keep_alive(&m->parser) != 0;
}

bool http_message_is_http_1_0(const struct http_message *m)
{
    return m->parser.http_minor == 0;
}

bool http_message_expects_continue(const struct http_message *m)
{
    const char *expect = http_message_header(m, "expect");

    return expect && strcasecmp(expect, "100-continue") == 0;
}
