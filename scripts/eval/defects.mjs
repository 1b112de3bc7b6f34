// The defects made by code: their strengths, and which of them a person objects to.
//
// finds: any of these findings names the defect.  harmless: strengths at which nobody objects.  doubtful: some would.
// object: everybody would; the detection rate counts there.  The strengths were chosen by looking at the spoilt
// pictures, not at what is found; `why` says what was seen.

const QUALITY = 92; // of the spoilt pictures, and of the unspoilt ones beside them

export const DEFECTS = [
  { name: 'dark', finds: ['too_dark'], unit: 'stops under', harmless: [0.3], doubtful: [1], object: [2, 3],
    why: 'at 2 stops eyes and hair are lost in shadow; 1 stop is a dull day' },
  { name: 'bright', finds: ['too_bright', 'highlight'], unit: 'stops over', harmless: [0.2], doubtful: [1], object: [2, 3],
    why: 'at 2 stops cheeks and forehead are white areas without skin' },
  { name: 'side_light', finds: ['light_uneven'], unit: 'stops less on the darker half', harmless: [0.2], doubtful: [1, 1.5],
    object: [2.5, 3], why: 'at 2.5 stops one half of the face is in shadow; 1 stop is how a window lights' },
  { name: 'lamp_above', finds: ['hair_washed_out', 'highlight', 'too_bright'], unit: 'light added', harmless: [0.05],
    doubtful: [0.3, 0.6], object: [1, 1.5], why: 'at 1 hair or scalp is a white patch; 0.6 is a haze, 0.3 a sheen' },
  { name: 'hair_washed_out', finds: ['hair_washed_out'], unit: 'light added', harmless: [0.03], doubtful: [0.3],
    object: [0.6, 1], why: 'at 0.6 dark hair is white; 0.3 looks grey-haired' },
  { name: 'focus', finds: ['blurred', 'low_quality'], unit: 'sigma, % of the eye distance', harmless: [0.5], doubtful: [2],
    object: [3, 5], why: 'at 3 % lashes and pupils have run together in the made photo; 2 % is soft' },
  { name: 'motion', finds: ['blurred', 'low_quality'], unit: 'path, % of the eye distance', harmless: [1.5], doubtful: [8],
    object: [12, 20], why: 'at 12 % the irises are smeared; 8 % is soft' },
  { name: 'enlarged', finds: ['low_quality', 'blurred'], unit: 'true px between the eyes', harmless: [95], doubtful: [50, 40],
    object: [25, 18], why: 'at 25 px the eyes have no detail; at 50 px only a comparison shows it' },
  { name: 'recompressed', finds: ['low_quality', 'blurred'], unit: 'JPEG quality', by_quality: true, harmless: [80, 60],
    doubtful: [20], object: [10, 5], why: 'at 10 the blocks stand in the face; 20 shows blotches when enlarged' },
  { name: 'moire', finds: ['recapture'], unit: 'contrast of the screen', harmless: [], doubtful: [0.1, 0.3], object: [0.6, 1],
    why: 'at 0.6 the stripes are seen at arm\'s length' },
  { name: 'print', finds: ['recapture'], unit: '% of the table seen', harmless: [], doubtful: [3], object: [6, 12],
    why: 'white edge and table all around' },
  { name: 'print_cut', finds: ['recapture'], unit: '% of the table seen', harmless: [], doubtful: [3], object: [6, 12],
    why: 'a print without a white edge lies on a table' },
  { name: 'print_turned', finds: ['recapture'], unit: 'degrees', harmless: [], doubtful: [], object: [10, 20, 30],
    why: 'the print is seen at an angle' },
  { name: 'screen', finds: ['recapture'], unit: 'contrast of its pixels', harmless: [], doubtful: [], object: [0.05, 0.15, 0.4],
    why: 'its frame is seen all around, at 0.15 its pixels too' },
  { name: 'screen_turned', finds: ['recapture'], unit: 'degrees', harmless: [], doubtful: [], object: [10, 20, 30],
    why: 'the screen is seen at an angle' },
  { name: 'room', finds: ['recapture'], unit: 'which', harmless: [1, 2, 3, 4, 5, 6, 7, 8, 11, 13], doubtful: [], object: [],
    why: 'nobody: behind the person a door, window, shelves, picture, board, panels, banner, screen; shelves and board behind a desk' },
  { name: 'skin_smoothed', finds: ['retouched'], unit: 'grey values taken together', harmless: [1], doubtful: [8, 16], object: [32, 48],
    why: 'at 32 the skin is of wax; at 16 its pores are gone, and one has to know the person' },
  { name: 'roll', finds: ['tilted'], unit: 'degrees more', harmless: [1.5], doubtful: [5], object: [12, 18],
    why: 'at 12 degrees everybody would ask to hold the head straight' },
  { name: 'upside_down', finds: ['upside_down'], unit: 'degrees', harmless: [], doubtful: [], object: [90, 180, 270],
    why: 'on the side or on the head' },
  { name: 'mirrored', finds: ['mirrored'], unit: '', harmless: [], doubtful: [1], object: [],
    why: 'nobody can see it in a portrait without writing: not scored' },
  { name: 'far', finds: ['face_too_small', 'low_quality'], unit: 'eye distance, % of the short side', harmless: [],
    doubtful: [9], object: [6, 4], why: 'at 6 % half the body is in the picture' },
  { name: 'off_centre', finds: ['off_centre', 'face_cut_off'], unit: 'of the width', harmless: [0.05], doubtful: [0.15],
    object: [0.3], why: 'at 0.3 the face is in the outer quarter' },
  { name: 'cut_side', finds: ['face_cut_off', 'no_face'], unit: 'of the face beyond the edge', harmless: [],
    doubtful: [0], object: [0.1, 0.3], why: 'an ear and a cheek are missing' },
  { name: 'cut_top', finds: ['face_cut_off'], unit: 'of the head beyond the edge', harmless: [], doubtful: [0.03],
    object: [0.1, 0.3], why: 'the top of the head is missing' },
  { name: 'two_faces', finds: ['many_faces'], unit: 'size of the second', harmless: [], doubtful: [0.4],
    object: [0.6, 1], why: 'at 0.6 both look like the subject; 0.4 is somebody behind' },
  { name: 'sunglasses', finds: ['glasses_tinted'], unit: 'light kept back', harmless: [0, 0.05], doubtful: [0.3],
    object: [0.5, 0.7, 0.9], why: 'at 0.5 the lenses are seen as tinted before the eyes are seen; 0 is clear glass in a frame' },
  { name: 'red_eye', finds: ['red_eye'], unit: 'red in the pupil', harmless: [], doubtful: [0.3], object: [0.6, 1],
    why: 'at 0.6 the pupils are red at print size' },
  { name: 'blue_clothes', finds: ['clothes_blue', 'clothes_background'], unit: 'towards the background', harmless: [],
    doubtful: [0.5, 0.85], object: [1], why: 'at 1 shoulders and background are one colour; at 0.85 a dark top is denim, which stands out' },
  { name: 'fringe', finds: ['hair_over_face', 'head_covered'], unit: 'eye distances under the eyes', harmless: [],
    doubtful: [-0.6], object: [-0.15, 0.1], why: 'at -0.15 the brows are covered' },
  { name: 'face_painted_out', finds: ['no_face'], unit: 'with what', harmless: [], doubtful: [], object: [1, 2, 3, 4],
    why: 'no eyes, nose or mouth: an oval of skin, a grey box, a black box, an oval of the wall' },
  { name: 'no_person', finds: ['no_face'], unit: 'which picture', harmless: [], doubtful: [], object: [1, 2, 3, 4, 5, 6, 7, 8],
    why: 'a body from the chin down, the photo in disordered squares, wall, sky, bricks, window, tiles, leaves' },
];

/** [{defect, strength, level, line}] for one photo: `line` is make_defect's, without the file. */
export function sweep() {
  const cases = [{ defect: null, strength: 0, level: 'harmless', line: `same 0 ${QUALITY}` }];
  for (const defect of DEFECTS)
    for (const level of ['harmless', 'doubtful', 'object'])
      for (const strength of defect[level])
        cases.push({ defect, strength, level, line: defect.by_quality ? `same 0 ${strength}` : `${defect.name} ${strength} ${QUALITY}` });
  return cases;
}
