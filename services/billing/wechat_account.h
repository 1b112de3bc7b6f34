#ifndef BILLING_WECHAT_ACCOUNT_H
#define BILLING_WECHAT_ACCOUNT_H

/*
 * wechat_account - the WeChat account of a student: it pays inside WeChat and
 * gets the messages (domain.md R3, R5).  The handlers are in handlers.h.
 *
 *   none bound        the first account is bound as it comes
 *   the same again    nothing changes
 *   another           needs the one-time code of POST /me/otp; until then the
 *                     account waits beside the bound one, as the WeChat code
 *                     that it was learnt from works only once
 */

#include "model/student.h"

/* The bound account, if there is one, has seen the video (R5). */
void wechat_account_saw_video(struct student *s);

#endif
