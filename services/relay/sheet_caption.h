#ifndef RELAY_SHEET_CAPTION_H
#define RELAY_SHEET_CAPTION_H

/*
 * sheet_caption - what stands beside a student's prints: masked name, student
 * number, class (R37); what is not known is left out.
 */

#include "model/print_scope.h"

enum { SHEET_CAPTION_SIZE = 3 * STUDENT_TEXT_SIZE + 8 };

void sheet_caption_of(const struct student *s, const struct print_place *place,
                      char ret[SHEET_CAPTION_SIZE]);

#endif
