#include "billing/handlers.h"

/*
 * reading - somebody looks at a photo in another way than by reviewing it, as
 * on a print sheet: the audit log has it before it is shown (R43).
 */

void reading_record(struct scene *scene, struct decision *d)
{
    const Tucai__V1__Reading *op = scene->command->reading;

    if (*op->what)
        decide(d, 204, NULL);
    else
        refuse_malformed(d, "缺少所查看的内容。");
}
