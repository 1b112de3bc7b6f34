#include "qc/command.h"

#include "core/cleanup.h"
#include "qc/check/verdict.h"
#include "qc/models.h"
#include "qc/photo_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { EXIT_FILE = 1, EXIT_USAGE = 2, EXIT_MODELS = 3 };
enum { RECIPE_BYTES_MAX = 4096, ARGUMENTS = 5 };

static int usage(void)
{
    (void)fputs("usage: tucai-qc make --recipe FILE PHOTO OUT.jpg\n", stderr);
    return EXIT_USAGE;
}

static int load_recipe(const char *path, struct recipe *ret)
{
    _cleanup_(buf_done) struct buf text = BUF_INIT(RECIPE_BYTES_MAX);

    if (photo_file_read(path, &text) < 0)
        return EXIT_FILE;
    if (recipe_parse(buf_view(&text), ret) == 0)
        return 0;
    (void)fprintf(stderr, "%s: no recipe\n", path);
    return EXIT_USAGE;
}

static int make(struct verdict_maker *maker, const struct recipe *recipe,
                const char *photo, const char *out)
{
    _cleanup_(buf_done) struct buf file = BUF_INIT(PHOTO_FILE_BYTES_MAX);
    struct verdict v;
    int r;

    if (photo_file_read(photo, &file) < 0)
        return EXIT_FILE;
    r = verdict_make_again(maker, buf_view(&file), recipe, &v);
    if (r == 0)
        return photo_file_write(out, v.made) < 0 ? EXIT_FILE : 0;
    (void)fprintf(stderr, "%s: %s\n", photo,
                  r == -EINVAL ? "the recipe is of another version"
                  : r < 0      ? strerror(-r)
                               : "is not the photo of this recipe");
    return EXIT_FILE;
}

int command_make(int argc, char **argv)
{
    _cleanup_(verdict_maker_freep) struct verdict_maker *maker = NULL;
    char models[MODELS_PATH_SIZE];
    struct recipe recipe;
    int r;

    if (argc != ARGUMENTS || strcmp(argv[1], "--recipe") != 0)
        return usage();
    r = load_recipe(argv[2], &recipe);
    if (r != 0)
        return r;
    models_path(models);
    if (verdict_maker_new(models, &maker) < 0) {
        (void)fprintf(stderr, "no networks in %s: run scripts/models.sh\n",
                      models);
        return EXIT_MODELS;
    }
    return make(maker, &recipe, argv[3], argv[4]);
}
