#include "relay/orders/numbering.h"

#include "relay/print/press.h"

static size_t sheets_of(unsigned students, size_t sheet_prints)
{
    size_t prints = (size_t)students * PRESS_STUDENT_PRINTS;

    return (prints + sheet_prints - 1) / sheet_prints;
}

size_t numbering_before(const struct numbering *n)
{
    size_t sheets = 0;

    for (unsigned at = n->class_at, end; at < n->volume_at; at = end) {
        end = (at / n->volume_members + 1) * n->volume_members;
        if (end > n->volume_at)
            end = n->volume_at;
        sheets += sheets_of(end - at, n->sheet_prints);
    }
    return sheets;
}
