#ifndef MODEL_DATA_H
#define MODEL_DATA_H

/*
 * data - the files of model/data and model/presets, compiled in by embed.sh.
 */

#include "core/bytes.h"

extern const struct bytes data_findings_zh_json;
extern const struct bytes data_texts_zh_json;
extern const struct bytes data_diploma_json;
extern const struct bytes data_diploma_white_json;
extern const struct bytes data_diploma_grey_json;
extern const struct bytes data_diploma_head_cover_json;
extern const struct bytes data_id_card_json;

#endif
