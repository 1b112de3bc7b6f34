#ifndef BILLING_PRINT_SCENE_H
#define BILLING_PRINT_SCENE_H

/*
 * print_scene - what a command about prints and consignments looks at
 * (load_prints.c).
 */

#include "model/consignment.h"
#include "model/print_run.h"

struct print_order {          /* as it is kept */
    Tucai__V1__PrintRun *run; /* NULL: there is none */
    uint64_t version;
    Tucai__V1__PrintBundles *bundles; /* of one that is to be packed */
};

struct print_scene {
    char school_code[8]; /* whose it is; "": there is none of that name */
    bool is_empty;       /* nobody is in the scope of a new order */
    size_t n_orders;
    struct print_order orders[CONSIGNMENT_PRINTS_MAX];
    Tucai__V1__Consignment *consignment; /* or NULL */
    uint64_t version;
    Tucai__V1__PrintPart *part; /* of a step; or NULL */
};

void print_scene_done(struct print_scene *print);

#endif
