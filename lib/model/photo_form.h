#ifndef MODEL_PHOTO_FORM_H
#define MODEL_PHOTO_FORM_H

/*
 * photo_form - the form of the registered photo that a rule set asks for:
 * size, file, background, and where the head stands (domain.md "The photo
 * standard").  In pixels of that photo.
 */

#include <stdbool.h>
#include <stdint.h>

struct photo_form {
    const char *background; /* "blue", "white", "grey"; lives for ever */
    double width;
    double height;
    double dpi;
    double bytes_min;
    double bytes_max;
    double quality_min;  /* of the JPEG */
    double hair_top_min; /* top of hair to the upper edge */
    double hair_top_max;
    double hair_top_wanted;
    double eyes_min; /* eyes to the upper edge */
    double eyes_max;
    double face_width_min; /* cheek to cheek */
    double face_width_max;
    double face_width_wanted;
};

/* 480x640 on light blue. */
extern const struct photo_form PHOTO_FORM_STANDARD;

/* The name as photo_form keeps it; NULL for a colour we do not make. */
const char *photo_background(const char *name);

/* R, G, B of a name that photo_background() gave. */
void photo_background_rgb(const char *name, uint8_t ret[3]);

/* One number of the form, by its name in a rule set. */
struct photo_number {
    const char *name;
    double least;
    double most;
};

/* NULL: the form has no such number. */
const struct photo_number *photo_number_find(const char *name);
const struct photo_number *photo_number_at(int i); /* NULL after the last */
double photo_number_get(const struct photo_form *form,
                        const struct photo_number *n);
void photo_number_set(struct photo_form *form, const struct photo_number *n,
                      double value);

/* NULL, or what does not fit together. */
const char *photo_form_fault(const struct photo_form *form);

#endif
