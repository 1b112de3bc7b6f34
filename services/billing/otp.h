#ifndef BILLING_OTP_H
#define BILLING_OTP_H

/*
 * otp - one-time codes to the recorded phone (domain.md R3).
 *
 * A student has one at a time, and it opens one thing: the device that asked,
 * or another WeChat account.  Between two messages to a phone there is a pause
 * whoever asks, a code lives for otp_s and dies after otp_tries wrong ones.
 */

#include "billing/scene.h"

/* What a code opens, as 32 bytes: the hash of a kind and a name. */
void otp_hash(const char *kind, const char *name, uint8_t ret[32]);

enum otp_sending {
    OTP_REFUSED, /* 429 is decided: one was sent just now */
    OTP_SENT,    /* student->challenge is new, its message is on its way */
    OTP_OPEN,    /* the same was asked a moment ago, its code still counts */
};

/* doing: the message's first half sentence, why there is a code. */
enum otp_sending otp_send(struct scene *scene, struct decision *d,
                          const uint8_t opens[32], const char *doing);

/* Can a code for it still be given? */
bool otp_is_open(const struct scene *scene, const uint8_t opens[32]);

/* True ends the challenge.  False: 422 `otp_wrong` is decided, with the tries
 * that are left, and counted.  It must be open. */
bool otp_accepts(struct scene *scene, struct decision *d, const char *code);

#endif
