#ifndef RELAY_SHEET_VOLUME_H
#define RELAY_SHEET_VOLUME_H

/*
 * volume - the photos that go into one file of a long run, and how many sheets
 * they fill.  Values only; owns what it holds.
 */

#include "relay/sheet/list.h"

enum { VOLUME_CODE_SIZE = 32 };

/* How a run is divided: the same list always is in the same way. */
struct volume_plan {
    size_t places;      /* of a sheet */
    size_t per_student; /* prints; as many as places: one student a sheet */
    bool has_bundles;   /* a new code begins a new sheet */
    size_t sheets_max;  /* in one file; 0: any number */
    size_t items_max;
};

struct volume_item {
    char *path, *caption, *code;
    size_t line; /* of the list, or 0 */
};

struct volume {
    struct volume_plan plan;
    size_t count, room;
    struct volume_item *items;
    size_t sheets, used; /* sheets begun; places taken on the last */

    struct volume_item next;       /* was read, but is for the next volume */
    char bundle[VOLUME_CODE_SIZE]; /* the last item's code */
    size_t bundle_sheets;          /* sheets of that bundle up to here */
    size_t bundle_before; /* of the first item's bundle, in other volumes */
};

/* Empties the volume and fills it with what comes next.  0, also when nothing
 * is left and the volume stays empty; or list_next()'s fault. */
int volume_fill(struct volume *v, struct list *list)
    __attribute__((warn_unused_result));

void volume_done(struct volume *v);

#endif
