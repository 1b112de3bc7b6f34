#ifndef INGEST_ROUTES_H
#define INGEST_ROUTES_H

/*
 * routes - every handler that route.c's table names; one file per noun.
 */

#include "ingest/call.h"

call_fn session_open, session_finish, session_end;      /* session.c */
call_fn me_get, me_patch, me_video, me_photo, text_get; /* me.c */
call_fn me_wechat, me_otp;                              /* wechat.c */
call_fn me_receipt;                                     /* receipt.c */
call_fn me_export, me_picture, me_delete;               /* privacy.c */
call_fn me_screenshot;                                  /* inbox.c */
call_fn nonce_make;                                     /* nonce.c */
call_fn shot_post;                                      /* shot_post.c */
call_fn shot_get;                                       /* shot_get.c */
call_fn shot_annotated;                                 /* annotated.c */
call_fn events_get;                                     /* events.c */
call_fn drafts_get, draft_photo, draft_delete;          /* drafts.c */
call_fn submission_post, submission_change,             /* submissions.c */
    submission_withdraw_call, submission_order, order_get;
call_fn callback_wechatpay;                        /* callback.c */
call_fn staff_login, student_unlock;               /* staff.c */
call_fn staff_list, staff_post, staff_patch;       /* staff_accounts.c */
call_fn staff_totp;                                /* staff_totp.c */
call_fn audit_get;                                 /* audit.c */
call_fn school_get, school_put;                    /* school.c */
call_fn rule_sets_get, rule_set_get, rule_set_put, /* rule_sets.c */
    school_rule_set;
call_fn reviews_get, review_photo, review_original, /* reviews.c */
    review_decide, review_undo, review_reset;
call_fn erasures_get;                                     /* erasures.c */
call_fn print_order, print_get, prints_get, print_remake; /* prints.c */
call_fn print_sheets, print_pictures, print_list,         /* print_files.c */
    print_list_pdf, student_sheet;
call_fn consignments_get, consignment_get, /* consignments.c */
    consignment_post, consignment_patch, consignment_scan_post;
call_fn reconciliation_get, reconciliation_post, /* books.c */
    journal_get, journal_signature;
call_fn ops_queues, ops_forecast;             /* ops.c */
call_fn ops_job;                              /* ops_job.c */
call_fn dead_letters_get, dead_letter_replay; /* dead_letters.c */
call_fn student_timeline;                     /* timeline.c */
call_fn batches_get, batch_get;               /* batches.c */
call_fn batch_resolve;                        /* batch_resolve.c */
call_fn openapi_get;                          /* openapi.c */
call_fn shot_appeal, submission_appeal,       /* appeals.c */
    appeals_get, appeal_decide, appeal_original;
call_fn waivers_put;                  /* waivers.c */
call_fn student_get;                  /* standing.c */
call_fn problem_report, problems_get, /* inbox.c */
    problem_settle, problem_screenshot;
call_fn seasons_get, season_put, season_get, /* seasons.c */
    season_close, season_clone;
call_fn schools_get, schools_put;  /* schools.c */
call_fn reviews_overdue;           /* reviews.c */
call_fn roster_put;                /* roster.c */
call_fn progress_get, missing_get; /* census.c */
call_fn school_archive;            /* archive/school_archive.c */

#endif
