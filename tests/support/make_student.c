/*
 * make_student MASTER_KEY_FILE BLOBS UID SUBMISSION SCHOOL [STATE] <PHOTO
 * >STATE - a student whose photo the school has approved, or who is in another
 * state: the photo goes encrypted into the blob store, the state (value of
 * s:UID) to stdout.
 */
#include "approved.h"

#include "core/check.h"

#include <stdio.h>

enum { STATE_MAX = 1 << 20 };

int main(int argc, char **argv)
{
    struct buf state = BUF_INIT(STATE_MAX), photo;
    struct approved a = {.uid = argc > 3 ? argv[3] : ""};

    CHECK(argc == 6 || argc == 7);
    a.submission_id = argv[4];
    a.school_code = argv[5];
    a.state = argc == 7 ? submission_state_of(argv[6]) : SUBMISSION_APPROVED;
    a.wants_prints = true;
    approved_read(&photo);
    approved_photo(argv[1], argv[2], buf_view(&photo), &a.photo);
    approved_state(&a, &state);
    CHECK(fwrite(state.at, 1, state.len, stdout) == state.len);
    buf_done(&state);
    buf_done(&photo);
    return 0;
}
