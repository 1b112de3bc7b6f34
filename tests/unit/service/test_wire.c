#include "proto/pipeline.pb-c.h"
#include "service/wire.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { F_DONE = 2, F_BYE = 6, RESULT_BYTES = 300 /* a length of two bytes */ };

static Tucai__V1__Done a_done(void)
{
    static uint8_t result[RESULT_BYTES];
    Tucai__V1__Done done = TUCAI__V1__DONE__INIT;

    memset(result, 'r', sizeof result);
    done.id = wire_text("job");
    done.token = 7;
    done.result = (ProtobufCBinaryData){sizeof result, result};
    return done;
}

static void pack(const Tucai__V1__Done *done, struct buf *ret)
{
    uint8_t *room = buf_room(ret, tucai__v1__done__get_packed_size(done));

    assert_non_null(room);
    buf_grew(ret, tucai__v1__done__pack(done, room));
}

static void test_packed_or_not_is_the_same_field(void **state)
{
    struct buf once = BUF_INIT(4096), twice = BUF_INIT(4096);
    struct buf packed = BUF_INIT(4096);
    Tucai__V1__Done done = a_done();
    Tucai__V1__FromPeer *msg;

    (void)state;
    pack(&done, &packed);
    assert_int_equal(wire_add(&once, F_DONE, &done.base), 0);
    assert_int_equal(wire_add_packed(&twice, F_DONE, buf_view(&packed)), 0);
    assert_true(bytes_equal(buf_view(&once), buf_view(&twice)));

    assert_int_equal(wire_add_packed(&twice, F_DONE, buf_view(&packed)), 0);
    assert_int_equal(wire_add_number(&twice, F_BYE, 1), 0);
    msg = tucai__v1__from_peer__unpack(NULL, twice.len, twice.at);
    assert_non_null(msg);
    assert_int_equal(msg->n_done, 2);
    assert_int_equal(msg->done[1]->result.len, RESULT_BYTES);
    assert_true(msg->bye);
    tucai__v1__from_peer__free_unpacked(msg, NULL);
    buf_done(&once);
    buf_done(&twice);
    buf_done(&packed);
}

static void test_what_does_not_fit_adds_nothing(void **state)
{
    struct buf small = BUF_INIT(RESULT_BYTES);
    struct buf packed = BUF_INIT(4096);
    Tucai__V1__Done done = a_done();

    (void)state;
    pack(&done, &packed);
    assert_int_equal(wire_add(&small, F_DONE, &done.base), -EMSGSIZE);
    assert_int_equal(wire_add_packed(&small, F_DONE, buf_view(&packed)),
                     -EMSGSIZE);
    assert_int_equal(small.len, 0);
    buf_done(&packed);
    buf_done(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packed_or_not_is_the_same_field),
        cmocka_unit_test(test_what_does_not_fit_adds_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
