"""Let every public fact enter the log, and what is there already."""

from django.db import migrations

from . import _sql

# Table: the columns that everybody may read, and those that are no facts. The rest enters as salted digests.
ROWS = {
    "areas_area": (
        "id,code,name,level,parent_id".split(","),
        "".split(","),
    ),
    "audit_auditentry": (
        "".split(","),
        "".split(","),
    ),
    "policy_parameter": (
        "id,key,value,effective_from,basis".split(","),
        "".split(","),
    ),
    "policy_calendaryear": (
        "id,year,source".split(","),
        "".split(","),
    ),
    "policy_calendarday": (
        "id,year_id,day,is_working,note".split(","),
        "".split(","),
    ),
    "accounts_post": (
        "id,role,area_id,since,until".split(","),
        "".split(","),
    ),
    "notices_notice": (
        "id,number,kind,area_id,published_at,starts_at,ends_at,content_hash".split(","),
        "".split(","),
    ),
    "notices_objection": (
        "id,notice_id,filed_at,due_at,upheld,answered_at".split(","),
        "".split(","),
    ),
    "notices_postednotice": (
        "id,notice_id,site,posted_on,at".split(","),
        "".split(","),
    ),
    "notices_campaign": (
        "id,area_id,at,approved_at,stopped_at".split(","),
        "begun_at,done_at,job".split(","),
    ),
    "projects_project": (
        "id,area_id,stage,stage_since".split(","),
        "search_key,revision,last_progress_at".split(","),
    ),
    "projects_projectevent": (
        "id,project_id,at,act,left,reached,notice_id".split(","),
        "".split(","),
    ),
    "projects_screening": (
        "id,project_id,at,verdict".split(","),
        "".split(","),
    ),
    "projects_acceptance": (
        "id,project_id,at,accepted".split(","),
        "".split(","),
    ),
    "projects_progressreport": (
        "id,project_id,at,percent".split(","),
        "".split(","),
    ),
    "projects_inspection": (
        "id,project_id,at".split(","),
        "".split(","),
    ),
    "projects_comment": (
        "id,project_id,at".split(","),
        "".split(","),
    ),
    "projects_photo": (
        "id,project_id,moment,at".split(","),
        "".split(","),
    ),
    "projects_taskgroupmember": (
        "id,project_id,duty,stood_at,elected_at".split(","),
        "".split(","),
    ),
    "deliberation_supportpoll": (
        "id,project_id,opens_at,closes_at,households,closed_at,agreed,opposed,passed".split(","),
        "".split(","),
    ),
    "deliberation_satisfactionreview": (
        "id,project_id,opens_at,closes_at,households,closed_at,satisfied,mostly_satisfied,dissatisfied,passed".split(","),
        "".split(","),
    ),
    "deliberation_support": (
        "".split(","),
        "".split(","),
    ),
    "deliberation_rating": (
        "".split(","),
        "".split(","),
    ),
    "deliberation_meeting": (
        "id,project_id,starts_at,entitled,present,in_favour,against,decision,agreed,minutes_at".split(","),
        "".split(","),
    ),
    "deliberation_partyopinion": (
        "id,meeting_id,party,attended".split(","),
        "".split(","),
    ),
    "deliberation_courtyardcommittee": (
        "id,area_id,founded_on".split(","),
        "".split(","),
    ),
    "deliberation_score": (
        "id,project_id,sitting,criterion,at".split(","),
        "".split(","),
    ),
    "deliberation_recusal": (
        "id,project_id,at".split(","),
        "".split(","),
    ),
    "deliberation_resolution": (
        "id,project_id,sitting,at,chosen,points,members_scored".split(","),
        "".split(","),
    ),
    "deliberation_comparison": (
        "id,round_id".split(","),
        "".split(","),
    ),
    "deliberation_votinground": (
        "id,area_id,title,opens_at,closes_at,budget,whose,secret,ballot_kind,most_choices,fewest_choices,most_cost,least_votes,quorum,rule,tie_rule,draw_seed,public_key,shares_needed,source,files_format,notice_id,closed_at,given_up_at,result_notice_id,turnout".split(","),
        "".split(","),
    ),
    "deliberation_candidate": (
        "id,round_id,project_id,code,title,cost,votes,against,chosen".split(","),
        "".split(","),
    ),
    "deliberation_conflictpair": (
        "id,round_id,first_id,second_id".split(","),
        "".split(","),
    ),
    "deliberation_custodiankey": (
        "id,area_id,public_key,made_at".split(","),
        "".split(","),
    ),
    "deliberation_givingup": (
        "id,round_id,proposed_at,confirmed_at".split(","),
        "".split(","),
    ),
    "deliberation_rollcorrection": (
        "id,round_id,kind,proposed_at,confirmed_at".split(","),
        "".split(","),
    ),
    "deliberation_station": (
        "id,round_id,name,place".split(","),
        "".split(","),
    ),
    "deliberation_shift": (
        "id,station_id,starts_at,ends_at".split(","),
        "".split(","),
    ),
    "deliberation_protocol": (
        "id,station_id,issued,used,spoilt,unused,taken_away,at".split(","),
        "".split(","),
    ),
    "funding_account": (
        "id,kind,area_id,year,project_id,source".split(","),
        "".split(","),
    ),
    "funding_entry": (
        "id,kind,project_id,at,reverses_id".split(","),
        "".split(","),
    ),
    "funding_posting": (
        "id,entry_id,account_id,amount".split(","),
        "".split(","),
    ),
    "funding_contribution": (
        "id,project_id,number,source,amount,is_lower_bound,received_on,entry_id".split(","),
        "".split(","),
    ),
    "funding_pledge": (
        "id,project_id,number,source,amount,pledged_on".split(","),
        "".split(","),
    ),
    "funding_giftinkind": (
        "id,project_id,number,kind,worth,given_on".split(","),
        "".split(","),
    ),
    "funding_budgetline": (
        "id,project_id,amount".split(","),
        "".split(","),
    ),
    "funding_plannedshare": (
        "id,project_id,source,amount".split(","),
        "".split(","),
    ),
    "funding_application": (
        "id,project_id,number,at,total,subsidy".split(","),
        "".split(","),
    ),
    "funding_streetreview": (
        "id,project_id,handled_at,subsidy,district_at,reviewed_at,verdict".split(","),
        "".split(","),
    ),
    "funding_approval": (
        "id,review_id,at,approved".split(","),
        "".split(","),
    ),
    "funding_grant": (
        "id,project_id,envelope_id,amount,approved_at,released_at".split(","),
        "".split(","),
    ),
    "funding_grantchange": (
        "id,project_id,amount,requested_at,checked_at,reviewed_at,approved_at,refused_at".split(","),
        "".split(","),
    ),
    "funding_tranche": (
        "id,grant_id,number,amount,requested_at,checked_at,approved_at,paid_at,entry_id".split(","),
        "".split(","),
    ),
    "funding_quotationround": (
        "id,project_id,called_at,closes_at,opened_at".split(","),
        "".split(","),
    ),
    "funding_supplierinvitation": (
        "id,project_id,round_id,invited_at,void_at".split(","),
        "".split(","),
    ),
    "funding_quotation": (
        "id,project_id,round_id,at".split(","),
        "".split(","),
    ),
    "funding_supplierchoice": (
        "id,project_id,quotation_id,at,approval,decided_at".split(","),
        "".split(","),
    ),
    "funding_contract": (
        "id,project_id,choice_id,amount,signed_on,starts_on,ends_on,retention_percent,warranty_months,at".split(","),
        "".split(","),
    ),
    "funding_bill": (
        "id,project_id,amount,kept,billed_on,entry_id,contract_id,is_reversed,public_scan_digest".split(","),
        "".split(","),
    ),
    "funding_voucher": (
        "id,project_id,amount,source,spent_on,entry_id,bill_id,is_reversed,is_retention,public_scan_digest".split(","),
        "".split(","),
    ),
    "funding_supplier": (
        "id,area_id,status,confirmed_at".split(","),
        "".split(","),
    ),
    "funding_bankstatement": (
        "id,area_id,uploaded_at,digest".split(","),
        "".split(","),
    ),
    "funding_bankline": (
        "id,statement_id".split(","),
        "".split(","),
    ),
    "funding_seal": (
        "id,day,at,previous,last_link,links,digest,notice_id".split(","),
        "".split(","),
    ),
    "funding_sharedfacility": (
        "id,area_id,opened_on".split(","),
        "".split(","),
    ),
}


class Migration(migrations.Migration):
    dependencies = [
        ("log", "0001_leaves_and_heads"),
        ("accounts", "0004_text_messages_have_templates"),
        ("areas", "0001_initial"),
        ("audit", "0001_initial"),
        ("policy", "0001_initial"),
        ("notices", "0004_kinds_of_their_own"),
        ("projects", "0004_warranty_of_the_contract"),
        ("deliberation", "0007_files_have_a_format"),
        ("funding", "0023_firms_come_back_and_traces_end"),
    ]

    operations = [
        _sql.make_functions(),
        *(_sql.watch_rows(table, clear, left_out) for table, (clear, left_out) in ROWS.items()),
        _sql.watch_together("deliberation_supportpoll", ["deliberation_pollhousehold:poll_id:"], []),
        _sql.watch_together("deliberation_satisfactionreview", ["deliberation_reviewhousehold:review_id:"], []),
        _sql.watch_together(
            "deliberation_votinground",
            ["deliberation_keyshare:round_id:"],
            [
                "deliberation_rollentry:round_id:",
                "deliberation_ballot:round_id:",
                "deliberation_sealedballot:round_id:",
                "deliberation_openedballot:round_id:",
                "deliberation_paperballot:round_id:deliberation_station",
                "deliberation_paperentry:round_id:deliberation_paperballot",
                "deliberation_setaside:round_id:deliberation_paperballot",
            ],
        ),
        migrations.RunSQL(_sql.restrict_sql("panlong_web"), migrations.RunSQL.noop),
    ]
