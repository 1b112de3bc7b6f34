#include "model/annotate.h"

#include "model/annotate_draw.h"

/*
 * Outlines are drawn twice, the first time wider and light (class edge), so
 * that they show on dark hair and on a white wall alike.
 */
#define STYLE                                                                  \
    "<style>.no{stroke:#d81e1e}.hm{stroke:#e08600}.ok{stroke:#12a150}"         \
    ".bar{fill:#12a150;fill-opacity:.28;stroke:none}"                          \
    ".dim{fill:#000;fill-opacity:.38;stroke:none}"                             \
    ".edge{stroke:#fff;stroke-opacity:.75;stroke-width:%.1f}"                  \
    ".ok:not(.edge):not(.tip){stroke-dasharray:%.1f %.1f}"                     \
    ".on{fill:#fff;stroke:#222;stroke-opacity:.7;stroke-width:%.1f;"           \
    "paint-order:stroke}</style>"

static void put_head(struct svg *s, double below)
{
    double line = s->width / 200;

    svg_format(s,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" "
               "viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\" "
               "fill=\"none\" stroke-width=\"%.1f\">",
               s->width, s->height + below, line);
    svg_format(s, STYLE, 2.2 * line, 5 * line, 3 * line, 1.2 * line);
    svg_put(
        s,
        "<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"6\" "
        "refY=\"5\" markerWidth=\"5\" markerHeight=\"5\" "
        "orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" "
        "fill=\"#12a150\" stroke=\"#fff\" stroke-width=\"1\"/></marker></defs>"
        "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
}

static void put_picture(struct svg *s, struct bytes jpeg)
{
    svg_format(s,
               "<image width=\"%.0f\" height=\"%.0f\" "
               "href=\"data:image/jpeg;base64,",
               s->width, s->height);
    svg_put_base64(s, jpeg);
    svg_put(s, "\"/>");
}

int annotate_svg(const struct annotate_picture *picture,
                 const struct finding_list *findings, struct buf *ret)
{
    struct svg s = {
        .to = ret, .width = picture->width, .height = picture->height};

    put_head(&s, annotate_words_height(&s, findings));
    put_picture(&s, picture->jpeg);
    /* Outlines end where the picture does. */
    svg_format(&s, "<svg width=\"%.0f\" height=\"%.0f\">", s.width, s.height);
    annotate_guides(&s, findings, &picture->head);
    annotate_marks(&s, findings, &picture->head);
    svg_put(&s, "</svg>");
    annotate_words(&s, findings);
    svg_put(&s, "</svg>\n");
    return s.error;
}
