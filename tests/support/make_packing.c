/*
 * make_packing pdf|csv >F - a packing list from lines of standard input, fields
 * ended by tabs: "bundle SCHOOL CAMPUS COLLEGE CLASS CODE COUNT" begins one,
 * "student NAME NUMBER CODE" is the next in it.  Exit 3: refused.
 */
#include "core/check.h"
#include "relay/print/packing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 4096, FIELDS = 7, REFUSED = 3 };

static int write_out(void *to, struct bytes piece)
{
    return fwrite(piece.at, 1, piece.len, to) == piece.len ? 0 : -1;
}

static void divide(char *line, char *ret_fields[FIELDS])
{
    line[strcspn(line, "\n")] = 0;
    for (size_t i = 0; i < FIELDS; i++) {
        ret_fields[i] = line;
        line += strcspn(line, "\t");
        if (*line)
            *line++ = 0;
    }
}

static int add(struct packing *p, char *const f[FIELDS])
{
    const struct packing_bundle bundle = {f[1], f[2], f[3],
                                          f[4], f[5], (size_t)atol(f[6])};
    const struct packing_student student = {f[1], f[2], f[3]};

    return strcmp(f[0], "bundle") == 0 ? packing_begin(p, &bundle)
                                       : packing_add(p, &student);
}

int main(int argc, char **argv)
{
    struct packing_form form = {.made_ms = 1748736000000, .per_student = 5};
    char line[LINE_SIZE], *fields[FIELDS];
    struct packing *p;

    CHECK(argc == 2);
    form.format = strcmp(argv[1], "pdf") == 0 ? PACKING_PDF : PACKING_CSV;
    CHECK(packing_new(&form, write_out, stdout, &p) == 0);
    while (fgets(line, sizeof line, stdin)) {
        divide(line, fields);
        if (add(p, fields) != 0)
            return REFUSED;
    }
    CHECK(packing_finish(p) == 0);
    packing_free(p);
    return 0;
}
