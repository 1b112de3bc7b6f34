#ifndef NOISE_H
#define NOISE_H

/* noise - repeatable disorder for painted surfaces.  Pure. */

/* A number from 0 to 1 that belongs to a cell. */
float noise_at(int x, int y);

/* A smooth field, 0 to 1, of light and dark spots of about `size`. */
float noise_clouds(float x, float y, float size);

#endif
