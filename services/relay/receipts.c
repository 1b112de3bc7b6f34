#include "relay/receipts.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "model/student.h"
#include "relay/chain.h"
#include "relay/child.h"
#include "service/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct telling {
    const struct relay *relay;
    const struct sealed *sealed;
    struct outcome *outcome;
};

/* Our own receipt of an accepted photo, "" when the student's state does not
 * say what it wants.  Free *ret. */
static int make_chain(const struct telling *t, const struct sealed_photo *photo,
                      const struct receipt *r, char **ret)
{
    _cleanup_(student_freep) struct student *student = NULL;
    json_t *document = NULL;
    int err = relay_student(t->relay, photo->uid, &student);

    if (err == 0 && r->accepted && r->is_signed && student &&
        strcmp(student->submission.id, photo->submission_id) == 0)
        err = chain_make(student, r->record, t->relay->sign_key, &document);
    if (err == -EBADMSG) {
        log_error("no_chain", F_UID(photo->uid));
        err = 0;
    }
    if (err == 0)
        *ret = document ? json_dumps(document, JSON_COMPACT) : must_dup("");
    json_decref(document);
    return err;
}

static int tell_billing(const struct telling *t, size_t i,
                        const struct receipt *r)
{
    const struct sealed_photo *photo = &t->sealed->photos[i];
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__Receipt receipt = TUCAI__V1__RECEIPT__INIT;
    _cleanup_(freep) char *chain = NULL;
    char id[CHILD_ID_SIZE];
    int err = make_chain(t, photo, r, &chain);

    if (err < 0)
        return err;
    receipt.chain = (ProtobufCBinaryData){strlen(chain), (uint8_t *)chain};
    receipt.submission_id = (char *)photo->submission_id;
    receipt.accepted = r->accepted;
    receipt.reason = (char *)r->reason;
    receipt.batch_id = (char *)t->sealed->batch_id;
    receipt.receipt.data = (uint8_t *)r->record;
    receipt.receipt.len = strlen(r->record);
    command.uid = (char *)photo->uid;
    command.op_case = TUCAI__V1__COMMAND__OP_REGISTRY_RECEIPT;
    command.registry_receipt = &receipt;
    (void)snprintf(id, sizeof id, "receipt:%s:%zu", t->sealed->batch_id, i);
    child_command(t->outcome, id, &command);
    return 0;
}

int receipts_commit(const struct relay *relay, struct sealed *sealed,
                    const struct receipt *receipts, int64_t now_ms,
                    struct outcome *outcome)
{
    const struct telling t = {relay, sealed, outcome};
    uint32_t accepted = 0;

    for (size_t i = 0; i < sealed->n_photos; i++) {
        int r = tell_billing(&t, i, &receipts[i]);

        if (r < 0)
            return r;
        accepted += receipts[i].accepted;
    }
    sealed->state = SEALED_ANSWERED;
    sealed->answered_ms = now_ms;
    sealed->accepted = accepted;
    sealed->refused = (uint32_t)sealed->n_photos - accepted;
    sealed_save(sealed, outcome);
    log_info("batch_answered", F_STR("batch", sealed->batch_id),
             F_INT("accepted", sealed->accepted),
             F_INT("refused", sealed->refused));
    outcome_ok(outcome, (struct bytes){0});
    return 0;
}
