// The operator's page: every stage live and its dead letters (board.mjs), what will be gone when (forecast.mjs), batches to the
// registry (shared/batches.mjs), one job (job.mjs).
import { batchesPage } from '/shared/batches.mjs';
import { Shell } from '/shared/shell.mjs';
import { boardPage } from './board.mjs';
import { forecastPage } from './forecast.mjs';
import { jobPage } from './job.mjs';

const PAGES = { board: ['运行状况', boardPage], forecast: ['预测', forecastPage], batches: ['报送批次', batchesPage], job: ['查任务', jobPage] };

/** Who signed in is not known after a token alone: the server says what may be seen. */
const pagesOf = ({ role }) => (!role || ['province', 'operator'].includes(role) ? PAGES : {});

new Shell({ place: 'ops', pagesOf, refused: () => '这个账号不能查看运行状况。' }).open();
