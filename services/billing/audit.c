#include "billing/audit.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"

#include <stdio.h>
#include <string.h>

/* Escaped as JSON it is at most six times as long: below the ledger's limit. */
enum { REASON_BYTES = 513 };

static void set(json_t *json, const char *name, const char *text)
{
    if (text && *text)
        (void)json_object_set_new(json, name, json_string(text));
}

void audit_add(struct decision *d, const struct audit_entry *entry)
{
    struct effect *e = decision_add(d, EFFECT_AUDIT, "");
    json_t *json = json_object();
    char reason[REASON_BYTES];

    text_copy(reason, sizeof reason, entry->reason ? entry->reason : "");
    set(json, "by", entry->by);
    set(json, "role", entry->role);
    set(json, "what", entry->what);
    set(json, "school_code", entry->school_code);
    set(json, "student_uid", entry->student_uid);
    set(json, "about", entry->about);
    set(json, "detail", entry->detail);
    set(json, "reason", reason);
    _cleanup_(freep) char *text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    CHECK(text && buf_add_text(&e->value, text) == 0);
}

/* ---- what a command says of itself ---- */

typedef const ProtobufCFieldDescriptor field_t;

static field_t *field_of(const Tucai__V1__Command *c)
{
    return protobuf_c_message_descriptor_get_field(c->base.descriptor,
                                                   (unsigned)c->op_case);
}

static const void *member(const ProtobufCMessage *message, field_t *field)
{
    return (const char *)message + field->offset;
}

static const ProtobufCMessage *message_of(const Tucai__V1__Command *c)
{
    return *(const ProtobufCMessage *const *)member(&c->base, field_of(c));
}

/* A text of the command by its name; "" if it has none. */
static const char *text_of(const Tucai__V1__Command *c, const char *name)
{
    const ProtobufCMessage *message = message_of(c);
    field_t *field = protobuf_c_message_descriptor_get_field_by_name(
        message->descriptor, name);

    if (!field || field->type != PROTOBUF_C_TYPE_STRING ||
        field->label == PROTOBUF_C_LABEL_REPEATED)
        return "";
    return *(const char *const *)member(message, field);
}

static const char *about_of(const Tucai__V1__Command *c)
{
    static const char *const NAMES[] = {
        "submission_id", "about",      "id",         "name",
        "appeal_id",     "problem_id", "print_id",   "consignment_id",
        "season",        "date",       "school_code"};
    const char *text = "";

    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES && !*text; i++)
        text = text_of(c, NAMES[i]);
    return text;
}

/* Every way to see a photo ends in "_read". */
static void what_of(const Tucai__V1__Command *c, char *ret, size_t size)
{
    if (c->op_case == TUCAI__V1__COMMAND__OP_PHOTO_OPENED)
        (void)snprintf(ret, size, "%s_read",
                       c->photo_opened->is_original ? "original" : "photo");
    else if (c->op_case == TUCAI__V1__COMMAND__OP_APPEAL_OPENED)
        (void)snprintf(ret, size, "appeal_original_read");
    else if (c->op_case == TUCAI__V1__COMMAND__OP_READING)
        (void)snprintf(ret, size, "%.32s_read", c->reading->what);
    else if (c->op_case == TUCAI__V1__COMMAND__OP_PRINT_READING)
        (void)snprintf(ret, size, "%.32s_read", c->print_reading->what);
    else
        (void)snprintf(ret, size, "%s", field_of(c)->name);
}

static const char *school_of(const struct scene *scene,
                             const struct decision *d)
{
    if (d->noted.school_code[0])
        return d->noted.school_code;
    if (scene->student)
        return scene->student->school_code;
    if (scene->command->op_case == TUCAI__V1__COMMAND__OP_PUT_SCHOOL)
        return scene->command->put_school->id;
    if (scene->command->op_case == TUCAI__V1__COMMAND__OP_PUT_ROSTER)
        return scene->command->put_roster->school_code;
    if (scene->command->op_case == TUCAI__V1__COMMAND__OP_ARCHIVE_READ)
        return scene->command->archive_read->school_code;
    if (scene->command->op_case == TUCAI__V1__COMMAND__OP_SETTLE_PROBLEM)
        return scene->problem.school_code;
    return scene->command->staff->school_code;
}

void audit_command(const struct scene *scene, struct decision *d)
{
    const Tucai__V1__Command *c = scene->command;
    const char *decision = text_of(c, "decision");
    char what[48], about[ID_SIZE];

    if (!c->staff || d->status >= 400)
        return;
    what_of(c, what, sizeof what);
    text_copy(about, sizeof about,
              d->noted.about[0] ? d->noted.about : about_of(c));
    audit_add(d, &(struct audit_entry){
                     .by = c->staff->name,
                     .role = c->staff->role,
                     .what = what,
                     .school_code = school_of(scene, d),
                     .student_uid = scene->student ? scene->student->uid : "",
                     .about = about,
                     .detail = d->noted.detail[0] ? d->noted.detail : decision,
                     .reason = text_of(c, "reason")});
}
