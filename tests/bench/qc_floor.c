/*
 * qc_floor MODELS PHOTO N - what there is no way around: the photo decoded at a
 * quarter of its size, as djpeg -scale 1/4 does but without its start and its
 * output, and the bare networks that one photo needs, N times after a warm-up.
 * Prints {"decode":ms,"networks":ms}, medians.
 */
#include "bench.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "image/jpeg_read.h"
#include "qc/face/nn.h"

#include <stdio.h>
#include <time.h>

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

/* The mesh is fitted twice, the second time where the first found the face. */
static void measure(const struct bench_call *call)
{
    static double decode[BENCH_RUNS_MAX], networks[BENCH_RUNS_MAX];
    const char *models = call->models;
    struct nn *full = open_network(models, "face_detection_full_range");
    struct nn *mesh = open_network(models, "face_landmark_with_attention");
    struct nn *segment = open_network(models, "selfie_multiclass_256x256");
    struct jpeg_decoder decoder = {.stored = {.width = 0}};
    struct image px = {0};

    for (int i = -BENCH_WARM_UP; i < call->runs; i++) {
        double start = now_ms(), decoded;

        CHECK(jpeg_read(&decoder, buf_view(&call->photo), 4, &px) == 0);
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
    (void)printf("{\"decode\":%.3f,\"networks\":%.3f}\n",
                 bench_median(decode, call->runs),
                 bench_median(networks, call->runs));
    nn_free(full);
    nn_free(mesh);
    nn_free(segment);
    jpeg_decoder_done(&decoder);
    image_done(&px);
}

int main(int argc, char **argv)
{
    _cleanup_(bench_call_done) struct bench_call call;

    bench_call_init(&call, argc, argv);
    measure(&call);
    return 0;
}
