#include "qc/models.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INSTALLED "/usr/share/tucai/models"

/* The folder of this program; "." if the system does not say. */
static void own_folder(char *ret, size_t size)
{
    ssize_t len = readlink("/proc/self/exe", ret, size - 1);
    char *slash;

    ret[len > 0 ? len : 0] = 0;
    slash = strrchr(ret, '/');
    if (slash)
        *slash = 0;
    else
        (void)snprintf(ret, size, ".");
}

void models_path(char ret[MODELS_PATH_SIZE])
{
    const char *set = getenv("TUCAI_MODELS");
    char folder[MODELS_PATH_SIZE / 2];

    if (set && *set) {
        (void)snprintf(ret, MODELS_PATH_SIZE, "%s", set);
        return;
    }
    own_folder(folder, sizeof folder);
    (void)snprintf(ret, MODELS_PATH_SIZE, "%s/../.models", folder);
    if (access(ret, R_OK) < 0)
        (void)snprintf(ret, MODELS_PATH_SIZE, INSTALLED);
}
