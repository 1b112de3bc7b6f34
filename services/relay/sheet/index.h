#ifndef RELAY_SHEET_INDEX_H
#define RELAY_SHEET_INDEX_H

/*
 * index - which files of a run are finished and of what they were made, so
 * that a killed run goes on where it was.  It stands beside them, is written
 * anew after each of them, and `sha256sum -c` checks the files by it:
 *
 *     # inputs 5f1c...
 *     9b0e...  class-0001.pdf
 */

#include <stddef.h>
#include <stdint.h>

enum { INDEX_SHA256_BYTES = 32, INDEX_FILES_MAX = 100000 };

struct index_entry {
    uint8_t inputs[INDEX_SHA256_BYTES]; /* all that the file was made of */
    uint8_t file[INDEX_SHA256_BYTES];
};

struct index {
    size_t count;
    struct index_entry *entries; /* of file 1, 2, ... */
};

/* What name says; nothing where it is not there or says something else. */
void index_load(struct index *index, const char *name);

/* Entry `at` (from 0, at most one behind the last) is this from here on; what
 * stands behind it is kept.  0 or -ENOMEM. */
int index_set(struct index *index, size_t at, const struct index_entry *entry)
    __attribute__((warn_unused_result));

/* name_of_file(of, i) is the i-th file's, from 0,
 * without folder.  0 or a negative errno. */
int index_save(const struct index *index, const char *name,
               const char *(*name_of_file)(void *of, size_t i), void *of)
    __attribute__((warn_unused_result));

void index_done(struct index *index);

#endif
