#include "model/svg.h"

#include "core/base64.h"

#include <errno.h>

void svg_put(struct svg *s, const char *text)
{
    if (s->error == 0)
        s->error = buf_add_text(s->to, text);
}

void svg_put_text(struct svg *s, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const char one[2] = {text[i], 0};

        if (text[i] == '<')
            svg_put(s, "&lt;");
        else if (text[i] == '&')
            svg_put(s, "&amp;");
        else
            svg_put(s, one);
    }
}

void svg_put_base64(struct svg *s, struct bytes data)
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

/* Every outline is drawn twice: its light edge, then itself. */
static const char *const LAYERS[] = {"edge ", ""};

void svg_line(struct svg *s, const char *look, const double from[2],
              const double to[2])
{
    for (int i = 0; i < 2; i++)
        svg_format(s,
                   "<line class=\"%s%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" "
                   "y2=\"%.1f\"/>",
                   LAYERS[i], look, from[0], from[1], to[0], to[1]);
}

void svg_rect(struct svg *s, const char *look, const struct box *b)
{
    for (int i = 0; i < 2; i++)
        svg_format(s,
                   "<rect class=\"%s%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                   "height=\"%.1f\" rx=\"%.1f\"/>",
                   LAYERS[i], look, b->x, b->y, b->w, b->h, s->width / 120);
}

void svg_ellipse(struct svg *s, const char *look, const struct box *b,
                 double turned_deg)
{
    double x = b->x + b->w / 2;
    double y = b->y + b->h / 2;

    for (int i = 0; i < 2; i++)
        svg_format(s,
                   "<ellipse class=\"%s%s\" cx=\"%.1f\" cy=\"%.1f\" "
                   "rx=\"%.1f\" ry=\"%.1f\" "
                   "transform=\"rotate(%.1f %.1f %.1f)\"/>",
                   LAYERS[i], look, x, y, b->w / 2, b->h / 2, turned_deg, x, y);
}
