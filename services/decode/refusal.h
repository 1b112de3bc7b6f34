#ifndef DECODE_REFUSAL_H
#define DECODE_REFUSAL_H

/*
 * refusal - why a capture code opens no session.  Part of the API: names never
 * change.
 */

enum code_refusal {
    CODE_MALFORMED = 1, /* not of the format, a field missing or over limit  */
    CODE_SUITE_UNKNOWN, /* made with algorithms that we do not know          */
    CODE_NOT_FOR_US,    /* sealed for another collector, or wrapped again    */
    CODE_UNDECRYPTABLE, /* the sealed key does not open                      */
    CODE_ISSUER_UNKNOWN,
    CODE_SIGNATURE_BAD,
    CODE_NOT_YET_VALID,
    CODE_EXPIRED,
    CODE_WRONG_YEAR,
    CODE_UNREADABLE, /* a picture in which no code is found                  */
    CODE_AMBIGUOUS,  /* a picture of two codes                               */
};

/* "code_malformed"; NULL for a number that is no refusal. */
const char *code_refusal_name(int refusal);

#endif
