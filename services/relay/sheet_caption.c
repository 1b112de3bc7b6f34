#include "relay/sheet_caption.h"

#include <stdio.h>

void sheet_caption_of(const struct student *s, const struct print_place *place,
                      char ret[SHEET_CAPTION_SIZE])
{
    (void)snprintf(ret, SHEET_CAPTION_SIZE, "%s%s%s%s%s", s->name_masked,
                   *place->student_no ? "  " : "", place->student_no,
                   *place->class_name ? "  " : "", place->class_name);
}
