#ifndef DISPATCH_CURVE_KEYS_H
#define DISPATCH_CURVE_KEYS_H

/*
 * curve_keys - a key for every role, made where there is none yet:
 *
 *     curve-ROLE.key       secret; ROLE is dispatch, front or a stage
 *     curve-dispatch.pub   whom all others believe
 *     curve-peers          whom dispatch believes, and as what; lines that
 *                          are there stay
 */

/* 0, or a fault, told on standard error. */
int curve_keys_make(const char *folder) __attribute__((warn_unused_result));

#endif
