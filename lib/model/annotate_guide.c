#include "model/annotate_draw.h"

#include <math.h>

/* How much further than just allowed the guide sends a head. */
#define INSIDE 1.08

static const struct finding *find(const struct finding_list *list,
                                  enum finding_code code)
{
    for (int i = 0; i < list->n; i++) {
        if (list->at[i].code == code)
            return &list->at[i];
    }
    return NULL;
}

/* ---- where the head should stand ---- */

/* A head in px: its eyes, its top and chin, its width. */
struct place {
    double x, eyes_y, crown_y, chin_y, width;
};

static struct place place_of(const struct svg *s, const struct head_guide *h)
{
    return (struct place){
        .x = h->eyes_x * s->width,
        .eyes_y = h->eyes_y * s->height,
        .crown_y = h->crown_y * s->height,
        .chin_y = h->chin_y * s->height,
        .width = h->face_width * s->width,
    };
}

/* The made photo's frame around a head: hair in the middle of its band. */
static struct box frame_of(const struct head_guide *h, const struct place *p)
{
    double above = p->width * (h->hair_top_min + h->hair_top_max) / 2;

    return (struct box){
        .x = p->x - p->width * h->frame_width / 2,
        .y = p->crown_y - above,
        .w = p->width * h->frame_width,
        .h = p->width * h->frame_height,
    };
}

static struct place resized(const struct place *p, double k)
{
    return (struct place){
        .x = p->x,
        .eyes_y = p->eyes_y,
        .crown_y = p->eyes_y + k * (p->crown_y - p->eyes_y),
        .chin_y = p->eyes_y + k * (p->chin_y - p->eyes_y),
        .width = k * p->width,
    };
}

static double between(double v, double least, double most)
{
    return fmax(fmin(v, most), least);
}

/* So that the frame lies in the picture. */
static void move_inside(const struct svg *s, const struct head_guide *h,
                        struct place *p)
{
    struct box f = frame_of(h, p);
    double dx = between(f.x, 0, fmax(s->width - f.w, 0)) - f.x;
    double dy = between(f.y, 0, fmax(s->height - f.h, 0)) - f.y;

    p->x += dx;
    p->eyes_y += dy;
    p->crown_y += dy;
    p->chin_y += dy;
}

static struct place wanted(const struct svg *s, const struct finding_list *list,
                           const struct head_guide *h)
{
    struct place p = place_of(s, h);
    const struct finding *small = find(list, FINDING_FACE_TOO_SMALL);
    double most = fmin(s->width / h->frame_width, s->height / h->frame_height);
    double k = small && small->measured > 0
                   ? small->allowed_min / small->measured * INSIDE
                   : 1;

    p = resized(&p, fmin(k, most / p.width));
    if (find(list, FINDING_OFF_CENTRE) || find(list, FINDING_FACE_CUT_OFF) ||
        find(list, FINDING_FACE_TOO_LARGE))
        p.x = s->width / 2;
    move_inside(s, h, &p);
    return p;
}

/* ---- drawing it ---- */

/* Everything but the frame is dimmed. */
static void put_frame(struct svg *s, const struct box *f)
{
    svg_format(s,
               "<path class=\"dim\" fill-rule=\"evenodd\" d=\"M0 0H%.1fV%.1fH0z"
               "M%.1f %.1fh%.1fv%.1fh%.1fz\"/>",
               s->width, s->height, f->x, f->y, f->w, f->h, -f->w);
    svg_format(s,
               "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
               "stroke=\"#fff\"/>",
               f->x, f->y, f->w, f->h);
}

static void put_label(struct svg *s, double x, double y, const char *text)
{
    svg_format(s,
               "<text class=\"on\" x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" "
               "text-anchor=\"end\">%s</text>",
               x, y, s->width / 30, text);
}

/* A strip across the frame in which something has to lie. */
static void put_band(struct svg *s, const struct box *f, const double range[2],
                     const char *text)
{
    double top = fmax(f->y + range[0], 0);
    double end = f->y + range[1];

    svg_format(s,
               "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
               "height=\"%.1f\"/>",
               f->x, top, f->w, fmax(end - top, 0));
    put_label(s, fmin(f->x + f->w, s->width) - s->width / 80,
              (top + end) / 2 + s->width / 90, text);
}

static void put_chin(struct svg *s, const struct box *f, const struct place *p)
{
    const double from[2] = {p->x - p->width * 0.3, p->chin_y};
    const double to[2] = {p->x + p->width * 0.3, p->chin_y};

    svg_line(s, "ok", from, to);
    put_label(s, fmin(f->x + f->w, s->width) - s->width / 80,
              p->chin_y + s->width / 90, "下巴");
}

static struct box oval_of(const struct place *p)
{
    return (struct box){p->x - p->width / 2, p->crown_y, p->width,
                        p->chin_y - p->crown_y};
}

static void put_wanted(struct svg *s, const struct head_guide *h,
                       const struct place *p)
{
    struct box f = frame_of(h, p);
    struct box oval = oval_of(p);
    const double hair[2] = {h->hair_top_min * p->width,
                            h->hair_top_max * p->width};
    const double eyes[2] = {fmaxf(h->eyes_min, h->hair_top_max) * p->width,
                            h->eyes_max * p->width};
    const double top[2] = {p->x, f.y};
    const double end[2] = {p->x, f.y + f.h};

    put_frame(s, &f);
    put_band(s, &f, hair, "头顶");
    put_band(s, &f, eyes, "双眼");
    svg_line(s, "ok", top, end);
    put_chin(s, &f, p);
    svg_ellipse(s, "ok", &oval, 0);
}

static void put_arrow(struct svg *s, const double from[2], const double to[2])
{
    svg_format(s,
               "<line class=\"ok tip\" marker-end=\"url(#tip)\" x1=\"%.1f\" "
               "y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke-width=\"%.1f\"/>",
               from[0], from[1], to[0], to[1], s->width / 110);
}

/* The head as it is, and the way it has to go. */
static void put_actual(struct svg *s, const struct head_guide *h,
                       const struct finding *f, const struct place *target)
{
    struct place p = place_of(s, h);
    struct box oval = oval_of(&p);
    const double from[2] = {p.x, p.eyes_y};
    const double to[2] = {target->x, target->eyes_y};

    svg_ellipse(s, annotate_look(f), &oval, h->roll_deg);
    if (hypot(to[0] - from[0], to[1] - from[1]) > p.width / 4)
        put_arrow(s, from, to);
}

/* ---- pose ---- */

/* The line of the eyes as it is, and level as it should be. */
static void put_level(struct svg *s, const struct finding *f)
{
    struct box b = annotate_box(s, f);
    double x = b.x + b.w / 2, y = b.y + b.h / 2, half = b.w * 0.7;
    double dx = half * cos(f->measured * M_PI / 180);
    double dy = half * sin(f->measured * M_PI / 180);

    svg_line(s, annotate_look(f), (const double[2]){x - dx, y - dy},
             (const double[2]){x + dx, y + dy});
    svg_line(s, "ok", (const double[2]){x - half, y},
             (const double[2]){x + half, y});
}

/* From the face's middle the way the head has to turn. */
static void put_turn(struct svg *s, const struct finding *f, double dx,
                     double dy)
{
    struct box b = annotate_box(s, f);
    double x = b.x + b.w / 2, y = b.y + b.h / 2;

    put_arrow(s, (const double[2]){x - dx * b.w * 0.2, y - dy * b.h * 0.15},
              (const double[2]){x + dx * b.w * 0.5, y + dy * b.h * 0.4});
}

static void put_pose(struct svg *s, const struct finding *f)
{
    double way = f->measured > 0 ? 1 : -1;

    if (f->region.w <= 0)
        return;
    if (f->code == FINDING_TILTED || f->code == FINDING_SHOULDERS_TILTED)
        put_level(s, f);
    else if (f->code == FINDING_TURNED)
        put_turn(s, f, -way, 0);
    else if (f->code == FINDING_LOOKING_UP_DOWN)
        put_turn(s, f, 0, way);
}

void annotate_guides(struct svg *s, const struct finding_list *list,
                     const struct head_guide *head)
{
    const struct finding *place = NULL;

    for (int i = 0; i < list->n && !place; i++) {
        if (annotate_is_place(list->at[i].code))
            place = &list->at[i];
    }
    if (place && head->known && head->face_width > 0) {
        struct place target = wanted(s, list, head);

        put_wanted(s, head, &target);
        put_actual(s, head, place, &target);
    }
    for (int i = 0; i < list->n; i++)
        put_pose(s, &list->at[i]);
}
