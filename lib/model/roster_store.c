#include "model/roster_store.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "proto/roster.pb-c.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum {
    COLUMNS = 5,
    PART_TEXT_BYTES_MAX =
        ROSTER_PART_LINES * COLUMNS * (ROSTER_FIELD_BYTES_MAX + 1),
};

/* ---- keys ---- */

bool roster_head_key(const char *school_code, char ret[KEY_SIZE])
{
    return !strchr(school_code, ':') && key_of("ro", school_code, ret);
}

void roster_part_key(const char *school_code, uint64_t version, size_t part,
                     char ret[KEY_SIZE])
{
    CHECK(snprintf(ret, KEY_SIZE, "ro:%s:%" PRIu64 ":%zu", school_code, version,
                   part) < KEY_SIZE);
}

/* ---- the head ---- */

size_t roster_parts(const struct roster *roster)
{
    return (roster->n + ROSTER_PART_LINES - 1) / ROSTER_PART_LINES;
}

int roster_head_encode(const struct roster *roster, int64_t imported_ms,
                       struct buf *ret)
{
    Tucai__V1__RosterHead head = TUCAI__V1__ROSTER_HEAD__INIT;
    size_t n = roster_parts(roster);
    _cleanup_(freep) char **first = must_alloc((n + 1) * sizeof *first);
    uint8_t *room;

    CHECK(roster->n <= ROSTER_LINES_MAX);
    for (size_t i = 0; i < n; i++)
        first[i] = (char *)roster->lines[i * ROSTER_PART_LINES].uid;
    head.lines = roster->n;
    head.imported_ms = imported_ms;
    head.first_uids = first;
    head.n_first_uids = n;
    room = buf_room(ret, tucai__v1__roster_head__get_packed_size(&head));
    if (!room)
        return -EMSGSIZE;
    buf_grew(ret, tucai__v1__roster_head__pack(&head, room));
    return 0;
}

int roster_head_decode(struct bytes data, struct roster_head *ret)
{
    Tucai__V1__RosterHead *in =
        tucai__v1__roster_head__unpack(NULL, data.len, data.at);

    if (!in)
        return -EBADMSG;
    *ret = (struct roster_head){.lines = in->lines,
                                .imported_ms = in->imported_ms,
                                .n_parts = in->n_first_uids,
                                .first = in->first_uids};
    in->n_first_uids = 0; /* they are ours now */
    in->first_uids = NULL;
    tucai__v1__roster_head__free_unpacked(in, NULL);
    return 0;
}

void roster_head_done(struct roster_head *head)
{
    for (size_t i = 0; i < head->n_parts; i++)
        free(head->first[i]);
    free(head->first);
    *head = (struct roster_head){0};
}

bool roster_head_part(const struct roster_head *head, const char *uid,
                      size_t *ret_part)
{
    size_t from = 0, to = head->n_parts; /* the first that is greater */

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (strcmp(head->first[middle], uid) <= 0)
            from = middle + 1;
        else
            to = middle;
    }
    if (from > 0)
        *ret_part = from - 1;
    return from > 0;
}

/* ---- a part: fields end with a tab, lines with another sign ---- */

static int add_line(struct buf *text, const struct roster_line *line)
{
    const char *fields[COLUMNS] = {line->uid, line->student_no, line->campus,
                                   line->college, line->class_name};
    int r = 0;

    for (size_t i = 0; i < COLUMNS && r == 0; i++) {
        r = buf_add_text(text, fields[i]);
        if (r == 0)
            r = buf_add(text, i + 1 < COLUMNS ? "\t" : "\n", 1);
    }
    return r;
}

static int deflate_into(struct bytes text, struct buf *ret)
{
    uLongf len = compressBound(text.len);
    uint8_t *room = buf_room(ret, len);

    if (!room)
        return -EMSGSIZE;
    /* Fast: six times as quick as the best, for a fifth more bytes. */
    if (compress2(room, &len, text.at, text.len, Z_BEST_SPEED) != Z_OK)
        return -ENOMEM;
    buf_grew(ret, len);
    return 0;
}

int roster_part_encode(const struct roster *roster, size_t part,
                       struct buf *ret)
{
    _cleanup_(buf_done) struct buf text = BUF_INIT(PART_TEXT_BYTES_MAX);
    size_t from = part * ROSTER_PART_LINES;
    size_t to = from + ROSTER_PART_LINES;
    int r = 0;

    for (size_t i = from; i < to && i < roster->n && r == 0; i++)
        r = add_line(&text, &roster->lines[i]);
    return r < 0 ? r : deflate_into(buf_view(&text), ret);
}

/* The field at *at, ended; *at goes behind it.  NULL when it does not end. */
static const char *take_field(char **at, char mark)
{
    char *field = *at;
    char *end = strchr(field, mark);

    if (!end)
        return NULL;
    *end = '\0';
    *at = end + 1;
    return field;
}

static int read_lines(char *text, struct roster *to)
{
    while (*text) {
        struct roster_line line = {
            .uid = take_field(&text, '\t'),
            .student_no = take_field(&text, '\t'),
            .campus = take_field(&text, '\t'),
            .college = take_field(&text, '\t'),
            .class_name = take_field(&text, '\n'),
        };

        if (!line.uid || !line.student_no || !line.campus || !line.college ||
            !line.class_name)
            return -EBADMSG;
        if (!roster_add(to, &line))
            return -ENOMEM;
    }
    return 0;
}

int roster_part_decode(struct bytes data, struct roster *to)
{
    _cleanup_(freep) char *room = must_alloc(PART_TEXT_BYTES_MAX + 1);
    uLongf len = PART_TEXT_BYTES_MAX;
    char *text;

    if (uncompress((uint8_t *)room, &len, data.at, data.len) != Z_OK)
        return -EBADMSG;
    room[len] = '\0';
    text = must_dup(room);
    roster_keep_text(to, text);
    return read_lines(text, to);
}
