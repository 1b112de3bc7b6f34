/*
 * paint - what is put on a person: dark lenses, red pupils, clothes of
 * another colour, a face without features, hair over the eyes.
 */
#include "defect.h"

#include <math.h>

/* A lens, in eye distances around its middle, which lies a little under the
 * eye's. */
#define LENS_ACROSS 0.40F
#define LENS_DOWN 0.30F
#define LENS_BELOW 0.06F
#define RIM 0.035F

typedef void paint_at(const struct scene *s, float strength, struct point at,
                      uint8_t *px);

static int paint(const struct scene *s, float strength, paint_at *at,
                 struct image *ret)
{
    int r = scene_copy(s, ret);

    for (int i = 0; r == 0 && i < ret->width * ret->height; i++)
        at(s, strength, scene_face_point(s, i % ret->width, i / ret->width),
           ret->px + 3 * (size_t)i);
    return r;
}

/* 1 on the middle line of a lens' rim, less inside, more outside: a rounded
 * rectangle. */
static float lens_edge(struct point at)
{
    float across = fabsf(fabsf(at.x) - 0.5F) / LENS_ACROSS;
    float down = fabsf(at.y - LENS_BELOW) / LENS_DOWN;

    return powf(across * across * across * across + down * down * down * down,
                0.25F);
}

static float bridge(struct point at)
{
    return ramp(RIM, RIM / 2, fabsf(at.y)) *
           ramp(0.5F - LENS_ACROSS, 0.45F - LENS_ACROSS, fabsf(at.x));
}

static void lenses_at(const struct scene *s, float strength, struct point at,
                      uint8_t *px)
{
    static const float tint[3] = {28, 24, 22};
    static const float frame[3] = {25, 22, 20};
    float edge = (1 - lens_edge(at)) * LENS_DOWN;

    (void)s;
    pixel_mix(px, tint, strength * ramp(-0.01F, 0.01F, edge));
    pixel_mix(px, frame,
              fmaxf(ramp(RIM / 2, RIM / 4, fabsf(edge)), bridge(at)));
}

/* Strength: how much of the light the lenses keep back; 0 is clear glass in
 * a dark frame. */
static int sunglasses(const struct scene *s, float strength, struct image *ret)
{
    return paint(s, strength, lenses_at, ret);
}

static bool inside_eye(const struct scene *s, const int lids[8], float x,
                       float y)
{
    bool inside = false;

    for (int i = 0, j = 7; i < 8; j = i++) {
        const struct face_point *a = &s->face->points[lids[i]];
        const struct face_point *b = &s->face->points[lids[j]];

        if ((a->y > y) != (b->y > y) &&
            x < (b->x - a->x) * (y - a->y) / (b->y - a->y) + a->x)
            inside = !inside;
    }
    return inside;
}

/* How red flash makes an eye's pixel: all over the iris, softly ended. */
static float redness(const struct scene *s, float x, float y)
{
    static const int LIDS[2][8] = {{33, 160, 159, 158, 133, 153, 145, 144},
                                   {263, 387, 386, 385, 362, 380, 374, 373}};
    static const int IRIS[2] = {POINT_IRIS_LEFT, POINT_IRIS_RIGHT};

    for (int eye = 0; eye < 2; eye++) {
        const struct face_point *middle = &s->face->points[IRIS[eye]];
        float radius = face_distance(s->face, IRIS[eye] + 1, IRIS[eye] + 3) / 2;
        float away = hypotf(x - middle->x, y - middle->y) / radius;

        if (away < 1 && inside_eye(s, LIDS[eye], x, y))
            return ramp(0.85F, 0.55F, away);
    }
    return 0;
}

/* Strength: how much of the pupil's colour is the flash's red. */
static int red_eye(const struct scene *s, float strength, struct image *ret)
{
    static const float red[3] = {205, 40, 35};
    int r = scene_copy(s, ret);

    for (int i = 0; r == 0 && i < ret->width * ret->height; i++)
        pixel_mix(ret->px + 3 * (size_t)i, red,
                  strength * redness(s, (float)(i % ret->width) + 0.5F,
                                     (float)(i / ret->width) + 0.5F));
    return r;
}

/* Share of the lower third that is clothes. */
static float clothes_share(const struct scene *s)
{
    int top = s->photo->height * 2 / 3;
    int cells = s->photo->width * (s->photo->height - top);
    int n = 0;

    for (int i = 0; i < cells; i++)
        n += scene_class(s, FACE_CLOTHES, i % s->photo->width,
                         top + i / s->photo->width) > 0.5F;
    return (float)n / (float)cells;
}

/* Strength: towards the registered photo's light blue, 0..1, folds kept. */
static int blue_clothes(const struct scene *s, float strength,
                        struct image *ret)
{
    static const float blue[3] = {100, 197, 255};
    int r = scene_copy(s, ret);

    if (clothes_share(s) < 0.25F)
        return DEFECT_DOES_NOT_APPLY;
    for (int i = 0; r == 0 && i < ret->width * ret->height; i++) {
        uint8_t *px = ret->px + 3 * (size_t)i;
        float fold = 0.85F + 0.15F * (float)(px[0] + px[1] + px[2]) / 382;
        float colour[3] = {blue[0] * fold, blue[1] * fold, blue[2] * fold};

        pixel_mix(px, colour,
                  strength * scene_class(s, FACE_CLOTHES, i % ret->width,
                                         i / ret->width));
    }
    return r;
}

/* An oval over brows, eyes, nose and mouth, or a box from ear to ear. */
static float face_share(struct point at, bool box)
{
    float across = fabsf(at.x) / 1.05F;
    float down = fabsf(at.y - 0.45F) / 1.45F;

    return ramp(1, 0.95F, box ? fmaxf(across, down) : hypotf(across, down));
}

/* What a face is painted over with; grey and black are boxes. */
enum cover_style { SKIN = 1, GREY, BLACK, WALL };

static void cover_colour(const struct scene *s, enum cover_style style,
                         float ret[3])
{
    struct point cheek = face_frame_at(&s->frame, -0.45F, 0.7F);

    if (style == WALL)
        scene_colour(s->photo, 8, 8, ret);
    else
        scene_colour(s->photo, cheek.x, cheek.y, ret);
    for (int c = 0; c < 3 && (style == GREY || style == BLACK); c++)
        ret[c] = style == GREY ? 128 : 0;
}

static void no_features_at(const struct scene *s, float strength,
                           struct point at, uint8_t *px)
{
    enum cover_style style = (enum cover_style)strength;
    float colour[3];

    cover_colour(s, style, colour);
    pixel_mix(px, colour, face_share(at, style == GREY || style == BLACK));
}

/* Strength: which of the covers. */
static int face_painted_out(const struct scene *s, float strength,
                            struct image *ret)
{
    return paint(s, strength, no_features_at, ret);
}

/* How much of a fringe lies at a point of the face: strands from the crown
 * down to `end`, in an oval about as wide as the head. */
static float fringe_share(const struct scene *s, float end, struct point at)
{
    float crown = (s->face->crown_y - s->frame.origin.y) / s->frame.unit;
    float down = at.y / fminf(crown, -0.8F);
    float strand = end + 0.04F * sinf(at.x * 31);

    return ramp(strand + 0.02F, strand - 0.02F, at.y) *
           ramp(1, 0.96F, hypotf(at.x / 1.1F, fmaxf(down, 0)));
}

/* Strength: how far under the eyes a fringe ends, in eye distances; less than
 * -0.5 leaves the brows free. */
static int fringe(const struct scene *s, float strength, struct image *ret)
{
    int r = scene_copy(s, ret);

    for (int i = 0; r == 0 && i < ret->width * ret->height; i++) {
        struct point at = scene_face_point(s, i % ret->width, i / ret->width);
        float strand = 0.75F + 0.25F * sinf(at.x * 90 + 3 * sinf(at.x * 17));
        float colour[3] = {38 * strand, 30 * strand, 26 * strand};

        pixel_mix(ret->px + 3 * (size_t)i, colour,
                  fringe_share(s, strength, at));
    }
    return r;
}

const struct defect PAINT_DEFECTS[] = {
    {"sunglasses", sunglasses},
    {"red_eye", red_eye},
    {"blue_clothes", blue_clothes},
    {"face_painted_out", face_painted_out},
    {"fringe", fringe},
    {NULL, NULL},
};
