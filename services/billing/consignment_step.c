#include "billing/consignment_step.h"

#include "billing/handlers.h"
#include "core/check.h"
#include "core/text.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static void add_command(struct decision *d, const char *id,
                        const Tucai__V1__Command *command)
{
    struct effect *e = decision_add(d, EFFECT_JOB, id);
    size_t len = tucai__v1__command__get_packed_size(command);
    uint8_t *room = buf_room(&e->value, len);

    CHECK(room); /* our own commands are small */
    buf_grew(&e->value, tucai__v1__command__pack(command, room));
    scene_copy(e->member, sizeof e->member, "command");
}

void consignment_step_add(struct decision *d,
                          const Tucai__V1__ConsignStep *step, uint64_t version)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    char id[ID_SIZE];

    command.op_case = TUCAI__V1__COMMAND__OP_CONSIGN_STEP;
    command.consign_step = (Tucai__V1__ConsignStep *)step;
    (void)snprintf(id, sizeof id, "con:%.25s:%.1s%" PRIu64 ":%u:%u",
                   step->consignment_id, step->state, version, step->run,
                   step->part);
    add_command(d, id, &command);
}

/* ---- one student ---- */

/* The same for the same student, parcel and state: whoever asks again asks for
 * nothing new. */
static void id_of(const Tucai__V1__ConsignStep *step, const char *uid,
                  char ret[ID_SIZE])
{
    crypto_generichash_state state;
    uint8_t hash[16];
    char hex[2 * sizeof hash + 1];

    (void)crypto_generichash_init(&state, NULL, 0, sizeof hash);
    (void)crypto_generichash_update(&state,
                                    (const uint8_t *)step->consignment_id,
                                    strlen(step->consignment_id) + 1);
    (void)crypto_generichash_update(&state, (const uint8_t *)step->state,
                                    strlen(step->state) + 1);
    (void)crypto_generichash_update(&state, (const uint8_t *)uid, strlen(uid));
    (void)crypto_generichash_final(&state, hash, sizeof hash);
    text_hex((struct bytes){hash, sizeof hash}, hex);
    (void)snprintf(ret, ID_SIZE, "prints:%s", hex);
}

static void tell(struct decision *d, const Tucai__V1__ConsignStep *step,
                 char *uid)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PrintsMade prints = TUCAI__V1__PRINTS_MADE__INIT;
    char id[ID_SIZE];

    prints.state = step->state;
    command.uid = uid;
    command.op_case = TUCAI__V1__COMMAND__OP_PRINTS;
    command.prints = &prints;
    id_of(step, uid, id);
    add_command(d, id, &command);
}

/* ---- one part ---- */

static bool is_meant(const Tucai__V1__Consignment *c, size_t first,
                     const Tucai__V1__ConsignStep *step, uint32_t bundle)
{
    if (first == SIZE_MAX || bundle >= c->n_bundles - first ||
        c->bundles[first + bundle]->run != step->run)
        return false;
    return strcmp(step->state, consignment_state_name(CONSIGNMENT_RECEIVED)) !=
               0 ||
           c->bundles[first + bundle]->received_ms != 0;
}

static void add_next(struct scene *scene, struct decision *d)
{
    const Tucai__V1__Consignment *c = scene->print.consignment;
    Tucai__V1__ConsignStep next = *scene->command->consign_step;

    next.part++;
    while (next.run < c->n_parts && next.part >= c->parts[next.run]) {
        next.run++;
        next.part = 0;
    }
    if (next.run < c->n_parts)
        consignment_step_add(d, &next, scene->print.version);
}

void consignment_step(struct scene *scene, struct decision *d)
{
    const Tucai__V1__ConsignStep *step = scene->command->consign_step;
    const Tucai__V1__Consignment *c = scene->print.consignment;
    const Tucai__V1__PrintPart *part = scene->print.part;
    size_t first;

    decide(d, 204, NULL);
    if (step->run >= c->n_print_ids)
        return;
    first = consignment_first(c, step->run);
    _Static_assert(PRINT_PART_MEMBERS < DECISION_EFFECTS_MAX, "a part fits");
    for (size_t i = 0; part && i < part->n_members && i < PRINT_PART_MEMBERS;
         i++) {
        if (*part->members[i]->uid && /* "": erased */
            is_meant(c, first, step, part->members[i]->bundle))
            tell(d, step, part->members[i]->uid);
    }
    add_next(scene, d);
}
