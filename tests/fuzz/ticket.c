#include "decode/ticket.h"

#include "core/check.h"
#include "core/text.h"
#include "fuzz.h"

#include <string.h>

/* What is read as a ticket keeps a ticket's promises. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ticket t;

    if (ticket_read((struct bytes){data, size}, &t) != 0)
        return 0;
    CHECK(strlen(t.student_uid.at) >= 1);
    CHECK(strlen(t.student_uid.at) <= TICKET_TEXT_MAX);
    CHECK(text_is_utf8(bytes_of_text(t.name_masked.at)));
    CHECK(
        text_is_digits(bytes_of_text(t.school_code.at), TICKET_SCHOOL_DIGITS));
    CHECK(t.graduation_year != 0);
    (void)ticket_judge(&t, INT64_C(1748750400000));
    return 0;
}
