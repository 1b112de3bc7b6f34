// The province's page: seasons and schools, what is overdue, accounts, batches to the registry, the books, deletions, one student's course; the auditor's log.
import { Shell } from '/shared/shell.mjs';
import { accountsPage } from '/shared/accounts.mjs';
import { batchesPage } from '/shared/batches.mjs';
import { auditPage } from './audit.mjs';
import { booksPage } from './books.mjs';
import { erasuresPage } from './erasures.mjs';
import { overduePage } from './overdue.mjs';
import { schoolsPage } from './schools.mjs';
import { seasonsPage } from './seasons.mjs';
import { timelinePage } from './timeline.mjs';

const ERASURES = ['删除记录', erasuresPage];
const PAGES = {
  province: {
    seasons: ['采集季', seasonsPage], schools: ['学校', schoolsPage], overdue: ['逾期审核', overduePage], accounts: ['账号', (body, staff) => accountsPage(body, staff)],
    batches: ['报送批次', batchesPage], books: ['对账', booksPage], timeline: ['学生经过', timelinePage], erasures: ERASURES,
  },
  auditor: { audit: ['审计日志', auditPage], erasures: ERASURES },
};

new Shell({ place: 'admin', pagesOf: ({ role }) => PAGES[role] ?? {} }).open();
