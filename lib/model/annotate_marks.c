#include "model/annotate_draw.h"

#include <math.h>
#include <stdbool.h>

/* The numbers drawn so far, so that none hides another. */
struct badges {
    int n;
    double at[FINDING_CODES][2];
    double r;
};

static bool is_taken(const struct badges *b, double x, double y)
{
    for (int i = 0; i < b->n; i++) {
        if (hypot(b->at[i][0] - x, b->at[i][1] - y) < 2.1 * b->r)
            return true;
    }
    return false;
}

/* At a region's upper left corner, or as near to its right as there is room;
 * then below. */
static void place(const struct svg *s, const struct box *box, struct badges *b,
                  double ret[2])
{
    double left = fmin(fmax(box->x, b->r), s->width - b->r);
    double step = 2.2 * b->r;

    ret[0] = left;
    ret[1] = fmin(fmax(box->y, b->r), s->height - b->r);
    while (is_taken(b, ret[0], ret[1]) && ret[1] < s->height) {
        ret[0] += step;
        if (ret[0] + b->r > s->width) {
            ret[0] = left;
            ret[1] += step;
        }
    }
    b->at[b->n][0] = ret[0];
    b->at[b->n][1] = ret[1];
    b->n++;
}

static void put_badge(struct svg *s, const struct finding *f,
                      struct badges *badges, int number)
{
    struct box box = annotate_box(s, f);
    double at[2];
    double r = badges->r;

    place(s, &box, badges, at);
    svg_format(s,
               "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" "
               "stroke=\"#fff\"/>",
               at[0], at[1], r,
               f->severity == FINDING_REFUSE ? "#d81e1e" : "#e08600");
    svg_format(s,
               "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" fill=\"#fff\" "
               "font-weight=\"bold\" text-anchor=\"middle\">%d</text>",
               at[0], at[1] + r * 0.42, r * 1.2, number);
}

static bool is_same_place(const struct finding *a, const struct finding *b)
{
    const struct finding_region *p = &a->region, *q = &b->region;

    return fabsf(p->x - q->x) + fabsf(p->y - q->y) + fabsf(p->w - q->w) +
               fabsf(p->h - q->h) <
           0.02F;
}

/* Findings about one place share its outline, which the first draws. */
static bool is_outlined(const struct finding_list *list, int i)
{
    for (int j = 0; j < i; j++) {
        if (is_same_place(&list->at[j], &list->at[i]))
            return true;
    }
    return false;
}

void annotate_marks(struct svg *s, const struct finding_list *list,
                    const struct head_guide *head)
{
    struct badges badges = {.r = s->width / 28};

    for (int i = 0; i < list->n; i++) {
        struct box box = annotate_box(s, &list->at[i]);
        bool is_shown = head->known && annotate_is_place(list->at[i].code);

        if (box.w > 0 && !is_shown && !is_outlined(list, i))
            svg_rect(s, annotate_look(&list->at[i]), &box);
    }
    for (int i = 0; i < list->n; i++) {
        if (list->at[i].region.w > 0)
            put_badge(s, &list->at[i], &badges, i + 1);
    }
}
