#ifndef MODEL_ANNOTATE_DRAW_H
#define MODEL_ANNOTATE_DRAW_H

/*
 * annotate_draw - the parts of the annotated picture; only for annotate*.c.
 */

#include "model/finding.h"
#include "model/head_guide.h"
#include "model/svg.h"

/* "no" for what refuses, "hm" for what warns: classes of the style. */
const char *annotate_look(const struct finding *f);

/* The region of a finding in px; its width is 0 where it has none. */
struct box annotate_box(const struct svg *s, const struct finding *f);

/* About the head's place: drawn as the made photo's frame, not as a box. */
bool annotate_is_place(enum finding_code code);

/* What is allowed: the made photo's frame with its bands and the face's
 * outline where a finding is about the head's place, arrows where it is about
 * its pose. */
void annotate_guides(struct svg *s, const struct finding_list *list,
                     const struct head_guide *head);

/* Regions and numbers; a place that the guides show has no region. */
void annotate_marks(struct svg *s, const struct finding_list *list,
                    const struct head_guide *head);

/* The sentences below the picture; their height is needed first. */
double annotate_words_height(const struct svg *s,
                             const struct finding_list *list);
void annotate_words(struct svg *s, const struct finding_list *list);

#endif
