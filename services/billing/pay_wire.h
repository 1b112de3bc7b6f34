#ifndef BILLING_PAY_WIRE_H
#define BILLING_PAY_WIRE_H

/*
 * pay_wire - jobs of the stages pay and notify as plain structs, and their
 * results as commands: the one place here that knows proto/pay.proto.
 */

#include "billing/wechat/template.h"
#include "core/bytes.h"
#include "service/job.h"

#include <stdint.h>

enum pay_op { PAY_CREATE, PAY_QUERY, PAY_CLOSE, PAY_REFUND };
enum pay_channel { PAY_NATIVE, PAY_H5, PAY_JSAPI };

#define PAY_TO_SIZE 129    /* an openid has 128 characters at most */
#define PAY_TEXT_SIZE 1025 /* what can be sealed, and the NUL */

/* Texts are never NULL; they live until pay_job_done(). */
struct pay_job {
    enum pay_op op;
    enum pay_channel channel;
    const char *uid, *order_no, *description, *client_ip;
    char openid[PAY_TO_SIZE]; /* "" unless the payer pays inside WeChat */
    const char *refund_no, *reason;
    const char *transaction_id; /* refund: of what was paid; or "" */
    int64_t amount_fen, refund_fen;
    int64_t expires_ms;
    uint32_t asked; /* n-th question of a chain; 0: asked once by somebody */
    void *message;  /* owned */
};

/* 0, or -EINVAL for what is no PayJob with an order number. */
int pay_job_open(const struct job *job, struct pay_job *ret)
    __attribute__((warn_unused_result));
void pay_job_done(struct pay_job *job);

/* A job as a payload, without its message; the openid is no part of it, but the
 * job's sealed text `to`.  0 or -ENOMEM. */
int pay_job_pack(const struct pay_job *job, struct buf *ret)
    __attribute__((warn_unused_result));

/* The same job again as a payload, with another op and count.  0 or -ENOMEM. */
int pay_job_again(const struct pay_job *job, enum pay_op op, uint32_t asked,
                  struct buf *ret) __attribute__((warn_unused_result));

enum pay_result_state {
    PAY_READY,
    PAY_PAID,
    PAY_CLOSED,
    PAY_REFUNDING,
    PAY_REFUNDED,
    PAY_REFUND_FAILED,
    PAY_REFUSED,
};

struct pay_result {
    enum pay_result_state state;
    char pay_json[1024];     /* ready */
    char transaction_id[65]; /* paid */
    int64_t amount_fen;      /* paid, refunding, refunded */
    int64_t paid_at_ms;      /* paid */
    int64_t refunded_at_ms;  /* refunded */
    char code[65];           /* refused, refund failed: the provider's */
};

/* A whole Command that tells billing.  0 or -ENOMEM. */
int pay_result_command(const struct pay_job *job,
                       const struct pay_result *result, struct buf *ret)
    __attribute__((warn_unused_result));

enum notify_kind { NOTIFY_OTP, NOTIFY_PHOTO, NOTIFY_PAYMENT };

struct notify_job {
    enum notify_kind kind;
    char to[PAY_TO_SIZE], openid[PAY_TO_SIZE]; /* "": none; one there is */
    char text[PAY_TEXT_SIZE];
    struct template_facts facts;
    int64_t expires_ms; /* 0: never */
    void *message;      /* owned */
};

/* 0, or -EINVAL for what is no NotifyJob with receiver and text. */
int notify_job_open(const struct job *job, struct notify_job *ret)
    __attribute__((warn_unused_result));
void notify_job_done(struct notify_job *job);

/* A text that came sealed with the job; "" without one.  0, or -EINVAL for one
 * that does not fit or is no text. */
int job_text(const struct job *job, const char *name, char *ret, size_t size)
    __attribute__((warn_unused_result));

/* Appends a WechatExchange.  0 or -ENOMEM. */
int wechat_exchange_pack(const char *refusal, struct buf *ret)
    __attribute__((warn_unused_result));

#endif
