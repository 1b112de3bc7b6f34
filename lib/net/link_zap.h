#ifndef NET_LINK_ZAP_H
#define NET_LINK_ZAP_H

/*
 * link_zap - who may connect to a ROUTER with CURVE: ZeroMQ asks (RFC 27/ZAP)
 * for every new peer's public key, a file of keys answers with its role.
 *
 * File: one "ROLE KEY" a line, KEY in Z85; '#' begins a comment line.  The
 * role stands then at every frame of that peer as its "User-Id".
 */

struct link_zap;

/* Before the context's first bind.  0, or a fault of the file (-EINVAL: a line
 * that makes no sense). */
int link_zap_new(void *context, const char *path, struct link_zap **ret)
    __attribute__((warn_unused_result));
void link_zap_free(struct link_zap *z);

/* Becomes readable when somebody asks (edge-triggered). */
int link_zap_fd(const struct link_zap *z);

/* Answers all who ask now. */
void link_zap_serve(struct link_zap *z);

#endif
