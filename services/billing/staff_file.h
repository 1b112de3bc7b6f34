#ifndef BILLING_STAFF_FILE_H
#define BILLING_STAFF_FILE_H

/*
 * staff_file - the first account, from a secret file (TUCAI_STAFF_FILE):
 * {"name": "...", "role": "province", "password": "..."}.  It is made when
 * its name first asks to log in; later the file is not needed.
 */

struct staff_file {
    char name[72]; /* "": there is none */
    char role[16];
    char school_code[8];
    char password[128];
};

/* 0 (an empty path: no account), -EINVAL for another form, or the errno of
 * reading it. */
int staff_file_load(const char *path, struct staff_file *ret)
    __attribute__((warn_unused_result));

#endif
