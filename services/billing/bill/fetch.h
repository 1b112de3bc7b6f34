#ifndef BILLING_BILL_FETCH_H
#define BILLING_BILL_FETCH_H

/*
 * fetch - a day's trade bill from the provider: asks where it lies, downloads
 * it, unpacks it and compares its digest.
 */

#include "billing/pay_client.h"

#define FETCH_FILE_MAX (32 << 20)  /* packed   */
#define FETCH_TEXT_MAX (256 << 20) /* unpacked */

enum fetched {
    FETCHED,        /* ret_text is the bill, as the provider made it       */
    FETCHED_NONE,   /* the provider says that nothing was traded that day  */
    FETCHED_LATER,  /* it is away, busy, or still making the bill          */
    FETCHED_BROKEN, /* what came is not what the provider said it would be */
};

/* *ret_reason: of LATER and BROKEN, a short text for the log. */
enum fetched fetch_bill(struct pay_client *client, const char *date,
                        struct buf *ret_text, const char **ret_reason);

#endif
