/*
 * make_defect MODELS PHOTO - reads lines `NAME STRENGTH QUALITY OUT` and
 * writes the photo spoilt by that much, encoded with that quality, to OUT;
 * prints `made` or `does_not_apply` for each line.
 */
#include "../jpeg_file.h"
#include "core/cleanup.h"
#include "defect.h"

#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

static int same(const struct scene *s, float strength, struct image *ret)
{
    (void)strength;
    return scene_copy(s, ret);
}

static const struct defect SAME[] = {{"same", same}, {NULL, NULL}};

static const struct defect *find(const char *name)
{
    static const struct defect *const ALL[] = {
        SAME,          LIGHT_DEFECTS, OPTICS_DEFECTS,
        PLACE_DEFECTS, PAINT_DEFECTS, EMPTY_DEFECTS,
        FLAT_DEFECTS,  ROOM_DEFECTS,  SKIN_DEFECTS,
    };

    for (size_t i = 0; i < sizeof ALL / sizeof *ALL; i++) {
        for (const struct defect *d = ALL[i]; d->name; d++) {
            if (strcmp(d->name, name) == 0)
                return d;
        }
    }
    return NULL;
}

/* Does what one line says; 0, DEFECT_DOES_NOT_APPLY or negative. */
static int obey(const struct scene *s, const char *line, struct image *img)
{
    char name[64];
    char path[PATH_SIZE];
    float strength;
    int quality;
    const struct defect *d;
    int r;

    if (sscanf(line, "%63s %f %d %4095[^\n]", name, &strength, &quality,
               path) != 4 ||
        !(d = find(name))) {
        (void)fprintf(stderr, "not a defect: %s", line);
        return -1;
    }
    r = d->make(s, strength, img);
    return r == 0 ? jpeg_file_write(path, img, quality) : r;
}

static int obey_all(const struct scene *s)
{
    _cleanup_(image_done) struct image img = {0};
    char line[PATH_SIZE + 128];
    int r = 0;

    while (r >= 0 && fgets(line, sizeof line, stdin)) {
        r = obey(s, line, &img);
        if (r >= 0)
            (void)puts(r == 0 ? "made" : "does_not_apply");
    }
    return r < 0 ? 1 : 0;
}

int main(int argc, char **argv)
{
    _cleanup_(buf_done) struct buf photo = BUF_INIT(JPEG_FILE_MAX);
    _cleanup_(face_reader_freep) struct face_reader *reader = NULL;
    const struct face_reading *face;
    struct scene scene;

    if (argc != 3) {
        (void)fputs("usage: make_defect MODELS PHOTO <LINES\n", stderr);
        return 2;
    }
    if (face_reader_new(argv[1], &reader) < 0 ||
        jpeg_file_read(argv[2], &photo) != 0 ||
        face_read(reader, buf_view(&photo), &face) != 0 || face->n_boxes == 0) {
        (void)fprintf(stderr, "%s: no face to work on\n", argv[2]);
        return 1;
    }
    scene = (struct scene){
        .face = face, .photo = &face->upright, .frame = face_frame_of(face)};
    return obey_all(&scene);
}
