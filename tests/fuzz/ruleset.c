#include "model/ruleset.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "fuzz.h"
#include "model/ruleset_shared.h"
#include "model/school.h"

#include <string.h>

/* A refusal names a line of the text and says something; what was taken is
 * whole: every rule has a severity, every limit a number, the photo a size. */
static void check_rules(const struct ruleset *set)
{
    CHECK(set->name[0] && set->version >= 1);
    CHECK(photo_form_fault(&set->photo) == NULL);
    CHECK(set->rules[FINDING_NO_FACE].severity == FINDING_REFUSE);
    CHECK(set->rules[FINDING_RECAPTURE].severity != FINDING_REFUSE);
    for (int i = 0; i < FINDING_CODES; i++)
        CHECK(set->rules[i].min <= set->rules[i].max);
}

static int lines_of(const uint8_t *data, size_t size)
{
    int lines = 1;

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    return lines;
}

static void fuzz_school(const uint8_t *data, size_t size)
{
    _cleanup_(school_freep) struct school *school = NULL;
    struct school_error error = {.line = 0};

    if (school_parse("10294", (struct bytes){data, size}, &school, &error) ==
        0) {
        CHECK(school->background || school->shared_rules);
        CHECK(school->name[0]);
        return;
    }
    CHECK(error.line >= 1 && error.line <= lines_of(data, size));
    CHECK(error.text[0]);
}

/* What is kept of a shared one has room, and is read again as that version. */
static void fuzz_shared(const uint8_t *data, size_t size)
{
    _cleanup_(buf_done) struct buf text = BUF_INIT(size + RULESET_KEPT_MORE);
    struct ruleset_error error = {.line = 0};
    struct ruleset set;

    if (ruleset_share("ours", 7, (struct bytes){data, size}, &text, &error) !=
        0) {
        CHECK(error.line >= 1 && error.line <= lines_of(data, size));
        return;
    }
    CHECK(ruleset_parse(buf_view(&text), &set, &error) == 0);
    CHECK(set.version == 7 && strcmp(set.name, "ours") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ruleset set;
    struct ruleset_error error = {.line = 0};

    if (ruleset_parse((struct bytes){data, size}, &set, &error) == 0) {
        check_rules(&set);
    } else {
        CHECK(error.line >= 1 && error.line <= lines_of(data, size));
        CHECK(error.text[0] && strlen(error.text) < sizeof error.text);
    }
    fuzz_school(data, size);
    fuzz_shared(data, size);
    return 0;
}
