#include "billing/handlers.h"

#include <inttypes.h>
#include <stdio.h>

/*
 * reading - somebody looks at a photo in another way than by reviewing it, as
 * on a print sheet, or takes a whole school's: the audit log has it before it
 * is shown (R43).
 */

void reading_record(struct scene *scene, struct decision *d)
{
    const Tucai__V1__Reading *op = scene->command->reading;

    if (*op->what)
        decide(d, 204, NULL);
    else
        refuse_malformed(d, "缺少所查看的内容。");
}

void reading_archive(struct scene *scene, struct decision *d)
{
    const Tucai__V1__ArchiveRead *op = scene->command->archive_read;

    if (!*op->school_code || !*op->about) {
        refuse_malformed(d, "缺少所导出的学校或范围。");
        return;
    }
    (void)snprintf(d->noted.detail, sizeof d->noted.detail, "photos=%" PRIu64,
                   op->photos);
    decide(d, 204, NULL);
}
