#include "relay/sheet/index.h"

#include "core/cleanup.h"
#include "core/text.h"
#include "relay/sheet/out_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 8192, HEX_SIZE = 2 * INDEX_SHA256_BYTES + 1 };

static const char INPUTS[] = "# inputs ";

static bool read_sum(const char *text, uint8_t ret[INDEX_SHA256_BYTES])
{
    char hex[HEX_SIZE];

    if (strlen(text) < HEX_SIZE - 1)
        return false;
    memcpy(hex, text, HEX_SIZE - 1);
    hex[HEX_SIZE - 1] = 0;
    return text_unhex(hex, ret, INDEX_SHA256_BYTES);
}

/* Two lines that belong together. */
static bool read_entry(FILE *file, struct index_entry *ret)
{
    char line[LINE_SIZE];

    return fgets(line, sizeof line, file) &&
           strncmp(line, INPUTS, sizeof INPUTS - 1) == 0 &&
           read_sum(line + sizeof INPUTS - 1, ret->inputs) &&
           fgets(line, sizeof line, file) && read_sum(line, ret->file);
}

int index_set(struct index *index, size_t at, const struct index_entry *entry)
{
    struct index_entry *entries = index->entries;

    if (at >= INDEX_FILES_MAX)
        return -ENOMEM;
    if (at >= index->count) {
        entries = reallocarray(entries, at + 1, sizeof *entries);
        if (!entries)
            return -ENOMEM;
        index->entries = entries;
        index->count = at + 1;
    }
    entries[at] = *entry;
    return 0;
}

void index_load(struct index *index, const char *name)
{
    _cleanup_(fclosep) FILE *file = fopen(name, "re");
    struct index_entry entry;

    *index = (struct index){0};
    while (file && read_entry(file, &entry) &&
           index_set(index, index->count, &entry) == 0)
        continue;
}

static int write_text(struct out_file *to, const char *text)
{
    return out_file_write(to, bytes_of_text(text));
}

static int write_entry(struct out_file *to, const struct index_entry *entry,
                       const char *name)
{
    const char *parts[] = {INPUTS, NULL, "\n", NULL, "  ", name, "\n"};
    char inputs[HEX_SIZE], file[HEX_SIZE];
    int r = 0;

    text_hex((struct bytes){entry->inputs, INDEX_SHA256_BYTES}, inputs);
    text_hex((struct bytes){entry->file, INDEX_SHA256_BYTES}, file);
    parts[1] = inputs;
    parts[3] = file;
    for (size_t i = 0; r == 0 && i < sizeof parts / sizeof *parts; i++)
        r = write_text(to, parts[i]);
    return r;
}

int index_save(const struct index *index, const char *name,
               const char *(*name_of_file)(void *of, size_t i), void *of)
{
    _cleanup_(out_file_done) struct out_file to = {0};
    uint8_t sum[OUT_FILE_SHA256_BYTES];
    int r = out_file_open(&to, name);

    for (size_t i = 0; r == 0 && i < index->count; i++)
        r = write_entry(&to, &index->entries[i], name_of_file(of, i));
    return r < 0 ? r : out_file_keep(&to, sum);
}

void index_done(struct index *index)
{
    free(index->entries);
    *index = (struct index){0};
}
