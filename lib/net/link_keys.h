#ifndef NET_LINK_KEYS_H
#define NET_LINK_KEYS_H

/*
 * link_keys - CURVE keys in files: 40 characters of Z85, then a line end.
 */

enum { LINK_KEY_SIZE = 41 }; /* with its NUL */

/* Reads a key, secret or public.  0, -EINVAL or a fault. */
int link_key_read(const char *path, char ret[LINK_KEY_SIZE])
    __attribute__((warn_unused_result));

/* Makes a secret key for its owner's eyes, if there is none yet. */
int link_key_make(const char *path) __attribute__((warn_unused_result));

/* The public key of the secret one in the file. */
int link_key_public(const char *path, char ret[LINK_KEY_SIZE])
    __attribute__((warn_unused_result));

#endif
