/*
 * qc_floor MODELS PHOTO N - what there is no way around: the photo decoded at a
 * quarter of its size, and the bare networks that one photo needs, N times
 * after a warm-up.  Prints {"decode":ms,"networks":ms}, medians.
 */
#include "core/check.h"
#include "core/cleanup.h"
#include "image/jpeg_read.h"
#include "qc/face/nn.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUNS_MAX = 1000, WARM_UP = 3, FILE_BYTES_MAX = 64 * 1024 * 1024 };

static double now_ms(void)
{
    struct timespec t;

    CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct nn *open_network(const char *models, const char *name)
{
    char path[4096];
    struct nn *nn = NULL;

    (void)snprintf(path, sizeof path, "%s/%s.tflite", models, name);
    CHECK(nn_open(path, &nn) == 0);
    return nn;
}

static void read_photo(const char *path, struct buf *ret)
{
    _cleanup_(fclosep) FILE *f = fopen(path, "rbe");
    uint8_t part[65536];
    size_t n;

    CHECK(f);
    while ((n = fread(part, 1, sizeof part, f)) > 0)
        CHECK(buf_add(ret, part, n) == 0);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *all, int n)
{
    qsort(all, (size_t)n, sizeof *all, by_value);
    return all[n / 2];
}

/* The mesh is fitted twice, the second time where the first found the face. */
static void measure(const char *models, struct bytes photo, int n)
{
    static double decode[RUNS_MAX], networks[RUNS_MAX];
    struct nn *full = open_network(models, "face_detection_full_range");
    struct nn *mesh = open_network(models, "face_landmark_with_attention");
    struct nn *segment = open_network(models, "selfie_multiclass_256x256");
    struct jpeg_decoder decoder = {.stored = {.width = 0}};
    struct image px = {0};

    for (int i = -WARM_UP; i < n; i++) {
        double start = now_ms(), decoded;

        CHECK(jpeg_read(&decoder, photo, 4, &px) == 0);
        decoded = now_ms();
        nn_run(full);
        nn_run(mesh);
        nn_run(mesh);
        nn_run(segment);
        if (i < 0)
            continue;
        decode[i] = decoded - start;
        networks[i] = now_ms() - decoded;
    }
    (void)printf("{\"decode\":%.3f,\"networks\":%.3f}\n", median(decode, n),
                 median(networks, n));
    nn_free(full);
    nn_free(mesh);
    nn_free(segment);
    jpeg_decoder_done(&decoder);
    image_done(&px);
}

int main(int argc, char **argv)
{
    _cleanup_(buf_done) struct buf photo = BUF_INIT(FILE_BYTES_MAX);

    CHECK(argc == 4);

    int n = atoi(argv[3]);

    CHECK(n > 0 && n <= RUNS_MAX);
    read_photo(argv[2], &photo);
    measure(argv[1], buf_view(&photo), n);
    return 0;
}
