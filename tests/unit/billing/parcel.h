#ifndef TEST_PARCEL_H
#define TEST_PARCEL_H

/*
 * parcel - orders of prints and a consignment of them, for tests.
 */

#include "world.h"

#include "model/print_code.h"

/* An order "pA", "pB"... of the world's school, in this state, with n bundles
 * of two students each, into the scene as the next one. */
void parcel_order(struct world *w, const char *id, enum print_state state,
                  unsigned bundles);

/* The consignment that the last decision has put, into the scene as loaded. */
void parcel_take(struct world *w);

/* The code of a bundle, from 0, of the scene's consignment. */
const char *parcel_code(const struct world *w, size_t i);

/* Texts of a list of the answer, each followed by a space. */
void parcel_list(const struct world *w, const char *member, char ret[256]);

#endif
