#ifndef SANDBOX_KEYGEN_H
#define SANDBOX_KEYGEN_H

/*
 * keygen - the RSA keys, certificates and secrets of a demonstration; the
 * files' names are in key_names.h.  (The SM2 pairs are issue_command.h's.)
 */

/* Makes in dir what is not there yet; private files get mode 0600.  0 or
 * -errno. */
int keygen_rsa(const char *dir) __attribute__((warn_unused_result));

#endif
