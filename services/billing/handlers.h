#ifndef BILLING_HANDLERS_H
#define BILLING_HANDLERS_H

/*
 * handlers - one function for each thing that can happen to a student, a
 * school or an account.  Each looks at the scene and decides; command.c names
 * them by operation.
 */

#include "billing/scene.h"

/* session.c */
handler_fn session_open;   /* a code was read */
handler_fn session_finish; /* the one-time code of a new device */
handler_fn session_end;

/* profile.c: what comes before the camera (R4, R5, R10) */
handler_fn profile_patch;
handler_fn profile_video;
handler_fn profile_nonce;

/* account.c: the WeChat account (R3) */
handler_fn account_bind;
handler_fn account_otp;

/* shot.c: a verdict (R12, R14-R18) */
handler_fn shot_judge;

/* box.c: drafts (R22) */
handler_fn box_delete;

/* submit.c: R24, R25, R27 */
handler_fn submit_draft;
handler_fn submit_change;
handler_fn submit_order;
handler_fn submit_withdraw;
handler_fn submit_downloaded;

/* money.c: R26 */
handler_fn money_result;
handler_fn money_query;
handler_fn money_due;

/* review.c: R19, R29 */
handler_fn review_decide;
handler_fn review_undo;
handler_fn review_reset;
handler_fn review_opened;
handler_fn review_unlock;

/* appeal.c, waiver.c: R31 */
handler_fn appeal_make;
handler_fn appeal_decide;
handler_fn appeal_opened;
handler_fn appeal_made; /* the photo of an accepted one was judged again */
handler_fn waiver_put;

/* inbox.c: problem reports (R5) */
handler_fn inbox_report;
handler_fn inbox_settle;

/* season.c, clone.c, walk.c: a season's end and beginning; what goes through
 * all of them (R27, R29) */
handler_fn season_close;
handler_fn season_closed; /* for one student */
handler_fn season_clone;
handler_fn walk_step;
handler_fn walk_reviews; /* the timer */

/* real_name.c: R45 */
handler_fn real_name_heard;

/* delivery.c: what the registry and the print shop say (R33, R34, R36) */
handler_fn delivery_sealed;
handler_fn delivery_receipt;
handler_fn delivery_prints;

/* staff.c: logins; accounts.c, totp.c: R46; reading.c: R43 */
handler_fn staff_login;
handler_fn staff_touch;
handler_fn staff_create;
handler_fn staff_change;
handler_fn totp_begin;
handler_fn totp_confirm;
handler_fn reading_record, reading_archive;

/* papers.c: schools, seasons, rule sets */
handler_fn papers_school;
handler_fn papers_season;
handler_fn papers_rule_set;

/* books.c: R28 */
handler_fn books_restore;
handler_fn books_reconcile;

/* letter.c: dead letters */
handler_fn letter_replay;

/* prints.c, consignment.c: R37, R38 */
handler_fn prints_order;
handler_fn prints_remake;
handler_fn prints_read;
handler_fn consignment_pack;
handler_fn consignment_change;
handler_fn consignment_scanned;
handler_fn consignment_step;

/* batch.c: batches whose fate only the registry's people know (R33) */
handler_fn batch_resolve;

/* roster.c: R4 */
handler_fn roster_put;

#endif
