#include "model/annotate.h"

#include "core/base64.h"
#include "model/catalogue.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

/* An SVG being written.  The first error stays; nothing is added after it. */
struct svg {
    struct buf *to;
    int error;
    double width; /* of the picture, px */
    double height;
};

/* A rectangle in px. */
struct box {
    double x;
    double y;
    double w;
    double h;
};

static void put(struct svg *s, const char *text)
{
    if (s->error == 0)
        s->error = buf_add_text(s->to, text);
}

/* As printf; a piece of the drawing is short. */
#define put_format(svg, ...)                                                   \
    do {                                                                       \
        char text_[400];                                                       \
        (void)snprintf(text_, sizeof text_, __VA_ARGS__);                      \
        put((svg), text_);                                                     \
    } while (0)

static void put_escaped(struct svg *s, const char *text)
{
    for (; *text; text++) {
        const char one[2] = {*text, 0};

        if (*text == '<')
            put(s, "&lt;");
        else if (*text == '&')
            put(s, "&amp;");
        else
            put(s, one);
    }
}

static void put_base64(struct svg *s, struct bytes data)
{
    size_t size = BASE64_SIZE(data.len);
    uint8_t *at = s->error == 0 ? buf_room(s->to, size) : NULL;

    if (!at) {
        s->error = s->error ? s->error : -EMSGSIZE;
        return;
    }
    base64_encode(data, (char *)at);
    buf_grew(s->to, size - 1);
}

static const char *colour_of(const struct finding *f)
{
    return f->severity == FINDING_REFUSE ? "#e02020" : "#e89000";
}

static struct box box_of(const struct svg *s, const struct finding *f)
{
    return (struct box){
        f->region.x * s->width,
        f->region.y * s->height,
        f->region.w * s->width,
        f->region.h * s->height,
    };
}

/* What is allowed is drawn dashed and green. */
static void put_allowed_box(struct svg *s, struct box b)
{
    put_format(s,
               "<rect class=\"ok\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
               "height=\"%.1f\"/>",
               b.x, b.y, b.w, b.h);
}

/* The face's box as large, or as small, as it may be. */
static void guide_size(struct svg *s, const struct finding *f)
{
    double limit =
        f->measured < f->allowed_min ? f->allowed_min : f->allowed_max;
    double k = limit / f->measured;
    struct box b = box_of(s, f);

    if (!isfinite(k) || k <= 0)
        return;
    put_allowed_box(s, (struct box){b.x + b.w * (1 - k) / 2,
                                    b.y + b.h * (1 - k) / 2, b.w * k, b.h * k});
}

/* The upright strip in which the face's middle may lie. */
static void guide_centre(struct svg *s, const struct finding *f)
{
    double half = f->allowed_max * s->width;

    if (isfinite(half))
        put_allowed_box(
            s, (struct box){s->width / 2 - half, 0, 2 * half, s->height});
}

/* The line through both eyes as it is, and level as it should be. */
static void guide_level(struct svg *s, const struct finding *f)
{
    struct box b = box_of(s, f);
    double x = b.x + b.w / 2;
    double y = b.y + b.h / 2;
    double dx = b.w * 0.7 * cos(f->measured * M_PI / 180);
    double dy = b.w * 0.7 * sin(f->measured * M_PI / 180);

    put_format(s,
               "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" "
               "stroke=\"%s\"/>",
               x - dx, y - dy, x + dx, y + dy, colour_of(f));
    put_format(s,
               "<line class=\"ok\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" "
               "y2=\"%.1f\"/>",
               x - b.w * 0.7, y, x + b.w * 0.7, y);
}

/* From the face's middle the way the head has to move. */
static void put_arrow(struct svg *s, struct box face, double dx, double dy)
{
    double x = face.x + face.w / 2;
    double y = face.y + face.h / 2;

    put_format(s,
               "<line class=\"ok\" marker-end=\"url(#tip)\" x1=\"%.1f\" "
               "y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
               x, y, x + dx * face.w * 0.6, y + dy * face.h * 0.4);
}

static void guide_turn(struct svg *s, const struct finding *f)
{
    put_arrow(s, box_of(s, f), f->measured > 0 ? -1 : 1, 0);
}

static void guide_nod(struct svg *s, const struct finding *f)
{
    put_arrow(s, box_of(s, f), 0, f->measured > 0 ? 1 : -1);
}

static void put_guide(struct svg *s, const struct finding *f)
{
    static const struct {
        enum finding_code code;
        void (*draw)(struct svg *, const struct finding *);
    } GUIDES[] = {
        {FINDING_FACE_TOO_SMALL, guide_size},
        {FINDING_FACE_TOO_LARGE, guide_size},
        {FINDING_OFF_CENTRE, guide_centre},
        {FINDING_TILTED, guide_level},
        {FINDING_TURNED, guide_turn},
        {FINDING_LOOKING_UP_DOWN, guide_nod},
    };

    for (size_t i = 0; i < sizeof GUIDES / sizeof *GUIDES; i++) {
        if (GUIDES[i].code == f->code && f->region.w > 0)
            GUIDES[i].draw(s, f);
    }
}

static void put_region(struct svg *s, const struct finding *f, int number)
{
    struct box b = box_of(s, f);
    double r = s->width / 40;
    double x = fmin(fmax(b.x, r), s->width - r);
    /* Findings about one place put their numbers side by side. */
    double y = fmin(fmax(b.y, r) + 2.2 * r * ((number - 1) % 4), s->height - r);

    if (f->region.w <= 0)
        return;
    put_format(s,
               "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
               "rx=\"6\" stroke=\"%s\"/>",
               b.x, b.y, b.w, b.h, colour_of(f));
    put_format(s,
               "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" "
               "stroke=\"#fff\"/>",
               x, y, r, colour_of(f));
    put_format(s,
               "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" fill=\"#fff\" "
               "stroke=\"none\" text-anchor=\"middle\">%d</text>",
               x, y + r * 0.4, r * 1.2, number);
}

static void put_limits(struct svg *s, const struct finding *f)
{
    if (!isfinite(f->measured))
        return;
    put_format(s, "（测得 %.3g", f->measured);
    if (isfinite(f->allowed_min) && isfinite(f->allowed_max))
        put_format(s, "，应为 %.3g 至 %.3g", f->allowed_min, f->allowed_max);
    else if (isfinite(f->allowed_min))
        put_format(s, "，应不小于 %.3g", f->allowed_min);
    else if (isfinite(f->allowed_max))
        put_format(s, "，应不大于 %.3g", f->allowed_max);
    put(s, "）");
}

static void put_sentences(struct svg *s, const struct finding *f, int number)
{
    struct catalogue_entry says = catalogue_of(f->code);
    double size = s->width / 34;
    double y = s->height + size * (1.5 + 3.0 * (number - 1));

    put_format(s,
               "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" fill=\"%s\" "
               "font-weight=\"bold\" stroke=\"none\">%d ",
               size / 2, y, size, colour_of(f), number);
    put_escaped(s, says.message);
    put_limits(s, f);
    put_format(s,
               "</text><text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" "
               "fill=\"#333\" stroke=\"none\">",
               size / 2, y + size * 1.2, size * 0.85);
    put_escaped(s, says.advice);
    put(s, "</text>");
}

static void put_head(struct svg *s, int findings)
{
    double below = findings * 3.0 * s->width / 34 + (findings ? 12 : 0);

    put_format(s,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" "
               "viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\" "
               "fill=\"none\" stroke-width=\"%.1f\">",
               s->width, s->height + below, s->width / 240);
    put(s, "<style>.ok{stroke:#18a040;stroke-dasharray:12 8}</style>"
           "<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"8\" "
           "refY=\"5\" markerWidth=\"5\" markerHeight=\"5\" orient=\"auto\">"
           "<path d=\"M0 0L10 5L0 10z\" fill=\"#18a040\"/></marker></defs>"
           "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
}

int annotate_svg(const struct annotate_picture *picture,
                 const struct finding_list *findings, struct buf *ret)
{
    struct svg s = {
        .to = ret, .width = picture->width, .height = picture->height};

    put_head(&s, findings->n);
    put_format(&s,
               "<image width=\"%d\" height=\"%d\" href=\"data:image/jpeg;"
               "base64,",
               picture->width, picture->height);
    put_base64(&s, picture->jpeg);
    put(&s, "\"/>");
    for (int i = 0; i < findings->n; i++) {
        put_guide(&s, &findings->at[i]);
        put_region(&s, &findings->at[i], i + 1);
        put_sentences(&s, &findings->at[i], i + 1);
    }
    put(&s, "</svg>\n");
    return s.error;
}
