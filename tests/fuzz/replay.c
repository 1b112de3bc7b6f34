/*
 * replay - runs a fuzz target without an engine: every file of the folders
 * given, as it is, cut, and with bytes changed by a fixed sequence.
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 16, CHANGES = 200 };

static uint32_t seed = 1;

static uint32_t next(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* In memory of exactly its size, so that reading past it shows. */
static void run(const uint8_t *data, size_t len)
{
    uint8_t *copy = calloc(1, len ? len : 1);

    if (!copy)
        abort();
    if (len)
        memcpy(copy, data, len);
    (void)LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

static void run_changed(const uint8_t *data, size_t len, int changes)
{
    uint8_t changed[FILE_MAX];

    for (int i = 0; len && i < changes; i++) {
        memcpy(changed, data, len);
        for (uint32_t n = 1 + next(4); n > 0; n--)
            changed[next((uint32_t)len)] = (uint8_t)next(256);
        run(changed, i % 4 == 0 ? next((uint32_t)len) : len);
    }
}

static int run_file(const char *folder, const char *name, int changes)
{
    static uint8_t data[FILE_MAX];
    char path[4096];
    FILE *f;
    size_t len;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "re");
    if (!f) {
        perror(path);
        return 1;
    }
    len = fread(data, 1, sizeof data, f);
    (void)fclose(f);
    run(data, len);
    run_changed(data, len, changes);
    return 0;
}

/* replay CHANGES FOLDER: how often each file is changed, and where they are */
int main(int argc, char **argv)
{
    int changes = argc == 3 ? atoi(argv[1]) : -1;
    DIR *folder = argc == 3 ? opendir(argv[2]) : NULL;
    int failed = !folder || changes < 0;
    int files = 0;

    run(NULL, 0);
    for (struct dirent *e = folder ? readdir(folder) : NULL; e && !failed;
         e = readdir(folder)) {
        if (e->d_name[0] == '.')
            continue;
        failed = run_file(argv[2], e->d_name, changes);
        files++;
    }
    if (folder)
        (void)closedir(folder);
    return failed || files == 0;
}
