#ifndef RELAY_SHEETS_H
#define RELAY_SHEETS_H

/*
 * sheets - the daily sweep's other half: print sheets that nobody asks for.
 *
 * A sheet is erased with its submission (erase.h).  What is left comes from a
 * relay that was killed while it wrote one, or that had not finished when
 * another one erased it.  A file goes when it was written before that second
 * and the ledger knows no submission of its name (key sub:<id>), one that was
 * not finished in any case.
 */

#include "relay/relay.h"

/* 0, also without a folder of sheets; or a negative errno. */
int sheets_sweep(const struct relay *relay, int64_t before_s)
    __attribute__((warn_unused_result));

#endif
