#include "billing/print_scene.h"

void print_scene_done(struct print_scene *print)
{
    for (size_t i = 0; i < print->n_orders; i++) {
        print_run_freep(&print->orders[i].run);
        print_bundles_freep(&print->orders[i].bundles);
    }
    consignment_freep(&print->consignment);
    print_part_freep(&print->part);
}
