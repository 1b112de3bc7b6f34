#include "relay/print/pdf_file.h"

#include "core/check.h"
#include "core/time.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PAGES_A_NODE = 128,
    BODY_MAX_BYTES = 64 << 20, /* the root of 100 million pages */
    ENTRY_BYTES = 9,           /* of the index: kind and offset */
    HOLD_BYTES = 8192,
};

struct pdf_file {
    sheet_write *write;
    void *to;
    int fault;
    uint64_t written; /* bytes, with those in hold */
    uint8_t hold[HOLD_BYTES];
    size_t held;
    struct buf offsets; /* uint64_t, of object 1, 2, ...; 0: not yet */

    uint32_t root; /* of the pages */
    uint32_t node; /* of the last pages */
    size_t node_pages, pages;
    uint32_t kids[PAGES_A_NODE];
    struct pdf_text nodes; /* as the root lists them */
    size_t node_count;
};

void pdf_file_fail(struct pdf_file *f, int fault)
{
    f->fault = f->fault ? f->fault : fault;
}

static void flush(struct pdf_file *f)
{
    if (f->fault == 0 && f->held)
        f->fault = f->write(f->to, (struct bytes){f->hold, f->held});
    f->held = 0;
}

/* Small pieces are gathered, a photo is handed on as it is. */
static void put(struct pdf_file *f, struct bytes piece)
{
    f->written += piece.len;
    if (piece.len > sizeof f->hold - f->held)
        flush(f);
    if (piece.len > sizeof f->hold) {
        f->fault = f->fault ? f->fault : f->write(f->to, piece);
        return;
    }
    if (piece.len)
        memcpy(f->hold + f->held, piece.at, piece.len);
    f->held += piece.len;
}

static void put_text(struct pdf_file *f, const char *text)
{
    put(f, bytes_of_text(text));
}

struct pdf_file *pdf_file_new(sheet_write *write, void *to)
{
    struct pdf_file *f = must_alloc(sizeof *f);

    *f = (struct pdf_file){
        .write = write,
        .to = to,
        .offsets = BUF_INIT((size_t)UINT32_MAX / 2 * sizeof(uint64_t)),
        .nodes = {.buf = BUF_INIT(BODY_MAX_BYTES)},
    };
    /* four bytes above 127 tell whoever moves it that this is no text */
    put_text(f, "%PDF-1.5\n%\xe5\x9b\xbe\xe9\x87\x87\n");
    f->root = pdf_file_reserve(f);
    return f;
}

uint32_t pdf_file_reserve(struct pdf_file *f)
{
    static const uint64_t not_yet;
    int r = buf_add(&f->offsets, &not_yet, sizeof not_yet);

    if (r < 0)
        pdf_file_fail(f, r);
    return (uint32_t)(f->offsets.len / sizeof not_yet);
}

/* The object begins here. */
static void note(struct pdf_file *f, uint32_t number)
{
    memcpy(f->offsets.at + (number - 1) * sizeof f->written, &f->written,
           sizeof f->written);
}

static void begin(struct pdf_file *f, uint32_t number)
{
    char head[32];

    if (f->fault)
        return;
    note(f, number);
    (void)snprintf(head, sizeof head, "%" PRIu32 " 0 obj\n", number);
    put_text(f, head);
}

void pdf_file_object(struct pdf_file *f, uint32_t number,
                     const struct pdf_text *body)
{
    if (body->fault)
        pdf_file_fail(f, body->fault);
    begin(f, number);
    put(f, buf_view(&body->buf));
    put_text(f, "\nendobj\n");
}

void pdf_file_stream(struct pdf_file *f, uint32_t number, const char *entries,
                     struct bytes data)
{
    char length[32];

    begin(f, number);
    put_text(f, "<< ");
    put_text(f, entries);
    (void)snprintf(length, sizeof length, " /Length %zu", data.len);
    put_text(f, length);
    put_text(f, " >>\nstream\n");
    put(f, data);
    put_text(f, "\nendstream\nendobj\n");
}

/* ---- pages ---- */

static void end_node(struct pdf_file *f)
{
    struct pdf_text body = {.buf = BUF_INIT(BODY_MAX_BYTES)};

    if (f->node_pages == 0)
        return;
    pdf_put(&body, "<< /Type /Pages /Parent %" PRIu32 " 0 R /Count %zu /Kids [",
            f->root, f->node_pages);
    for (size_t i = 0; i < f->node_pages; i++)
        pdf_put(&body, " %" PRIu32 " 0 R", f->kids[i]);
    pdf_put(&body, " ] >>");
    pdf_file_object(f, f->node, &body);
    buf_done(&body.buf);
    pdf_put(&f->nodes, " %" PRIu32 " 0 R", f->node);
    f->node_pages = 0;
}

void pdf_file_page(struct pdf_file *f, const struct pdf_text *entries)
{
    char head[64];

    if (f->node_pages == PAGES_A_NODE)
        end_node(f);
    if (f->node_pages == 0)
        f->node = pdf_file_reserve(f);
    f->kids[f->node_pages++] = pdf_file_reserve(f);
    f->pages++;
    if (entries->fault)
        pdf_file_fail(f, entries->fault);
    begin(f, f->kids[f->node_pages - 1]);
    (void)snprintf(head, sizeof head, "<< /Type /Page /Parent %" PRIu32 " 0 R ",
                   f->node);
    put_text(f, head);
    put(f, buf_view(&entries->buf));
    put_text(f, " >>\nendobj\n");
}

static void write_root(struct pdf_file *f)
{
    struct pdf_text body = {.buf = BUF_INIT(BODY_MAX_BYTES + 256)};

    end_node(f);
    pdf_put(&body, "<< /Type /Pages /Count %zu /Kids [", f->pages);
    if (f->nodes.fault ||
        buf_add(&body.buf, f->nodes.buf.at, f->nodes.buf.len) < 0)
        pdf_file_fail(f, -EMSGSIZE);
    pdf_put(&body, " ] >>");
    pdf_file_object(f, f->root, &body);
    buf_done(&body.buf);
}

/* ---- the end ---- */

static uint32_t write_catalog(struct pdf_file *f)
{
    struct pdf_text body = {.buf = BUF_INIT(BODY_MAX_BYTES)};
    uint32_t number = pdf_file_reserve(f);

    pdf_put(&body, "<< /Type /Catalog /Pages %" PRIu32 " 0 R >>", f->root);
    pdf_file_object(f, number, &body);
    buf_done(&body.buf);
    return number;
}

/* As "D:20250601080000+08'00'", from 2025-06-01T08:00:00.000+08:00. */
static uint32_t write_info(struct pdf_file *f, int64_t made_ms)
{
    struct pdf_text body = {.buf = BUF_INIT(BODY_MAX_BYTES)};
    uint32_t number = pdf_file_reserve(f);
    char made[TIME_TEXT_SIZE];

    time_format(made_ms, made);
    pdf_put(&body,
            "<< /Producer (tucai) /CreationDate "
            "(D:%.4s%.2s%.2s%.2s%.2s%.2s+08'00') >>",
            made, made + 5, made + 8, made + 11, made + 14, made + 17);
    pdf_file_object(f, number, &body);
    buf_done(&body.buf);
    return number;
}

/* A line of the index for each object, 0 too: 1 for in use, and where it
 * begins, the high byte first. */
static void fill_index(const struct pdf_file *f, uint8_t *ret)
{
    const uint8_t *at = f->offsets.at;
    uint64_t offset;

    for (size_t i = 0; i < f->offsets.len; i += sizeof offset) {
        memcpy(&offset, at + i, sizeof offset);
        ret += ENTRY_BYTES;
        ret[0] = 1;
        for (unsigned b = 1; b < ENTRY_BYTES; b++)
            ret[b] = (uint8_t)(offset >> (8 * (ENTRY_BYTES - 1 - b)));
    }
}

/* The index is a stream and an object too: the last one. */
static void write_index(struct pdf_file *f, uint32_t catalog, uint32_t info)
{
    uint32_t number = pdf_file_reserve(f);
    uint64_t start = f->written;
    size_t count = (size_t)number + 1;
    uint8_t *index = calloc(count, ENTRY_BYTES);
    char text[256];

    if (!index)
        pdf_file_fail(f, -ENOMEM);
    if (f->fault == 0) {
        note(f, number);
        fill_index(f, index);
    }
    (void)snprintf(text, sizeof text,
                   "/Type /XRef /Size %zu /W [1 %d 0] /Root %" PRIu32
                   " 0 R /Info %" PRIu32 " 0 R",
                   count, ENTRY_BYTES - 1, catalog, info);
    if (f->fault == 0)
        pdf_file_stream(f, number, text,
                        (struct bytes){index, count * ENTRY_BYTES});
    free(index);
    (void)snprintf(text, sizeof text, "startxref\n%" PRIu64 "\n%%%%EOF\n",
                   start);
    put_text(f, text);
    flush(f);
}

int pdf_file_fault(const struct pdf_file *f)
{
    return f->fault;
}

int pdf_file_finish(struct pdf_file *f, int64_t made_ms)
{
    uint32_t catalog, info;

    write_root(f);
    catalog = write_catalog(f);
    info = write_info(f, made_ms);
    write_index(f, catalog, info);
    return f->fault;
}

void pdf_file_free(struct pdf_file *f)
{
    if (!f)
        return;
    buf_done(&f->offsets);
    buf_done(&f->nodes.buf);
    free(f);
}
