#ifndef BILLING_VERIFY_AUDIT_H
#define BILLING_VERIFY_AUDIT_H

/*
 * verify_audit - `tucai-billing verify-audit FILE [NUMBER:HASH]`: names the
 * first broken entry of an export of the audit log.
 *
 * An export that was cut at its end is as sound as a shorter one; NUMBER:HASH
 * is an entry that was seen before, which must be there.
 */

/* Exit code: 0 sound, 1 broken, 2 no such file or wrong words. */
int verify_audit_command(int argc, char **argv);

#endif
