/*
 * add_draft ID STORED_MS LOCATION <STATE >STATE - a student's state with one
 * more photo in the drafts box, for tests that have no qc.
 */
#include "core/check.h"
#include "model/student.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATE_MAX = 1 << 20 };

int main(int argc, char **argv)
{
    struct buf in = BUF_INIT(STATE_MAX);
    struct buf out = BUF_INIT(STATE_MAX);
    struct draft draft = {.shot_id = "shot"};
    struct student *s = NULL;
    uint8_t *room = buf_room(&in, STATE_MAX);

    CHECK(argc == 4 && room && strlen(argv[1]) < sizeof draft.id &&
          strlen(argv[3]) < sizeof draft.photo.location);
    buf_grew(&in, fread(room, 1, STATE_MAX, stdin));
    CHECK(student_decode(buf_view(&in), &s) == 0);
    memcpy(draft.id, argv[1], strlen(argv[1]));
    draft.stored_ms = strtoll(argv[2], NULL, 10);
    memcpy(draft.photo.location, argv[3], strlen(argv[3]) + 1);
    CHECK(drafts_add(&s->drafts, &draft));
    CHECK(student_encode(s, &out) == 0);
    CHECK(fwrite(out.at, 1, out.len, stdout) == out.len);
    buf_done(&in);
    buf_done(&out);
    student_free(s);
    return 0;
}
