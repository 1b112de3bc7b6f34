#ifndef QC_MODELS_H
#define QC_MODELS_H

/*
 * models - where the networks lie: TUCAI_MODELS, else the project's .models
 * beside the build folder of this program, else /usr/share/tucai/models.
 */

enum { MODELS_PATH_SIZE = 4096 };

void models_path(char ret[MODELS_PATH_SIZE]);

#endif
