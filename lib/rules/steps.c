#include "rules/steps.h"

#include "core/check.h"
#include "core/text.h"

#include <string.h>

static const char *const NAMES[] = {
    [STEP_PHONE] = "phone",
    [STEP_NOTICE] = "notice",
    [STEP_PRECAUTIONS] = "precautions",
    [STEP_CONSENT] = "consent",
    [STEP_SUBSCRIPTIONS] = "subscriptions",
    [STEP_REQUIREMENTS] = "requirements",
    [STEP_COUNT] = "none",
};

const char *step_name(enum step step)
{
    CHECK(step <= STEP_COUNT);
    return NAMES[step];
}

bool steps_is_done(const struct steps *steps, enum step step)
{
    CHECK(step < STEP_COUNT);
    return steps->at[step].done_ms != 0;
}

enum step steps_next(const struct steps *steps)
{
    enum step step = STEP_PHONE;

    while (step < STEP_COUNT && steps_is_done(steps, step))
        step++;
    return step;
}

bool steps_may_do(const struct steps *steps, enum step step)
{
    return step <= steps_next(steps);
}

void steps_mark(struct steps *steps, enum step step, const char *version,
                int64_t now_ms)
{
    struct step_done *done = &steps->at[step];

    CHECK(step < STEP_COUNT && now_ms > 0);
    memset(done, 0, sizeof *done);
    done->done_ms = now_ms;
    strncpy(done->version, version, sizeof done->version - 1);
}

void steps_clear(struct steps *steps, enum step step)
{
    CHECK(step < STEP_COUNT);
    memset(&steps->at[step], 0, sizeof steps->at[step]);
}

bool steps_phone_is_valid(const char *phone)
{
    return text_is_digits(bytes_of_text(phone), 11) && phone[0] == '1' &&
           phone[1] >= '3';
}
