#ifndef RELAY_PRINT_PDF_FILE_H
#define RELAY_PRINT_PDF_FILE_H

/*
 * pdf_file - the frame of a PDF 1.5 file (ISO 32000): numbered objects, the
 * tree of its pages and, at the end, where each object stands.
 *
 * Memory   8 bytes an object, 4 for every 128 pages.
 * Errors   are kept: after the first, nothing more is written, and
 *          pdf_file_fault() and pdf_file_finish() tell it.
 */

#include "relay/print/pdf_put.h"
#include "relay/print/sheet.h"

struct pdf_file;

struct pdf_file *pdf_file_new(sheet_write *write, void *to);

/* A number for an object that is written later, once. */
uint32_t pdf_file_reserve(struct pdf_file *f);

/* body: of an object that is no stream. */
void pdf_file_object(struct pdf_file *f, uint32_t number,
                     const struct pdf_text *body);

/* entries: of the stream's dictionary, beside its length; "" for none. */
void pdf_file_stream(struct pdf_file *f, uint32_t number, const char *entries,
                     struct bytes data);

/* The next page: what its dictionary says beside its type and its parent. */
void pdf_file_page(struct pdf_file *f, const struct pdf_text *entries);

/* What goes into it could not be made: a negative errno. */
void pdf_file_fail(struct pdf_file *f, int fault);

/* 0 or the negative errno of what failed first. */
int pdf_file_fault(const struct pdf_file *f);

/* made_ms: the document's date. */
int pdf_file_finish(struct pdf_file *f, int64_t made_ms)
    __attribute__((warn_unused_result));

void pdf_file_free(struct pdf_file *f);

#endif
