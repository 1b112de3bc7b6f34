#ifndef RELAY_SHEET_OUT_FILE_H
#define RELAY_SHEET_OUT_FILE_H

/*
 * out_file - a file that stands under its name whole and durable, or not at
 * all: written as NAME.part, renamed at the end.
 */

#include "core/bytes.h"

#include <openssl/evp.h>
#include <stdio.h>

enum { OUT_FILE_NAME_SIZE = 4096, OUT_FILE_SHA256_BYTES = 32 };

struct out_file {
    char name[OUT_FILE_NAME_SIZE];
    char part[OUT_FILE_NAME_SIZE];
    FILE *file;
    EVP_MD_CTX *sha256;
};

/* Each 0 or a negative errno. */
int out_file_open(struct out_file *f, const char *name)
    __attribute__((warn_unused_result));

/* A sheet_write: `to` is the struct out_file. */
int out_file_write(void *to, struct bytes piece)
    __attribute__((warn_unused_result));

/* Under its name from here on; ret_sha256 is that of its content. */
int out_file_keep(struct out_file *f, uint8_t ret_sha256[OUT_FILE_SHA256_BYTES])
    __attribute__((warn_unused_result));

/* Removes what was not kept.  A zeroed struct is legal. */
void out_file_done(struct out_file *f);

/* The SHA-256 of a file that is there. */
int out_file_read_sha256(const char *name,
                         uint8_t ret_sha256[OUT_FILE_SHA256_BYTES])
    __attribute__((warn_unused_result));

#endif
