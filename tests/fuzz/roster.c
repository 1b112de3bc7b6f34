#include "model/roster_read.h"
#include "model/roster_store.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "fuzz.h"

#include <string.h>

static void check_lines(const struct roster *roster)
{
    for (size_t i = 0; i < roster->n; i++) {
        const struct roster_line *l = &roster->lines[i];

        CHECK(*l->uid && strlen(l->class_name) <= ROSTER_FIELD_BYTES_MAX);
        CHECK(i == 0 || strcmp(l[-1].uid, l->uid) < 0);
    }
}

/* Faults come by line, and every line of the file is one of both at most. */
static void check_faults(const struct roster_reading *r)
{
    CHECK(r->n_faults <= r->n_bad);
    for (size_t i = 0; i < r->n_faults; i++) {
        CHECK(i == 0 || r->faults[i - 1].line < r->faults[i].line);
        CHECK(r->faults[i].first_line < r->faults[i].line);
    }
}

/* What is read is in order, and is stored and read back as it was. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(roster_freep) struct roster *back = roster_new();
    struct roster_reading r;
    struct roster_change change;

    if (roster_read((struct bytes){data, size}, &r) == ROSTER_READ) {
        check_lines(r.roster);
        check_faults(&r);
        for (size_t i = 0; i < roster_parts(r.roster); i++) {
            _cleanup_(buf_done) struct buf part =
                BUF_INIT(ROSTER_PART_BYTES_MAX);

            CHECK(roster_part_encode(r.roster, i, &part) == 0);
            CHECK(roster_part_decode(buf_view(&part), back) == 0);
        }
        change = roster_compare(r.roster, back);
        CHECK(change.unchanged == r.roster->n && back->n == r.roster->n);
    }
    roster_reading_done(&r);
    if (size < 65536) /* and what pretends to be stored */
        (void)!roster_part_decode((struct bytes){data, size}, back);
    return 0;
}
