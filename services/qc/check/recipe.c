#include "qc/check/recipe.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

/* What we make lies well inside. */
enum { SIDE_MIN = 16, SIDE_MAX = 4096, DPI_MAX = 2400 };

void recipe_text(const struct recipe *r, char ret[RECIPE_TEXT_SIZE])
{
    const struct placement *p = &r->placement;
    int n = snprintf(ret, RECIPE_TEXT_SIZE,
                     "{\"version\":%d,\"width\":%d,\"height\":%d,\"dpi\":%d,"
                     "\"background\":[%d,%d,%d],\"left\":%.9g,\"top\":%.9g,"
                     "\"scale\":%.9g,\"roll\":%.9g,\"pivot\":[%.9g,%.9g],"
                     "\"quality\":%d,\"full_chroma\":%s,\"restarts\":%s}",
                     r->version, r->width, r->height, r->dpi, r->background[0],
                     r->background[1], r->background[2], (double)p->left,
                     (double)p->top, (double)p->scale, (double)p->roll,
                     (double)p->pivot.x, (double)p->pivot.y, r->coding.quality,
                     r->coding.full_chroma ? "true" : "false",
                     r->coding.restarts ? "true" : "false");

    CHECK(n > 0 && n < RECIPE_TEXT_SIZE);
}

static void json_freep(json_t **value)
{
    json_decref(*value);
}

struct numbers {
    double left;
    double top;
    double scale;
    double roll;
    double pivot[2];
    int background[3];
    int full_chroma;
    int restarts;
};

static bool is_sound(const struct recipe *r, const struct numbers *n)
{
    for (int i = 0; i < 3; i++) {
        if (n->background[i] < 0 || n->background[i] > 255)
            return false;
    }
    return r->width >= SIDE_MIN && r->width <= SIDE_MAX &&
           r->height >= SIDE_MIN && r->height <= SIDE_MAX && r->dpi > 0 &&
           r->dpi <= DPI_MAX && n->scale > 0 && r->coding.quality > 0 &&
           r->coding.quality <= 100;
}

static void take(const struct numbers *n, struct recipe *r)
{
    for (int i = 0; i < 3; i++)
        r->background[i] = (uint8_t)n->background[i];
    r->placement = (struct placement){
        .left = (float)n->left,
        .top = (float)n->top,
        .scale = (float)n->scale,
        .roll = (float)n->roll,
        .pivot = {(float)n->pivot[0], (float)n->pivot[1]},
    };
    r->coding.full_chroma = n->full_chroma != 0;
    r->coding.restarts = n->restarts != 0;
}

int recipe_parse(struct bytes text, struct recipe *ret)
{
    _cleanup_(json_freep) json_t *all =
        json_loadb((const char *)text.at, text.len, 0, NULL);
    struct recipe r = {.version = 0};
    struct numbers n;

    if (!all ||
        json_unpack(all,
                    "{s:i,s:i,s:i,s:i,s:[iii],s:F,s:F,s:F,s:F,s:[FF],s:i,s:b,"
                    "s:b}",
                    "version", &r.version, "width", &r.width, "height",
                    &r.height, "dpi", &r.dpi, "background", &n.background[0],
                    &n.background[1], &n.background[2], "left", &n.left, "top",
                    &n.top, "scale", &n.scale, "roll", &n.roll, "pivot",
                    &n.pivot[0], &n.pivot[1], "quality", &r.coding.quality,
                    "full_chroma", &n.full_chroma, "restarts",
                    &n.restarts) != 0 ||
        !is_sound(&r, &n))
        return -EINVAL;
    take(&n, &r);
    *ret = r;
    return 0;
}
