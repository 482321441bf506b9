-- made by areas.0001_initial 51b6039518badd2f21e6bc13e1880430c80e03bcb8a0cef617eb24de31828243
-- made by contenttypes.0001_initial 35ed8489a147e0b42a15c21b5d4f0e8940de6f73fb326e9d6dea91b4d0b953cc
-- made by contenttypes.0002_remove_content_type_name 7d36494075750f0ed3c0f68d0cb1548eba59cc593f52f691f6cc37a043083766
-- made by auth.0001_initial 845cff319606332f49ef20ce165d1a17e522c426c5e56d7616133e9e4eaba5ef
-- made by auth.0002_alter_permission_name_max_length feaf97e0e8f7d148bec3db9bab2349c5e15888117c1ff2829deff63ef9e16cff
-- made by auth.0003_alter_user_email_max_length 9d5657b4db9872dc26c2d634c2f5911a3d69ab1d8552af4c6d633bc4001dfabf
-- made by auth.0004_alter_user_username_opts 9538db342c9a9bec4ca12b3137fb80772c4ea4afb861e8647a2962b1ea58344a
-- made by auth.0005_alter_user_last_login_null 79f60a35dc000fdd427bc05c85233ae5b9c4ada078ff0688fc9f78604bf7eaee
-- made by auth.0006_require_contenttypes_0002 00cb16e3405f14b62dbeffa15c68c9030291e4ddd513d733648ba460d6c5e781
-- made by auth.0007_alter_validators_add_error_messages 115db87dc327530fb5e1964ba3d03f9746492f90600406947be39f54f6cc042f
-- made by auth.0008_alter_user_username_max_length 02857f65f7d648147a5d12596b200a83e29145391d3f986ceb84b3b865a2c351
-- made by auth.0009_alter_user_last_name_max_length 19a89500e7f108a7397da9b1733181f92105f758663b3685b60f5c2da384d76e
-- made by auth.0010_alter_group_name_max_length 0963ed6498ac0b3a8430b6ca34c1b4a4b1d5f55b43d3db902f15a03ff74b14cd
-- made by auth.0011_update_proxy_permissions 85a5dde708dc4b6111e1bc71ce723ecfba7b1f8aedecfd130900ff7782765436
-- made by auth.0012_alter_user_first_name_max_length 6cefbc9f80903763ff8492a537a22836ef69f2227e19d402509b8099d2baecb0
-- made by accounts.0001_initial 2cea910ce31af50da7317422f481e1065da4ba1352d0b07e77a812697aecd091
-- made by accounts.0002_people_and_rosters d2236d44afc9f9509b23dbb2ed39bc8a8addbb8aff454737a452c5c5dbf543ae
-- made by accounts.0003_one_spelling_and_two_people 0652ab3f6893b22d39c007316120c315b47e8be619d89c6259fd2a9adc1bb7dc
-- made by accounts.0004_text_messages_have_templates 5cbc916c5d06c8abc41c25ff672070c58e73d7ec61d3db72875d690af1b03a83
-- made by accounts.0005_more_spellings_of_one_door 34fd7da6be88405cc052a0937ef5c83443810a1f016fd78799c0f42d8dabba70
-- made by accounts.0006_ten_household_groups e7fdc2c14725ff098b98bd9034224c4fd5dafeb832d97a25ad3a35b7474aca19
-- made by admin.0001_initial f4716989d9815b6231f0d7291754835e008c96818447fe57984bbf8985883335
-- made by admin.0002_logentry_remove_auto_add 2c127e659a2236edea0ed57eccd38786ae84e365790a80b96b758c617f50be43
-- made by admin.0003_logentry_add_action_flag_choices 02700a827190720e5c417495a395071b6baa28a34e74bc8f90824afaafc01841
-- made by audit.0001_initial 60f63805bff3d5317c15f162b37be7089c989666b8f41745be09fab425a8d9e3
-- made by notices.0001_initial 913808f4f9bf98c4cd51a533b4a612b017ed1dfcc19ee94275ad09daa2bb27f4
-- made by projects.0001_initial 66388b0d007eaf1276330fe7cd5a91637fba381179363090ee2ecf315dd9e31b
-- made by projects.0002_words_waiting_for_screening ddd95813cdd9dac778fe496a737ac54d667b4e9b4178304d567b56a42b3b852d
-- made by projects.0003_projects_are_found_by_sound cda486071f0b736356b665953b2e1cbef5e5b0257594da8172fda9e00b834a08
-- made by projects.0004_warranty_of_the_contract 8b1871cff8fc3eaafc09be0e088717d81e221f7919e28bb6ca396226722d233a
-- made by policy.0001_initial caa2375a638f9a9f0477b10a5a751bcd5b50b0f8d5e79dede3a87e2f14b461e0
-- made by notices.0002_hash_covers_everything 3ecbe2da5cce5844bf6598fbe753c965d4184b28859aa3280b6437bb75c56a48
-- made by notices.0003_messages_have_ways ba4fd0c0c2af1e8590d99ef8ba1a06d305e24d4591e2f1f5995adbab8678a9dc
-- made by notices.0004_kinds_of_their_own 62a29ff2e003bd3b4f59ba0a56b8d24c1339331cbee3688bcf4931a4056f86c0
-- made by log.0001_leaves_and_heads f289aa2255b36842522fbe25e169a0350366b3785092e7cd3cc8d564f7e9ca49
-- made by funding.0001_initial d8ffc32edf5eb9f87ab3b930a63ff630e1cb01831bcbf1327ca7da99b928b4cb
-- made by funding.0002_own_interest_and_corrections 9f70e4d6b187c7f8e0fadabc76bffe5c08abe4e2a44311de70d44010a97ad3a2
-- made by funding.0003_chain_and_seals 1579fa27da0d58ee9241509ebf54148d2db5202cc6cb84b43f7fda50fec42163
-- made by funding.0004_link_what_is_there e57815fd1e7fca2af418c0f9600390168e2aff6839d208f3ae8975c4d5c9cae1
-- made by funding.0005_photos_of_invoices 963db629a843df47841642c4ca9632ded1762370e56b77048e72777baca0e1d8
-- made by funding.0006_sums f146575bd255f9554432e7c9b93a956dbfb063712df4777e242f82789686c075
-- made by funding.0007_add_up_what_is_there 46cf07823d3663de9cdb5ad17a4d9e1001a3fe9b3dd2fb341f84fca2b37e0dc0
-- made by funding.0008_application_quotation_contract 131079c47ede5f4f2cbb2da8cfda2798b9be33ed7b8832ad708e86e1a57d8fd7
-- made by funding.0009_second_wall af2342fd5d4c7abebd01edcd9ec954a92846a2f5042d3a07605363116a6423a0
-- made by funding.0010_allotments 6d2c5d1e05d073de041a4372589f7d43433fe9556ccb8307a4e73b84c2f779aa
-- made by funding.0011_what_is_approved_capped_and_paid 5bd8f7a381eb0fa8cc3f50eddf516fde636efa7fc624d1b41f7c8e23ce6a2d09
-- made by funding.0012_the_maintenance_fund_keeps_to_common_parts 6d09835dd6f7e903cd75d2072a6d500eb2beb1de587aac377f6b4cc48f5e4330
-- made by funding.0013_bills_payables_and_retention e2b1f95e8d50be09d4dbb33165317e7285c0d32b23d8d0f0885c7eb81c186e00
-- made by funding.0014_second_wall_and_sums_with_bills 804dd53be4018699a3a0ffeed948dea337bde83fc98d5fa61573b0790ac5d2a6
-- made by funding.0015_suppliers_hand_in_their_prices 3c6be482f0040de5005104bb952488fd070111f6100045f4f7d9810aad7ab03e
-- made by funding.0016_warranty_of_contracts_that_are_signed 398e1cdfc96aa91f0845b195f3eddcedda503c0867da966a9fb931d41a028e6e
-- made by funding.0017_who_recorded_a_bill_does_not_pay_it 10ef1f3500ba2a4c620ff0307e7338e667c10e82a7bb7d1df389dbe709ca56dc
-- made by funding.0018_money_goes_the_way_of_its_entry e3e3d4491800d3945c1ee68d5c509335871636c7c83e9aa8f057ac79b368961e
-- made by funding.0019_what_is_kept_back_is_never_above_its_percentage 53a9dc0f09ca2893bd5f4285831d0d42f70e150c99d45fd4744dcbe68f25e255
-- made by funding.0020_why_fewer_than_needed b000572c5127e28181354415a957b173d03a9d5200a43c345fa0bb65fdc18564
-- made by funding.0021_odd_lines_of_statements 5b4ea73c5b36507bef93282306344d86b7993aac206f290776e41ad9c28c587f
-- made by funding.0022_the_suppliers_are_registered 9e752c339fceeed89db9f55de0e3a73eb5eca3796fdd937927cde948d2edd4fa
-- made by funding.0023_firms_come_back_and_traces_end 6011cbac93412e9ad03fadbe8752245ab1c15d269da274c957b00253605d353d
-- made by deliberation.0001_initial 3f84943cdee5c40d2f200286fe9828922966b05ced84fe8454be698523e7b786
-- made by deliberation.0002_voices_frozen_at_opening 8f78041abd5c713633abf04c849c1fad0516d155306a40dcc47a1f3271796df8
-- made by deliberation.0003_voices_of_polls_before 8a9b8551171b814b67aba1a075d244243c499af8975062d1505242f1f903733f
-- made by deliberation.0004_voting_people_can_trust b7f4fad6a93bb61dbbdb5a97a32ed67be26f31604a3e64932fc00e1f9ad4e660
-- made by deliberation.0005_a_vote_that_cannot_be_counted_is_given_up dfa30e8f5fd86b82b373f8453fbb82943ae6f4f8cd08604177baa9dab254bc5e
-- made by deliberation.0006_slips_on_paper_are_put_right 37416e4fe64dd50833b892be7053a905bdf169a10d4342aacb6131f0b1eca67c
-- made by deliberation.0007_files_have_a_format 6996f9568dcf1f49b9ab2f33526b865b67dc663669fef9a8ac69aa69f7810934
-- made by log.0002_every_public_fact 981728ea5d102d64c9812b2568ee12a4329086c5e832297f10dcd5f1c8bea634
-- made by projects.0005_whoever_wrote_it_down_does_not_screen 4089f13cf228fe2afcc7cfa00d278853eb5f649e98c037ebf26bce18b1b5664f
-- made by projects.0006_plans_in_versions 5a8869413cbbc2e6c26ec5b775173a63d08092ca216fa82040191e5d4450b966
-- made by projects.0007_plans_of_before b8e9b7c787584a21afb1a73eaddcf8d54d209f51dfcb59378a7d211479834b24
-- made by projects.0008_plans_are_kept 3c48973ff9dec35cc5a392c52ebb924da68613b509f9bc0a0ac259adccb68a4d
-- made by projects.0009_what_is_decided_stays 043b1363746f4dfadcc003bf8a2802fcddd617f86fafcef969f3960391c18848
-- made by projects.0010_drafts_in_steps 55d59712d1b2a05d911ab9c1ca92b2e9d9f1ecce96bf1c0e6ec0f46b02d829a6
-- made by policy.0002_values_of_an_area 3a6600771f5d5917daf9014d4b7e3748fa2181118591910c786b0638ab8c242a
-- made by log.0003_runs_of_all_checks 3f6e1ac1ba3d93e65e67651e57349262605ee3a3e3790a1686b1aaa075d6feea
-- made by log.0004_key_shares_enter_one_by_one f4e35b5cb70f5009c5bcd829783ff3f2095d32e2e48e0d94e8305be23b4e885b
-- made by log.0005_heads_leave_and_salts_go 7d38d015403b2798a3b64374ef014c5f05fcbaeba91b42d6acf059a4511e8901
-- made by log.0006_parameters_of_an_area d0f54a37a7253230fdf5a78d160ad1db8111f3abf71e9c4213d2fdd806a5a292
-- made by projects.0011_comments_are_answered ab411c502b50f325f2cb6f282cd4201e4e3cd64bb0994a7804c2adc9ea77dde9
-- made by projects.0012_two_proposals_are_made_one da705215773a2a2383d1075e88c84aa3222b884470d4e8f9b3877a8454a9851c
-- made by projects.0013_task_group_gives_up 07d9dde15f1ce1aab0bc1d62924a4f8abe4783903d3025ac65fe3b5e3bd123f2
-- made by projects.0014_task_group_is_asked_and_chosen ac1787e87e35a4d0ede1266ec63fb074c22c00ee5c3b1c6d0298583e78210641
-- made by notices.0005_changes_of_meetings bd6bfb8c875bf4590bcc2d26012523b4b8524c8ae3dbabc9a41a9f88ae18a495
-- made by notices.0006_what_is_decided_stays f6295160eb6c0438f663cf61c8b5d900cc8ba6f14d2f179e80312803ca88e7cd
-- made by notices.0007_owners_vote 7705f684f403907c14f0a301c3b20548cd2f4b4bc33b2278be91b2ecd1698fb0
-- made by deliberation.0008_households_abstain_and_say_why ef6745cd9463510ec63c028e1a06b2aebaf59ff4d42340dd24c81816751c4a39
-- made by deliberation.0009_meetings_are_moved_and_called_off 9317eea4a7360adc5bdf847ea9b9801d508c3b0aa55bfacdbbbd5e4189fa7c3a
-- made by deliberation.0010_meetings_know_their_notices ab5159e4d23e58f94f5e817a4046d7d0056b3a9dc67d65bbd82112574784bae6
-- made by deliberation.0011_which_plan_was_seen 8c67fcf32f9af89c0c52636cee8374c21ee026805a5395578a36b6d84ace327d
-- made by deliberation.0012_what_was_seen_before 8a8e425a7b39f52b67765a3b36397fb71d9169fe85810cf4e4ee6355fc376db1
-- made by deliberation.0013_lists_on_paper 1c952c47caf413afc8fc6bad714d9b78b40504e31d39eed77838acc03ff4c248
-- made by deliberation.0014_values_of_an_area 8f0c48b91554ab0bd7643fdd6892d39995bfb35063942b91284d4f1f64290a1a
-- made by deliberation.0015_what_is_decided_stays cde9e0ffb3b0d2659d093aa56c593caae25ebc934e06d3cc4d34e7fd2c00f6a5
-- made by deliberation.0016_answers_go_along_with_a_merge 282664c3e4c3479326345ba1fbad5feb094f6458cdc85fac11d9901a8d2e1b22
-- made by deliberation.0017_choices_beside_codes 83ed7711976acbc999ad3d7b67443bddc1a075ca71d0ecbac3d68e9efc40b55f
-- made by deliberation.0018_owners_vote 7f858eda38574d2cc5402260ec1e9bf38cdfffcfd7b72b27ca89eb68a43e4b88
-- made by deliberation.0019_sittings_of_the_committee 038767c609bae0e925c375fcd7b25b9cda525ac3c0533ec6a11ae822428b52aa
-- made by deliberation.0020_council_keeps_in_the_pool a446a49ade40abe4d518dc37f3297020e10c7b22ccd3cf1df378a8a4b5478be3
-- made by deliberation.0021_who_sits_in_a_meeting ee8a45f4796b00e85ccc60837228b6f8a41b90621018475cc7b53f5663022736
-- made by deliberation.0022_opinions_on_the_work 79e489cae8b2e79c2b76550088755be365451fa7a7dc6c4cf1fa463861bf1f90
-- made by deliberation.0023_interests_of_members a58f3d5492c43005ecd20f5fa9d628d18579cca68722669dac6d8327eed25551
-- made by deliberation.0024_what_a_sitting_publishes 4b97594aa19351272fa9d4d1cae73e2b8291d99e436232ff5fb7b190d1bcd552
-- made by deliberation.0025_minutes_are_signed_by_two 35ce539878fda11b684b5c5021c8bd7f6676c00de0e45ca4c7a42abc46581d41
-- made by demo.0001_initial 39d8c833569a858ab85f6269a855a4ac7479da1f3bf67b1f328f00f9ee88d33e
-- made by funding.0024_lines_are_those_of_the_plan e484c1b85fda06a34ae1864dadbdf7b96541d555f553c667abd24de7ba928cb5
-- made by funding.0025_money_of_what_was_merged_goes_back 292bcaa5e8fba85f948df3481579efd36cb36c7b9755862861c26011916f0eaa
-- made by jobs.0001_initial 6c7d05486f0c8965099b0139f2f0795a69f952def09cf2db32936e8b23189325
-- made by log.0007_the_roll_at_the_opening b47520f878ca69c1ca6ede39bec8ef55f61b21b89d13d7a0ba3ba9a47ee3a930
-- made by notices.0008_review_prolonged 98e97ec4338e86e83a8913a7c608f1dc974e05c368a92c049c90648c1620b636
-- made by notices.0009_objections_bind e449f271d5f76fafd08198b4d9532c17e928d18cea735c5eaa46b75411290ef1
-- made by otp_static.0001_initial e5f44e1c6a9e7a664e9b6c4ebae1e2f0a4442eb2e0a801295d9466ab590c562d
-- made by otp_static.0002_throttling 88bc119b723dda21bf00f50244c399ac5c8a194b656be57209c542dd48fbc433
-- made by otp_static.0003_add_timestamps f225fc7493e55f2884c119230e2a0807fae53928633d01383980a0f2a18dfc57
-- made by otp_totp.0001_initial 366d9effe737f7717aa1ecd5301e05ca9c7ac0dfd9b23b454344e22643ba11f2
-- made by otp_totp.0002_auto_20190420_0723 2bf09966867c24ae79c557b18ca36f428ab4f6fdbc363e25ddf31659a110ceb3
-- made by otp_totp.0003_add_timestamps 7999680ed610b0c872a748084de75bb58b2d2a451a64885d5ac23d4f4e2e993d
-- made by policy.0003_what_is_in_force_stays 543bb95137780d1e0b5a5fc37a3d3a7b9762117dfe67ecb8f79849fd096186aa
-- made by policy.0004_shares_of_meetings_differ_by_area 6f3463dca4a4c7c1b338a6705ab1cfae4e36a7a838f7e87d92d60043f89432db
-- made by policy.0005_a_place_may_ask_for_a_committee 8c31a00c07f1a97c4e89fb50c35d3fe1cf1c7683e84cea70b3c14bf226988be0
-- made by projects.0015_what_was_heard_and_rules e8788c31770014926a23ca4ed47a3078621f14709590fbdfe4eb454b884b3f2b
-- made by projects.0016_buildings_that_are_asked 34c0dd51f4ca258ad0e8b5198213e10cb205cc30ba443ae95405b8a57dad7bda
-- made by projects.0017_objections_bind b7d980ca0fe75d532e0f06ee4b3bb962eabc34ca256ca0d582c76266a3debaaa
-- made by sessions.0001_initial 2aa438e2393ee5135c4dda94bfde65fd49e8300f1c3f93bed25ae3a09f2f69b9

CREATE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
                DECLARE
                    _pgtrigger_ignore TEXT[];
                    _result BOOLEAN;
                BEGIN
                    BEGIN
                        SELECT INTO _pgtrigger_ignore
                            CURRENT_SETTING('pgtrigger.ignore');
                        EXCEPTION WHEN OTHERS THEN
                    END;
                    IF _pgtrigger_ignore IS NOT NULL THEN
                        SELECT trigger_name = ANY(_pgtrigger_ignore)
                        INTO _result;
                        RETURN _result;
                    ELSE
                        RETURN FALSE;
                    END IF;
                END;
            $$;

CREATE FUNCTION public.log_erase_person(person bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $_$
DECLARE
  salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
  people bigint[];
  place record;
  digest bytea;
  many bigint;
  leaf bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(20261201);
  IF NOT EXISTS (SELECT FROM accounts_user u JOIN audit_auditentry a ON a.act = 'close_account' AND a.target_type = 'user' AND a.target_id = u.id
                 WHERE u.id = person AND NOT u.is_active AND u.name = '' AND u.phone_hash IS NULL) THEN
    RAISE EXCEPTION 'only who closed the account is erased' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT FROM log_leaf WHERE kind = 'accounts_user' AND row = person AND act = 'erased') THEN
    RETURN 0;
  END IF;
  people := ARRAY(SELECT id FROM accounts_user WHERE person IN (id, merged_into_id));
  DROP TABLE IF EXISTS pg_temp.erase_row;
  CREATE TEMP TABLE erase_row (kind text, row bigint, facts text, newest bigint, differs bool DEFAULT false, PRIMARY KEY (kind, row)) ON COMMIT DROP;

  -- Rows that name the person, and rows that did so once: only who has the salt can tell.
  FOR place IN
    SELECT c.conrelid::regclass::text AS kind, a.attname AS name FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'accounts_user'::regclass AND array_length(c.conkey, 1) = 1
      AND EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.conrelid AND g.tgname = 'log_row')
  LOOP
    EXECUTE format('INSERT INTO pg_temp.erase_row (kind, row) SELECT %L, id FROM %I WHERE %I = ANY($1) ON CONFLICT DO NOTHING',
                   place.kind, place.kind, place.name) USING people;
    INSERT INTO pg_temp.erase_row (kind, row)
      SELECT DISTINCT l.kind, l.row FROM log_leaf l, unnest(people) one
      WHERE l.kind = place.kind AND l.salt IS NOT NULL AND l.entry::jsonb->'sealed'->>place.name
            = encode(sha256(l.salt || convert_to(place.name || '=' || one, 'UTF8')), 'hex')
      ON CONFLICT DO NOTHING;
  END LOOP;
  INSERT INTO pg_temp.erase_row (kind, row)
    SELECT 'audit_auditentry', id FROM audit_auditentry WHERE target_type = 'user' AND target_id = ANY(people)
    ON CONFLICT DO NOTHING;

  -- What they are now; where that is not what the newest leaf says, its salt stays: verify finds the row as before.
  FOR place IN
    SELECT e.kind, string_to_array(split_part(encode(g.tgargs, 'escape'), '\000', 1), ',') AS clear,
           string_to_array(split_part(encode(g.tgargs, 'escape'), '\000', 2), ',') AS left_out
    FROM (SELECT DISTINCT kind FROM pg_temp.erase_row) e
    JOIN pg_trigger g ON g.tgrelid = e.kind::regclass AND g.tgname = 'log_row'
  LOOP
    EXECUTE format('UPDATE pg_temp.erase_row e SET facts = (to_jsonb(t) - $1)::text FROM %I t WHERE e.kind = %L AND t.id = e.row',
                   place.kind, place.kind) USING place.left_out;
    UPDATE pg_temp.erase_row e SET newest = n.id, differs = coalesce(
        (e.facts IS NULL) <> (n.act = 'removed') OR (e.facts IS NOT NULL AND CASE
          WHEN n.salt IS NULL THEN NOT EXISTS (SELECT FROM log_erased x WHERE x.kind = e.kind AND x.row = e.row
                                               AND x.leaf_id > n.id AND x.facts = e.facts)
          ELSE log_sealed(e.facts::jsonb, place.clear, place.left_out, n.salt)
               IS DISTINCT FROM jsonb_build_object('facts', n.entry::jsonb->'facts', 'sealed', n.entry::jsonb->'sealed') END), true)
    FROM (SELECT DISTINCT ON (l.row) l.row, l.id, l.act, l.salt, l.entry FROM log_leaf l
          JOIN pg_temp.erase_row r ON r.kind = l.kind AND r.row = l.row
          WHERE l.kind = place.kind ORDER BY l.row, l.id DESC) n
    WHERE e.kind = place.kind AND e.row = n.row;
  END LOOP;

  SELECT count(*), sha256(salt || convert_to(coalesce(string_agg(kind || ' ' || row || ' ' || coalesce(facts, ''), E'\n'
         ORDER BY kind COLLATE "C", row), ''), 'UTF8')) INTO many, digest FROM pg_temp.erase_row;
  leaf := log_write('accounts_user', person, 'erased',
                    jsonb_build_object('rows', many, 'digest', encode(digest, 'hex')), salt);
  INSERT INTO log_erased (leaf_id, kind, row, facts, differs)
    SELECT leaf, kind, row, facts, differs FROM pg_temp.erase_row ORDER BY kind COLLATE "C", row;
  UPDATE log_leaf l SET salt = NULL FROM pg_temp.erase_row e
    WHERE l.kind = e.kind AND l.row = e.row AND l.salt IS NOT NULL AND NOT (e.differs AND l.id = e.newest);
  RETURN many;
END $_$;

CREATE FUNCTION public.log_give_places(most integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
  first bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(20261129);
  SELECT coalesce(max(index) + 1, 0) INTO first FROM log_leaf;
  UPDATE log_leaf SET index = placed.index FROM (
    SELECT id, first + row_number() OVER (ORDER BY id) - 1 AS index
    FROM (SELECT id FROM log_leaf WHERE index IS NULL ORDER BY id LIMIT most) waiting
  ) placed WHERE log_leaf.id = placed.id;
  RETURN (SELECT coalesce(max(index) + 1, 0) FROM log_leaf);
END $$;

CREATE FUNCTION public.log_members(kind text, parent_column text, through text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
  SELECT CASE through
    WHEN '' THEN format('SELECT t.* FROM %I t WHERE t.%I = $1', kind, parent_column)
    WHEN 'deliberation_station' THEN format('SELECT t.* FROM %I t JOIN deliberation_station s ON s.id = t.station_id WHERE s.round_id = $1', kind)
    ELSE format('SELECT t.* FROM %I t JOIN deliberation_paperballot p ON p.id = t.paper_id JOIN deliberation_station s ON s.id = p.station_id WHERE s.round_id = $1', kind)
  END
$_$;

CREATE FUNCTION public.log_parent() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
  place int;
BEGIN
  FOR place IN 1 .. TG_NARGS - 1 LOOP
    PERFORM log_together(split_part(TG_ARGV[place], ':', 1), split_part(TG_ARGV[place], ':', 2),
                         split_part(TG_ARGV[place], ':', 3), NEW.id, TG_ARGV[0]);
  END LOOP;
  RETURN NULL;
END $$;

CREATE FUNCTION public.log_roll(round bigint, act text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
  salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
  roll record;
BEGIN
  SELECT * INTO roll FROM log_roll_rows(round);
  RETURN log_write('roll_at_opening', round, act, jsonb_build_object(
      'rows', roll.many, 'digest', encode(sha256(salt || convert_to(roll.told, 'UTF8')), 'hex')), salt);
END $$;

CREATE FUNCTION public.log_roll_opened() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  PERFORM log_roll(NEW.id, 'opened');
  RETURN NULL;
END $$;

CREATE FUNCTION public.log_roll_rows(round bigint) RETURNS TABLE(many bigint, told text)
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
  SELECT count(*), coalesce(string_agg(
      jsonb_build_array(id, voter_id, household_id, shares_vote_of_id, label)::text, E'\n' ORDER BY id), '')
  FROM deliberation_rollentry WHERE round_id = round AND added_by_id IS NULL
$$;

CREATE FUNCTION public.log_row() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
  left_out text[] := string_to_array(TG_ARGV[1], ',');
  salt bytea := uuid_send(gen_random_uuid());
  now_is jsonb;
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM log_write(TG_TABLE_NAME, OLD.id, 'removed', '{}', NULL);
    RETURN NULL;
  END IF;
  now_is := to_jsonb(NEW);
  IF TG_OP = 'UPDATE' AND (to_jsonb(OLD) - left_out) = (now_is - left_out) THEN
    RETURN NULL;
  END IF;
  PERFORM log_write(TG_TABLE_NAME, NEW.id, CASE TG_OP WHEN 'INSERT' THEN 'made' ELSE 'changed' END,
                    log_sealed(now_is, string_to_array(TG_ARGV[0], ','), left_out, salt), salt);
  RETURN NULL;
END $$;

CREATE FUNCTION public.log_sealed(whole jsonb, clear text[], left_out text[], salt bytea) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  SELECT jsonb_build_object(
    'facts', coalesce(jsonb_object_agg(key, CASE WHEN octet_length(value::text) > 6000
        THEN jsonb_build_object('sha256', encode(sha256(convert_to(value::text, 'UTF8')), 'hex')) ELSE value END)
        FILTER (WHERE key = ANY(clear)), '{}'),
    'sealed', coalesce(jsonb_object_agg(key, encode(sha256(salt || convert_to(key || '=' || value::text, 'UTF8')), 'hex'))
        FILTER (WHERE key <> ALL(clear)), '{}'))
  FROM jsonb_each(whole) WHERE key <> ALL(left_out)
$$;

CREATE FUNCTION public.log_together(kind text, parent_column text, through text, parent bigint, act text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $_$
DECLARE
  salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
  rows_of text := format(
    'SELECT coalesce(j->>''code'', j->>''id'') AS row, j::text AS facts FROM (SELECT to_jsonb(t) AS j FROM (%s) t) every_row',
    log_members(kind, parent_column, through));
  digest bytea;
  many bigint;
  leaf bigint;
BEGIN
  EXECUTE format('SELECT count(*), sha256($2 || convert_to(coalesce(string_agg(facts, E''\n'' ORDER BY row COLLATE "C"), ''''), ''UTF8'')) FROM (%s) r', rows_of)
    INTO many, digest USING parent, salt;
  leaf := log_write(kind, parent, act, jsonb_build_object('rows', many, 'digest', encode(digest, 'hex')), salt);
  EXECUTE format('INSERT INTO log_member (leaf_id, row, facts) SELECT $2, row, facts FROM (%s) r ORDER BY row COLLATE "C"', rows_of)
    USING parent, leaf;
  RETURN leaf;
END $_$;

CREATE FUNCTION public.log_write(kind text, row_id bigint, act text, told jsonb, salt bytea) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
  number bigint := nextval(pg_get_serial_sequence('log_leaf', 'id'));
  entry text := (told || jsonb_build_object('v', 1, 'number', number, 'kind', kind, 'row', row_id, 'act', act,
                                            'at', to_jsonb(date_trunc('second', clock_timestamp()))))::text;
BEGIN
  INSERT INTO log_leaf (id, kind, row, act, entry, salt, hash)
  VALUES (number, kind, row_id, act, entry, salt, sha256('\x00'::bytea || convert_to(entry, 'UTF8')));
  RETURN number;
END $$;

CREATE FUNCTION public.pgtrigger_a_bill_that_was_paid_is_not_reversed_43e01() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NEW.is_reversed AND EXISTS (SELECT 1 FROM funding_voucher WHERE bill_id = NEW.id AND NOT is_reversed) THEN
                        RAISE EXCEPTION 'first the payments of a bill are reversed' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_call_is_not_rewritten_110d7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_candidate_stays_83cfb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_change_is_not_rewritten_7ab21() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_closed_owners_vote_stays_4fbc4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_closed_poll_reads_no_sheet_b067c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    PERFORM 1 FROM deliberation_supportpoll p JOIN deliberation_pollsheet s ON s.poll_id = p.id
                    WHERE s.id = NEW.sheet_id AND p.closed_at IS NULL;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'the poll is closed' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_closed_poll_stays_a5368() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_closed_review_stays_51180() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_closed_vote_keeps_its_flats_aab60() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            PERFORM 1 FROM deliberation_ownersvote v WHERE v.id = NEW.vote_id AND v.closed_at IS NULL FOR SHARE OF v;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the owners'' vote is closed' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_closed_vote_reads_no_ballot_f66c4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            PERFORM 1 FROM deliberation_ownersvote v JOIN deliberation_owner o ON o.vote_id = v.id WHERE o.id = NEW.owner_id AND v.closed_at IS NULL FOR SHARE OF v;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the owners'' vote is closed' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_closed_vote_takes_no_delivery_38275() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            PERFORM 1 FROM deliberation_ownersvote v JOIN deliberation_owner o ON o.vote_id = v.id WHERE o.id = NEW.owner_id AND v.closed_at IS NULL FOR SHARE OF v;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the owners'' vote is closed' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_closed_vote_takes_no_owner_1b9ca() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            PERFORM 1 FROM deliberation_ownersvote v WHERE v.id = NEW.vote_id AND v.closed_at IS NULL FOR SHARE OF v;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the owners'' vote is closed' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_closed_vote_takes_no_word_2e2ae() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            PERFORM 1 FROM deliberation_ownersvote v JOIN deliberation_owner o ON o.vote_id = v.id WHERE o.id = NEW.owner_id AND v.closed_at IS NULL FOR SHARE OF v;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the owners'' vote is closed' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_code_is_not_rewritten_f7a4b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_confirmed_paper_stays_a7863() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_contract_is_with_the_chosen_supplier_2b594() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (
                        SELECT 1 FROM funding_supplierchoice c JOIN funding_quotation q ON q.id = c.quotation_id
                        WHERE c.id = NEW.choice_id AND c.project_id = NEW.project_id
                        AND c.approval IN ('not_needed', 'approved') AND NEW.amount <= q.price) THEN
                        RAISE EXCEPTION 'a contract is with the chosen supplier, at most at its price' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_correction_stays_ece94() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_decided_appeal_stays_58c8a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'an appeal is decided once' USING ERRCODE = 'check_violation';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_flat_only_changes_hands_b0369() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_giving_up_stays_0b3df() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_grant_is_approved_and_capped_c5187() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE approved numeric; paid numeric;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    SELECT coalesce(sum(t.amount), 0) INTO paid FROM funding_tranche t
                    JOIN funding_grant g ON g.id = t.grant_id WHERE g.project_id = NEW.project_id AND t.paid_at IS NOT NULL;
                    SELECT amount INTO approved FROM (
                        SELECT r.subsidy AS amount, a.at FROM funding_approval a JOIN funding_streetreview r ON r.id = a.review_id
                        WHERE r.project_id = NEW.project_id AND a.approved
                        UNION ALL SELECT c.amount, c.approved_at FROM funding_grantchange c
                        WHERE c.project_id = NEW.project_id AND c.approved_at IS NOT NULL
                    ) decided ORDER BY at DESC LIMIT 1;
                    IF approved IS NULL OR NEW.amount + paid > approved THEN
                        RAISE EXCEPTION 'a subsidy is approved before it is reserved' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.amount + paid > (SELECT coalesce(
        (SELECT value FROM policy_parameter WHERE key = 'cap_' || p.kind
         AND effective_from <= (NEW.approved_at AT TIME ZONE 'Asia/Shanghai')::date ORDER BY effective_from DESC LIMIT 1),
        CASE p.kind WHEN 'works' THEN 300000 WHEN 'service' THEN 200000 WHEN 'goods' THEN 200000 END)
                                            FROM projects_project p WHERE p.id = NEW.project_id) THEN
                        RAISE EXCEPTION 'a subsidy is at most the cap of its kind' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_grant_is_not_rewritten_7fc28() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_group_lies_in_its_building_3020f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (SELECT 1 FROM areas_area WHERE id = NEW.group_id AND level = 'group' AND parent_id = NEW.area_id) THEN
                        RAISE EXCEPTION 'a household belongs to a group of its own building' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_mark_stays_33370() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_merge_is_sound_5a9aa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF EXISTS (SELECT 1 FROM projects_project WHERE id IN (NEW.gone_id, NEW.kept_id)
                               AND coalesce(NEW.undone_by_id, NEW.by_id) IN (proposer_id, taken_down_by_id)) THEN
                        RAISE EXCEPTION 'who proposed one of them or wrote it down does not merge them' USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'INSERT' AND (
                        EXISTS (SELECT 1 FROM projects_merge WHERE undone_at IS NULL
                                AND (kept_id = NEW.gone_id OR gone_id = NEW.kept_id))
                        OR (SELECT stage FROM projects_project WHERE id = NEW.kept_id) NOT IN
                            ('screening', 'returned', 'support_poll', 'deliberation')) THEN
                        RAISE EXCEPTION 'what was merged takes nothing in, and what took something in stays' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_merge_stays_cea0f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_merged_one_says_so_dad43() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE gone projects_project%ROWTYPE;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    SELECT * INTO gone FROM projects_project WHERE id = NEW.gone_id;
    IF (gone.stage = 'merged') <> EXISTS (SELECT 1 FROM projects_merge WHERE gone_id = gone.id AND undone_at IS NULL) THEN
        RAISE EXCEPTION 'a proposal is merged while a merge of it is in force, and only then' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_named_ballot_fits_5c761() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF NOT EXISTS (SELECT 1 FROM deliberation_votinground v WHERE v.id = NEW.round_id AND v.secret = FALSE AND v.closed_at IS NULL AND v.given_up_at IS NULL)
               OR octet_length(NEW.marks) <> 0 + (SELECT count(*) FROM deliberation_candidate c WHERE c.round_id = NEW.round_id)
               OR NOT (TRUE) THEN
                RAISE EXCEPTION 'this is no ballot of the round' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_note_becomes_one_proposal_2e593() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_paper_is_only_confirmed_47528() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_part_is_paid_as_it_was_approved_5a8a0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (
                        SELECT 1 FROM funding_entry e JOIN funding_grant g ON g.id = NEW.grant_id
                        JOIN funding_posting p ON p.entry_id = e.id JOIN funding_account a ON a.id = p.account_id
                        WHERE e.id = NEW.entry_id AND e.kind = 'payment' AND e.project_id = g.project_id
                        AND a.kind = 'cash' AND a.project_id = g.project_id AND p.amount = NEW.amount) THEN
                        RAISE EXCEPTION 'a part is paid as it was approved' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_price_is_final_0f9c1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_price_is_kept_7cabe() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_price_is_opened_once_ff2a1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_reconfirmation_is_taken_once_a4eff() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_request_stays_a82c7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_reversed_bill_has_its_reversal_22f34() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF NEW.is_reversed <> EXISTS (SELECT 1 FROM funding_entry WHERE reverses_id = NEW.entry_id) THEN
                RAISE EXCEPTION 'a paper is reversed by its reversal' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_reversed_voucher_has_its_reversal_c8a17() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF NEW.is_reversed <> EXISTS (SELECT 1 FROM funding_entry WHERE reverses_id = NEW.entry_id) THEN
                RAISE EXCEPTION 'a paper is reversed by its reversal' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_roster_is_taken_by_somebody_121c9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_sale_is_confirmed_once_763f1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_sealed_ballot_fits_d247a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF NOT EXISTS (SELECT 1 FROM deliberation_votinground v WHERE v.id = NEW.round_id AND v.secret = TRUE AND v.closed_at IS NULL AND v.given_up_at IS NULL)
               OR octet_length(NEW.sealed) <> 48 + (SELECT count(*) FROM deliberation_candidate c WHERE c.round_id = NEW.round_id)
               OR NOT (TRUE) THEN
                RAISE EXCEPTION 'this is no ballot of the round' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_share_is_only_wiped_ebea6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_sitting_stays_1fa33() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_step_is_decided_once_f74b8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_supplier_under_contract_sends_bills_6dc9b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF EXISTS (SELECT 1 FROM funding_contract c JOIN funding_supplierchoice s ON s.id = c.choice_id
                               JOIN funding_quotation q ON q.id = s.quotation_id
                               WHERE c.project_id = NEW.project_id AND q.supplier = NEW.payee) THEN
                        RAISE EXCEPTION 'the supplier under contract is paid by its bills' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_version_is_sound_5e4e6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE stage text;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM projects_planversion WHERE project_id = NEW.project_id) THEN
        RAISE EXCEPTION 'versions of a plan are numbered in their order' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.total <> (SELECT coalesce(sum((line->>'sum')::numeric), 0) FROM jsonb_array_elements(NEW.lines) line)
       OR NEW.total <> (SELECT coalesce(sum(yuan::numeric), 0) FROM jsonb_each_text(NEW.shares) share(source, yuan))
       OR NEW.subsidy <> (SELECT coalesce(sum(yuan::numeric), 0) FROM jsonb_each_text(NEW.shares) share(source, yuan)
                          WHERE source IN ('district', 'street'))
       OR EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.lines) line WHERE (line->>'sum')::numeric <= 0
                  OR round((line->>'quantity')::numeric * (line->>'price')::numeric, 2) <> (line->>'sum')::numeric) THEN
        RAISE EXCEPTION 'the lines and shares of a plan come to its total' USING ERRCODE = 'check_violation';
    END IF;
    SELECT p.stage INTO stage FROM projects_project p WHERE id = NEW.project_id FOR UPDATE;
    IF NEW.number > 1 AND stage NOT IN ('deliberation', 'support_poll') AND NOT (
        stage IN ('pooled', 'selection') AND EXISTS (
            SELECT 1 FROM notices_notice n WHERE n.id = NEW.notice_id AND n.facts->>'budget' = NEW.total::text
            AND n.facts->>'plan' = NEW.plan)) THEN
        RAISE EXCEPTION 'a plan in the pool changes with a notice of its new figures only' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_vote_on_a_request_stays_c9a54() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_word_is_of_its_head_19770() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NEW.person_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM deliberation_ownerperson WHERE id = NEW.person_id AND owner_id = NEW.owner_id) THEN
                        RAISE EXCEPTION 'who speaks is not of this head' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.way <> 'online' AND EXISTS (
                        SELECT 1 FROM deliberation_ownersword WHERE owner_id = NEW.owner_id AND way = 'online') THEN
                        RAISE EXCEPTION 'an owner keeps the own word' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_a_word_stays_its_owners_d0ea4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_accounts_stay_4b7a4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_agreed_in_deliberation_2011f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_amounts_stay_57e5c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_an_answer_stays_68189() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_an_entry_in_its_chain_is_complete_0cb4a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF EXISTS (SELECT 1 FROM funding_link WHERE kind = 'entry' AND row_id = NEW.entry_id) THEN
                        RAISE EXCEPTION 'an entry in its chain gets no more postings' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_an_invitation_is_not_rewritten_1af6c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_an_item_stays_6762e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_an_open_round_is_frozen_cd8a7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_an_opened_ballot_fits_94d7b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF NOT EXISTS (SELECT 1 FROM deliberation_votinground v WHERE v.id = NEW.round_id AND v.secret = TRUE AND v.closed_at IS NULL AND v.given_up_at IS NULL)
               OR octet_length(NEW.marks) <> 0 + (SELECT count(*) FROM deliberation_candidate c WHERE c.round_id = NEW.round_id)
               OR NOT (TRUE) THEN
                RAISE EXCEPTION 'this is no ballot of the round' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_an_owners_vote_is_what_was_counted_fc2cd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE o numeric; a numeric; ov numeric; av numeric; f numeric; af numeric; u numeric; decided boolean;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    
    WITH heads AS (
        SELECT owner_id, sum(area) AS area FROM deliberation_ownerflat WHERE vote_id = NEW.id GROUP BY owner_id
    ), words AS (
        SELECT w.owner_id, w.agrees FROM deliberation_ownersword w JOIN heads USING (owner_id)
        WHERE w.way = 'online' OR NOT EXISTS (
            SELECT 1 FROM deliberation_ownersword o WHERE o.owner_id = w.owner_id AND o.way = 'online')
    ), voices AS (
        SELECT owner_id, bool_or(agrees IS TRUE) AS in_favour FROM words GROUP BY owner_id
        HAVING count(DISTINCT coalesce(agrees::text, 'abstains')) = 1
    )
    SELECT count(*), coalesce(sum(h.area), 0),
           count(v.owner_id), coalesce(sum(h.area) FILTER (WHERE v.owner_id IS NOT NULL), 0),
           count(*) FILTER (WHERE v.in_favour), coalesce(sum(h.area) FILTER (WHERE v.in_favour), 0),
           count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM deliberation_delivery d WHERE d.owner_id = h.owner_id)
                            AND NOT EXISTS (SELECT 1 FROM deliberation_ownersword w WHERE w.owner_id = h.owner_id))
    INTO o, a, ov, av, f, af, u FROM heads h LEFT JOIN voices v USING (owner_id)
;
                    decided := NEW.given_up = '' AND u = 0 AND ov > 0 AND 3 * ov >= 2 * o AND 3 * av >= 2 * a AND
                        CASE WHEN NEW.matter IN ('raise_fund', 'rebuild', 'change_use')
                             THEN 4 * f >= 3 * ov AND 4 * af >= 3 * av ELSE 2 * f > ov AND 2 * af > av END;
                    IF (NEW.owners, NEW.exclusive_area, NEW.owners_voting, NEW.area_voting, NEW.owners_for, NEW.area_for, NEW.undelivered,
                        NEW.passed) IS DISTINCT FROM (o, a, ov, av, f, af, u, decided) THEN
                        RAISE EXCEPTION 'an owners'' vote is what was counted' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_an_undone_merge_stays_53914() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_announced_once_173ef() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_answerer_is_on_the_roll_ab719() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE project bigint;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF NOT EXISTS (SELECT 1 FROM deliberation_pollhousehold WHERE poll_id = NEW.poll_id AND household_id = NEW.household_id) THEN
                RAISE EXCEPTION 'the household is not on the roll' USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.helper_id IS NOT NULL THEN
                SELECT project_id INTO project FROM deliberation_supportpoll WHERE id = NEW.poll_id;
                IF 
    EXISTS (SELECT 1 FROM projects_project p WHERE p.id = project AND NEW.helper_id IN (p.proposer_id, p.implementing_person_id))
    OR EXISTS (SELECT 1 FROM projects_merge m JOIN projects_project g ON g.id = m.gone_id
               WHERE m.kept_id = project AND m.undone_at IS NULL AND g.proposer_id = NEW.helper_id)
    OR EXISTS (SELECT 1 FROM projects_taskgroupmember t WHERE t.project_id = project AND t.user_id = NEW.helper_id AND t.elected_at IS NOT NULL)
 THEN
                    RAISE EXCEPTION 'the helper is a party to the project' USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_answers_stay_ff5eb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_appeals_stay_569ae() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_append_only_6cfb3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_applications_stay_c24a1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_approvals_stay_a7d19() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_ballots_never_change_de9a3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_ballots_readings_stay_70756() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_bills_are_not_rewritten_97f18() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_bills_do_not_exceed_their_contract_d58c4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE agreed numeric; percent numeric;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    PERFORM 1 FROM projects_project WHERE id = NEW.project_id FOR NO KEY UPDATE;
                    SELECT amount, retention_percent INTO agreed, percent
                    FROM funding_contract WHERE id = NEW.contract_id AND project_id = NEW.project_id;
                    IF agreed IS NULL OR NEW.kept > NEW.amount * percent / 100
                       OR NEW.amount + (SELECT coalesce(sum(amount), 0) FROM funding_bill
                                        WHERE contract_id = NEW.contract_id AND NOT is_reversed) > agreed THEN
                        RAISE EXCEPTION 'bills come to no more than their contract' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_bills_stay_44564() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_called_off_for_good_c057f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_calls_stay_c5669() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_candidates_are_kept_188a4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_carried_answers_stay_6ae49() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_changes_are_kept_41b80() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_changes_of_meetings_stay_3e231() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_choice_is_of_the_round_77ffa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (SELECT 1 FROM deliberation_ballot b JOIN deliberation_candidate c ON c.round_id = b.round_id
                                   WHERE b.id = NEW.ballot_id AND c.id = NEW.candidate_id) THEN
                        RAISE EXCEPTION 'the project is not on this ballot' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_choices_are_kept_18e8c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_choices_are_not_rewritten_31f43() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_choices_never_change_2fec1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_choices_stay_bec9e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_choices_stay_e13c1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_closed_once_c502b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_closed_poll_takes_no_answer_f1b31() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    PERFORM 1 FROM deliberation_supportpoll WHERE id = NEW.poll_id AND closed_at IS NULL FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'the poll is closed' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_closed_review_takes_no_rating_87a91() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    PERFORM 1 FROM deliberation_satisfactionreview WHERE id = NEW.review_id AND closed_at IS NULL FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'the review is closed' USING ERRCODE = 'check_violation';
                    END IF;
                    IF EXISTS (SELECT 1 FROM deliberation_satisfactionreview r JOIN projects_project p ON p.id = r.project_id
                               WHERE r.id = NEW.review_id AND p.implementing_person_id = NEW.by_id) THEN
                        RAISE EXCEPTION 'the implementer does not rate' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_code_extends_parent_51b43() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (SELECT 1 FROM areas_area WHERE id = NEW.parent_id
                                   AND starts_with(NEW.code, code) AND length(NEW.code) > length(code)) THEN
                        RAISE EXCEPTION 'the code of an area begins with the code of the area it lies in'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                    
                END;
            $$;

CREATE FUNCTION public.pgtrigger_codes_are_kept_b8374() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_collector_does_not_choose_alone_c4d2c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (SELECT 1 FROM funding_quotation WHERE project_id = NEW.project_id AND collected_by_id IS DISTINCT FROM NEW.by_id) THEN
                        RAISE EXCEPTION 'who collected all quotations does not choose' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_comments_are_kept_39110() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_confirmed_once_fbfad() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_conflicts_stay_6b40d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_contracts_stay_90d8b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_corrections_are_kept_bf3c9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_councils_stay_385d5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_counted_once_f0dd9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_custodian_keys_stay_6e5ac() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_decided_changes_stay_fb678() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_decisions_stay_50cf1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_declarations_stay_b7986() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_deliveries_stay_cd49e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_drafts_of_minutes_stay_0952f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_entries_append_only_19665() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_entries_never_emptied_92422() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'check_violation';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_entries_stay_0d3cb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_entry_has_postings_ebf3b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF (SELECT count(*) FROM funding_posting WHERE entry_id = NEW.id) < 2 THEN
                        RAISE EXCEPTION 'an entry has two postings or more' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_entry_is_linked_9de65() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (SELECT 1 FROM funding_link WHERE kind = 'entry' AND row_id = NEW.id) THEN
                        RAISE EXCEPTION 'an entry is in its chain' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_erased_stay_fe8a8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_evidence_stays_497fd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_firms_are_kept_b2d04() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_flats_of_owners_stay_59cfb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_gifts_stay_97200() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_given_up_by_two_e4ad5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (SELECT 1 FROM deliberation_givingup g WHERE g.round_id = NEW.id AND g.confirmed_by_id IS NOT NULL) THEN
                        RAISE EXCEPTION 'two people give up a round' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_given_up_for_good_66add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_given_up_once_d5c49() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_givings_up_are_kept_2a935() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_handed_in_by_who_was_invited_48dd2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NEW.invitation_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM funding_supplierinvitation i WHERE i.id = NEW.invitation_id AND i.round_id = NEW.round_id
                        AND i.uscc = NEW.uscc AND i.supplier = NEW.supplier AND i.void_at IS NULL) THEN
                        RAISE EXCEPTION 'a price is handed in by the supplier that was invited' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_handovers_stay_f246d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_heads_stay_bc02c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_heard_notes_are_kept_7ed8d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_hidden_for_good_35dce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_homes_know_the_name_39025() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    UPDATE accounts_membership m SET name_key = NEW.name_key, namesake = (
                        SELECT coalesce(max(o.namesake) + 1, 0) FROM accounts_membership o
                        WHERE o.household_id = m.household_id AND o.name_key = NEW.name_key AND o.until IS NULL AND o.id <> m.id)
                    WHERE m.user_id = NEW.id AND m.until IS NULL;
                    RETURN NULL;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invitations_are_kept_38210() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invitations_stay_11e40() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invited_while_prices_are_taken_2d0f3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (SELECT 1 FROM funding_quotationround r WHERE r.id = NEW.round_id AND r.project_id = NEW.project_id
                                   AND r.opened_at IS NULL AND NEW.invited_at < r.closes_at) THEN
                        RAISE EXCEPTION 'suppliers are invited while prices are taken' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NOT EXISTS (SELECT 1 FROM funding_supplier f WHERE f.id = NEW.firm_id AND f.status = 'active' AND f.uscc = NEW.uscc) THEN
                        RAISE EXCEPTION 'only firms in the register are invited' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_items_are_kept_e97a7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_leaves_stay_e7da7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_legal_moves_4eaad() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE _is_valid_transition BOOLEAN;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    SELECT CONCAT(OLD."stage", ':', NEW."stage") = ANY('{acceptance:in_progress,acceptance:satisfaction_review,acceptance:suspended,acceptance:terminated,aftercare:closed,deliberation:in_progress,deliberation:merged,deliberation:pooled,deliberation:support_poll,deliberation:withdrawn,draft:screening,draft:withdrawn,in_progress:acceptance,in_progress:suspended,in_progress:terminated,merged:deliberation,merged:returned,merged:screening,merged:support_poll,pooled:deliberation,pooled:selection,pooled:voting,pooled:withdrawn,publicity:in_progress,publicity:street_review,publicity:suspended,publicity:terminated,rejected:screening,rejected:street_review,returned:merged,returned:screening,returned:withdrawn,satisfaction_review:aftercare,satisfaction_review:in_progress,screening:merged,screening:rejected,screening:returned,screening:support_poll,screening:withdrawn,selection:deliberation,selection:pooled,selection:street_review,street_review:publicity,street_review:rejected,street_review:selection,support_poll:deliberation,support_poll:merged,support_poll:returned,support_poll:withdrawn,suspended:acceptance,suspended:in_progress,suspended:publicity,suspended:terminated,voting:pooled,voting:selection}'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."stage" IS DISTINCT FROM NEW."stage") THEN RAISE EXCEPTION 'pgtrigger: Invalid transition of field "stage" from "%" to "%" on table %', OLD."stage", NEW."stage", TG_TABLE_NAME; ELSE RETURN NEW; END IF;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_lines_are_those_of_the_plan_78718() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE which bigint; v projects_planversion%ROWTYPE;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    which := CASE TG_OP WHEN 'DELETE' THEN OLD.project_id ELSE NEW.project_id END;
    SELECT * INTO v FROM projects_planversion WHERE project_id = which ORDER BY number DESC LIMIT 1;
    IF v.id IS NULL
       OR (SELECT coalesce(jsonb_agg(jsonb_build_array(name, amount::text) ORDER BY id), '[]') FROM funding_budgetline
           WHERE project_id = which)
          <> (SELECT coalesce(jsonb_agg(jsonb_build_array(line->>'item', line->>'sum')), '[]')
              FROM jsonb_array_elements(v.lines) line)
       OR (SELECT coalesce(jsonb_object_agg(source, amount::text), '{}') FROM funding_plannedshare WHERE project_id = which)
          <> v.shares THEN
        RAISE EXCEPTION 'lines and shares are those of the plan' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_lines_stay_decb3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_links_never_emptied_8b2b6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'check_violation';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_links_stay_04410() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_looks_stay_450af() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_members_have_their_name_238bb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    NEW.name_key := (SELECT name_key FROM accounts_user WHERE id = NEW.user_id);
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_members_stay_c912e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_members_stay_on_record_c4d91() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_merged_says_where_c8e85() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE gone projects_project%ROWTYPE;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    SELECT * INTO gone FROM projects_project WHERE id = NEW.id;
    IF (gone.stage = 'merged') <> EXISTS (SELECT 1 FROM projects_merge WHERE gone_id = gone.id AND undone_at IS NULL) THEN
        RAISE EXCEPTION 'a proposal is merged while a merge of it is in force, and only then' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_merges_are_kept_0998a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_messages_to_areas_are_kept_e559e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_minutes_stay_aaaeb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_money_goes_the_way_of_its_entry_ef7ea() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF EXISTS (
        SELECT e.id FROM funding_entry e JOIN funding_posting p ON p.entry_id = e.id JOIN funding_account a ON a.id = p.account_id
        WHERE e.id = NEW.entry_id AND (
            e.kind <> 'reversal' AND e.kind || CASE WHEN p.amount > 0 THEN ' into ' ELSE ' out of ' END || a.kind NOT IN ('appropriation out of outside', 'allotment out of envelope', 'grant out of envelope', 'payment out of grant', 'receipt out of outside', 'bill out of payable', 'bill out of retention', 'spending out of cash', 'return out of cash', 'release out of grant', 'release out of cash', 'appropriation into envelope', 'allotment into envelope', 'grant into grant', 'payment into cash', 'receipt into cash', 'bill into outside', 'spending into outside', 'spending into payable', 'spending into retention', 'return into envelope', 'return into outside', 'release into envelope')
            OR a.project_id IS NOT NULL AND a.project_id IS DISTINCT FROM e.project_id
            OR (e.project_id IS NULL) <> (e.kind IN ('appropriation', 'allotment'))
            OR a.kind = 'cash' AND e.kind = 'receipt' AND a.source IN ('district', 'street')
            OR a.kind = 'cash' AND e.kind = 'payment' AND a.source NOT IN ('district', 'street')
            OR e.kind = 'reversal' AND NOT EXISTS (SELECT 1 FROM funding_entry r WHERE r.id = e.reverses_id
                                                   AND r.kind IN ('receipt', 'bill', 'spending') AND r.project_id = e.project_id))
    ) OR EXISTS (
        SELECT e.id FROM funding_entry e WHERE e.reverses_id IS NOT NULL AND e.id = NEW.entry_id AND EXISTS (
            SELECT 1 FROM funding_posting p WHERE p.entry_id IN (e.id, e.reverses_id) GROUP BY p.account_id HAVING sum(p.amount) <> 0)
    ) THEN
                        RAISE EXCEPTION 'money goes the way of its entry' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_motions_are_not_taken_back_6a896() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_motions_stay_a3a99() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_never_emptied_03543() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'check_violation';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_never_emptied_06f58() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'check_violation';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_never_emptied_09ce4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'check_violation';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_never_emptied_0b9a2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'check_violation';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_never_emptied_d35b0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'check_violation';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_never_emptied_dae33() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'check_violation';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_no_bill_for_the_invoice_of_a_voucher_cb595() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            PERFORM pg_advisory_xact_lock(20261127, hashtext(NEW.invoice_number));
            IF EXISTS (SELECT 1 FROM funding_voucher WHERE invoice_number = NEW.invoice_number AND NOT is_reversed) THEN
                RAISE EXCEPTION 'each invoice counts once in the whole district' USING ERRCODE = 'unique_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_no_conflict_joins_later_86e9c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF NOT (FALSE) AND NOT EXISTS (SELECT 1 FROM deliberation_votinground v WHERE v.id = NEW.round_id AND v.notice_id IS NULL AND v.closed_at IS NULL) THEN
                RAISE EXCEPTION 'the round is open; nothing of it changes' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_no_more_is_paid_than_is_owed_4d128() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE due numeric;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    PERFORM 1 FROM projects_project WHERE id = NEW.project_id FOR NO KEY UPDATE;
                    SELECT CASE WHEN NEW.is_retention THEN kept ELSE amount - kept END INTO due
                    FROM funding_bill WHERE id = NEW.bill_id AND project_id = NEW.project_id AND NOT is_reversed;
                    IF due IS NULL OR NEW.amount > due - (SELECT coalesce(sum(amount), 0) FROM funding_voucher
                            WHERE bill_id = NEW.bill_id AND is_retention = NEW.is_retention AND NOT is_reversed) THEN
                        RAISE EXCEPTION 'no more is paid than is owed' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.is_retention AND NOT EXISTS (
                            SELECT 1 FROM projects_project p, funding_entry e WHERE p.id = NEW.project_id AND e.id = NEW.entry_id
                            AND (p.warranty_ends_at <= e.at OR p.warranty_ends_at IS NULL AND p.stage = 'terminated')) THEN
                        RAISE EXCEPTION 'what is kept back is paid when the warranty ends' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_no_project_joins_later_891f2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF NOT (FALSE) AND NOT EXISTS (SELECT 1 FROM deliberation_votinground v WHERE v.id = NEW.round_id AND v.notice_id IS NULL AND v.closed_at IS NULL) THEN
                RAISE EXCEPTION 'the round is open; nothing of it changes' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_no_share_joins_later_9255d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF NOT (FALSE) AND NOT EXISTS (SELECT 1 FROM deliberation_votinground v WHERE v.id = NEW.round_id AND v.notice_id IS NULL AND v.closed_at IS NULL) THEN
                RAISE EXCEPTION 'the round is open; nothing of it changes' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_no_voucher_for_the_invoice_of_a_bill_06780() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            PERFORM pg_advisory_xact_lock(20261127, hashtext(NEW.invoice_number));
            IF EXISTS (SELECT 1 FROM funding_bill WHERE invoice_number = NEW.invoice_number AND NOT is_reversed) THEN
                RAISE EXCEPTION 'each invoice counts once in the whole district' USING ERRCODE = 'unique_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_nobody_joins_the_roll_silently_2062e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF NOT (NEW.added_by_id IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM deliberation_votinground v WHERE v.id = NEW.round_id AND v.notice_id IS NULL AND v.closed_at IS NULL) THEN
                RAISE EXCEPTION 'the round is open; nothing of it changes' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_nobody_lives_in_a_merged_home_20533() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF EXISTS (SELECT 1 FROM accounts_household WHERE id = NEW.household_id AND merged_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'this household was merged into another' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_nobody_who_chooses_makes_an_offer_40f0a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NEW.firm_id IS NULL AND NOT EXISTS (
                        SELECT 1 FROM funding_supplierinvitation WHERE id = NEW.invitation_id AND firm_id IS NULL) THEN
                        RAISE EXCEPTION 'sealed prices are given by firms in the register' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.firm_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM funding_supplier WHERE id = NEW.firm_id AND status = 'active' AND uscc = NEW.uscc) THEN
                        RAISE EXCEPTION 'sealed prices are given by firms in the register' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.firm_id IS NOT NULL AND NEW.invitation_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM funding_offercode WHERE invitation_id = NEW.invitation_id AND used_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'a supplier confirms its price by telephone' USING ERRCODE = 'check_violation';
                    END IF;
                    IF EXISTS (SELECT 1 FROM projects_taskgroupmember WHERE project_id = NEW.project_id
                               AND elected_at IS NOT NULL AND user_id = NEW.collected_by_id) THEN
                        RAISE EXCEPTION 'nobody who chooses makes an offer' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_nothing_is_given_back_while_under_way_b42a6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (SELECT 1 FROM projects_project WHERE id = NEW.project_id AND stage IN ('aftercare', 'closed', 'terminated', 'withdrawn', 'merged', 'rejected')) THEN
                        RAISE EXCEPTION 'what is left is given back when the project is over' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_notices_never_change_23c95() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_objections_are_kept_2c3b1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_one_level_deep_2e6af() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE said projects_comment%ROWTYPE;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    SELECT * INTO said FROM projects_comment WHERE id = NEW.parent_id;
                    IF said.parent_id IS NOT NULL OR said.project_id <> NEW.project_id OR (NEW.is_answer AND NOT said.is_question) THEN
                        RAISE EXCEPTION 'comments are answered one level deep' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_only_members_give_up_aecd9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (SELECT 1 FROM projects_taskgroupmember
                                   WHERE project_id = NEW.project_id AND user_id = NEW.by_id AND elected_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'only a member of the task group says so' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_only_place_and_salt_change_2faea() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF (NEW.id, NEW.kind, NEW.row, NEW.act, NEW.entry, NEW.hash)
                       IS DISTINCT FROM (OLD.id, OLD.kind, OLD.row, OLD.act, OLD.entry, OLD.hash)
                       OR (OLD.index IS NOT NULL AND NEW.index IS DISTINCT FROM OLD.index)
                       OR (NEW.salt IS DISTINCT FROM OLD.salt AND (NEW.salt IS NOT NULL OR NOT EXISTS (
                           SELECT FROM log_erased e WHERE e.kind = OLD.kind AND e.row = OLD.row AND e.leaf_id > OLD.id)))
                    THEN RAISE EXCEPTION 'a leaf of the log stays as it is' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_only_what_is_approved_is_reserved_42925() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE whose bigint;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    SELECT project_id INTO whose FROM funding_account WHERE id = NEW.account_id AND kind = 'grant';
                    IF FOUND AND (SELECT sum(amount) FROM funding_posting WHERE account_id = NEW.account_id) > (
                        SELECT coalesce(sum(g.amount - (SELECT coalesce(sum(t.amount), 0) FROM funding_tranche t
                                                        WHERE t.grant_id = g.id AND t.paid_at IS NOT NULL)), 0)
                        FROM funding_grant g WHERE g.project_id = whose AND g.released_at IS NULL) THEN
                        RAISE EXCEPTION 'only what is approved is reserved' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_opened_ballots_never_change_02399() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_opened_is_opened_47814() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_opened_points_stay_open_in_their_turn_5a067() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_own_answer_stays_14425() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'a household keeps its own answer' USING ERRCODE = 'check_violation';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_own_changes_are_not_approved_520ac() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF EXISTS (SELECT 1 FROM projects_project WHERE id = NEW.project_id
                       AND (proposer_id IN (NEW.checked_by_id, NEW.reviewed_by_id, NEW.approved_by_id) OR implementing_person_id IN (NEW.checked_by_id, NEW.reviewed_by_id, NEW.approved_by_id)))
               OR EXISTS (SELECT 1 FROM projects_taskgroupmember WHERE project_id = NEW.project_id
                          AND elected_at IS NOT NULL AND user_id IN (NEW.checked_by_id, NEW.reviewed_by_id, NEW.approved_by_id)) THEN
                RAISE EXCEPTION 'nobody decides on a project of their own' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_own_choices_are_not_approved_f6176() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF EXISTS (SELECT 1 FROM projects_project WHERE id = NEW.project_id
                       AND (proposer_id IN (NEW.decided_by_id) OR implementing_person_id IN (NEW.decided_by_id)))
               OR EXISTS (SELECT 1 FROM projects_taskgroupmember WHERE project_id = NEW.project_id
                          AND elected_at IS NOT NULL AND user_id IN (NEW.decided_by_id)) THEN
                RAISE EXCEPTION 'nobody decides on a project of their own' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_own_projects_are_not_paid_b75d6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF EXISTS (SELECT 1 FROM projects_project WHERE id = (SELECT project_id FROM funding_grant WHERE id = NEW.grant_id)
                       AND (proposer_id IN (NEW.checked_by_id, NEW.approved_by_id, NEW.paid_by_id) OR implementing_person_id IN (NEW.checked_by_id, NEW.approved_by_id, NEW.paid_by_id)))
               OR EXISTS (SELECT 1 FROM projects_taskgroupmember WHERE project_id = (SELECT project_id FROM funding_grant WHERE id = NEW.grant_id)
                          AND elected_at IS NOT NULL AND user_id IN (NEW.checked_by_id, NEW.approved_by_id, NEW.paid_by_id)) THEN
                RAISE EXCEPTION 'nobody decides on a project of their own' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_own_projects_are_not_resolved_d4b94() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF 
    EXISTS (SELECT 1 FROM projects_project p WHERE p.id = NEW.project_id AND NEW.by_id IN (p.proposer_id, p.implementing_person_id))
    OR EXISTS (SELECT 1 FROM projects_merge m JOIN projects_project g ON g.id = m.gone_id
               WHERE m.kept_id = NEW.project_id AND m.undone_at IS NULL AND g.proposer_id = NEW.by_id)
    OR EXISTS (SELECT 1 FROM projects_taskgroupmember t WHERE t.project_id = NEW.project_id AND t.user_id = NEW.by_id AND t.elected_at IS NOT NULL)
  THEN
                RAISE EXCEPTION 'nobody decides on a project of their own' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_own_projects_are_not_reviewed_87889() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF EXISTS (SELECT 1 FROM projects_project WHERE id = NEW.project_id
                       AND (proposer_id IN (NEW.handler_id, NEW.reviewer_id, NEW.district_by_id) OR implementing_person_id IN (NEW.handler_id, NEW.reviewer_id, NEW.district_by_id)))
               OR EXISTS (SELECT 1 FROM projects_taskgroupmember WHERE project_id = NEW.project_id
                          AND elected_at IS NOT NULL AND user_id IN (NEW.handler_id, NEW.reviewer_id, NEW.district_by_id)) THEN
                RAISE EXCEPTION 'nobody decides on a project of their own' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_own_projects_are_not_scored_e49a9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF 
    EXISTS (SELECT 1 FROM projects_project p WHERE p.id = NEW.project_id AND NEW.member_id IN (p.proposer_id, p.implementing_person_id))
    OR EXISTS (SELECT 1 FROM projects_merge m JOIN projects_project g ON g.id = m.gone_id
               WHERE m.kept_id = NEW.project_id AND m.undone_at IS NULL AND g.proposer_id = NEW.member_id)
    OR EXISTS (SELECT 1 FROM projects_taskgroupmember t WHERE t.project_id = NEW.project_id AND t.user_id = NEW.member_id AND t.elected_at IS NOT NULL)
 OR EXISTS (SELECT 1 FROM deliberation_recusal WHERE project_id = NEW.project_id AND member_id = NEW.member_id) THEN
                RAISE EXCEPTION 'nobody decides on a project of their own' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_own_rating_stays_a0c1f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'a household keeps its own answer' USING ERRCODE = 'check_violation';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_own_subsidies_are_not_approved_20391() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF EXISTS (SELECT 1 FROM projects_project WHERE id = (SELECT project_id FROM funding_streetreview WHERE id = NEW.review_id)
                       AND (proposer_id IN (NEW.by_id) OR implementing_person_id IN (NEW.by_id)))
               OR EXISTS (SELECT 1 FROM projects_taskgroupmember WHERE project_id = (SELECT project_id FROM funding_streetreview WHERE id = NEW.review_id)
                          AND elected_at IS NOT NULL AND user_id IN (NEW.by_id)) THEN
                RAISE EXCEPTION 'nobody decides on a project of their own' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_owners_stay_642e3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_owners_votes_stay_969ae() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_paid_is_paid_12f21() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_papers_of_minutes_stay_acd1f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_papers_stay_4b592() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_parties_stay_on_record_8231e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_parts_are_not_more_than_the_whole_c6c63() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    PERFORM 1 FROM funding_grant WHERE id = NEW.grant_id FOR UPDATE;
                    IF NEW.amount + (SELECT coalesce(sum(amount), 0) FROM funding_tranche WHERE grant_id = NEW.grant_id)
                       > (SELECT amount FROM funding_grant WHERE id = NEW.grant_id) THEN
                        RAISE EXCEPTION 'the parts of a subsidy are not more than the whole' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_people_of_owners_stay_a8d78() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_pledges_stay_427d4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_points_come_before_they_are_opened_44570() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF 
    EXISTS (SELECT 1 FROM deliberation_sittingitem i WHERE i.project_id = NEW.project_id AND i.number = NEW.sitting
            AND (i.opened_at IS NOT NULL OR i.settled_at IS NOT NULL OR i.turn <> NEW.turn))
 THEN
                        RAISE EXCEPTION 'the points are open' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NOT (
    NOT EXISTS (SELECT 1 FROM deliberation_sittingitem i WHERE i.project_id = NEW.project_id AND i.number = NEW.sitting)
    OR EXISTS (SELECT 1 FROM deliberation_interest d JOIN deliberation_sittingitem i ON i.id = d.item_id
               WHERE i.project_id = NEW.project_id AND i.number = NEW.sitting AND d.member_id = NEW.member_id)
) THEN
                        RAISE EXCEPTION 'the member has not declared anything' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_polls_roll_stays_a4d49() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_postings_append_only_53b8e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_postings_are_proof_5ae7c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_postings_balance_0c222() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE sign integer;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF (SELECT sum(amount) FROM funding_posting WHERE entry_id = NEW.entry_id) <> 0 THEN
                        RAISE EXCEPTION 'the postings of an entry sum to zero' USING ERRCODE = 'check_violation';
                    END IF;
                    SELECT CASE WHEN kind IN ('payable', 'retention') THEN -1 ELSE 1 END INTO sign
                    FROM funding_account WHERE id = NEW.account_id AND kind <> 'outside' FOR UPDATE;
                    IF FOUND AND sign * (SELECT sum(amount) FROM funding_posting WHERE account_id = NEW.account_id) < 0 THEN
                        RAISE EXCEPTION 'this account may not be overdrawn' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_postings_never_emptied_831d3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'check_violation';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_posts_are_ended_not_deleted_9352f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_projects_are_kept_c1838() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_projects_begin_as_drafts_54bf6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_proposer_and_screener_do_not_approve_f1954() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF EXISTS (SELECT 1 FROM projects_project WHERE id = NEW.project_id AND proposer_id IN (NEW.handler_id, NEW.reviewer_id))
                       OR EXISTS (SELECT 1 FROM projects_screening WHERE project_id = NEW.project_id AND by_id = NEW.reviewer_id) THEN
                        RAISE EXCEPTION 'proposer, screener and approver are different people' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_proposer_does_not_screen_8e284() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF EXISTS (SELECT 1 FROM projects_project WHERE id = NEW.project_id
                               AND NEW.by_id IN (proposer_id, taken_down_by_id))
                       OR EXISTS (SELECT 1 FROM projects_merge m JOIN projects_project gone ON gone.id = m.gone_id
                                  WHERE m.kept_id = NEW.project_id AND m.undone_at IS NULL AND NEW.by_id = gone.proposer_id) THEN
                        RAISE EXCEPTION 'who proposed it or wrote it down does not screen it' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_protocols_stay_9a775() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_published_minutes_are_not_drafted_1c4fd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    PERFORM 1 FROM deliberation_meeting m WHERE m.id = NEW.meeting_id AND m.minutes_at IS NULL AND m.called_off = '' FOR SHARE OF m;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'what came of the meeting is on record already' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_rater_is_on_the_roll_45f2f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE project bigint;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
            IF NOT EXISTS (SELECT 1 FROM deliberation_reviewhousehold WHERE review_id = NEW.review_id AND household_id = NEW.household_id) THEN
                RAISE EXCEPTION 'the household is not on the roll' USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.helper_id IS NOT NULL THEN
                SELECT project_id INTO project FROM deliberation_satisfactionreview WHERE id = NEW.review_id;
                IF 
    EXISTS (SELECT 1 FROM projects_project p WHERE p.id = project AND NEW.helper_id IN (p.proposer_id, p.implementing_person_id))
    OR EXISTS (SELECT 1 FROM projects_merge m JOIN projects_project g ON g.id = m.gone_id
               WHERE m.kept_id = project AND m.undone_at IS NULL AND g.proposer_id = NEW.helper_id)
    OR EXISTS (SELECT 1 FROM projects_taskgroupmember t WHERE t.project_id = project AND t.user_id = NEW.helper_id AND t.elected_at IS NOT NULL)
 THEN
                    RAISE EXCEPTION 'the helper is a party to the project' USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        
                END;
            $$;

CREATE FUNCTION public.pgtrigger_ratings_stay_61008() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_readings_stay_47c0d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_receipts_stay_09e1d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_reconfirmations_stay_2a172() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_requests_are_decided_once_33ac1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_requests_are_kept_6eb58() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_resolutions_stay_7c966() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_resolved_once_fd1b7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_resumed_where_suspended_5524d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_reviews_roll_stays_9d36d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_rounds_are_kept_90852() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_rules_answer_level_three_91efe() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (SELECT 1 FROM projects_project WHERE id = NEW.project_id AND level = 3) THEN
                        RAISE EXCEPTION 'a rule answers an issue of level 3' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_rules_stay_06665() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_sales_stay_7338d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_scores_stay_c9df2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_screener_and_implementer_do_not_approve_5ad6f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NEW.implementing_person_id IN (NEW.handler_id, NEW.reviewer_id, NEW.district_by_id)
                       OR EXISTS (SELECT 1 FROM projects_screening WHERE project_id = NEW.project_id AND by_id = NEW.reviewer_id) THEN
                        RAISE EXCEPTION 'screener, implementer and approver are different people' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_sealed_ballots_never_change_5d904() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_sealed_until_all_are_opened_cd6df() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NEW.round_id IS NOT NULL AND EXISTS (
                        SELECT 1 FROM funding_quotationround r WHERE r.id = NEW.round_id
                        AND (r.opened_at IS NULL AND (NEW.price IS NOT NULL OR NEW.at >= r.closes_at)
                             OR r.opened_at IS NOT NULL AND NEW.price IS NULL OR r.project_id <> NEW.project_id)) THEN
                        RAISE EXCEPTION 'prices are taken until the deadline and opened together' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_seals_are_not_rewritten_d5e68() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_seals_are_published_once_a335b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_seals_never_emptied_20c44() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'check_violation';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_seals_stay_75f05() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_set_asides_stay_50476() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_settled_once_40b5d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_shares_are_kept_1e64b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_shares_are_those_of_the_plan_66517() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE which bigint; v projects_planversion%ROWTYPE;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    which := CASE TG_OP WHEN 'DELETE' THEN OLD.project_id ELSE NEW.project_id END;
    SELECT * INTO v FROM projects_planversion WHERE project_id = which ORDER BY number DESC LIMIT 1;
    IF v.id IS NULL
       OR (SELECT coalesce(jsonb_agg(jsonb_build_array(name, amount::text) ORDER BY id), '[]') FROM funding_budgetline
           WHERE project_id = which)
          <> (SELECT coalesce(jsonb_agg(jsonb_build_array(line->>'item', line->>'sum')), '[]')
              FROM jsonb_array_elements(v.lines) line)
       OR (SELECT coalesce(jsonb_object_agg(source, amount::text), '{}') FROM funding_plannedshare WHERE project_id = which)
          <> v.shares THEN
        RAISE EXCEPTION 'lines and shares are those of the plan' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_sheets_of_meetings_stay_fc248() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_sheets_stay_96a74() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signatures_stay_24396() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signed_drafts_stay_b0373() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signed_minutes_are_frozen_ba3e1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_sittings_are_kept_049b5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_stations_stay_baaeb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_steps_are_kept_5d158() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_substitutes_stay_08d29() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_taken_over_once_8bb65() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_terms_do_not_meet_9fcb1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    PERFORM 1 FROM areas_area WHERE id = NEW.area_id FOR UPDATE;
                    IF EXISTS (SELECT 1 FROM deliberation_council c WHERE c.area_id = NEW.area_id AND c.id <> coalesce(NEW.id, 0)
                               AND c.since <= NEW.until AND c.until >= NEW.since) THEN
                        RAISE EXCEPTION 'another council of the place sits then' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_the_call_stays_446c6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_the_council_keeps_it_in_the_pool_25085() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (SELECT 1 FROM deliberation_meeting WHERE id = NEW.meeting_id AND agreed) THEN
                        RAISE EXCEPTION 'no meeting agreed that it stays in the pool' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_the_maintenance_fund_keeps_to_common_parts_c4f15() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT (SELECT touches_common_parts FROM projects_project WHERE id = NEW.project_id) THEN
                        RAISE EXCEPTION 'the maintenance fund is for common parts' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_the_notice_of_the_minutes_stays_2c012() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_the_past_stays_bdf7a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_the_plan_is_kept_e5838() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE p projects_project%ROWTYPE; v projects_planversion%ROWTYPE; agreed projects_planversion%ROWTYPE;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    SELECT * INTO p FROM projects_project WHERE id = NEW.id;
    SELECT * INTO v FROM projects_planversion WHERE project_id = NEW.id ORDER BY number DESC LIMIT 1;
    IF p.budget <> coalesce(v.total, 0) OR p.subsidy_planned <> coalesce(v.subsidy, 0) THEN
        RAISE EXCEPTION 'the budget of a project is that of its plan' USING ERRCODE = 'check_violation';
    END IF;
    IF v.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF p.stage NOT IN ('draft', 'rejected', 'returned', 'screening') AND (p.plan, p.kind, p.area_id, p.touches_common_parts)
            IS DISTINCT FROM (v.plan, v.kind, v.area_id, v.touches_common_parts) THEN
        RAISE EXCEPTION 'a project is what the newest version of its plan says' USING ERRCODE = 'check_violation';
    END IF;
    IF p.agreed_version IS NULL OR p.stage NOT IN ('acceptance', 'aftercare', 'closed', 'in_progress', 'pooled', 'publicity', 'satisfaction_review', 'selection', 'street_review', 'suspended', 'terminated', 'voting') THEN
        RETURN NULL;
    END IF;
    SELECT * INTO agreed FROM projects_planversion WHERE project_id = NEW.id AND number = p.agreed_version;
    IF agreed.id IS NULL OR v.kind <> agreed.kind OR v.area_id <> agreed.area_id OR v.subsidy > agreed.subsidy
       OR (agreed.total > 0 AND v.total * 100 >= agreed.total * (100 + coalesce(
        (SELECT value FROM policy_parameter WHERE key = 'material_change_' || 'percent'
         AND effective_from <= (v.at AT TIME ZONE 'Asia/Shanghai')::date ORDER BY effective_from DESC LIMIT 1),
        CASE 'percent' WHEN 'percent' THEN 20 END))) THEN
        RAISE EXCEPTION 'a material change of the plan asks those who agreed again' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
    
                END;
            $$;

CREATE FUNCTION public.pgtrigger_the_project_follows_its_plan_b5388() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE p projects_project%ROWTYPE; v projects_planversion%ROWTYPE; agreed projects_planversion%ROWTYPE;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    SELECT * INTO p FROM projects_project WHERE id = NEW.project_id;
    SELECT * INTO v FROM projects_planversion WHERE project_id = NEW.project_id ORDER BY number DESC LIMIT 1;
    IF p.budget <> coalesce(v.total, 0) OR p.subsidy_planned <> coalesce(v.subsidy, 0) THEN
        RAISE EXCEPTION 'the budget of a project is that of its plan' USING ERRCODE = 'check_violation';
    END IF;
    IF v.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF p.stage NOT IN ('draft', 'rejected', 'returned', 'screening') AND (p.plan, p.kind, p.area_id, p.touches_common_parts)
            IS DISTINCT FROM (v.plan, v.kind, v.area_id, v.touches_common_parts) THEN
        RAISE EXCEPTION 'a project is what the newest version of its plan says' USING ERRCODE = 'check_violation';
    END IF;
    IF p.agreed_version IS NULL OR p.stage NOT IN ('acceptance', 'aftercare', 'closed', 'in_progress', 'pooled', 'publicity', 'satisfaction_review', 'selection', 'street_review', 'suspended', 'terminated', 'voting') THEN
        RETURN NULL;
    END IF;
    SELECT * INTO agreed FROM projects_planversion WHERE project_id = NEW.project_id AND number = p.agreed_version;
    IF agreed.id IS NULL OR v.kind <> agreed.kind OR v.area_id <> agreed.area_id OR v.subsidy > agreed.subsidy
       OR (agreed.total > 0 AND v.total * 100 >= agreed.total * (100 + coalesce(
        (SELECT value FROM policy_parameter WHERE key = 'material_change_' || 'percent'
         AND effective_from <= (v.at AT TIME ZONE 'Asia/Shanghai')::date ORDER BY effective_from DESC LIMIT 1),
        CASE 'percent' WHEN 'percent' THEN 20 END))) THEN
        RAISE EXCEPTION 'a material change of the plan asks those who agreed again' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
    
                END;
            $$;

CREATE FUNCTION public.pgtrigger_the_roll_stays_e69a3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_three_people_decide_on_a_subsidy_db296() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (SELECT 1 FROM funding_streetreview r WHERE r.id = NEW.review_id AND r.verdict = 'approved'
                                   AND NEW.by_id <> r.handler_id AND NEW.by_id <> r.reviewer_id
                                   AND NEW.by_id IS DISTINCT FROM r.implementing_person_id)
                       OR EXISTS (SELECT 1 FROM projects_screening s JOIN funding_streetreview r ON r.project_id = s.project_id
                                  WHERE r.id = NEW.review_id AND s.by_id = NEW.by_id) THEN
                        RAISE EXCEPTION 'handler, reviewer and approver are three people' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_traces_are_not_rewritten_708c8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_traces_stay_6389f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_traces_stay_until_the_choice_counts_44449() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NOT EXISTS (SELECT 1 FROM funding_supplierchoice c WHERE c.project_id = OLD.project_id
                                   AND c.approval IN ('not_needed', 'approved'))
                       AND NOT EXISTS (SELECT 1 FROM projects_project p WHERE p.id = OLD.project_id
                                       AND p.stage IN ('rejected', 'closed', 'withdrawn', 'terminated')) THEN
                        RAISE EXCEPTION 'traces stay until the choice counts' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN OLD;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_two_people_change_a_telephone_b9311() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NEW.phone_hash IS DISTINCT FROM OLD.phone_hash AND (
                        NEW.phone_hash IS DISTINCT FROM OLD.next_phone_hash OR NEW.phone_confirmed_by_id IS NULL
                        OR NEW.phone_confirmed_by_id IS NOT DISTINCT FROM OLD.next_phone_by_id) THEN
                        RAISE EXCEPTION 'two people change a telephone' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_two_people_take_a_firm_back_beb85() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF NEW.status <> 'active' OR OLD.again_by_id IS NULL OR NEW.confirmed_by_id IS NOT DISTINCT FROM OLD.again_by_id THEN
                        RAISE EXCEPTION 'two people take a firm back' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_verifications_stay_1d8e1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_versions_stay_bbff6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_void_is_void_bdea1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_votes_on_requests_are_kept_ec01e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_vouchers_are_not_rewritten_4eb23() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_vouchers_stay_150de() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_what_a_rule_solved_stays_8cff0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_what_is_closed_stays_9cede() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_what_is_in_force_stays_d5784() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_what_owners_are_asked_stays_487c9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_what_parties_said_stays_52432() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_what_was_heard_stays_0e502() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_what_was_said_stays_cbe74() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_who_a_firm_is_stays_769a0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_who_came_is_not_rewritten_402b3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_who_came_is_settled_by_the_minutes_ef364() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    PERFORM 1 FROM deliberation_meeting m WHERE m.id = NEW.meeting_id AND m.minutes_at IS NULL AND m.called_off = '' FOR SHARE OF m;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'what came of the meeting is on record already' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_who_came_stays_after_the_minutes_a71bb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    PERFORM 1 FROM deliberation_meeting m WHERE m.id = OLD.meeting_id AND m.minutes_at IS NULL AND m.called_off = '' FOR SHARE OF m;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'what came of the meeting is on record already' USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_who_is_on_the_roll_stays_adeff() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_who_recorded_a_bill_does_not_pay_it_742d9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF EXISTS (SELECT 1 FROM funding_bill WHERE id = NEW.bill_id AND recorded_by_id = NEW.recorded_by_id) THEN
                        RAISE EXCEPTION 'somebody else pays a bill than who recorded it' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_who_refused_does_not_decide_the_appeal_e74f5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF EXISTS (SELECT 1 FROM projects_screening WHERE project_id = NEW.project_id AND by_id = NEW.decided_by_id)
                       OR EXISTS (SELECT 1 FROM projects_project WHERE id = NEW.project_id
                                  AND NEW.decided_by_id IN (proposer_id, taken_down_by_id)) THEN
                        RAISE EXCEPTION 'who refused, proposed or wrote it down does not decide the appeal' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_who_signs_has_read_it_0f047() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    PERFORM 1 FROM deliberation_minutesdraft d WHERE d.id = NEW.draft_id AND d.revision = NEW.revision
                        AND (NEW.part = 'chair') = (NEW.by_id = d.chair_id) FOR SHARE OF d;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'the chair signs as the chair, another one as the second, what was read' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_who_sits_stays_a98d6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_who_took_an_offer_down_does_not_decide_8afdb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF EXISTS (SELECT 1 FROM funding_quotation WHERE project_id = NEW.project_id AND collected_by_id = NEW.decided_by_id) THEN
                        RAISE EXCEPTION 'who took an offer down does not decide' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_whose_share_it_is_stays_892b1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_words_of_giving_up_stay_696d3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_words_of_owners_stay_c2932() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_words_wait_for_the_close_516d6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
                    IF EXISTS (SELECT 1 FROM deliberation_rating g JOIN deliberation_satisfactionreview r ON r.id = g.review_id
                               WHERE g.id = NEW.rating_id AND (r.closed_at IS NULL OR g.words = '')) THEN
                        RAISE EXCEPTION 'nobody looks at words before the review closes' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                
                END;
            $$;

CREATE FUNCTION public.pgtrigger_written_messages_stay_8a3b8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE TABLE public.accounts_household (
    id bigint NOT NULL,
    unit character varying(20) NOT NULL,
    room character varying(20) NOT NULL,
    floor_area numeric(8,2),
    area_id bigint NOT NULL,
    door_key character varying(60) NOT NULL,
    merged_at timestamp with time zone,
    twin_of_id bigint,
    group_id bigint,
    CONSTRAINT a_merged_household_says_into_which CHECK ((((merged_at IS NULL) AND (twin_of_id IS NULL)) OR ((twin_of_id IS NOT NULL) AND (NOT ((twin_of_id = id) AND (twin_of_id IS NOT NULL)))))),
    CONSTRAINT floor_area_is_positive CHECK (((floor_area IS NULL) OR (floor_area > (0)::numeric)))
);

ALTER TABLE public.accounts_household ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_household_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_membership (
    id bigint NOT NULL,
    is_owner boolean NOT NULL,
    is_head boolean NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    household_id bigint NOT NULL,
    user_id bigint NOT NULL,
    name_key character varying(60) NOT NULL,
    namesake smallint NOT NULL,
    CONSTRAINT accounts_membership_namesake_check CHECK ((namesake >= 0)),
    CONSTRAINT membership_ends_after_it_begins CHECK (((until IS NULL) OR (until >= since)))
);

ALTER TABLE public.accounts_membership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_membership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_outgoingsms (
    id bigint NOT NULL,
    key character varying(120) NOT NULL,
    topic character varying(40) NOT NULL,
    phone_cipher character varying(255) NOT NULL,
    text_cipher text NOT NULL,
    state character varying(10) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL,
    sent_at timestamp with time zone,
    failure character varying(300) NOT NULL,
    CONSTRAINT accounts_outgoingsms_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.accounts_outgoingsms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_outgoingsms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_passwordattempt (
    id bigint NOT NULL,
    username_hash character varying(64) NOT NULL,
    address_hash character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    succeeded boolean NOT NULL
);

ALTER TABLE public.accounts_passwordattempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_passwordattempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_phonechange (
    id bigint NOT NULL,
    phone_hash character varying(64) NOT NULL,
    phone_cipher character varying(255) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    accepted boolean,
    area_id bigint NOT NULL,
    asked_by_id bigint,
    decided_by_id bigint,
    user_id bigint NOT NULL,
    CONSTRAINT a_second_person_confirms_a_phone CHECK ((NOT ((decided_by_id = asked_by_id) AND (decided_by_id IS NOT NULL) AND (asked_by_id IS NOT NULL))))
);

ALTER TABLE public.accounts_phonechange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_phonechange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_post (
    id bigint NOT NULL,
    role character varying(20) NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    appointed_by_id bigint,
    area_id bigint NOT NULL,
    user_id bigint NOT NULL,
    deputy_for_id bigint,
    CONSTRAINT deputies_serve_for_a_time CHECK (((deputy_for_id IS NULL) OR (until IS NOT NULL))),
    CONSTRAINT nobody_appoints_themselves CHECK ((NOT ((appointed_by_id = user_id) AND (appointed_by_id IS NOT NULL)))),
    CONSTRAINT post_ends_after_it_begins CHECK (((until IS NULL) OR (until >= since)))
);

ALTER TABLE public.accounts_post ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_post_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_rosterfile (
    id bigint NOT NULL,
    codes jsonb NOT NULL,
    name character varying(200) NOT NULL,
    sealed bytea,
    ends_absent boolean NOT NULL,
    state character varying(10) NOT NULL,
    faults jsonb NOT NULL,
    counts jsonb NOT NULL,
    digest character varying(64) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone,
    by_id bigint,
    taken_by_id bigint,
    CONSTRAINT a_second_person_takes_a_roster CHECK ((NOT ((taken_by_id = by_id) AND (taken_by_id IS NOT NULL) AND (by_id IS NOT NULL))))
);

ALTER TABLE public.accounts_rosterfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_rosterfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE UNLOGGED TABLE public.accounts_rosterline (
    id bigint NOT NULL,
    number integer NOT NULL,
    area_code character varying(40) NOT NULL,
    building character varying(80) NOT NULL,
    unit character varying(40) NOT NULL,
    room character varying(40) NOT NULL,
    floor_area numeric(8,2),
    name character varying(60) NOT NULL,
    phone_hash character varying(64) NOT NULL,
    phone_cipher character varying(255) NOT NULL,
    birth_year smallint,
    is_owner boolean NOT NULL,
    is_head boolean NOT NULL,
    area bigint,
    home bigint,
    person bigint,
    membership bigint,
    new_phone boolean NOT NULL,
    what character varying(10) NOT NULL,
    faults jsonb NOT NULL,
    changes jsonb NOT NULL,
    file_id bigint NOT NULL,
    door_key character varying(100) NOT NULL,
    name_key character varying(80) NOT NULL,
    near_home bigint,
    near_person bigint,
    near_words jsonb NOT NULL,
    same_home boolean,
    same_person boolean,
    CONSTRAINT accounts_rosterline_birth_year_check CHECK ((birth_year >= 0)),
    CONSTRAINT accounts_rosterline_number_check CHECK ((number >= 0))
);

ALTER TABLE public.accounts_rosterline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_rosterline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_rosterrequest (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    building character varying(40) NOT NULL,
    unit character varying(20) NOT NULL,
    room character varying(20) NOT NULL,
    is_owner boolean NOT NULL,
    moves boolean NOT NULL,
    text text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    accepted boolean,
    answer character varying(300) NOT NULL,
    area_id bigint NOT NULL,
    decided_by_id bigint,
    user_id bigint NOT NULL,
    CONSTRAINT a_decided_request_says_how CHECK ((((accepted IS NULL) AND (decided_at IS NULL)) OR ((accepted IS NOT NULL) AND (decided_at IS NOT NULL)))),
    CONSTRAINT nobody_decides_their_own_request CHECK ((NOT ((decided_by_id = user_id) AND (decided_by_id IS NOT NULL))))
);

ALTER TABLE public.accounts_rosterrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_rosterrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_rosterstep (
    id bigint NOT NULL,
    kind character varying(15) NOT NULL,
    changes jsonb NOT NULL,
    report jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    accepted boolean,
    area_id bigint NOT NULL,
    asked_by_id bigint NOT NULL,
    decided_by_id bigint,
    home_id bigint,
    member_id bigint,
    person_id bigint,
    twin_home_id bigint,
    twin_person_id bigint,
    CONSTRAINT a_decided_step_says_by_whom CHECK ((((accepted IS NULL) AND (decided_at IS NULL) AND (decided_by_id IS NULL)) OR ((accepted IS NOT NULL) AND (decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL)))),
    CONSTRAINT a_second_person_confirms_a_step CHECK ((NOT ((decided_by_id = asked_by_id) AND (decided_by_id IS NOT NULL)))),
    CONSTRAINT a_twin_is_another_row CHECK (((NOT ((person_id = twin_person_id) AND (person_id IS NOT NULL) AND (twin_person_id IS NOT NULL))) AND (NOT ((home_id = twin_home_id) AND (home_id IS NOT NULL) AND (twin_home_id IS NOT NULL)))))
);

ALTER TABLE public.accounts_rosterstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_rosterstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_signincode (
    id bigint NOT NULL,
    phone_hash character varying(64) NOT NULL,
    address_hash character varying(64) NOT NULL,
    code_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT accounts_signincode_tries_check CHECK ((tries >= 0)),
    CONSTRAINT five_tries_a_code CHECK ((tries <= 5))
);

ALTER TABLE public.accounts_signincode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_signincode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    username character varying(60),
    name character varying(40) NOT NULL,
    name_is_public boolean NOT NULL,
    phone_hash character varying(64),
    phone_cipher character varying(255) NOT NULL,
    birth_year smallint,
    wants_sms boolean NOT NULL,
    is_active boolean NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    guardian_id bigint,
    guardian_agreed_at timestamp with time zone,
    notice_version smallint NOT NULL,
    sign_in_round integer NOT NULL,
    merged_into_id bigint,
    name_key character varying(60) NOT NULL,
    CONSTRAINT accounts_user_birth_year_check CHECK ((birth_year >= 0)),
    CONSTRAINT accounts_user_notice_version_check CHECK ((notice_version >= 0)),
    CONSTRAINT accounts_user_sign_in_round_check CHECK ((sign_in_round >= 0)),
    CONSTRAINT nobody_is_their_own_guardian CHECK ((NOT ((guardian_id = id) AND (guardian_id IS NOT NULL)))),
    CONSTRAINT who_was_merged_acts_no_more CHECK (((merged_into_id IS NULL) OR ((NOT is_active) AND (phone_hash IS NULL) AND (NOT ((merged_into_id = id) AND (merged_into_id IS NOT NULL))))))
);

CREATE TABLE public.accounts_user_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    group_id integer NOT NULL
);

ALTER TABLE public.accounts_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.accounts_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_user_user_permissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.accounts_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.areas_area (
    id bigint NOT NULL,
    code character varying(24) NOT NULL,
    name character varying(80) NOT NULL,
    level character varying(10) NOT NULL,
    note character varying(300) NOT NULL,
    parent_id bigint,
    CONSTRAINT a_building_code_has_its_length CHECK (((NOT ((level)::text = 'building'::text)) OR (length((code)::text) = 20))),
    CONSTRAINT a_community_code_has_its_length CHECK (((NOT ((level)::text = 'community'::text)) OR (length((code)::text) = 12))),
    CONSTRAINT a_courtyard_code_has_its_length CHECK (((NOT ((level)::text = 'courtyard'::text)) OR (length((code)::text) = 16))),
    CONSTRAINT a_district_code_has_its_length CHECK (((NOT ((level)::text = 'district'::text)) OR (length((code)::text) = 6))),
    CONSTRAINT a_group_code_has_its_length CHECK (((NOT ((level)::text = 'group'::text)) OR (length((code)::text) = 24))),
    CONSTRAINT a_street_code_has_its_length CHECK (((NOT ((level)::text = 'street'::text)) OR (length((code)::text) = 9))),
    CONSTRAINT area_code_is_wellformed CHECK (((code)::text ~ '^\d{6}(\d{3}(\d{3}(-\d{3}){0,3})?)?$'::text)),
    CONSTRAINT only_the_district_has_no_parent CHECK (((((level)::text = 'district'::text) AND (parent_id IS NULL)) OR ((NOT ((level)::text = 'district'::text)) AND (parent_id IS NOT NULL))))
);

ALTER TABLE public.areas_area ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.areas_area_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_auditentry (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    act character varying(60) NOT NULL,
    target_type character varying(40) NOT NULL,
    target_id bigint,
    area_code character varying(24) NOT NULL,
    details jsonb NOT NULL,
    actor_id bigint
);

ALTER TABLE public.audit_auditentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_auditentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_attendance (
    id bigint NOT NULL,
    way character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    household_id bigint,
    meeting_id bigint NOT NULL,
    member_id bigint,
    person_id bigint,
    invitation_id bigint,
    CONSTRAINT one_seat_is_taken CHECK ((((household_id IS NOT NULL) AND (invitation_id IS NULL) AND (member_id IS NULL) AND (person_id IS NULL)) OR ((household_id IS NULL) AND (invitation_id IS NULL) AND (member_id IS NOT NULL) AND (person_id IS NULL)) OR ((household_id IS NULL) AND (invitation_id IS NOT NULL) AND (member_id IS NULL) AND (person_id IS NULL)) OR ((household_id IS NULL) AND (invitation_id IS NULL) AND (member_id IS NULL) AND (person_id IS NOT NULL))))
);

ALTER TABLE public.deliberation_attendance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_attendance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_ballot (
    id bigint NOT NULL,
    roll_entry_id bigint NOT NULL,
    round_id bigint NOT NULL,
    marks bytea NOT NULL,
    published_name character varying(100) DEFAULT ''::character varying NOT NULL
);

ALTER TABLE public.deliberation_ballot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_ballot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_ballotreading (
    id bigint NOT NULL,
    mark character varying(10) NOT NULL,
    scan character varying(100) NOT NULL,
    scan_digest character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    owner_id bigint NOT NULL
);

ALTER TABLE public.deliberation_ballotreading ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_ballotreading_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_candidate (
    id bigint NOT NULL,
    cost numeric(16,2) NOT NULL,
    votes integer,
    chosen boolean,
    project_id bigint,
    round_id bigint NOT NULL,
    against integer,
    code character varying(100) NOT NULL,
    title text NOT NULL,
    version_id bigint,
    CONSTRAINT deliberation_candidate_against_check CHECK ((against >= 0)),
    CONSTRAINT deliberation_candidate_votes_check CHECK ((votes >= 0)),
    CONSTRAINT no_project_costs_less_than_nothing CHECK ((cost >= (0)::numeric))
);

ALTER TABLE public.deliberation_candidate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_candidate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_carriedanswer (
    id bigint NOT NULL,
    carried jsonb NOT NULL,
    before jsonb,
    household_id bigint NOT NULL,
    merge_id bigint NOT NULL,
    poll_id bigint NOT NULL
);

ALTER TABLE public.deliberation_carriedanswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_carriedanswer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_comparison (
    id bigint NOT NULL,
    chosen jsonb,
    round_id bigint NOT NULL
);

ALTER TABLE public.deliberation_comparison ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_comparison_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_conflictpair (
    id bigint NOT NULL,
    first_id bigint NOT NULL,
    round_id bigint NOT NULL,
    second_id bigint NOT NULL,
    CONSTRAINT a_conflict_is_of_two CHECK ((first_id < second_id))
);

ALTER TABLE public.deliberation_conflictpair ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_conflictpair_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_council (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    since date NOT NULL,
    until date NOT NULL,
    chosen_how character varying(300) NOT NULL,
    area_id bigint NOT NULL,
    CONSTRAINT a_term_has_an_end_after_its_beginning CHECK ((until > since))
);

ALTER TABLE public.deliberation_council ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_council_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_councilmember (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    duty character varying(10) NOT NULL,
    represents character varying(80) NOT NULL,
    since date,
    until date,
    council_id bigint NOT NULL,
    user_id bigint,
    CONSTRAINT a_member_leaves_after_coming CHECK (((since IS NULL) OR (until IS NULL) OR (until >= since)))
);

ALTER TABLE public.deliberation_councilmember ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_councilmember_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_courtyardcommittee (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    founded_on date NOT NULL,
    rules text NOT NULL,
    area_id bigint NOT NULL
);

ALTER TABLE public.deliberation_courtyardcommittee ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_courtyardcommittee_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_custodiankey (
    id bigint NOT NULL,
    salt bytea NOT NULL,
    public_key bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    area_id bigint NOT NULL,
    custodian_id bigint NOT NULL
);

ALTER TABLE public.deliberation_custodiankey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_custodiankey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_delivery (
    id bigint NOT NULL,
    how character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    note character varying(200) NOT NULL,
    photo character varying(100) NOT NULL,
    photo_digest character varying(64) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    operation uuid NOT NULL,
    by_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    CONSTRAINT a_delivery_lies_before_its_record CHECK ((at <= recorded_at)),
    CONSTRAINT a_delivery_says_what_shows_it CHECK ((((how)::text = 'in_person'::text) OR (NOT ((note)::text = ''::text)) OR (NOT ((photo_digest)::text = ''::text))))
);

ALTER TABLE public.deliberation_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_givingup (
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    operation uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    confirmed_by_id bigint,
    proposed_by_id bigint NOT NULL,
    round_id bigint NOT NULL,
    CONSTRAINT two_people_give_up_a_round CHECK ((((confirmed_at IS NULL) AND (confirmed_by_id IS NULL)) OR ((confirmed_at IS NOT NULL) AND (confirmed_by_id IS NOT NULL) AND (NOT ((confirmed_by_id = proposed_by_id) AND (confirmed_by_id IS NOT NULL))))))
);

ALTER TABLE public.deliberation_givingup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_givingup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_hall (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    address character varying(50) NOT NULL,
    seats smallint,
    in_use boolean NOT NULL,
    area_id bigint NOT NULL,
    CONSTRAINT deliberation_hall_seats_check CHECK ((seats >= 0))
);

ALTER TABLE public.deliberation_hall ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_hall_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_interest (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    item_id bigint NOT NULL,
    member_id bigint NOT NULL
);

ALTER TABLE public.deliberation_interest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_interest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_keyshare (
    id bigint NOT NULL,
    number smallint NOT NULL,
    sealed bytea NOT NULL,
    key_id bigint NOT NULL,
    round_id bigint NOT NULL,
    CONSTRAINT deliberation_keyshare_number_check CHECK ((number >= 0))
);

ALTER TABLE public.deliberation_keyshare ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_keyshare_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_lookatwords (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    hidden_because character varying(10) NOT NULL,
    by_id bigint NOT NULL,
    rating_id bigint NOT NULL,
    CONSTRAINT words_are_hidden_for_a_reason CHECK (((hidden_because)::text = ANY ((ARRAY[''::character varying, 'name'::character varying, 'contact'::character varying, 'private'::character varying])::text[])))
);

ALTER TABLE public.deliberation_lookatwords ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_lookatwords_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_meeting (
    id bigint NOT NULL,
    platform character varying(20) NOT NULL,
    called_at timestamp with time zone NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    place character varying(120) NOT NULL,
    agenda text NOT NULL,
    operation uuid NOT NULL,
    entitled integer,
    present integer,
    in_favour integer,
    against integer,
    minutes text NOT NULL,
    decision text NOT NULL,
    agreed boolean,
    minutes_at timestamp with time zone,
    called_by_id bigint NOT NULL,
    minutes_by_id bigint,
    project_id bigint NOT NULL,
    area_entitled numeric(12,2),
    area_in_favour numeric(12,2),
    area_present numeric(12,2),
    grave boolean NOT NULL,
    called_off character varying(10) NOT NULL,
    minutes_notice_id bigint,
    notice_id bigint,
    version_id bigint,
    quorum_of smallint NOT NULL,
    quorum_parts smallint NOT NULL,
    rules jsonb NOT NULL,
    share_of smallint NOT NULL,
    share_parts smallint NOT NULL,
    unit character varying(12) NOT NULL,
    council_id bigint,
    CONSTRAINT a_meeting_agrees_by_its_shares CHECK (((NOT (agreed AND (agreed IS NOT NULL))) OR (area_in_favour IS NOT NULL) OR (((present * quorum_of) >= (entitled * quorum_parts)) AND ((in_favour * share_of) > (present * share_parts))))),
    CONSTRAINT deliberation_meeting_against_check CHECK ((against >= 0)),
    CONSTRAINT deliberation_meeting_entitled_check CHECK ((entitled >= 0)),
    CONSTRAINT deliberation_meeting_in_favour_check CHECK ((in_favour >= 0)),
    CONSTRAINT deliberation_meeting_present_check CHECK ((present >= 0)),
    CONSTRAINT deliberation_meeting_quorum_of_check CHECK ((quorum_of >= 0)),
    CONSTRAINT deliberation_meeting_quorum_parts_check CHECK ((quorum_parts >= 0)),
    CONSTRAINT deliberation_meeting_share_of_check CHECK ((share_of >= 0)),
    CONSTRAINT deliberation_meeting_share_parts_check CHECK ((share_parts >= 0)),
    CONSTRAINT floor_area_within_floor_area CHECK ((((area_entitled IS NULL) AND (area_in_favour IS NULL) AND (area_present IS NULL)) OR ((area_in_favour >= (0)::numeric) AND (area_in_favour <= area_present) AND (area_present <= area_entitled)))),
    CONSTRAINT members_are_of_a_council CHECK ((((council_id IS NOT NULL) AND ((unit)::text = 'members'::text)) OR ((NOT ((unit)::text = 'members'::text)) AND (council_id IS NULL)))),
    CONSTRAINT no_minutes_of_what_was_not_held CHECK ((((called_off)::text = ''::text) OR (minutes_at IS NULL))),
    CONSTRAINT present_within_entitled CHECK (((present IS NULL) OR (present <= entitled))),
    CONSTRAINT shares_of_a_meeting_are_of_a_whole CHECK (((quorum_parts > 0) AND (quorum_parts <= quorum_of) AND (share_parts > 0) AND (share_parts < share_of))),
    CONSTRAINT voices_within_present CHECK (((in_favour IS NULL) OR (in_favour <= (present - against)))),
    CONSTRAINT who_only_speaks_decides_nothing CHECK (((NOT ((unit)::text = 'people'::text)) OR ((against IS NULL) AND (agreed IS NULL) AND (entitled IS NULL) AND (in_favour IS NULL))))
);

ALTER TABLE public.deliberation_meeting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_meeting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_meetingchange (
    id bigint NOT NULL,
    what character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    reason character varying(300) NOT NULL,
    from_starts_at timestamp with time zone NOT NULL,
    from_place character varying(120) NOT NULL,
    operation uuid NOT NULL,
    by_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    notice_id bigint NOT NULL
);

ALTER TABLE public.deliberation_meetingchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_meetingchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_minutesdraft (
    id bigint NOT NULL,
    revision integer NOT NULL,
    facts jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    chair_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    CONSTRAINT deliberation_minutesdraft_revision_check CHECK ((revision >= 0))
);

ALTER TABLE public.deliberation_minutesdraft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_minutesdraft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_minutessignature (
    id bigint NOT NULL,
    revision integer NOT NULL,
    part character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    draft_id bigint NOT NULL,
    CONSTRAINT deliberation_minutessignature_revision_check CHECK ((revision >= 0))
);

ALTER TABLE public.deliberation_minutessignature ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_minutessignature_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_motion (
    id bigint NOT NULL,
    text character varying(300) NOT NULL,
    in_favour integer,
    against integer,
    agreed boolean,
    meeting_id bigint NOT NULL,
    project_id bigint,
    version_id bigint,
    CONSTRAINT a_motion_has_its_counts CHECK ((((against IS NULL) AND (agreed IS NULL) AND (in_favour IS NULL)) OR ((against IS NOT NULL) AND (agreed IS NOT NULL) AND (in_favour IS NOT NULL)))),
    CONSTRAINT deliberation_motion_against_check CHECK ((against >= 0)),
    CONSTRAINT deliberation_motion_in_favour_check CHECK ((in_favour >= 0))
);

ALTER TABLE public.deliberation_motion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_motion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_openedballot (
    id bigint NOT NULL,
    marks bytea NOT NULL,
    round_id bigint NOT NULL
);

ALTER TABLE public.deliberation_openedballot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_openedballot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_owner (
    id bigint NOT NULL,
    number integer NOT NULL,
    serial character varying(12) NOT NULL,
    vote_id bigint NOT NULL,
    CONSTRAINT deliberation_owner_number_check CHECK ((number >= 0))
);

ALTER TABLE public.deliberation_owner ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_owner_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_ownerflat (
    id bigint NOT NULL,
    place character varying(120) NOT NULL,
    area numeric(12,2) NOT NULL,
    household_id bigint,
    owner_id bigint NOT NULL,
    vote_id bigint NOT NULL,
    CONSTRAINT an_exclusive_area_is_positive CHECK ((area > (0)::numeric))
);

ALTER TABLE public.deliberation_ownerflat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_ownerflat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_ownerperson (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    phone_hash character varying(64) NOT NULL,
    owner_id bigint NOT NULL,
    user_id bigint,
    vote_id bigint NOT NULL
);

ALTER TABLE public.deliberation_ownerperson ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_ownerperson_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_ownersdecision (
    id bigint NOT NULL,
    by_vote boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    reason character varying(300) NOT NULL,
    by_id bigint,
    project_id bigint NOT NULL
);

ALTER TABLE public.deliberation_ownersdecision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_ownersdecision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_ownersrollfile (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    matter character varying(12) NOT NULL,
    question text NOT NULL,
    days smallint NOT NULL,
    sealed bytea,
    faults jsonb NOT NULL,
    digest character varying(64) NOT NULL,
    state character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone,
    operation uuid NOT NULL,
    by_id bigint NOT NULL,
    project_id bigint NOT NULL,
    taken_by_id bigint,
    CONSTRAINT a_roll_of_owners_is_taken_by_somebody CHECK (((((state)::text = 'taken'::text) AND (taken_by_id IS NOT NULL)) OR ((NOT ((state)::text = 'taken'::text)) AND (taken_by_id IS NULL)))),
    CONSTRAINT a_second_person_takes_a_roll_of_owners CHECK ((NOT ((taken_by_id = by_id) AND (taken_by_id IS NOT NULL)))),
    CONSTRAINT deliberation_ownersrollfile_days_check CHECK ((days >= 0))
);

ALTER TABLE public.deliberation_ownersrollfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_ownersrollfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_ownerssale (
    id bigint NOT NULL,
    names character varying(200) NOT NULL,
    phone_hash character varying(64) NOT NULL,
    owner_number integer,
    reason character varying(300) NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    refused boolean NOT NULL,
    buyer_id bigint,
    confirmed_by_id bigint,
    flat_id bigint NOT NULL,
    proposed_by_id bigint NOT NULL,
    seller_id bigint NOT NULL,
    CONSTRAINT a_decided_sale_says_by_whom CHECK ((((buyer_id IS NULL) AND (confirmed_at IS NULL) AND (confirmed_by_id IS NULL) AND (NOT refused)) OR ((confirmed_at IS NOT NULL) AND (confirmed_by_id IS NOT NULL) AND (((buyer_id IS NULL) AND refused) OR ((buyer_id IS NOT NULL) AND (NOT refused)))))),
    CONSTRAINT a_second_person_confirms_a_sale CHECK ((NOT ((confirmed_by_id = proposed_by_id) AND (confirmed_by_id IS NOT NULL)))),
    CONSTRAINT deliberation_ownerssale_owner_number_check CHECK ((owner_number >= 0))
);

ALTER TABLE public.deliberation_ownerssale ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_ownerssale_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_ownersvote (
    id bigint NOT NULL,
    matter character varying(12) NOT NULL,
    question text NOT NULL,
    opens_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    owners integer,
    exclusive_area numeric(12,2),
    owners_voting integer,
    area_voting numeric(12,2),
    owners_for integer,
    area_for numeric(12,2),
    undelivered integer,
    passed boolean,
    given_up character varying(300) NOT NULL,
    notice_id bigint,
    opened_by_id bigint NOT NULL,
    project_id bigint NOT NULL,
    result_notice_id bigint,
    roll_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT an_owners_vote_lasts_a_while CHECK ((closes_at > opens_at)),
    CONSTRAINT deliberation_ownersvote_owners_check CHECK ((owners >= 0)),
    CONSTRAINT deliberation_ownersvote_owners_for_check CHECK ((owners_for >= 0)),
    CONSTRAINT deliberation_ownersvote_owners_voting_check CHECK ((owners_voting >= 0)),
    CONSTRAINT deliberation_ownersvote_undelivered_check CHECK ((undelivered >= 0))
);

ALTER TABLE public.deliberation_ownersvote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_ownersvote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_ownersword (
    id bigint NOT NULL,
    agrees boolean,
    way character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    helper_id bigint,
    owner_id bigint NOT NULL,
    person_id bigint,
    CONSTRAINT a_word_names_its_helper CHECK ((((helper_id IS NOT NULL) AND ((way)::text = 'assisted'::text)) OR ((NOT ((way)::text = 'assisted'::text)) AND (helper_id IS NULL)))),
    CONSTRAINT who_speaks_online_is_named CHECK ((((person_id IS NOT NULL) AND ((way)::text = 'online'::text)) OR ((NOT ((way)::text = 'online'::text)) AND (person_id IS NULL))))
);

ALTER TABLE public.deliberation_ownersword ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_ownersword_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_paperballot (
    id bigint NOT NULL,
    serial character varying(16) NOT NULL,
    station_id bigint NOT NULL
);

ALTER TABLE public.deliberation_paperballot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_paperballot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_paperentry (
    id bigint NOT NULL,
    marks bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    paper_id bigint NOT NULL
);

ALTER TABLE public.deliberation_paperentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_paperentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_paperminutes (
    id bigint NOT NULL,
    revision integer NOT NULL,
    photo character varying(100) NOT NULL,
    chair_name character varying(40) NOT NULL,
    second_name character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    by_id bigint NOT NULL,
    confirmed_by_id bigint,
    draft_id bigint NOT NULL,
    CONSTRAINT another_one_confirms_signed_paper CHECK ((((confirmed_at IS NULL) AND (confirmed_by_id IS NULL)) OR ((confirmed_at IS NOT NULL) AND (confirmed_by_id IS NOT NULL) AND (NOT ((confirmed_by_id = by_id) AND (confirmed_by_id IS NOT NULL)))))),
    CONSTRAINT deliberation_paperminutes_revision_check CHECK ((revision >= 0)),
    CONSTRAINT two_people_signed_the_paper CHECK ((NOT ((chair_name)::text = (second_name)::text)))
);

ALTER TABLE public.deliberation_paperminutes ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_paperminutes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_partyinvitation (
    id bigint NOT NULL,
    party character varying(30) NOT NULL,
    way character varying(10) NOT NULL,
    unit character varying(80) NOT NULL,
    contact character varying(40) NOT NULL,
    note character varying(200) NOT NULL,
    meeting_id bigint NOT NULL,
    user_id bigint
);

ALTER TABLE public.deliberation_partyinvitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_partyinvitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_partyopinion (
    id bigint NOT NULL,
    party character varying(30) NOT NULL,
    attended boolean NOT NULL,
    words character varying(500) NOT NULL,
    meeting_id bigint NOT NULL,
    is_there boolean NOT NULL,
    name character varying(40) NOT NULL,
    unit character varying(80) NOT NULL,
    CONSTRAINT nobody_comes_for_a_party_that_is_not_there CHECK ((is_there OR (NOT attended)))
);

ALTER TABLE public.deliberation_partyopinion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_partyopinion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_pointsdraft (
    id bigint NOT NULL,
    turn smallint NOT NULL,
    points jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    member_id bigint NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT deliberation_pointsdraft_turn_check CHECK ((turn >= 0))
);

ALTER TABLE public.deliberation_pointsdraft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_pointsdraft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_pollhousehold (
    id bigint NOT NULL,
    household_id bigint NOT NULL,
    poll_id bigint NOT NULL
);

ALTER TABLE public.deliberation_pollhousehold ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_pollhousehold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_pollsheet (
    id bigint NOT NULL,
    number smallint NOT NULL,
    serial character varying(12) NOT NULL,
    printed_at timestamp with time zone NOT NULL,
    area_id bigint NOT NULL,
    poll_id bigint NOT NULL,
    printed_by_id bigint NOT NULL,
    CONSTRAINT deliberation_pollsheet_number_check CHECK ((number >= 0))
);

ALTER TABLE public.deliberation_pollsheet ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_pollsheet_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_protocol (
    id bigint NOT NULL,
    issued integer NOT NULL,
    used integer NOT NULL,
    spoilt integer NOT NULL,
    unused integer NOT NULL,
    taken_away integer NOT NULL,
    scan character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    station_id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    CONSTRAINT a_protocol_balances CHECK ((issued = (((used + spoilt) + unused) + taken_away))),
    CONSTRAINT deliberation_protocol_issued_check CHECK ((issued >= 0)),
    CONSTRAINT deliberation_protocol_spoilt_check CHECK ((spoilt >= 0)),
    CONSTRAINT deliberation_protocol_taken_away_check CHECK ((taken_away >= 0)),
    CONSTRAINT deliberation_protocol_unused_check CHECK ((unused >= 0)),
    CONSTRAINT deliberation_protocol_used_check CHECK ((used >= 0))
);

ALTER TABLE public.deliberation_protocol ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_protocol_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_rating (
    id bigint NOT NULL,
    grade character varying(15) NOT NULL,
    words text NOT NULL,
    at timestamp with time zone NOT NULL,
    way character varying(10) NOT NULL,
    by_id bigint NOT NULL,
    helper_id bigint,
    household_id bigint NOT NULL,
    review_id bigint NOT NULL,
    conduct character varying(15) NOT NULL,
    cost character varying(15) NOT NULL,
    need character varying(15) NOT NULL,
    openness character varying(15) NOT NULL,
    quality character varying(15) NOT NULL,
    CONSTRAINT rating_names_its_helper CHECK ((((helper_id IS NOT NULL) AND ((way)::text = 'assisted'::text)) OR ((NOT ((way)::text = 'assisted'::text)) AND (helper_id IS NULL))))
);

ALTER TABLE public.deliberation_rating ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_rating_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_reconfirmation (
    id bigint NOT NULL,
    reason text NOT NULL,
    pooled_since timestamp with time zone NOT NULL,
    taken_at timestamp with time zone,
    stays_until timestamp with time zone,
    meeting_id bigint NOT NULL,
    CONSTRAINT a_reconfirmation_says_until_when CHECK ((((stays_until IS NULL) AND (taken_at IS NULL)) OR ((stays_until IS NOT NULL) AND (taken_at IS NOT NULL))))
);

ALTER TABLE public.deliberation_reconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_reconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_recusal (
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    member_id bigint NOT NULL,
    project_id bigint NOT NULL,
    ground character varying(10) NOT NULL
);

ALTER TABLE public.deliberation_recusal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_recusal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_recusalrequest (
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    granted boolean,
    decided_at timestamp with time zone,
    by_id bigint NOT NULL,
    item_id bigint NOT NULL,
    member_id bigint NOT NULL,
    CONSTRAINT a_decided_request_has_its_day CHECK ((((decided_at IS NULL) AND (granted IS NULL)) OR ((decided_at IS NOT NULL) AND (granted IS NOT NULL))))
);

ALTER TABLE public.deliberation_recusalrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_recusalrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_recusalvote (
    id bigint NOT NULL,
    grants boolean NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    member_id bigint NOT NULL,
    request_id bigint NOT NULL
);

ALTER TABLE public.deliberation_recusalvote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_recusalvote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_resolution (
    id bigint NOT NULL,
    sitting smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    chosen boolean NOT NULL,
    points numeric(5,2) NOT NULL,
    members_scored smallint NOT NULL,
    reasons text NOT NULL,
    by_id bigint NOT NULL,
    project_id bigint NOT NULL,
    CONSTRAINT deliberation_resolution_members_scored_check CHECK ((members_scored >= 0)),
    CONSTRAINT deliberation_resolution_sitting_check CHECK ((sitting >= 0))
);

ALTER TABLE public.deliberation_resolution ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_resolution_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_reviewhousehold (
    id bigint NOT NULL,
    household_id bigint NOT NULL,
    review_id bigint NOT NULL
);

ALTER TABLE public.deliberation_reviewhousehold ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_reviewhousehold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_rollcorrection (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    reason character varying(300) NOT NULL,
    operation uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    confirmed_by_id bigint,
    person_id bigint NOT NULL,
    proposed_by_id bigint NOT NULL,
    round_id bigint NOT NULL,
    CONSTRAINT two_people_correct_the_roll CHECK ((((confirmed_at IS NULL) AND (confirmed_by_id IS NULL)) OR ((confirmed_at IS NOT NULL) AND (confirmed_by_id IS NOT NULL) AND (NOT ((confirmed_by_id = proposed_by_id) AND (confirmed_by_id IS NOT NULL))))))
);

ALTER TABLE public.deliberation_rollcorrection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_rollcorrection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_rollentry (
    id bigint NOT NULL,
    marked_at timestamp with time zone,
    way character varying(10) NOT NULL,
    helper_id bigint,
    household_id bigint,
    voter_id bigint,
    round_id bigint NOT NULL,
    label character varying(100) NOT NULL,
    operation uuid,
    shares_vote_of_id bigint,
    added_by_id bigint,
    struck_by_id bigint,
    station_id bigint,
    CONSTRAINT a_mark_says_how CHECK ((((marked_at IS NULL) AND ((way)::text = ''::text)) OR ((marked_at IS NOT NULL) AND (NOT ((way)::text = ''::text))))),
    CONSTRAINT roll_names_the_helper CHECK (((NOT ((way)::text = 'assisted'::text)) OR (helper_id IS NOT NULL))),
    CONSTRAINT somebody_is_on_the_roll CHECK ((((household_id IS NOT NULL) AND (voter_id IS NOT NULL)) OR (NOT ((label)::text = ''::text)))),
    CONSTRAINT who_was_struck_does_not_vote CHECK (((struck_by_id IS NULL) OR (marked_at IS NULL)))
);

ALTER TABLE public.deliberation_rollentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_rollentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_satisfactionreview (
    id bigint NOT NULL,
    opens_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    households integer NOT NULL,
    closed_at timestamp with time zone,
    satisfied integer,
    mostly_satisfied integer,
    dissatisfied integer,
    passed boolean,
    project_id bigint NOT NULL,
    decided_by_id bigint,
    decision_reason text NOT NULL,
    prolonged smallint NOT NULL,
    undecided_since timestamp with time zone,
    CONSTRAINT a_closed_review_has_a_result CHECK ((((closed_at IS NULL) AND (passed IS NULL)) OR ((closed_at IS NOT NULL) AND (passed IS NOT NULL)))),
    CONSTRAINT deliberation_satisfactionreview_dissatisfied_check CHECK ((dissatisfied >= 0)),
    CONSTRAINT deliberation_satisfactionreview_households_check CHECK ((households >= 0)),
    CONSTRAINT deliberation_satisfactionreview_mostly_satisfied_check CHECK ((mostly_satisfied >= 0)),
    CONSTRAINT deliberation_satisfactionreview_prolonged_check CHECK ((prolonged >= 0)),
    CONSTRAINT deliberation_satisfactionreview_satisfied_check CHECK ((satisfied >= 0)),
    CONSTRAINT who_decides_a_review_says_why CHECK ((((decided_by_id IS NULL) AND (decision_reason = ''::text)) OR ((decided_by_id IS NOT NULL) AND (NOT (decision_reason = ''::text)))))
);

ALTER TABLE public.deliberation_satisfactionreview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_satisfactionreview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_score (
    id bigint NOT NULL,
    sitting smallint NOT NULL,
    criterion character varying(20) NOT NULL,
    points smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    member_id bigint NOT NULL,
    project_id bigint NOT NULL,
    turn smallint NOT NULL,
    CONSTRAINT deliberation_score_points_check CHECK ((points >= 0)),
    CONSTRAINT deliberation_score_sitting_check CHECK ((sitting >= 0)),
    CONSTRAINT deliberation_score_turn_check CHECK ((turn >= 0)),
    CONSTRAINT points_up_to_20 CHECK ((points <= 20))
);

ALTER TABLE public.deliberation_score ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_score_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_sealedballot (
    code character varying(24) NOT NULL,
    sealed bytea NOT NULL,
    round_id bigint NOT NULL
);

CREATE TABLE public.deliberation_setaside (
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    paper_id bigint NOT NULL
);

ALTER TABLE public.deliberation_setaside ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_setaside_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_sheetline (
    id bigint NOT NULL,
    number smallint NOT NULL,
    household_id bigint NOT NULL,
    sheet_id bigint NOT NULL,
    CONSTRAINT deliberation_sheetline_number_check CHECK ((number >= 0))
);

ALTER TABLE public.deliberation_sheetline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_sheetline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_sheetreading (
    id bigint NOT NULL,
    marks jsonb NOT NULL,
    scan character varying(100) NOT NULL,
    scan_digest character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    sheet_id bigint NOT NULL
);

ALTER TABLE public.deliberation_sheetreading ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_sheetreading_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_shift (
    id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    operation uuid NOT NULL,
    officer_id bigint NOT NULL,
    station_id bigint NOT NULL,
    CONSTRAINT a_shift_ends_after_it_begins CHECK ((ends_at > starts_at))
);

ALTER TABLE public.deliberation_shift ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_shift_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_signinsheet (
    id bigint NOT NULL,
    photo character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    meeting_id bigint NOT NULL
);

ALTER TABLE public.deliberation_signinsheet ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_signinsheet_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_sitting (
    id bigint NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    seats smallint NOT NULL,
    budget numeric(16,2),
    terms jsonb NOT NULL,
    seed character varying(64) NOT NULL,
    resolved_at timestamp with time zone,
    area_id bigint NOT NULL,
    resolved_by_id bigint,
    round_id bigint,
    record jsonb,
    CONSTRAINT deliberation_sitting_seats_check CHECK ((seats >= 0))
);

ALTER TABLE public.deliberation_sitting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_sitting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_sittingitem (
    id bigint NOT NULL,
    number smallint NOT NULL,
    turn smallint NOT NULL,
    due_at timestamp with time zone NOT NULL,
    opened_at timestamp with time zone,
    talk text NOT NULL,
    place smallint,
    departure text NOT NULL,
    settled_at timestamp with time zone,
    project_id bigint NOT NULL,
    sitting_id bigint NOT NULL,
    CONSTRAINT a_talk_before_a_second_scoring CHECK (((turn = 1) OR ((turn = 2) AND (NOT (talk = ''::text))))),
    CONSTRAINT deliberation_sittingitem_number_check CHECK ((number >= 0)),
    CONSTRAINT deliberation_sittingitem_place_check CHECK ((place >= 0)),
    CONSTRAINT deliberation_sittingitem_turn_check CHECK ((turn >= 0))
);

ALTER TABLE public.deliberation_sittingitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_sittingitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_sixparty (
    id bigint NOT NULL,
    party character varying(30) NOT NULL,
    is_there boolean NOT NULL,
    unit character varying(80) NOT NULL,
    contact character varying(40) NOT NULL,
    note character varying(200) NOT NULL,
    area_id bigint NOT NULL,
    user_id bigint,
    CONSTRAINT a_party_has_a_contact_or_a_reason CHECK (((is_there AND (NOT ((unit)::text = ''::text)) AND (NOT ((contact)::text = ''::text))) OR ((NOT is_there) AND (user_id IS NULL) AND (NOT ((note)::text = ''::text)))))
);

ALTER TABLE public.deliberation_sixparty ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_sixparty_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_station (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    place character varying(120) NOT NULL,
    operation uuid NOT NULL,
    round_id bigint NOT NULL
);

ALTER TABLE public.deliberation_station ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_station_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_substitute (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    item_id bigint NOT NULL,
    member_id bigint NOT NULL
);

ALTER TABLE public.deliberation_substitute ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_substitute_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_support (
    id bigint NOT NULL,
    agrees boolean,
    at timestamp with time zone NOT NULL,
    way character varying(10) NOT NULL,
    by_id bigint NOT NULL,
    helper_id bigint,
    household_id bigint NOT NULL,
    poll_id bigint NOT NULL,
    words character varying(300) NOT NULL,
    sheet_id bigint,
    CONSTRAINT support_names_its_helper CHECK ((((helper_id IS NOT NULL) AND ((way)::text = 'assisted'::text)) OR ((NOT ((way)::text = 'assisted'::text)) AND (helper_id IS NULL)))),
    CONSTRAINT what_was_signed_names_its_sheet CHECK ((((sheet_id IS NOT NULL) AND ((way)::text = 'paper'::text)) OR ((NOT ((way)::text = 'paper'::text)) AND (sheet_id IS NULL))))
);

ALTER TABLE public.deliberation_support ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_support_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_supportpoll (
    id bigint NOT NULL,
    opens_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    households integer NOT NULL,
    closed_at timestamp with time zone,
    agreed integer,
    opposed integer,
    passed boolean,
    project_id bigint NOT NULL,
    abstained integer,
    version_id bigint,
    early_of smallint NOT NULL,
    early_parts smallint NOT NULL,
    rules jsonb NOT NULL,
    share_of smallint NOT NULL,
    share_parts smallint NOT NULL,
    CONSTRAINT a_closed_poll_has_a_result CHECK ((((closed_at IS NULL) AND (passed IS NULL)) OR ((closed_at IS NOT NULL) AND (passed IS NOT NULL)))),
    CONSTRAINT a_poll_passes_by_its_share CHECK (((NOT (passed AND (passed IS NOT NULL))) OR ((agreed * share_of) >= (households * share_parts)))),
    CONSTRAINT a_share_is_of_a_whole CHECK (((share_parts > 0) AND (share_parts <= share_of) AND (early_parts > 0) AND (early_parts <= early_of))),
    CONSTRAINT deliberation_supportpoll_abstained_check CHECK ((abstained >= 0)),
    CONSTRAINT deliberation_supportpoll_agreed_check CHECK ((agreed >= 0)),
    CONSTRAINT deliberation_supportpoll_early_of_check CHECK ((early_of >= 0)),
    CONSTRAINT deliberation_supportpoll_early_parts_check CHECK ((early_parts >= 0)),
    CONSTRAINT deliberation_supportpoll_households_check CHECK ((households >= 0)),
    CONSTRAINT deliberation_supportpoll_opposed_check CHECK ((opposed >= 0)),
    CONSTRAINT deliberation_supportpoll_share_of_check CHECK ((share_of >= 0)),
    CONSTRAINT deliberation_supportpoll_share_parts_check CHECK ((share_parts >= 0))
);

ALTER TABLE public.deliberation_supportpoll ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_supportpoll_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_supportpoll_places (
    id bigint NOT NULL,
    supportpoll_id bigint NOT NULL,
    area_id bigint NOT NULL
);

ALTER TABLE public.deliberation_supportpoll_places ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_supportpoll_places_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deliberation_votinground (
    id bigint NOT NULL,
    title character varying(200) NOT NULL,
    opens_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    budget numeric(16,2) NOT NULL,
    most_choices smallint NOT NULL,
    least_votes integer NOT NULL,
    quorum integer NOT NULL,
    draw_seed character varying(64) NOT NULL,
    operation uuid NOT NULL,
    closed_at timestamp with time zone,
    turnout integer,
    area_id bigint NOT NULL,
    notice_id bigint,
    opened_by_id bigint,
    result_notice_id bigint,
    ballot_kind character varying(10) NOT NULL,
    fewest_choices smallint NOT NULL,
    most_cost numeric(16,2),
    public_key bytea,
    rule character varying(20) NOT NULL,
    secret boolean NOT NULL,
    shares_needed smallint,
    source jsonb,
    tie_rule character varying(10) NOT NULL,
    whose character varying(10) NOT NULL,
    given_up_at timestamp with time zone,
    files_format smallint NOT NULL,
    CONSTRAINT a_secret_round_has_a_key CHECK ((((public_key IS NULL) AND (NOT secret) AND (shares_needed IS NULL)) OR ((public_key IS NOT NULL) AND secret AND (shares_needed >= 2)))),
    CONSTRAINT deliberation_votinground_fewest_choices_check CHECK ((fewest_choices >= 0)),
    CONSTRAINT deliberation_votinground_files_format_check CHECK ((files_format >= 0)),
    CONSTRAINT deliberation_votinground_least_votes_check CHECK ((least_votes >= 0)),
    CONSTRAINT deliberation_votinground_most_choices_check CHECK ((most_choices >= 0)),
    CONSTRAINT deliberation_votinground_quorum_check CHECK ((quorum >= 0)),
    CONSTRAINT deliberation_votinground_shares_needed_check CHECK ((shares_needed >= 0)),
    CONSTRAINT deliberation_votinground_turnout_check CHECK ((turnout >= 0)),
    CONSTRAINT round_closes_after_it_opens CHECK ((closes_at > opens_at)),
    CONSTRAINT what_is_given_up_is_not_counted CHECK (((given_up_at IS NULL) OR ((closed_at IS NULL) AND secret AND (turnout IS NULL))))
);

ALTER TABLE public.deliberation_votinground ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.deliberation_votinground_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.demo_democlock (
    id bigint NOT NULL,
    "offset" interval NOT NULL,
    CONSTRAINT one_demo_clock CHECK ((id = 1)),
    CONSTRAINT the_demo_goes_forward CHECK (("offset" >= '00:00:00'::interval))
);

ALTER TABLE public.demo_democlock ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.demo_democlock_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id bigint NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);

ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.funding_account (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    year smallint,
    source character varying(15) NOT NULL,
    area_id bigint,
    project_id bigint,
    CONSTRAINT an_account_is_of_one_kind CHECK ((((area_id IS NOT NULL) AND ((kind)::text = 'envelope'::text) AND (project_id IS NULL) AND ((source)::text = ''::text) AND (year IS NOT NULL)) OR ((area_id IS NULL) AND ((kind)::text = 'outside'::text) AND (project_id IS NULL) AND (year IS NULL)) OR ((area_id IS NULL) AND ((kind)::text = ANY ((ARRAY['grant'::character varying, 'payable'::character varying, 'retention'::character varying])::text[])) AND (project_id IS NOT NULL) AND ((source)::text = ''::text) AND (year IS NULL)) OR ((area_id IS NULL) AND ((kind)::text = 'cash'::text) AND (project_id IS NOT NULL) AND (year IS NULL) AND (NOT ((source)::text = ''::text))))),
    CONSTRAINT funding_account_year_check CHECK ((year >= 0))
);

ALTER TABLE public.funding_account ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_application (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    words text NOT NULL,
    lines jsonb NOT NULL,
    shares jsonb NOT NULL,
    quotations jsonb NOT NULL,
    total numeric(12,2) NOT NULL,
    subsidy numeric(12,2) NOT NULL,
    by_id bigint NOT NULL,
    project_id bigint NOT NULL,
    CONSTRAINT a_subsidy_is_not_all_of_it CHECK ((subsidy < total))
);

ALTER TABLE public.funding_application ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_application_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_approval (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    approved boolean NOT NULL,
    reason text NOT NULL,
    by_id bigint NOT NULL,
    review_id bigint NOT NULL
);

ALTER TABLE public.funding_approval ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_approval_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_areatotal (
    id bigint NOT NULL,
    received numeric(16,2) NOT NULL,
    approved numeric(16,2) NOT NULL,
    paid numeric(16,2) NOT NULL,
    spent numeric(16,2) NOT NULL,
    returned numeric(16,2) NOT NULL,
    "left" numeric(16,2) NOT NULL,
    community character varying(12) NOT NULL,
    theme character varying(15) NOT NULL,
    year smallint NOT NULL,
    source character varying(15) NOT NULL,
    kept numeric(16,2) NOT NULL,
    owed numeric(16,2) NOT NULL,
    CONSTRAINT funding_areatotal_year_check CHECK ((year >= 0))
);

ALTER TABLE public.funding_areatotal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_areatotal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_bankline (
    id bigint NOT NULL,
    day date NOT NULL,
    reference character varying(60) NOT NULL,
    amount numeric(12,2) NOT NULL,
    payee character varying(80) NOT NULL,
    statement_id bigint NOT NULL
);

ALTER TABLE public.funding_bankline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_bankline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_bankstatement (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    digest character varying(64) NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    area_id bigint NOT NULL,
    uploaded_by_id bigint NOT NULL,
    odd_lines jsonb NOT NULL
);

ALTER TABLE public.funding_bankstatement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_bankstatement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_bill (
    id bigint NOT NULL,
    purpose character varying(120) NOT NULL,
    amount numeric(12,2) NOT NULL,
    scan character varying(100) NOT NULL,
    scan_digest character varying(64) NOT NULL,
    public_scan character varying(100) NOT NULL,
    public_scan_digest character varying(64) NOT NULL,
    is_reversed boolean NOT NULL,
    payee character varying(80) NOT NULL,
    kept numeric(12,2) NOT NULL,
    billed_on date NOT NULL,
    invoice_number character varying(40) NOT NULL,
    contract_id bigint,
    entry_id bigint NOT NULL,
    line_id bigint,
    project_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT only_a_contract_keeps_some_of_a_bill_back CHECK (((kept = (0)::numeric) OR ((contract_id IS NOT NULL) AND (kept > (0)::numeric) AND (kept < amount))))
);

ALTER TABLE public.funding_bill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_bill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_budgetline (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    amount numeric(12,2) NOT NULL,
    project_id bigint NOT NULL
);

ALTER TABLE public.funding_budgetline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_budgetline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_contract (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    amount numeric(12,2) NOT NULL,
    signed_on date NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    retention_percent numeric(4,2) NOT NULL,
    warranty_months smallint NOT NULL,
    supplier_is_small boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    choice_id bigint NOT NULL,
    project_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT at_most_3_percent_kept_back CHECK (((retention_percent >= (0)::numeric) AND (retention_percent <= (3)::numeric))),
    CONSTRAINT funding_contract_warranty_months_check CHECK ((warranty_months >= 0)),
    CONSTRAINT sign_then_begin_then_end CHECK (((ends_on >= starts_on) AND (starts_on >= signed_on)))
);

ALTER TABLE public.funding_contract ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_contract_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_contribution (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    source character varying(15) NOT NULL,
    giver character varying(80) NOT NULL,
    giver_is_public boolean NOT NULL,
    amount numeric(12,2) NOT NULL,
    is_lower_bound boolean NOT NULL,
    received_on date NOT NULL,
    note character varying(200) NOT NULL,
    project_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    pledge_id bigint,
    CONSTRAINT subsidies_come_by_grant CHECK ((NOT ((source)::text = ANY ((ARRAY['district'::character varying, 'street'::character varying])::text[]))))
);

ALTER TABLE public.funding_contribution ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_contribution_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_entry (
    id bigint NOT NULL,
    kind character varying(15) NOT NULL,
    at timestamp with time zone NOT NULL,
    memo character varying(300) NOT NULL,
    operation uuid NOT NULL,
    by_id bigint,
    project_id bigint,
    reverses_id bigint,
    CONSTRAINT a_reversal_names_what_it_reverses CHECK (((((kind)::text = 'reversal'::text) AND (reverses_id IS NOT NULL)) OR ((NOT ((kind)::text = 'reversal'::text)) AND (reverses_id IS NULL))))
);

ALTER TABLE public.funding_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_envelopetotal (
    id bigint NOT NULL,
    put_in numeric(16,2) NOT NULL,
    "left" numeric(16,2) NOT NULL,
    account_id bigint NOT NULL
);

ALTER TABLE public.funding_envelopetotal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_envelopetotal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_giftinkind (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    kind character varying(10) NOT NULL,
    giver character varying(80) NOT NULL,
    giver_is_public boolean NOT NULL,
    what character varying(120) NOT NULL,
    quantity character varying(40) NOT NULL,
    worth numeric(12,2) NOT NULL,
    valued_by character varying(120) NOT NULL,
    given_on date NOT NULL,
    operation uuid NOT NULL,
    project_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL
);

ALTER TABLE public.funding_giftinkind ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_giftinkind_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_grant (
    id bigint NOT NULL,
    amount numeric(12,2) NOT NULL,
    approved_at timestamp with time zone NOT NULL,
    released_at timestamp with time zone,
    approved_by_id bigint NOT NULL,
    envelope_id bigint NOT NULL,
    project_id bigint NOT NULL
);

ALTER TABLE public.funding_grant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_grant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_grantchange (
    id bigint NOT NULL,
    amount numeric(12,2) NOT NULL,
    reason text NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    checked_at timestamp with time zone,
    reviewed_at timestamp with time zone,
    approved_at timestamp with time zone,
    refused_at timestamp with time zone,
    refusal text NOT NULL,
    approved_by_id bigint,
    checked_by_id bigint,
    project_id bigint NOT NULL,
    refused_by_id bigint,
    requested_by_id bigint NOT NULL,
    reviewed_by_id bigint,
    CONSTRAINT check_review_approve_a_change_in_order CHECK ((((reviewed_by_id IS NULL) OR (checked_by_id IS NOT NULL)) AND ((approved_by_id IS NULL) OR (reviewed_by_id IS NOT NULL)) AND ((approved_at IS NULL) OR (refused_at IS NULL)))),
    CONSTRAINT four_people_change_a_subsidy CHECK (((NOT ((requested_by_id = checked_by_id) AND (checked_by_id IS NOT NULL))) AND (NOT ((requested_by_id = reviewed_by_id) AND (reviewed_by_id IS NOT NULL))) AND (NOT ((requested_by_id = approved_by_id) AND (approved_by_id IS NOT NULL))) AND (NOT ((checked_by_id = reviewed_by_id) AND (checked_by_id IS NOT NULL) AND (reviewed_by_id IS NOT NULL))) AND (NOT ((checked_by_id = approved_by_id) AND (checked_by_id IS NOT NULL) AND (approved_by_id IS NOT NULL))) AND (NOT ((reviewed_by_id = approved_by_id) AND (reviewed_by_id IS NOT NULL) AND (approved_by_id IS NOT NULL)))))
);

ALTER TABLE public.funding_grantchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_grantchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_link (
    id bigint NOT NULL,
    chain bigint NOT NULL,
    number integer NOT NULL,
    kind character varying(40) NOT NULL,
    row_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    facts text NOT NULL,
    previous character varying(64) NOT NULL,
    digest character varying(64) NOT NULL,
    CONSTRAINT funding_link_number_check CHECK ((number >= 0))
);

ALTER TABLE public.funding_link ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_offercode (
    id bigint NOT NULL,
    code_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL,
    used_at timestamp with time zone,
    invitation_id bigint NOT NULL,
    CONSTRAINT funding_offercode_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.funding_offercode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_offercode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_offertrace (
    id bigint NOT NULL,
    what character varying(10) NOT NULL,
    address_hash character varying(64) NOT NULL,
    device_hash character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    invitation_id bigint,
    person_id bigint,
    project_id bigint NOT NULL,
    CONSTRAINT a_trace_is_of_an_offer_or_of_the_group CHECK ((((invitation_id IS NULL) AND (person_id IS NOT NULL) AND ((what)::text = 'group'::text)) OR ((NOT ((what)::text = 'group'::text)) AND (invitation_id IS NOT NULL))))
);

ALTER TABLE public.funding_offertrace ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_offertrace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_plannedshare (
    id bigint NOT NULL,
    source character varying(15) NOT NULL,
    amount numeric(12,2) NOT NULL,
    project_id bigint NOT NULL
);

ALTER TABLE public.funding_plannedshare ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_plannedshare_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_pledge (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    source character varying(15) NOT NULL,
    giver character varying(80) NOT NULL,
    giver_is_public boolean NOT NULL,
    amount numeric(12,2) NOT NULL,
    pledged_on date NOT NULL,
    operation uuid NOT NULL,
    project_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL
);

ALTER TABLE public.funding_pledge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_pledge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_posting (
    id bigint NOT NULL,
    amount numeric(14,2) NOT NULL,
    account_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    CONSTRAINT no_empty_posting CHECK ((NOT (amount = (0)::numeric)))
);

ALTER TABLE public.funding_posting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_posting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_projecttotal (
    id bigint NOT NULL,
    received numeric(16,2) NOT NULL,
    approved numeric(16,2) NOT NULL,
    paid numeric(16,2) NOT NULL,
    spent numeric(16,2) NOT NULL,
    returned numeric(16,2) NOT NULL,
    "left" numeric(16,2) NOT NULL,
    year smallint NOT NULL,
    source character varying(15) NOT NULL,
    project_id bigint NOT NULL,
    kept numeric(16,2) NOT NULL,
    owed numeric(16,2) NOT NULL,
    CONSTRAINT funding_projecttotal_year_check CHECK ((year >= 0))
);

ALTER TABLE public.funding_projecttotal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_projecttotal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_quotation (
    id bigint NOT NULL,
    supplier character varying(80) NOT NULL,
    price numeric(12,2),
    note character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    collected_by_id bigint,
    project_id bigint NOT NULL,
    sealed text NOT NULL,
    ties character varying(200) NOT NULL,
    uscc character varying(18) NOT NULL,
    round_id bigint,
    offer character varying(100) NOT NULL,
    offer_digest character varying(64) NOT NULL,
    invitation_id bigint,
    firm_id bigint,
    CONSTRAINT a_price_in_a_round_is_sealed CHECK ((((price IS NOT NULL) AND (round_id IS NULL) AND (sealed = ''::text)) OR ((round_id IS NOT NULL) AND (NOT (sealed = ''::text)) AND (NOT ((uscc)::text = ''::text))))),
    CONSTRAINT typed_in_by_the_group_or_handed_in_by_the_supplier CHECK ((((collected_by_id IS NOT NULL) AND (invitation_id IS NULL)) OR ((collected_by_id IS NULL) AND (invitation_id IS NOT NULL) AND (round_id IS NOT NULL))))
);

ALTER TABLE public.funding_quotation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_quotation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_quotationround (
    id bigint NOT NULL,
    wanted text NOT NULL,
    called_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    opened_at timestamp with time zone,
    called_by_id bigint NOT NULL,
    opened_by_id bigint,
    project_id bigint NOT NULL,
    CONSTRAINT nothing_is_opened_before_the_deadline CHECK (((closes_at > called_at) AND ((opened_at IS NULL) OR (opened_at >= closes_at))))
);

ALTER TABLE public.funding_quotationround ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_quotationround_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_seal (
    id bigint NOT NULL,
    day date NOT NULL,
    at timestamp with time zone NOT NULL,
    previous character varying(64) NOT NULL,
    last_link bigint NOT NULL,
    links integer NOT NULL,
    digest character varying(64) NOT NULL,
    notice_id bigint,
    CONSTRAINT funding_seal_links_check CHECK ((links >= 0))
);

ALTER TABLE public.funding_seal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_seal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_sharedfacility (
    id bigint NOT NULL,
    unit character varying(80) NOT NULL,
    facility character varying(120) NOT NULL,
    opened_on date NOT NULL,
    area_id bigint NOT NULL
);

ALTER TABLE public.funding_sharedfacility ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_sharedfacility_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_streetreview (
    id bigint NOT NULL,
    handled_at timestamp with time zone NOT NULL,
    checks jsonb NOT NULL,
    opinion text NOT NULL,
    subsidy numeric(12,2) NOT NULL,
    implementer character varying(120) NOT NULL,
    district_at timestamp with time zone,
    reviewed_at timestamp with time zone,
    verdict character varying(10) NOT NULL,
    reason text NOT NULL,
    district_by_id bigint,
    handler_id bigint NOT NULL,
    project_id bigint NOT NULL,
    reviewer_id bigint,
    implementing_person_id bigint,
    CONSTRAINT a_decision_has_its_reviewer CHECK ((((reviewed_at IS NULL) AND ((verdict)::text = ''::text)) OR ((reviewed_at IS NOT NULL) AND (reviewer_id IS NOT NULL) AND (NOT ((verdict)::text = ''::text))))),
    CONSTRAINT handler_is_not_reviewer CHECK ((NOT ((handler_id = reviewer_id) AND (reviewer_id IS NOT NULL)))),
    CONSTRAINT subsidy_not_negative CHECK ((subsidy >= (0)::numeric))
);

ALTER TABLE public.funding_streetreview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_streetreview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_supplier (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    uscc character varying(18) NOT NULL,
    legal_person character varying(40) NOT NULL,
    phone_cipher character varying(255) NOT NULL,
    phone_hash character varying(64) NOT NULL,
    next_phone_cipher character varying(255) NOT NULL,
    next_phone_hash character varying(64) NOT NULL,
    status character varying(10) NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    reason character varying(300) NOT NULL,
    area_id bigint NOT NULL,
    asked_for_id bigint,
    confirmed_by_id bigint,
    entered_by_id bigint NOT NULL,
    next_phone_by_id bigint,
    phone_confirmed_by_id bigint,
    again_by_id bigint,
    again_reason character varying(300) NOT NULL,
    CONSTRAINT a_firm_comes_back_with_a_reason CHECK ((((again_by_id IS NULL) AND ((again_reason)::text = ''::text)) OR ((again_by_id IS NOT NULL) AND ((status)::text = ANY ((ARRAY['refused'::character varying, 'barred'::character varying])::text[])) AND (NOT ((again_reason)::text = ''::text))))),
    CONSTRAINT a_firm_has_a_telephone CHECK ((NOT ((phone_hash)::text = ''::text))),
    CONSTRAINT somebody_confirms_a_firm CHECK ((((confirmed_at IS NULL) AND (confirmed_by_id IS NULL) AND ((status)::text = 'waiting'::text)) OR ((NOT ((status)::text = 'waiting'::text)) AND (confirmed_at IS NOT NULL) AND (confirmed_by_id IS NOT NULL)))),
    CONSTRAINT who_enters_a_firm_does_not_confirm_it CHECK ((((status)::text = 'refused'::text) OR (NOT ((entered_by_id = confirmed_by_id) AND (confirmed_by_id IS NOT NULL)))))
);

ALTER TABLE public.funding_supplier ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_supplier_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_supplierchoice (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    reasons text NOT NULL,
    too_few_because text NOT NULL,
    by_id bigint NOT NULL,
    project_id bigint NOT NULL,
    quotation_id bigint NOT NULL,
    approval character varying(10) NOT NULL,
    decided_at timestamp with time zone,
    decided_by_id bigint,
    decision_reason text NOT NULL,
    findings jsonb NOT NULL,
    CONSTRAINT the_street_decides_on_a_choice_by_name CHECK (((((approval)::text = ANY ((ARRAY['not_needed'::character varying, 'waiting'::character varying])::text[])) AND (decided_at IS NULL) AND (decided_by_id IS NULL)) OR (((approval)::text = ANY ((ARRAY['approved'::character varying, 'refused'::character varying])::text[])) AND (decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL)))),
    CONSTRAINT what_was_found_is_confirmed_with_a_reason CHECK (((findings = '[]'::jsonb) OR (NOT ((approval)::text = 'approved'::text)) OR (NOT (decision_reason = ''::text)))),
    CONSTRAINT what_was_found_is_shown_to_the_street CHECK (((findings = '[]'::jsonb) OR (NOT ((approval)::text = 'not_needed'::text)))),
    CONSTRAINT who_chooses_does_not_approve CHECK ((NOT ((by_id = decided_by_id) AND (decided_by_id IS NOT NULL))))
);

ALTER TABLE public.funding_supplierchoice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_supplierchoice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_supplierinvitation (
    id bigint NOT NULL,
    supplier character varying(80) NOT NULL,
    uscc character varying(18) NOT NULL,
    token_hash character varying(64) NOT NULL,
    invited_at timestamp with time zone NOT NULL,
    void_at timestamp with time zone,
    invited_by_id bigint NOT NULL,
    project_id bigint NOT NULL,
    round_id bigint NOT NULL,
    firm_id bigint
);

ALTER TABLE public.funding_supplierinvitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_supplierinvitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_tranche (
    id bigint NOT NULL,
    number smallint NOT NULL,
    amount numeric(12,2) NOT NULL,
    requested_at timestamp with time zone,
    checked_at timestamp with time zone,
    approved_at timestamp with time zone,
    paid_at timestamp with time zone,
    bank_reference character varying(60) NOT NULL,
    approved_by_id bigint,
    checked_by_id bigint,
    entry_id bigint,
    grant_id bigint NOT NULL,
    paid_by_id bigint,
    requested_by_id bigint,
    CONSTRAINT applicant_does_not_approve CHECK ((NOT ((requested_by_id = approved_by_id) AND (requested_by_id IS NOT NULL) AND (approved_by_id IS NOT NULL)))),
    CONSTRAINT applicant_does_not_check CHECK ((NOT ((requested_by_id = checked_by_id) AND (requested_by_id IS NOT NULL) AND (checked_by_id IS NOT NULL)))),
    CONSTRAINT applicant_does_not_pay CHECK ((NOT ((requested_by_id = paid_by_id) AND (requested_by_id IS NOT NULL) AND (paid_by_id IS NOT NULL)))),
    CONSTRAINT approver_does_not_pay CHECK ((NOT ((approved_by_id = paid_by_id) AND (approved_by_id IS NOT NULL) AND (paid_by_id IS NOT NULL)))),
    CONSTRAINT checker_does_not_approve CHECK ((NOT ((checked_by_id = approved_by_id) AND (checked_by_id IS NOT NULL) AND (approved_by_id IS NOT NULL)))),
    CONSTRAINT checker_does_not_pay CHECK ((NOT ((checked_by_id = paid_by_id) AND (checked_by_id IS NOT NULL) AND (paid_by_id IS NOT NULL)))),
    CONSTRAINT funding_tranche_number_check CHECK ((number >= 0)),
    CONSTRAINT paid_means_booked CHECK ((((entry_id IS NULL) AND (paid_by_id IS NULL)) OR ((entry_id IS NOT NULL) AND (paid_by_id IS NOT NULL)))),
    CONSTRAINT request_check_approve_pay_in_order CHECK ((((checked_by_id IS NULL) OR (requested_by_id IS NOT NULL)) AND ((approved_by_id IS NULL) OR (checked_by_id IS NOT NULL)) AND ((paid_by_id IS NULL) OR (approved_by_id IS NOT NULL))))
);

ALTER TABLE public.funding_tranche ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_tranche_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_voucher (
    id bigint NOT NULL,
    payee character varying(80) NOT NULL,
    purpose character varying(120) NOT NULL,
    source character varying(15) NOT NULL,
    amount numeric(12,2) NOT NULL,
    spent_on date NOT NULL,
    invoice_number character varying(40) NOT NULL,
    scan character varying(100) NOT NULL,
    entry_id bigint NOT NULL,
    line_id bigint,
    project_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    is_reversed boolean NOT NULL,
    public_scan character varying(100) NOT NULL,
    public_scan_digest character varying(64) NOT NULL,
    scan_digest character varying(64) NOT NULL,
    is_retention boolean NOT NULL,
    bill_id bigint,
    CONSTRAINT an_invoice_of_its_own_or_that_of_the_bill CHECK ((((bill_id IS NULL) AND (NOT is_retention) AND (NOT ((invoice_number)::text = ''::text))) OR ((bill_id IS NOT NULL) AND ((invoice_number)::text = ''::text))))
);

ALTER TABLE public.funding_voucher ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.funding_voucher_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.jobs_job (
    id bigint NOT NULL,
    title character varying(200) NOT NULL,
    task character varying(120) NOT NULL,
    arguments jsonb NOT NULL,
    language character varying(10) NOT NULL,
    link character varying(200) NOT NULL,
    state character varying(10) NOT NULL,
    facts jsonb NOT NULL,
    failure character varying(500) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    area_id bigint,
    by_id bigint NOT NULL,
    CONSTRAINT an_ended_job_has_an_end CHECK ((((ended_at IS NULL) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying])::text[]))) OR ((ended_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['done'::character varying, 'failed'::character varying])::text[])))))
);

ALTER TABLE public.jobs_job ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.jobs_job_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.log_erased (
    id bigint NOT NULL,
    kind character varying(63) NOT NULL,
    "row" bigint NOT NULL,
    facts text,
    differs boolean NOT NULL,
    leaf_id bigint NOT NULL
);

ALTER TABLE public.log_erased ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.log_erased_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.log_head (
    id bigint NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    note text NOT NULL
);

ALTER TABLE public.log_head ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.log_head_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.log_leaf (
    id bigint NOT NULL,
    index bigint,
    kind character varying(63) NOT NULL,
    "row" bigint NOT NULL,
    act character varying(10) NOT NULL,
    entry text NOT NULL,
    salt bytea,
    hash bytea NOT NULL
);

ALTER TABLE public.log_leaf ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.log_leaf_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.log_member (
    id bigint NOT NULL,
    "row" character varying(64) NOT NULL,
    facts text NOT NULL,
    leaf_id bigint NOT NULL
);

ALTER TABLE public.log_member ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.log_member_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.log_place (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    size bigint NOT NULL,
    reached_at timestamp with time zone,
    note text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tries integer NOT NULL,
    failing_since timestamp with time zone,
    forked_since timestamp with time zone,
    failure character varying(300) NOT NULL,
    CONSTRAINT log_place_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.log_place ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.log_place_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.log_verification (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    occasion character varying(10) NOT NULL,
    seconds numeric(8,1) NOT NULL,
    leaves bigint NOT NULL,
    wrong jsonb NOT NULL
);

ALTER TABLE public.log_verification ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.log_verification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_addresscheck (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL,
    sent_at timestamp with time zone,
    failure character varying(300) NOT NULL,
    email_cipher character varying(500) NOT NULL,
    language character varying(10) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT notices_addresscheck_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.notices_addresscheck ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_addresscheck_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_campaign (
    id bigint NOT NULL,
    text text NOT NULL,
    by_sms boolean NOT NULL,
    people integer NOT NULL,
    at timestamp with time zone NOT NULL,
    approved_at timestamp with time zone,
    begun_at timestamp with time zone,
    done_at timestamp with time zone,
    stopped_at timestamp with time zone,
    job bigint,
    operation uuid NOT NULL,
    approved_by_id bigint,
    area_id bigint NOT NULL,
    by_id bigint NOT NULL,
    stopped_by_id bigint,
    CONSTRAINT above_500_people_two_decide CHECK (((begun_at IS NULL) OR ((stopped_at IS NULL) AND ((people <= 500) OR (approved_by_id IS NOT NULL))))),
    CONSTRAINT an_approval_has_its_moment CHECK ((((approved_at IS NULL) AND (approved_by_id IS NULL)) OR ((approved_at IS NOT NULL) AND (approved_by_id IS NOT NULL)))),
    CONSTRAINT done_after_it_began CHECK (((done_at IS NULL) OR (begun_at IS NOT NULL))),
    CONSTRAINT nobody_approves_their_own_message CHECK ((NOT ((approved_by_id = by_id) AND (approved_by_id IS NOT NULL)))),
    CONSTRAINT notices_campaign_people_check CHECK ((people >= 0))
);

ALTER TABLE public.notices_campaign ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_campaign_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_delivery (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL,
    sent_at timestamp with time zone,
    failure character varying(300) NOT NULL,
    topic character varying(40) NOT NULL,
    channel character varying(10) NOT NULL,
    day date NOT NULL,
    expires_at timestamp with time zone,
    message_id bigint NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT notices_delivery_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.notices_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_digestmail (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL,
    sent_at timestamp with time zone,
    failure character varying(300) NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT digest_ends_after_it_begins CHECK ((until > since)),
    CONSTRAINT notices_digestmail_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.notices_digestmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_digestmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_draft (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    occasion character varying(40) NOT NULL,
    facts jsonb NOT NULL,
    drafted_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    area_id bigint NOT NULL,
    decided_by_id bigint,
    notice_id bigint,
    CONSTRAINT a_draft_is_signed_by_somebody CHECK ((((decided_at IS NULL) AND (decided_by_id IS NULL) AND (notice_id IS NULL)) OR ((decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL))))
);

ALTER TABLE public.notices_draft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_draft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_message (
    id bigint NOT NULL,
    topic character varying(40) NOT NULL,
    occasion character varying(80) NOT NULL,
    facts jsonb NOT NULL,
    link character varying(200) NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    person_id bigint NOT NULL
);

ALTER TABLE public.notices_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_notice (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    kind character varying(20) NOT NULL,
    title character varying(200) NOT NULL,
    issuer character varying(120) NOT NULL,
    body text NOT NULL,
    facts jsonb NOT NULL,
    published_at timestamp with time zone NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    supervision_phone character varying(40) NOT NULL,
    content_hash character varying(64) NOT NULL,
    area_id bigint NOT NULL,
    corrects_id bigint,
    published_by_id bigint,
    CONSTRAINT notice_ends_after_it_begins CHECK ((ends_at >= starts_at))
);

ALTER TABLE public.notices_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_objection (
    id bigint NOT NULL,
    text text NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    upheld boolean,
    answer text NOT NULL,
    answered_at timestamp with time zone,
    answered_by_id bigint,
    by_id bigint NOT NULL,
    notice_id bigint NOT NULL,
    correction_id bigint,
    CONSTRAINT an_answer_says_upheld_or_not CHECK ((((answered_at IS NULL) AND (upheld IS NULL)) OR ((answered_at IS NOT NULL) AND (upheld IS NOT NULL)))),
    CONSTRAINT nobody_answers_their_own_objection CHECK ((NOT ((answered_by_id = by_id) AND (answered_by_id IS NOT NULL)))),
    CONSTRAINT what_is_corrected_is_not_undone CHECK (((correction_id IS NULL) OR (NOT upheld)))
);

ALTER TABLE public.notices_objection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_objection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_postednotice (
    id bigint NOT NULL,
    site character varying(120) NOT NULL,
    posted_on date NOT NULL,
    photo character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    notice_id bigint NOT NULL
);

ALTER TABLE public.notices_postednotice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_postednotice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_preferences (
    id bigint NOT NULL,
    language character varying(10) NOT NULL,
    called character varying(40) NOT NULL,
    email_cipher character varying(500) NOT NULL,
    email_confirmed_at timestamp with time zone,
    digest character varying(10) NOT NULL,
    digested_at timestamp with time zone,
    without jsonb NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT only_an_address_is_confirmed CHECK (((email_confirmed_at IS NULL) OR (NOT ((email_cipher)::text = ''::text))))
);

ALTER TABLE public.notices_preferences ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_preferences_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.otp_static_staticdevice (
    id integer NOT NULL,
    name character varying(64) NOT NULL,
    confirmed boolean NOT NULL,
    user_id bigint NOT NULL,
    throttling_failure_count integer NOT NULL,
    throttling_failure_timestamp timestamp with time zone,
    created_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT otp_static_staticdevice_throttling_failure_count_check CHECK ((throttling_failure_count >= 0))
);

ALTER TABLE public.otp_static_staticdevice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.otp_static_staticdevice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.otp_static_statictoken (
    id integer NOT NULL,
    token character varying(16) NOT NULL,
    device_id integer NOT NULL
);

ALTER TABLE public.otp_static_statictoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.otp_static_statictoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.otp_totp_totpdevice (
    id integer NOT NULL,
    name character varying(64) NOT NULL,
    confirmed boolean NOT NULL,
    key character varying(80) NOT NULL,
    step smallint NOT NULL,
    t0 bigint NOT NULL,
    digits smallint NOT NULL,
    tolerance smallint NOT NULL,
    drift smallint NOT NULL,
    last_t bigint NOT NULL,
    user_id bigint NOT NULL,
    throttling_failure_count integer NOT NULL,
    throttling_failure_timestamp timestamp with time zone,
    created_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT otp_totp_totpdevice_digits_check CHECK ((digits >= 0)),
    CONSTRAINT otp_totp_totpdevice_step_check CHECK ((step >= 0)),
    CONSTRAINT otp_totp_totpdevice_throttling_failure_count_check CHECK ((throttling_failure_count >= 0)),
    CONSTRAINT otp_totp_totpdevice_tolerance_check CHECK ((tolerance >= 0))
);

ALTER TABLE public.otp_totp_totpdevice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.otp_totp_totpdevice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.policy_calendarday (
    id bigint NOT NULL,
    day date NOT NULL,
    is_working boolean NOT NULL,
    note character varying(100) NOT NULL,
    year_id bigint NOT NULL
);

ALTER TABLE public.policy_calendarday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.policy_calendarday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.policy_calendaryear (
    id bigint NOT NULL,
    year smallint NOT NULL,
    source character varying(300) NOT NULL,
    CONSTRAINT policy_calendaryear_year_check CHECK ((year >= 0))
);

ALTER TABLE public.policy_calendaryear ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.policy_calendaryear_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.policy_parameter (
    id bigint NOT NULL,
    key character varying(60) NOT NULL,
    value numeric(14,4) NOT NULL,
    effective_from date NOT NULL,
    basis character varying(300) NOT NULL,
    area_id bigint,
    CONSTRAINT only_some_parameters_differ_by_area CHECK (((area_id IS NULL) OR ((key)::text = ANY ((ARRAY['committee_needed'::character varying, 'council_quorum_percent'::character varying, 'council_share_percent'::character varying, 'households_quorum_percent'::character varying, 'households_share_percent'::character varying, 'meeting_notice_days'::character varying, 'parties_quorum_percent'::character varying, 'parties_share_percent'::character varying, 'support_early_percent'::character varying, 'support_percent'::character varying, 'support_poll_days'::character varying])::text[]))))
);

ALTER TABLE public.policy_parameter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.policy_parameter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_acceptance (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    accepted boolean NOT NULL,
    members character varying(300) NOT NULL,
    remarks text NOT NULL,
    by_id bigint NOT NULL,
    project_id bigint NOT NULL
);

ALTER TABLE public.projects_acceptance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_acceptance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_appeal (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    words text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    upheld boolean,
    answer text NOT NULL,
    by_id bigint NOT NULL,
    decided_by_id bigint,
    project_id bigint NOT NULL,
    CONSTRAINT an_appeal_is_decided_whole CHECK ((((answer = ''::text) AND (decided_at IS NULL) AND (decided_by_id IS NULL) AND (upheld IS NULL)) OR ((decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL) AND (upheld IS NOT NULL) AND (NOT (answer = ''::text))))),
    CONSTRAINT nobody_decides_their_own_appeal CHECK ((NOT ((by_id = decided_by_id) AND (decided_by_id IS NOT NULL))))
);

ALTER TABLE public.projects_appeal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_appeal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_comment (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    text text NOT NULL,
    operation uuid NOT NULL,
    hidden_reason character varying(200) NOT NULL,
    by_id bigint NOT NULL,
    hidden_by_id bigint,
    project_id bigint NOT NULL,
    is_answer boolean NOT NULL,
    is_question boolean NOT NULL,
    parent_id bigint,
    CONSTRAINT an_answer_asks_nothing_new CHECK (((parent_id IS NULL) OR (NOT is_question))),
    CONSTRAINT an_answer_has_its_question CHECK (((parent_id IS NOT NULL) OR (NOT is_answer)))
);

ALTER TABLE public.projects_comment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_comment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_evidence (
    id bigint NOT NULL,
    about character varying(12) NOT NULL,
    image character varying(100) NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    project_id bigint NOT NULL,
    CONSTRAINT projects_evidence_height_check CHECK ((height >= 0)),
    CONSTRAINT projects_evidence_width_check CHECK ((width >= 0))
);

ALTER TABLE public.projects_evidence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_evidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_givingupword (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    stage_since timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    project_id bigint NOT NULL
);

ALTER TABLE public.projects_givingupword ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_givingupword_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_groupchoice (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    chosen_on date NOT NULL,
    attendance character varying(300) NOT NULL,
    present integer NOT NULL,
    voices jsonb NOT NULL,
    by_id bigint NOT NULL,
    project_id bigint NOT NULL,
    CONSTRAINT projects_groupchoice_present_check CHECK ((present >= 0)),
    CONSTRAINT somebody_chose_the_group CHECK ((present >= 1))
);

ALTER TABLE public.projects_groupchoice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_groupchoice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_handover (
    id bigint NOT NULL,
    duty character varying(12) NOT NULL,
    at timestamp with time zone NOT NULL,
    reason character varying(300) NOT NULL,
    what_is_open text NOT NULL,
    confirmed_at timestamp with time zone,
    replaced boolean NOT NULL,
    leaver_id bigint NOT NULL,
    project_id bigint NOT NULL,
    taker_id bigint NOT NULL,
    CONSTRAINT somebody_else_takes_over CHECK ((NOT (leaver_id = taker_id)))
);

ALTER TABLE public.projects_handover ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_handover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_heardnote (
    id bigint NOT NULL,
    heard_on date NOT NULL,
    channel character varying(20) NOT NULL,
    theme character varying(20) NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    operation uuid NOT NULL,
    area_id bigint NOT NULL,
    by_id bigint NOT NULL,
    project_id bigint,
    CONSTRAINT notes_were_heard CHECK ((NOT ((channel)::text = 'online'::text)))
);

ALTER TABLE public.projects_heardnote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_heardnote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_inspection (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    text text NOT NULL,
    operation uuid NOT NULL,
    by_id bigint NOT NULL,
    project_id bigint NOT NULL
);

ALTER TABLE public.projects_inspection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_inspection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_merge (
    id bigint NOT NULL,
    from_stage character varying(20) NOT NULL,
    at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    undo_until timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    undo_reason text NOT NULL,
    by_id bigint NOT NULL,
    gone_id bigint NOT NULL,
    kept_id bigint NOT NULL,
    undone_by_id bigint,
    CONSTRAINT a_merge_has_its_reason CHECK ((NOT (reason = ''::text))),
    CONSTRAINT a_merge_is_undone_whole_and_in_time CHECK ((((undo_reason = ''::text) AND (undone_at IS NULL) AND (undone_by_id IS NULL)) OR ((undone_at IS NOT NULL) AND (undone_at < undo_until) AND (undone_by_id IS NOT NULL) AND (NOT (undo_reason = ''::text))))),
    CONSTRAINT nothing_is_merged_into_itself CHECK ((NOT (gone_id = kept_id)))
);

ALTER TABLE public.projects_merge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_merge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_photo (
    id bigint NOT NULL,
    moment character varying(10) NOT NULL,
    image character varying(100) NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    caption character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    report_id bigint,
    project_id bigint NOT NULL,
    CONSTRAINT projects_photo_height_check CHECK ((height >= 0)),
    CONSTRAINT projects_photo_width_check CHECK ((width >= 0))
);

ALTER TABLE public.projects_photo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_photo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_planversion (
    id bigint NOT NULL,
    number smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    kind character varying(10) NOT NULL,
    touches_common_parts boolean NOT NULL,
    plan text NOT NULL,
    lines jsonb NOT NULL,
    shares jsonb NOT NULL,
    total numeric(12,2) NOT NULL,
    subsidy numeric(12,2) NOT NULL,
    duration_days smallint,
    implementer character varying(120) NOT NULL,
    aftercare text NOT NULL,
    area_id bigint NOT NULL,
    by_id bigint,
    notice_id bigint,
    project_id bigint NOT NULL,
    CONSTRAINT plans_subsidy_within_its_total CHECK (((subsidy >= (0)::numeric) AND (subsidy <= total) AND (total >= (0)::numeric))),
    CONSTRAINT projects_planversion_duration_days_check CHECK ((duration_days >= 0)),
    CONSTRAINT projects_planversion_number_check CHECK ((number >= 0))
);

ALTER TABLE public.projects_planversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_planversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_progressreport (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    percent smallint NOT NULL,
    text text NOT NULL,
    operation uuid NOT NULL,
    by_id bigint NOT NULL,
    project_id bigint NOT NULL,
    CONSTRAINT progress_up_to_100 CHECK ((percent <= 100)),
    CONSTRAINT projects_progressreport_percent_check CHECK ((percent >= 0))
);

ALTER TABLE public.projects_progressreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_progressreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_project (
    id bigint NOT NULL,
    title character varying(60) NOT NULL,
    problem text NOT NULL,
    plan text NOT NULL,
    kind character varying(10) NOT NULL,
    theme character varying(20) NOT NULL,
    level smallint NOT NULL,
    beneficiaries integer,
    touches_common_parts boolean NOT NULL,
    channel character varying(20) NOT NULL,
    evidence character varying(300) NOT NULL,
    source_note character varying(300) NOT NULL,
    implementer character varying(120) NOT NULL,
    stage character varying(20) NOT NULL,
    stage_since timestamp with time zone NOT NULL,
    stage_due timestamp with time zone,
    suspended_from character varying(20) NOT NULL,
    times_street_returned smallint NOT NULL,
    first_published_at timestamp with time zone,
    declared_at timestamp with time zone,
    work_started_at timestamp with time zone,
    work_finished_at timestamp with time zone,
    warranty_ends_at timestamp with time zone,
    percent_done smallint NOT NULL,
    last_progress_at timestamp with time zone,
    operation uuid,
    created_at timestamp with time zone NOT NULL,
    budget numeric(12,2) NOT NULL,
    subsidy_planned numeric(12,2) NOT NULL,
    subsidy_approved numeric(12,2) NOT NULL,
    discussed_at timestamp with time zone,
    decided_at timestamp with time zone,
    accounts_public_at timestamp with time zone,
    duty_taken_at timestamp with time zone,
    rated_at timestamp with time zone,
    responsible_person character varying(60) NOT NULL,
    aftercare_plan text NOT NULL,
    area_id bigint NOT NULL,
    implementing_person_id bigint,
    proposer_id bigint NOT NULL,
    taken_down_by_id bigint,
    revision jsonb NOT NULL,
    search_key character varying(600) NOT NULL,
    warranty_months smallint,
    proposer_home_id bigint,
    returned_words character varying(64) NOT NULL,
    agreed_version smallint,
    CONSTRAINT approved_within_budget CHECK ((subsidy_approved <= budget)),
    CONSTRAINT closed_only_with_all_five_lights CHECK (((NOT ((stage)::text = 'closed'::text)) OR ((accounts_public_at IS NOT NULL) AND (decided_at IS NOT NULL) AND (discussed_at IS NOT NULL) AND (duty_taken_at IS NOT NULL) AND (rated_at IS NOT NULL)))),
    CONSTRAINT handed_in_says_who_benefits CHECK (((beneficiaries IS NOT NULL) OR ((stage)::text = ANY ((ARRAY['draft'::character varying, 'withdrawn'::character varying])::text[])))),
    CONSTRAINT no_negative_money CHECK (((budget >= (0)::numeric) AND (subsidy_approved >= (0)::numeric) AND (subsidy_planned >= (0)::numeric))),
    CONSTRAINT percent_up_to_100 CHECK ((percent_done <= 100)),
    CONSTRAINT projects_project_agreed_version_check CHECK ((agreed_version >= 0)),
    CONSTRAINT projects_project_beneficiaries_check CHECK ((beneficiaries >= 0)),
    CONSTRAINT projects_project_level_check CHECK ((level >= 0)),
    CONSTRAINT projects_project_percent_done_check CHECK ((percent_done >= 0)),
    CONSTRAINT projects_project_times_street_returned_check CHECK ((times_street_returned >= 0)),
    CONSTRAINT projects_project_warranty_months_check CHECK ((warranty_months >= 0)),
    CONSTRAINT street_returns_once CHECK ((times_street_returned <= 1)),
    CONSTRAINT subsidy_within_budget CHECK ((subsidy_planned <= budget)),
    CONSTRAINT suspended_remembers_where_from CHECK (((((stage)::text = 'suspended'::text) AND (NOT ((suspended_from)::text = ''::text))) OR ((NOT ((stage)::text = 'suspended'::text)) AND ((suspended_from)::text = ''::text))))
);

ALTER TABLE public.projects_project ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_project_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_project_places (
    id bigint NOT NULL,
    project_id bigint NOT NULL,
    area_id bigint NOT NULL
);

ALTER TABLE public.projects_project_places ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_project_places_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_projectevent (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    act character varying(40) NOT NULL,
    "left" character varying(20) NOT NULL,
    reached character varying(20) NOT NULL,
    note text NOT NULL,
    actor_id bigint,
    notice_id bigint,
    project_id bigint NOT NULL
);

ALTER TABLE public.projects_projectevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_projectevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_regulation (
    id bigint NOT NULL,
    title character varying(120) NOT NULL,
    summary text NOT NULL,
    address character varying(300) NOT NULL,
    issued_on date NOT NULL,
    at timestamp with time zone NOT NULL,
    area_id bigint NOT NULL,
    by_id bigint NOT NULL
);

ALTER TABLE public.projects_regulation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_regulation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_screening (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    verdict character varying(10) NOT NULL,
    checks jsonb NOT NULL,
    reason text NOT NULL,
    by_id bigint NOT NULL,
    project_id bigint NOT NULL,
    ground character varying(12) NOT NULL,
    CONSTRAINT a_refusal_has_its_ground CHECK (((NOT ((verdict)::text = 'rejected'::text)) OR (NOT ((ground)::text = ''::text))))
);

ALTER TABLE public.projects_screening ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_screening_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_solvedbyrule (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    project_id bigint NOT NULL,
    rule_id bigint NOT NULL
);

ALTER TABLE public.projects_solvedbyrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_solvedbyrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_taskgroupmember (
    id bigint NOT NULL,
    duty character varying(12) NOT NULL,
    stood_at timestamp with time zone NOT NULL,
    elected_at timestamp with time zone,
    project_id bigint NOT NULL,
    user_id bigint NOT NULL,
    accepted_at timestamp with time zone,
    accepted_through_id bigint,
    declined_at timestamp with time zone,
    home_id bigint,
    proof_id bigint,
    put_forward_by_id bigint,
    CONSTRAINT nobody_is_in_a_group_unasked CHECK (((elected_at IS NULL) OR (put_forward_by_id IS NULL) OR (accepted_at IS NOT NULL))),
    CONSTRAINT paper_is_recorded_by_somebody_else_with_proof CHECK ((((accepted_through_id IS NULL) AND (proof_id IS NULL)) OR ((accepted_through_id IS NOT NULL) AND (proof_id IS NOT NULL) AND (NOT ((accepted_through_id = user_id) AND (accepted_through_id IS NOT NULL))))))
);

ALTER TABLE public.projects_taskgroupmember ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_taskgroupmember_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.deliberation_conflictpair
    ADD CONSTRAINT a_conflict_once UNIQUE (first_id, second_id);

ALTER TABLE ONLY public.deliberation_pollsheet
    ADD CONSTRAINT a_list_is_printed_once_and_again UNIQUE (poll_id, area_id, number);

ALTER TABLE ONLY public.projects_solvedbyrule
    ADD CONSTRAINT a_rule_solves_a_project_once UNIQUE (rule_id, project_id);

ALTER TABLE ONLY public.deliberation_keyshare
    ADD CONSTRAINT a_share_once UNIQUE (round_id, number);

ALTER TABLE ONLY public.accounts_household
    ADD CONSTRAINT accounts_household_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_outgoingsms
    ADD CONSTRAINT accounts_outgoingsms_key_key UNIQUE (key);

ALTER TABLE ONLY public.accounts_outgoingsms
    ADD CONSTRAINT accounts_outgoingsms_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_passwordattempt
    ADD CONSTRAINT accounts_passwordattempt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_phonechange
    ADD CONSTRAINT accounts_phonechange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_post
    ADD CONSTRAINT accounts_post_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_rosterfile
    ADD CONSTRAINT accounts_rosterfile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_rosterline
    ADD CONSTRAINT accounts_rosterline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_rosterrequest
    ADD CONSTRAINT accounts_rosterrequest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_rosterstep
    ADD CONSTRAINT accounts_rosterstep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_signincode
    ADD CONSTRAINT accounts_signincode_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_group_id_59c0b32f_uniq UNIQUE (user_id, group_id);

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_phone_hash_key UNIQUE (phone_hash);

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permi_user_id_permission_id_2ab516c2_uniq UNIQUE (user_id, permission_id);

ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_username_key UNIQUE (username);

ALTER TABLE ONLY public.areas_area
    ADD CONSTRAINT areas_area_code_key UNIQUE (code);

ALTER TABLE ONLY public.areas_area
    ADD CONSTRAINT areas_area_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_auditentry
    ADD CONSTRAINT audit_auditentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_substitute
    ADD CONSTRAINT called_once UNIQUE (item_id, member_id);

ALTER TABLE ONLY public.deliberation_interest
    ADD CONSTRAINT declared_once UNIQUE (item_id, member_id);

ALTER TABLE ONLY public.deliberation_attendance
    ADD CONSTRAINT deliberation_attendance_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_ballot
    ADD CONSTRAINT deliberation_ballot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_ballot
    ADD CONSTRAINT deliberation_ballot_roll_entry_id_key UNIQUE (roll_entry_id);

ALTER TABLE ONLY public.deliberation_ballotreading
    ADD CONSTRAINT deliberation_ballotreading_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_candidate
    ADD CONSTRAINT deliberation_candidate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_carriedanswer
    ADD CONSTRAINT deliberation_carriedanswer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_comparison
    ADD CONSTRAINT deliberation_comparison_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_comparison
    ADD CONSTRAINT deliberation_comparison_round_id_key UNIQUE (round_id);

ALTER TABLE ONLY public.deliberation_conflictpair
    ADD CONSTRAINT deliberation_conflictpair_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_council
    ADD CONSTRAINT deliberation_council_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_councilmember
    ADD CONSTRAINT deliberation_councilmember_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_courtyardcommittee
    ADD CONSTRAINT deliberation_courtyardcommittee_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_custodiankey
    ADD CONSTRAINT deliberation_custodiankey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_delivery
    ADD CONSTRAINT deliberation_delivery_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.deliberation_delivery
    ADD CONSTRAINT deliberation_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_givingup
    ADD CONSTRAINT deliberation_givingup_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.deliberation_givingup
    ADD CONSTRAINT deliberation_givingup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_hall
    ADD CONSTRAINT deliberation_hall_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_interest
    ADD CONSTRAINT deliberation_interest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_keyshare
    ADD CONSTRAINT deliberation_keyshare_key_id_key UNIQUE (key_id);

ALTER TABLE ONLY public.deliberation_keyshare
    ADD CONSTRAINT deliberation_keyshare_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_lookatwords
    ADD CONSTRAINT deliberation_lookatwords_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_lookatwords
    ADD CONSTRAINT deliberation_lookatwords_rating_id_key UNIQUE (rating_id);

ALTER TABLE ONLY public.deliberation_meeting
    ADD CONSTRAINT deliberation_meeting_minutes_notice_id_key UNIQUE (minutes_notice_id);

ALTER TABLE ONLY public.deliberation_meeting
    ADD CONSTRAINT deliberation_meeting_notice_id_key UNIQUE (notice_id);

ALTER TABLE ONLY public.deliberation_meeting
    ADD CONSTRAINT deliberation_meeting_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.deliberation_meeting
    ADD CONSTRAINT deliberation_meeting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_meetingchange
    ADD CONSTRAINT deliberation_meetingchange_notice_id_key UNIQUE (notice_id);

ALTER TABLE ONLY public.deliberation_meetingchange
    ADD CONSTRAINT deliberation_meetingchange_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.deliberation_meetingchange
    ADD CONSTRAINT deliberation_meetingchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_minutesdraft
    ADD CONSTRAINT deliberation_minutesdraft_meeting_id_key UNIQUE (meeting_id);

ALTER TABLE ONLY public.deliberation_minutesdraft
    ADD CONSTRAINT deliberation_minutesdraft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_minutessignature
    ADD CONSTRAINT deliberation_minutessignature_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_motion
    ADD CONSTRAINT deliberation_motion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_openedballot
    ADD CONSTRAINT deliberation_openedballot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_owner
    ADD CONSTRAINT deliberation_owner_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_owner
    ADD CONSTRAINT deliberation_owner_serial_key UNIQUE (serial);

ALTER TABLE ONLY public.deliberation_ownerflat
    ADD CONSTRAINT deliberation_ownerflat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_ownerperson
    ADD CONSTRAINT deliberation_ownerperson_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_ownersdecision
    ADD CONSTRAINT deliberation_ownersdecision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_ownersdecision
    ADD CONSTRAINT deliberation_ownersdecision_project_id_key UNIQUE (project_id);

ALTER TABLE ONLY public.deliberation_ownersrollfile
    ADD CONSTRAINT deliberation_ownersrollfile_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.deliberation_ownersrollfile
    ADD CONSTRAINT deliberation_ownersrollfile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_ownerssale
    ADD CONSTRAINT deliberation_ownerssale_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_ownersvote
    ADD CONSTRAINT deliberation_ownersvote_notice_id_key UNIQUE (notice_id);

ALTER TABLE ONLY public.deliberation_ownersvote
    ADD CONSTRAINT deliberation_ownersvote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_ownersvote
    ADD CONSTRAINT deliberation_ownersvote_result_notice_id_key UNIQUE (result_notice_id);

ALTER TABLE ONLY public.deliberation_ownersvote
    ADD CONSTRAINT deliberation_ownersvote_roll_id_key UNIQUE (roll_id);

ALTER TABLE ONLY public.deliberation_ownersword
    ADD CONSTRAINT deliberation_ownersword_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_paperballot
    ADD CONSTRAINT deliberation_paperballot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_paperballot
    ADD CONSTRAINT deliberation_paperballot_serial_key UNIQUE (serial);

ALTER TABLE ONLY public.deliberation_paperentry
    ADD CONSTRAINT deliberation_paperentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_paperminutes
    ADD CONSTRAINT deliberation_paperminutes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_partyinvitation
    ADD CONSTRAINT deliberation_partyinvitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_partyopinion
    ADD CONSTRAINT deliberation_partyopinion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_pointsdraft
    ADD CONSTRAINT deliberation_pointsdraft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_pollhousehold
    ADD CONSTRAINT deliberation_pollhousehold_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_pollsheet
    ADD CONSTRAINT deliberation_pollsheet_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_pollsheet
    ADD CONSTRAINT deliberation_pollsheet_serial_key UNIQUE (serial);

ALTER TABLE ONLY public.deliberation_protocol
    ADD CONSTRAINT deliberation_protocol_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_rating
    ADD CONSTRAINT deliberation_rating_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_reconfirmation
    ADD CONSTRAINT deliberation_reconfirmation_meeting_id_key UNIQUE (meeting_id);

ALTER TABLE ONLY public.deliberation_reconfirmation
    ADD CONSTRAINT deliberation_reconfirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_recusal
    ADD CONSTRAINT deliberation_recusal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_recusalrequest
    ADD CONSTRAINT deliberation_recusalrequest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_recusalvote
    ADD CONSTRAINT deliberation_recusalvote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_resolution
    ADD CONSTRAINT deliberation_resolution_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_reviewhousehold
    ADD CONSTRAINT deliberation_reviewhousehold_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_rollcorrection
    ADD CONSTRAINT deliberation_rollcorrection_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.deliberation_rollcorrection
    ADD CONSTRAINT deliberation_rollcorrection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_rollentry
    ADD CONSTRAINT deliberation_rollentry_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.deliberation_rollentry
    ADD CONSTRAINT deliberation_rollentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_satisfactionreview
    ADD CONSTRAINT deliberation_satisfactionreview_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_score
    ADD CONSTRAINT deliberation_score_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_sealedballot
    ADD CONSTRAINT deliberation_sealedballot_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.deliberation_setaside
    ADD CONSTRAINT deliberation_setaside_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_sheetline
    ADD CONSTRAINT deliberation_sheetline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_sheetreading
    ADD CONSTRAINT deliberation_sheetreading_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_shift
    ADD CONSTRAINT deliberation_shift_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.deliberation_shift
    ADD CONSTRAINT deliberation_shift_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_signinsheet
    ADD CONSTRAINT deliberation_signinsheet_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_sitting
    ADD CONSTRAINT deliberation_sitting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_sitting
    ADD CONSTRAINT deliberation_sitting_round_id_key UNIQUE (round_id);

ALTER TABLE ONLY public.deliberation_sittingitem
    ADD CONSTRAINT deliberation_sittingitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_sixparty
    ADD CONSTRAINT deliberation_sixparty_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_station
    ADD CONSTRAINT deliberation_station_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.deliberation_station
    ADD CONSTRAINT deliberation_station_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_substitute
    ADD CONSTRAINT deliberation_substitute_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_support
    ADD CONSTRAINT deliberation_support_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_supportpoll
    ADD CONSTRAINT deliberation_supportpoll_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_supportpoll_places
    ADD CONSTRAINT deliberation_supportpoll_places_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_supportpoll_places
    ADD CONSTRAINT deliberation_supportpoll_supportpoll_id_area_id_f514659a_uniq UNIQUE (supportpoll_id, area_id);

ALTER TABLE ONLY public.deliberation_votinground
    ADD CONSTRAINT deliberation_votinground_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.deliberation_votinground
    ADD CONSTRAINT deliberation_votinground_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.demo_democlock
    ADD CONSTRAINT demo_democlock_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.notices_draft
    ADD CONSTRAINT drafted_once UNIQUE (kind, area_id, occasion);

ALTER TABLE ONLY public.deliberation_paperentry
    ADD CONSTRAINT each_enters_a_paper_once UNIQUE (paper_id, by_id);

ALTER TABLE ONLY public.deliberation_ownerflat
    ADD CONSTRAINT each_flat_once UNIQUE (vote_id, place);

ALTER TABLE ONLY public.projects_givingupword
    ADD CONSTRAINT each_member_gives_up_once UNIQUE (project_id, by_id, stage_since);

ALTER TABLE ONLY public.funding_tranche
    ADD CONSTRAINT each_part_once UNIQUE (grant_id, number);

ALTER TABLE ONLY public.deliberation_partyinvitation
    ADD CONSTRAINT each_party_invited_once UNIQUE (meeting_id, party);

ALTER TABLE ONLY public.deliberation_sixparty
    ADD CONSTRAINT each_party_of_a_place_once UNIQUE (area_id, party);

ALTER TABLE ONLY public.deliberation_partyopinion
    ADD CONSTRAINT each_party_once UNIQUE (meeting_id, party);

ALTER TABLE ONLY public.deliberation_ballotreading
    ADD CONSTRAINT each_reads_a_ballot_once UNIQUE (owner_id, by_id);

ALTER TABLE ONLY public.deliberation_sheetreading
    ADD CONSTRAINT each_reads_a_sheet_once UNIQUE (sheet_id, by_id);

ALTER TABLE ONLY public.deliberation_setaside
    ADD CONSTRAINT each_sets_a_paper_aside_once UNIQUE (paper_id, by_id);

ALTER TABLE ONLY public.deliberation_minutessignature
    ADD CONSTRAINT each_signs_once UNIQUE (draft_id, revision, part);

ALTER TABLE ONLY public.funding_bankstatement
    ADD CONSTRAINT each_statement_once UNIQUE (area_id, digest);

ALTER TABLE ONLY public.funding_offertrace
    ADD CONSTRAINT each_trace_once UNIQUE NULLS NOT DISTINCT (project_id, invitation_id, what, address_hash, device_hash, person_id);

ALTER TABLE ONLY public.notices_delivery
    ADD CONSTRAINT each_way_once UNIQUE (message_id, channel);

ALTER TABLE ONLY public.funding_account
    ADD CONSTRAINT funding_account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_application
    ADD CONSTRAINT funding_application_number_key UNIQUE (number);

ALTER TABLE ONLY public.funding_application
    ADD CONSTRAINT funding_application_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_approval
    ADD CONSTRAINT funding_approval_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_approval
    ADD CONSTRAINT funding_approval_review_id_key UNIQUE (review_id);

ALTER TABLE ONLY public.funding_areatotal
    ADD CONSTRAINT funding_areatotal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_bankline
    ADD CONSTRAINT funding_bankline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_bankstatement
    ADD CONSTRAINT funding_bankstatement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_bill
    ADD CONSTRAINT funding_bill_entry_id_key UNIQUE (entry_id);

ALTER TABLE ONLY public.funding_bill
    ADD CONSTRAINT funding_bill_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_budgetline
    ADD CONSTRAINT funding_budgetline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_contract
    ADD CONSTRAINT funding_contract_choice_id_key UNIQUE (choice_id);

ALTER TABLE ONLY public.funding_contract
    ADD CONSTRAINT funding_contract_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_contract
    ADD CONSTRAINT funding_contract_project_id_key UNIQUE (project_id);

ALTER TABLE ONLY public.funding_contribution
    ADD CONSTRAINT funding_contribution_entry_id_key UNIQUE (entry_id);

ALTER TABLE ONLY public.funding_contribution
    ADD CONSTRAINT funding_contribution_number_key UNIQUE (number);

ALTER TABLE ONLY public.funding_contribution
    ADD CONSTRAINT funding_contribution_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_entry
    ADD CONSTRAINT funding_entry_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.funding_entry
    ADD CONSTRAINT funding_entry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_entry
    ADD CONSTRAINT funding_entry_reverses_id_key UNIQUE (reverses_id);

ALTER TABLE ONLY public.funding_envelopetotal
    ADD CONSTRAINT funding_envelopetotal_account_id_key UNIQUE (account_id);

ALTER TABLE ONLY public.funding_envelopetotal
    ADD CONSTRAINT funding_envelopetotal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_giftinkind
    ADD CONSTRAINT funding_giftinkind_number_key UNIQUE (number);

ALTER TABLE ONLY public.funding_giftinkind
    ADD CONSTRAINT funding_giftinkind_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.funding_giftinkind
    ADD CONSTRAINT funding_giftinkind_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_grant
    ADD CONSTRAINT funding_grant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_grantchange
    ADD CONSTRAINT funding_grantchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_link
    ADD CONSTRAINT funding_link_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_offercode
    ADD CONSTRAINT funding_offercode_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_offertrace
    ADD CONSTRAINT funding_offertrace_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_plannedshare
    ADD CONSTRAINT funding_plannedshare_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_pledge
    ADD CONSTRAINT funding_pledge_number_key UNIQUE (number);

ALTER TABLE ONLY public.funding_pledge
    ADD CONSTRAINT funding_pledge_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.funding_pledge
    ADD CONSTRAINT funding_pledge_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_posting
    ADD CONSTRAINT funding_posting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_projecttotal
    ADD CONSTRAINT funding_projecttotal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_quotation
    ADD CONSTRAINT funding_quotation_invitation_id_key UNIQUE (invitation_id);

ALTER TABLE ONLY public.funding_quotation
    ADD CONSTRAINT funding_quotation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_quotationround
    ADD CONSTRAINT funding_quotationround_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_seal
    ADD CONSTRAINT funding_seal_day_key UNIQUE (day);

ALTER TABLE ONLY public.funding_seal
    ADD CONSTRAINT funding_seal_notice_id_key UNIQUE (notice_id);

ALTER TABLE ONLY public.funding_seal
    ADD CONSTRAINT funding_seal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_sharedfacility
    ADD CONSTRAINT funding_sharedfacility_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_sharedfacility
    ADD CONSTRAINT funding_sharedfacility_unit_key UNIQUE (unit);

ALTER TABLE ONLY public.funding_streetreview
    ADD CONSTRAINT funding_streetreview_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_supplier
    ADD CONSTRAINT funding_supplier_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_supplierchoice
    ADD CONSTRAINT funding_supplierchoice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_supplierinvitation
    ADD CONSTRAINT funding_supplierinvitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_supplierinvitation
    ADD CONSTRAINT funding_supplierinvitation_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.funding_tranche
    ADD CONSTRAINT funding_tranche_entry_id_key UNIQUE (entry_id);

ALTER TABLE ONLY public.funding_tranche
    ADD CONSTRAINT funding_tranche_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_voucher
    ADD CONSTRAINT funding_voucher_entry_id_key UNIQUE (entry_id);

ALTER TABLE ONLY public.funding_voucher
    ADD CONSTRAINT funding_voucher_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jobs_job
    ADD CONSTRAINT jobs_job_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.log_erased
    ADD CONSTRAINT log_erased_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.log_head
    ADD CONSTRAINT log_head_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.log_head
    ADD CONSTRAINT log_head_size_key UNIQUE (size);

ALTER TABLE ONLY public.log_leaf
    ADD CONSTRAINT log_leaf_index_key UNIQUE (index);

ALTER TABLE ONLY public.log_leaf
    ADD CONSTRAINT log_leaf_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.log_member
    ADD CONSTRAINT log_member_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.log_place
    ADD CONSTRAINT log_place_name_key UNIQUE (name);

ALTER TABLE ONLY public.log_place
    ADD CONSTRAINT log_place_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.log_verification
    ADD CONSTRAINT log_verification_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_minutessignature
    ADD CONSTRAINT nobody_signs_for_another UNIQUE (draft_id, revision, by_id);

ALTER TABLE ONLY public.notices_addresscheck
    ADD CONSTRAINT notices_addresscheck_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_campaign
    ADD CONSTRAINT notices_campaign_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.notices_campaign
    ADD CONSTRAINT notices_campaign_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_delivery
    ADD CONSTRAINT notices_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_digestmail
    ADD CONSTRAINT notices_digestmail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_draft
    ADD CONSTRAINT notices_draft_notice_id_key UNIQUE (notice_id);

ALTER TABLE ONLY public.notices_draft
    ADD CONSTRAINT notices_draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_message
    ADD CONSTRAINT notices_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_corrects_id_key UNIQUE (corrects_id);

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_number_key UNIQUE (number);

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_objection
    ADD CONSTRAINT notices_objection_correction_id_key UNIQUE (correction_id);

ALTER TABLE ONLY public.notices_objection
    ADD CONSTRAINT notices_objection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_postednotice
    ADD CONSTRAINT notices_postednotice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_preferences
    ADD CONSTRAINT notices_preferences_person_id_key UNIQUE (person_id);

ALTER TABLE ONLY public.notices_preferences
    ADD CONSTRAINT notices_preferences_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_sittingitem
    ADD CONSTRAINT once_in_a_sitting UNIQUE (sitting_id, project_id);

ALTER TABLE ONLY public.projects_taskgroupmember
    ADD CONSTRAINT once_in_a_task_group UNIQUE (project_id, user_id);

ALTER TABLE ONLY public.deliberation_candidate
    ADD CONSTRAINT once_on_a_ballot UNIQUE (round_id, project_id);

ALTER TABLE ONLY public.deliberation_pollhousehold
    ADD CONSTRAINT once_on_a_polls_roll UNIQUE (poll_id, household_id);

ALTER TABLE ONLY public.deliberation_reviewhousehold
    ADD CONSTRAINT once_on_a_reviews_roll UNIQUE (review_id, household_id);

ALTER TABLE ONLY public.deliberation_rollentry
    ADD CONSTRAINT once_on_the_roll UNIQUE (round_id, voter_id);

ALTER TABLE ONLY public.funding_account
    ADD CONSTRAINT one_account_of_a_kind UNIQUE NULLS NOT DISTINCT (kind, area_id, year, project_id, source);

ALTER TABLE ONLY public.deliberation_carriedanswer
    ADD CONSTRAINT one_answer_carried_a_household UNIQUE (merge_id, household_id);

ALTER TABLE ONLY public.deliberation_support
    ADD CONSTRAINT one_answer_per_household UNIQUE (poll_id, household_id);

ALTER TABLE ONLY public.deliberation_candidate
    ADD CONSTRAINT one_code_on_a_ballot UNIQUE (round_id, code);

ALTER TABLE ONLY public.deliberation_courtyardcommittee
    ADD CONSTRAINT one_committee_of_a_name UNIQUE (area_id, name);

ALTER TABLE ONLY public.deliberation_council
    ADD CONSTRAINT one_council_of_a_term UNIQUE (area_id, since);

ALTER TABLE ONLY public.notices_digestmail
    ADD CONSTRAINT one_digest_since_the_last_one UNIQUE (person_id, since);

ALTER TABLE ONLY public.deliberation_pointsdraft
    ADD CONSTRAINT one_draft_of_points UNIQUE (item_id, member_id, turn);

ALTER TABLE ONLY public.funding_supplier
    ADD CONSTRAINT one_entry_per_company_and_street UNIQUE (area_id, uscc);

ALTER TABLE ONLY public.deliberation_hall
    ADD CONSTRAINT one_hall_of_a_name UNIQUE (area_id, name);

ALTER TABLE ONLY public.deliberation_sheetline
    ADD CONSTRAINT one_household_a_line UNIQUE (sheet_id, number);

ALTER TABLE ONLY public.accounts_household
    ADD CONSTRAINT one_household_per_room UNIQUE (area_id, unit, room);

ALTER TABLE ONLY public.deliberation_sheetline
    ADD CONSTRAINT one_line_a_household UNIQUE (sheet_id, household_id);

ALTER TABLE ONLY public.funding_link
    ADD CONSTRAINT one_link_of_a_number UNIQUE (chain, number);

ALTER TABLE ONLY public.deliberation_owner
    ADD CONSTRAINT one_number_an_owner UNIQUE (vote_id, number);

ALTER TABLE ONLY public.funding_quotation
    ADD CONSTRAINT one_price_per_supplier UNIQUE (project_id, supplier);

ALTER TABLE ONLY public.deliberation_rating
    ADD CONSTRAINT one_rating_per_household UNIQUE (review_id, household_id);

ALTER TABLE ONLY public.deliberation_resolution
    ADD CONSTRAINT one_resolution_per_sitting UNIQUE (project_id, sitting);

ALTER TABLE ONLY public.projects_regulation
    ADD CONSTRAINT one_rule_of_a_name UNIQUE (area_id, title);

ALTER TABLE ONLY public.deliberation_score
    ADD CONSTRAINT one_score_per_criterion UNIQUE (project_id, sitting, turn, member_id, criterion);

ALTER TABLE ONLY public.funding_plannedshare
    ADD CONSTRAINT one_share_per_source UNIQUE (project_id, source);

ALTER TABLE ONLY public.deliberation_station
    ADD CONSTRAINT one_station_of_a_name UNIQUE (round_id, name);

ALTER TABLE ONLY public.funding_projecttotal
    ADD CONSTRAINT one_sum_of_a_project UNIQUE (project_id, year, source);

ALTER TABLE ONLY public.policy_parameter
    ADD CONSTRAINT one_value_per_parameter_and_day UNIQUE NULLS NOT DISTINCT (key, effective_from, area_id);

ALTER TABLE ONLY public.projects_planversion
    ADD CONSTRAINT one_version_of_a_number UNIQUE (project_id, number);

ALTER TABLE ONLY public.deliberation_recusalvote
    ADD CONSTRAINT one_vote_on_a_request UNIQUE (request_id, member_id);

ALTER TABLE ONLY public.deliberation_ownersword
    ADD CONSTRAINT one_word_of_each_owner UNIQUE NULLS NOT DISTINCT (owner_id, person_id);

ALTER TABLE ONLY public.otp_static_staticdevice
    ADD CONSTRAINT otp_static_staticdevice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.otp_static_statictoken
    ADD CONSTRAINT otp_static_statictoken_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.otp_totp_totpdevice
    ADD CONSTRAINT otp_totp_totpdevice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.policy_calendarday
    ADD CONSTRAINT policy_calendarday_day_key UNIQUE (day);

ALTER TABLE ONLY public.policy_calendarday
    ADD CONSTRAINT policy_calendarday_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.policy_calendaryear
    ADD CONSTRAINT policy_calendaryear_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.policy_calendaryear
    ADD CONSTRAINT policy_calendaryear_year_key UNIQUE (year);

ALTER TABLE ONLY public.policy_parameter
    ADD CONSTRAINT policy_parameter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_postednotice
    ADD CONSTRAINT posted_once_a_site_and_day UNIQUE (notice_id, site, posted_on);

ALTER TABLE ONLY public.projects_acceptance
    ADD CONSTRAINT projects_acceptance_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_appeal
    ADD CONSTRAINT projects_appeal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_appeal
    ADD CONSTRAINT projects_appeal_project_id_key UNIQUE (project_id);

ALTER TABLE ONLY public.projects_comment
    ADD CONSTRAINT projects_comment_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.projects_comment
    ADD CONSTRAINT projects_comment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_evidence
    ADD CONSTRAINT projects_evidence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_givingupword
    ADD CONSTRAINT projects_givingupword_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_groupchoice
    ADD CONSTRAINT projects_groupchoice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_handover
    ADD CONSTRAINT projects_handover_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_heardnote
    ADD CONSTRAINT projects_heardnote_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.projects_heardnote
    ADD CONSTRAINT projects_heardnote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_inspection
    ADD CONSTRAINT projects_inspection_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.projects_inspection
    ADD CONSTRAINT projects_inspection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_merge
    ADD CONSTRAINT projects_merge_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_photo
    ADD CONSTRAINT projects_photo_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_planversion
    ADD CONSTRAINT projects_planversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_progressreport
    ADD CONSTRAINT projects_progressreport_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.projects_progressreport
    ADD CONSTRAINT projects_progressreport_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_project
    ADD CONSTRAINT projects_project_operation_key UNIQUE (operation);

ALTER TABLE ONLY public.projects_project
    ADD CONSTRAINT projects_project_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_project_places
    ADD CONSTRAINT projects_project_places_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_project_places
    ADD CONSTRAINT projects_project_places_project_id_area_id_95ee3399_uniq UNIQUE (project_id, area_id);

ALTER TABLE ONLY public.projects_projectevent
    ADD CONSTRAINT projects_projectevent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_regulation
    ADD CONSTRAINT projects_regulation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_screening
    ADD CONSTRAINT projects_screening_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_solvedbyrule
    ADD CONSTRAINT projects_solvedbyrule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_taskgroupmember
    ADD CONSTRAINT projects_taskgroupmember_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliberation_recusal
    ADD CONSTRAINT recused_once UNIQUE (project_id, member_id);

ALTER TABLE ONLY public.notices_message
    ADD CONSTRAINT told_once UNIQUE (person_id, topic, occasion);

CREATE UNIQUE INDEX a_protocol_is_replaced_with_a_reason ON public.deliberation_protocol USING btree (station_id) WHERE ((reason)::text = ''::text);

CREATE INDEX accounts_household_area_id_c766ba5a ON public.accounts_household USING btree (area_id);

CREATE INDEX accounts_household_group_id_eb5c328b ON public.accounts_household USING btree (group_id);

CREATE INDEX accounts_household_twin_of_id_909b8596 ON public.accounts_household USING btree (twin_of_id);

CREATE INDEX accounts_membership_household_id_82aecebd ON public.accounts_membership USING btree (household_id);

CREATE INDEX accounts_membership_user_id_487fb39e ON public.accounts_membership USING btree (user_id);

CREATE INDEX accounts_outgoingsms_key_92c84441_like ON public.accounts_outgoingsms USING btree (key varchar_pattern_ops);

CREATE INDEX accounts_passwordattempt_address_hash_92f18bd6 ON public.accounts_passwordattempt USING btree (address_hash);

CREATE INDEX accounts_passwordattempt_address_hash_92f18bd6_like ON public.accounts_passwordattempt USING btree (address_hash varchar_pattern_ops);

CREATE INDEX accounts_passwordattempt_at_eee1b86e ON public.accounts_passwordattempt USING btree (at);

CREATE INDEX accounts_passwordattempt_username_hash_14a2f5fa ON public.accounts_passwordattempt USING btree (username_hash);

CREATE INDEX accounts_passwordattempt_username_hash_14a2f5fa_like ON public.accounts_passwordattempt USING btree (username_hash varchar_pattern_ops);

CREATE INDEX accounts_phonechange_area_id_39eec80b ON public.accounts_phonechange USING btree (area_id);

CREATE INDEX accounts_phonechange_asked_by_id_52677a1b ON public.accounts_phonechange USING btree (asked_by_id);

CREATE INDEX accounts_phonechange_decided_by_id_b308b605 ON public.accounts_phonechange USING btree (decided_by_id);

CREATE INDEX accounts_phonechange_user_id_f19277c0 ON public.accounts_phonechange USING btree (user_id);

CREATE INDEX accounts_post_appointed_by_id_44efee68 ON public.accounts_post USING btree (appointed_by_id);

CREATE INDEX accounts_post_area_id_8daa8ec4 ON public.accounts_post USING btree (area_id);

CREATE INDEX accounts_post_deputy_for_id_236c1563 ON public.accounts_post USING btree (deputy_for_id);

CREATE INDEX accounts_post_user_id_ecf3e197 ON public.accounts_post USING btree (user_id);

CREATE INDEX accounts_rosterfile_by_id_c57012cd ON public.accounts_rosterfile USING btree (by_id);

CREATE INDEX accounts_rosterfile_taken_by_id_94b55b79 ON public.accounts_rosterfile USING btree (taken_by_id);

CREATE INDEX accounts_rosterline_file_id_0fbb1aa9 ON public.accounts_rosterline USING btree (file_id);

CREATE INDEX accounts_rosterrequest_area_id_247b41ea ON public.accounts_rosterrequest USING btree (area_id);

CREATE INDEX accounts_rosterrequest_decided_by_id_4d5b39e3 ON public.accounts_rosterrequest USING btree (decided_by_id);

CREATE INDEX accounts_rosterrequest_user_id_ac6e2899 ON public.accounts_rosterrequest USING btree (user_id);

CREATE INDEX accounts_rosterstep_area_id_6c7355b7 ON public.accounts_rosterstep USING btree (area_id);

CREATE INDEX accounts_rosterstep_asked_by_id_3ce4d010 ON public.accounts_rosterstep USING btree (asked_by_id);

CREATE INDEX accounts_rosterstep_decided_by_id_82da89c1 ON public.accounts_rosterstep USING btree (decided_by_id);

CREATE INDEX accounts_rosterstep_home_id_d497ec1b ON public.accounts_rosterstep USING btree (home_id);

CREATE INDEX accounts_rosterstep_member_id_87b0acaa ON public.accounts_rosterstep USING btree (member_id);

CREATE INDEX accounts_rosterstep_person_id_2ea19e74 ON public.accounts_rosterstep USING btree (person_id);

CREATE INDEX accounts_rosterstep_twin_home_id_2e5f1c4c ON public.accounts_rosterstep USING btree (twin_home_id);

CREATE INDEX accounts_rosterstep_twin_person_id_03f796c8 ON public.accounts_rosterstep USING btree (twin_person_id);

CREATE INDEX accounts_signincode_address_hash_a9e2e156 ON public.accounts_signincode USING btree (address_hash);

CREATE INDEX accounts_signincode_address_hash_a9e2e156_like ON public.accounts_signincode USING btree (address_hash varchar_pattern_ops);

CREATE INDEX accounts_signincode_created_at_f6224b04 ON public.accounts_signincode USING btree (created_at);

CREATE INDEX accounts_signincode_phone_hash_c20f287f ON public.accounts_signincode USING btree (phone_hash);

CREATE INDEX accounts_signincode_phone_hash_c20f287f_like ON public.accounts_signincode USING btree (phone_hash varchar_pattern_ops);

CREATE INDEX accounts_user_groups_group_id_bd11a704 ON public.accounts_user_groups USING btree (group_id);

CREATE INDEX accounts_user_groups_user_id_52b62117 ON public.accounts_user_groups USING btree (user_id);

CREATE INDEX accounts_user_guardian_id_8c0f36c1 ON public.accounts_user USING btree (guardian_id);

CREATE INDEX accounts_user_merged_into_id_6b7da1e6 ON public.accounts_user USING btree (merged_into_id);

CREATE INDEX accounts_user_phone_hash_7d698bcc_like ON public.accounts_user USING btree (phone_hash varchar_pattern_ops);

CREATE INDEX accounts_user_user_permissions_permission_id_113bb443 ON public.accounts_user_user_permissions USING btree (permission_id);

CREATE INDEX accounts_user_user_permissions_user_id_e4f0a161 ON public.accounts_user_user_permissions USING btree (user_id);

CREATE INDEX accounts_user_username_6088629e_like ON public.accounts_user USING btree (username varchar_pattern_ops);

CREATE INDEX areas_area_code_a58d2228_like ON public.areas_area USING btree (code varchar_pattern_ops);

CREATE INDEX areas_area_parent_id_bc62832c ON public.areas_area USING btree (parent_id);

CREATE INDEX audit_auditentry_act_f89683f0 ON public.audit_auditentry USING btree (act);

CREATE INDEX audit_auditentry_act_f89683f0_like ON public.audit_auditentry USING btree (act varchar_pattern_ops);

CREATE INDEX audit_auditentry_actor_id_8ab278be ON public.audit_auditentry USING btree (actor_id);

CREATE INDEX audit_auditentry_area_code_948c4c08 ON public.audit_auditentry USING btree (area_code);

CREATE INDEX audit_auditentry_area_code_948c4c08_like ON public.audit_auditentry USING btree (area_code varchar_pattern_ops);

CREATE INDEX audit_auditentry_at_09f867ec ON public.audit_auditentry USING btree (at);

CREATE INDEX audit_by_target ON public.audit_auditentry USING btree (target_type, target_id);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE UNIQUE INDEX before_one_sitting_at_a_time ON public.deliberation_sittingitem USING btree (project_id) WHERE (settled_at IS NULL);

CREATE INDEX deliberation_attendance_by_id_613c85e9 ON public.deliberation_attendance USING btree (by_id);

CREATE INDEX deliberation_attendance_household_id_f033bb82 ON public.deliberation_attendance USING btree (household_id);

CREATE INDEX deliberation_attendance_invitation_id_a6907414 ON public.deliberation_attendance USING btree (invitation_id);

CREATE INDEX deliberation_attendance_meeting_id_c9d441f9 ON public.deliberation_attendance USING btree (meeting_id);

CREATE INDEX deliberation_attendance_member_id_4ebd641a ON public.deliberation_attendance USING btree (member_id);

CREATE INDEX deliberation_attendance_person_id_9438d045 ON public.deliberation_attendance USING btree (person_id);

CREATE INDEX deliberation_ballot_round_id_26b87ea0 ON public.deliberation_ballot USING btree (round_id);

CREATE INDEX deliberation_ballotreading_by_id_fd25ad1f ON public.deliberation_ballotreading USING btree (by_id);

CREATE INDEX deliberation_ballotreading_owner_id_5cd31754 ON public.deliberation_ballotreading USING btree (owner_id);

CREATE INDEX deliberation_candidate_project_id_d1b7708a ON public.deliberation_candidate USING btree (project_id);

CREATE INDEX deliberation_candidate_round_id_d94a7b70 ON public.deliberation_candidate USING btree (round_id);

CREATE INDEX deliberation_candidate_version_id_8177d431 ON public.deliberation_candidate USING btree (version_id);

CREATE INDEX deliberation_carriedanswer_household_id_b9a237cc ON public.deliberation_carriedanswer USING btree (household_id);

CREATE INDEX deliberation_carriedanswer_merge_id_3ad62103 ON public.deliberation_carriedanswer USING btree (merge_id);

CREATE INDEX deliberation_carriedanswer_poll_id_4615a3b8 ON public.deliberation_carriedanswer USING btree (poll_id);

CREATE INDEX deliberation_conflictpair_first_id_912bfe27 ON public.deliberation_conflictpair USING btree (first_id);

CREATE INDEX deliberation_conflictpair_round_id_372bf7a4 ON public.deliberation_conflictpair USING btree (round_id);

CREATE INDEX deliberation_conflictpair_second_id_144917a1 ON public.deliberation_conflictpair USING btree (second_id);

CREATE INDEX deliberation_council_area_id_05fa10e1 ON public.deliberation_council USING btree (area_id);

CREATE INDEX deliberation_councilmember_council_id_ce7119f8 ON public.deliberation_councilmember USING btree (council_id);

CREATE INDEX deliberation_councilmember_user_id_de774e0e ON public.deliberation_councilmember USING btree (user_id);

CREATE INDEX deliberation_courtyardcommittee_area_id_f1f7f504 ON public.deliberation_courtyardcommittee USING btree (area_id);

CREATE INDEX deliberation_custodiankey_area_id_540d6381 ON public.deliberation_custodiankey USING btree (area_id);

CREATE INDEX deliberation_custodiankey_custodian_id_5e5adeae ON public.deliberation_custodiankey USING btree (custodian_id);

CREATE INDEX deliberation_delivery_by_id_d6d3f080 ON public.deliberation_delivery USING btree (by_id);

CREATE INDEX deliberation_delivery_owner_id_72742abb ON public.deliberation_delivery USING btree (owner_id);

CREATE INDEX deliberation_givingup_confirmed_by_id_006f2f04 ON public.deliberation_givingup USING btree (confirmed_by_id);

CREATE INDEX deliberation_givingup_proposed_by_id_e8e3beed ON public.deliberation_givingup USING btree (proposed_by_id);

CREATE INDEX deliberation_givingup_round_id_8e4121f2 ON public.deliberation_givingup USING btree (round_id);

CREATE INDEX deliberation_hall_area_id_39843d2b ON public.deliberation_hall USING btree (area_id);

CREATE INDEX deliberation_interest_item_id_e2cb9de1 ON public.deliberation_interest USING btree (item_id);

CREATE INDEX deliberation_interest_member_id_c145ee23 ON public.deliberation_interest USING btree (member_id);

CREATE INDEX deliberation_keyshare_round_id_49140d3f ON public.deliberation_keyshare USING btree (round_id);

CREATE INDEX deliberation_lookatwords_by_id_9b453b8d ON public.deliberation_lookatwords USING btree (by_id);

CREATE INDEX deliberation_meeting_called_by_id_a285333a ON public.deliberation_meeting USING btree (called_by_id);

CREATE INDEX deliberation_meeting_council_id_2c0f2e81 ON public.deliberation_meeting USING btree (council_id);

CREATE INDEX deliberation_meeting_minutes_by_id_cf49984b ON public.deliberation_meeting USING btree (minutes_by_id);

CREATE INDEX deliberation_meeting_project_id_3e9ad314 ON public.deliberation_meeting USING btree (project_id);

CREATE INDEX deliberation_meeting_version_id_ffada186 ON public.deliberation_meeting USING btree (version_id);

CREATE INDEX deliberation_meetingchange_by_id_bbc0fd34 ON public.deliberation_meetingchange USING btree (by_id);

CREATE INDEX deliberation_meetingchange_meeting_id_7488f65c ON public.deliberation_meetingchange USING btree (meeting_id);

CREATE INDEX deliberation_minutesdraft_by_id_40150518 ON public.deliberation_minutesdraft USING btree (by_id);

CREATE INDEX deliberation_minutesdraft_chair_id_07d8a8f0 ON public.deliberation_minutesdraft USING btree (chair_id);

CREATE INDEX deliberation_minutessignature_by_id_ff7e5bed ON public.deliberation_minutessignature USING btree (by_id);

CREATE INDEX deliberation_minutessignature_draft_id_9dbe8f0e ON public.deliberation_minutessignature USING btree (draft_id);

CREATE INDEX deliberation_motion_meeting_id_bcd467f8 ON public.deliberation_motion USING btree (meeting_id);

CREATE INDEX deliberation_motion_project_id_aefea7b3 ON public.deliberation_motion USING btree (project_id);

CREATE INDEX deliberation_motion_version_id_30d1ae0d ON public.deliberation_motion USING btree (version_id);

CREATE INDEX deliberation_openedballot_round_id_66f92410 ON public.deliberation_openedballot USING btree (round_id);

CREATE INDEX deliberation_owner_serial_a979e853_like ON public.deliberation_owner USING btree (serial varchar_pattern_ops);

CREATE INDEX deliberation_owner_vote_id_b2deb06e ON public.deliberation_owner USING btree (vote_id);

CREATE INDEX deliberation_ownerflat_household_id_e98eac69 ON public.deliberation_ownerflat USING btree (household_id);

CREATE INDEX deliberation_ownerflat_owner_id_ed158848 ON public.deliberation_ownerflat USING btree (owner_id);

CREATE INDEX deliberation_ownerflat_vote_id_cac2b91f ON public.deliberation_ownerflat USING btree (vote_id);

CREATE INDEX deliberation_ownerperson_owner_id_d3baaa4d ON public.deliberation_ownerperson USING btree (owner_id);

CREATE INDEX deliberation_ownerperson_user_id_f0860501 ON public.deliberation_ownerperson USING btree (user_id);

CREATE INDEX deliberation_ownerperson_vote_id_da5f6fbc ON public.deliberation_ownerperson USING btree (vote_id);

CREATE INDEX deliberation_ownersdecision_by_id_eda3e8e0 ON public.deliberation_ownersdecision USING btree (by_id);

CREATE INDEX deliberation_ownersrollfile_by_id_4f4cc407 ON public.deliberation_ownersrollfile USING btree (by_id);

CREATE INDEX deliberation_ownersrollfile_project_id_0b48b254 ON public.deliberation_ownersrollfile USING btree (project_id);

CREATE INDEX deliberation_ownersrollfile_taken_by_id_97824fce ON public.deliberation_ownersrollfile USING btree (taken_by_id);

CREATE INDEX deliberation_ownerssale_buyer_id_3d298b0d ON public.deliberation_ownerssale USING btree (buyer_id);

CREATE INDEX deliberation_ownerssale_confirmed_by_id_8df466ca ON public.deliberation_ownerssale USING btree (confirmed_by_id);

CREATE INDEX deliberation_ownerssale_flat_id_b06b2122 ON public.deliberation_ownerssale USING btree (flat_id);

CREATE INDEX deliberation_ownerssale_proposed_by_id_759f8f67 ON public.deliberation_ownerssale USING btree (proposed_by_id);

CREATE INDEX deliberation_ownerssale_seller_id_f9bdbc4d ON public.deliberation_ownerssale USING btree (seller_id);

CREATE INDEX deliberation_ownersvote_opened_by_id_38529f04 ON public.deliberation_ownersvote USING btree (opened_by_id);

CREATE INDEX deliberation_ownersvote_project_id_6c79a24c ON public.deliberation_ownersvote USING btree (project_id);

CREATE INDEX deliberation_ownersvote_version_id_319057a3 ON public.deliberation_ownersvote USING btree (version_id);

CREATE INDEX deliberation_ownersword_by_id_ce530f19 ON public.deliberation_ownersword USING btree (by_id);

CREATE INDEX deliberation_ownersword_helper_id_11d36321 ON public.deliberation_ownersword USING btree (helper_id);

CREATE INDEX deliberation_ownersword_owner_id_5fa77340 ON public.deliberation_ownersword USING btree (owner_id);

CREATE INDEX deliberation_ownersword_person_id_149ba15a ON public.deliberation_ownersword USING btree (person_id);

CREATE INDEX deliberation_paperballot_serial_394bf68f_like ON public.deliberation_paperballot USING btree (serial varchar_pattern_ops);

CREATE INDEX deliberation_paperballot_station_id_3ba1d503 ON public.deliberation_paperballot USING btree (station_id);

CREATE INDEX deliberation_paperentry_by_id_0d33fe30 ON public.deliberation_paperentry USING btree (by_id);

CREATE INDEX deliberation_paperentry_paper_id_cd6f3273 ON public.deliberation_paperentry USING btree (paper_id);

CREATE INDEX deliberation_paperminutes_by_id_5f764efd ON public.deliberation_paperminutes USING btree (by_id);

CREATE INDEX deliberation_paperminutes_confirmed_by_id_62b07358 ON public.deliberation_paperminutes USING btree (confirmed_by_id);

CREATE INDEX deliberation_paperminutes_draft_id_d599e979 ON public.deliberation_paperminutes USING btree (draft_id);

CREATE INDEX deliberation_partyinvitation_meeting_id_88feaa6f ON public.deliberation_partyinvitation USING btree (meeting_id);

CREATE INDEX deliberation_partyinvitation_user_id_ae966b7d ON public.deliberation_partyinvitation USING btree (user_id);

CREATE INDEX deliberation_partyopinion_meeting_id_7216bd29 ON public.deliberation_partyopinion USING btree (meeting_id);

CREATE INDEX deliberation_pointsdraft_item_id_ef88a639 ON public.deliberation_pointsdraft USING btree (item_id);

CREATE INDEX deliberation_pointsdraft_member_id_80a32c53 ON public.deliberation_pointsdraft USING btree (member_id);

CREATE INDEX deliberation_pollhousehold_household_id_c6e1f019 ON public.deliberation_pollhousehold USING btree (household_id);

CREATE INDEX deliberation_pollhousehold_poll_id_e5526813 ON public.deliberation_pollhousehold USING btree (poll_id);

CREATE INDEX deliberation_pollsheet_area_id_ba4acf45 ON public.deliberation_pollsheet USING btree (area_id);

CREATE INDEX deliberation_pollsheet_poll_id_65885213 ON public.deliberation_pollsheet USING btree (poll_id);

CREATE INDEX deliberation_pollsheet_printed_by_id_30f7e546 ON public.deliberation_pollsheet USING btree (printed_by_id);

CREATE INDEX deliberation_pollsheet_serial_815a18b3_like ON public.deliberation_pollsheet USING btree (serial varchar_pattern_ops);

CREATE INDEX deliberation_protocol_by_id_18854e2c ON public.deliberation_protocol USING btree (by_id);

CREATE INDEX deliberation_protocol_station_id_404bc23d ON public.deliberation_protocol USING btree (station_id);

CREATE INDEX deliberation_rating_by_id_3a0e70fe ON public.deliberation_rating USING btree (by_id);

CREATE INDEX deliberation_rating_helper_id_1dc836a8 ON public.deliberation_rating USING btree (helper_id);

CREATE INDEX deliberation_rating_household_id_f28d0b8e ON public.deliberation_rating USING btree (household_id);

CREATE INDEX deliberation_rating_review_id_adcaa068 ON public.deliberation_rating USING btree (review_id);

CREATE INDEX deliberation_recusal_member_id_94046edb ON public.deliberation_recusal USING btree (member_id);

CREATE INDEX deliberation_recusal_project_id_ac65967a ON public.deliberation_recusal USING btree (project_id);

CREATE INDEX deliberation_recusalrequest_by_id_a2f113ba ON public.deliberation_recusalrequest USING btree (by_id);

CREATE INDEX deliberation_recusalrequest_item_id_091a47b7 ON public.deliberation_recusalrequest USING btree (item_id);

CREATE INDEX deliberation_recusalrequest_member_id_e2aa299d ON public.deliberation_recusalrequest USING btree (member_id);

CREATE INDEX deliberation_recusalvote_member_id_d3af5e59 ON public.deliberation_recusalvote USING btree (member_id);

CREATE INDEX deliberation_recusalvote_request_id_5519994f ON public.deliberation_recusalvote USING btree (request_id);

CREATE INDEX deliberation_resolution_by_id_4344d28d ON public.deliberation_resolution USING btree (by_id);

CREATE INDEX deliberation_resolution_project_id_b79a9177 ON public.deliberation_resolution USING btree (project_id);

CREATE INDEX deliberation_reviewhousehold_household_id_1116d46f ON public.deliberation_reviewhousehold USING btree (household_id);

CREATE INDEX deliberation_reviewhousehold_review_id_ef13f6d2 ON public.deliberation_reviewhousehold USING btree (review_id);

CREATE INDEX deliberation_rollcorrection_confirmed_by_id_bcf91f7b ON public.deliberation_rollcorrection USING btree (confirmed_by_id);

CREATE INDEX deliberation_rollcorrection_person_id_635b95e7 ON public.deliberation_rollcorrection USING btree (person_id);

CREATE INDEX deliberation_rollcorrection_proposed_by_id_e0241456 ON public.deliberation_rollcorrection USING btree (proposed_by_id);

CREATE INDEX deliberation_rollcorrection_round_id_6297dce7 ON public.deliberation_rollcorrection USING btree (round_id);

CREATE INDEX deliberation_rollentry_voter_id_9b6c39f7 ON public.deliberation_rollentry USING btree (voter_id);

CREATE INDEX deliberation_satisfactionreview_decided_by_id_b0b147f3 ON public.deliberation_satisfactionreview USING btree (decided_by_id);

CREATE INDEX deliberation_satisfactionreview_project_id_37b7ec50 ON public.deliberation_satisfactionreview USING btree (project_id);

CREATE INDEX deliberation_score_member_id_fffcdf6f ON public.deliberation_score USING btree (member_id);

CREATE INDEX deliberation_score_project_id_f847ea2a ON public.deliberation_score USING btree (project_id);

CREATE INDEX deliberation_sealedballot_code_fb7e691b_like ON public.deliberation_sealedballot USING btree (code varchar_pattern_ops);

CREATE INDEX deliberation_sealedballot_round_id_adca5e3b ON public.deliberation_sealedballot USING btree (round_id);

CREATE INDEX deliberation_setaside_by_id_9ff37468 ON public.deliberation_setaside USING btree (by_id);

CREATE INDEX deliberation_setaside_paper_id_aeb52d53 ON public.deliberation_setaside USING btree (paper_id);

CREATE INDEX deliberation_sheetline_household_id_3395ff1b ON public.deliberation_sheetline USING btree (household_id);

CREATE INDEX deliberation_sheetline_sheet_id_b7b56408 ON public.deliberation_sheetline USING btree (sheet_id);

CREATE INDEX deliberation_sheetreading_by_id_75c581bc ON public.deliberation_sheetreading USING btree (by_id);

CREATE INDEX deliberation_sheetreading_sheet_id_f340a0e9 ON public.deliberation_sheetreading USING btree (sheet_id);

CREATE INDEX deliberation_shift_officer_id_eabdbdc7 ON public.deliberation_shift USING btree (officer_id);

CREATE INDEX deliberation_shift_station_id_98378bc5 ON public.deliberation_shift USING btree (station_id);

CREATE INDEX deliberation_signinsheet_by_id_b1148e83 ON public.deliberation_signinsheet USING btree (by_id);

CREATE INDEX deliberation_signinsheet_meeting_id_6f8eea26 ON public.deliberation_signinsheet USING btree (meeting_id);

CREATE INDEX deliberation_sitting_area_id_bcddd9bf ON public.deliberation_sitting USING btree (area_id);

CREATE INDEX deliberation_sitting_resolved_by_id_e741ebc7 ON public.deliberation_sitting USING btree (resolved_by_id);

CREATE INDEX deliberation_sittingitem_project_id_5163d7fd ON public.deliberation_sittingitem USING btree (project_id);

CREATE INDEX deliberation_sittingitem_sitting_id_a34f4e49 ON public.deliberation_sittingitem USING btree (sitting_id);

CREATE INDEX deliberation_sixparty_area_id_10c4ad38 ON public.deliberation_sixparty USING btree (area_id);

CREATE INDEX deliberation_sixparty_user_id_cf4a818f ON public.deliberation_sixparty USING btree (user_id);

CREATE INDEX deliberation_station_round_id_872ab563 ON public.deliberation_station USING btree (round_id);

CREATE INDEX deliberation_substitute_by_id_82c109dc ON public.deliberation_substitute USING btree (by_id);

CREATE INDEX deliberation_substitute_item_id_212cbe76 ON public.deliberation_substitute USING btree (item_id);

CREATE INDEX deliberation_substitute_member_id_04256ec0 ON public.deliberation_substitute USING btree (member_id);

CREATE INDEX deliberation_support_by_id_e7b73193 ON public.deliberation_support USING btree (by_id);

CREATE INDEX deliberation_support_helper_id_64f1951a ON public.deliberation_support USING btree (helper_id);

CREATE INDEX deliberation_support_household_id_905854db ON public.deliberation_support USING btree (household_id);

CREATE INDEX deliberation_support_poll_id_41dea7f5 ON public.deliberation_support USING btree (poll_id);

CREATE INDEX deliberation_support_sheet_id_77677d2a ON public.deliberation_support USING btree (sheet_id);

CREATE INDEX deliberation_supportpoll_places_area_id_2138562f ON public.deliberation_supportpoll_places USING btree (area_id);

CREATE INDEX deliberation_supportpoll_places_supportpoll_id_b5a48444 ON public.deliberation_supportpoll_places USING btree (supportpoll_id);

CREATE INDEX deliberation_supportpoll_project_id_3230a322 ON public.deliberation_supportpoll USING btree (project_id);

CREATE INDEX deliberation_supportpoll_version_id_bf9cabbe ON public.deliberation_supportpoll USING btree (version_id);

CREATE INDEX deliberation_votinground_area_id_5e860349 ON public.deliberation_votinground USING btree (area_id);

CREATE INDEX deliberation_votinground_notice_id_f9820e8a ON public.deliberation_votinground USING btree (notice_id);

CREATE INDEX deliberation_votinground_opened_by_id_649f48a2 ON public.deliberation_votinground USING btree (opened_by_id);

CREATE INDEX deliberation_votinground_result_notice_id_d0a1f3a7 ON public.deliberation_votinground USING btree (result_notice_id);

CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);

CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE UNIQUE INDEX each_bank_reference_once ON public.funding_tranche USING btree (bank_reference) WHERE (NOT ((bank_reference)::text = ''::text));

CREATE UNIQUE INDEX each_home_once ON public.deliberation_ownerflat USING btree (vote_id, household_id) WHERE (household_id IS NOT NULL);

CREATE UNIQUE INDEX each_invoice_is_billed_once ON public.funding_bill USING btree (invoice_number) WHERE (NOT is_reversed);

CREATE UNIQUE INDEX each_invoice_once_in_the_district ON public.funding_voucher USING btree (invoice_number) WHERE ((NOT is_reversed) AND (NOT ((invoice_number)::text = ''::text)));

CREATE UNIQUE INDEX each_person_sits_once ON public.deliberation_councilmember USING btree (council_id, user_id) WHERE (user_id IS NOT NULL);

CREATE INDEX funding_account_area_id_874a55d8 ON public.funding_account USING btree (area_id);

CREATE INDEX funding_account_project_id_5d8a66e9 ON public.funding_account USING btree (project_id);

CREATE INDEX funding_application_by_id_3ceefe3e ON public.funding_application USING btree (by_id);

CREATE INDEX funding_application_number_d88e168f_like ON public.funding_application USING btree (number varchar_pattern_ops);

CREATE INDEX funding_application_project_id_fe7d4dbe ON public.funding_application USING btree (project_id);

CREATE INDEX funding_approval_by_id_f68504dc ON public.funding_approval USING btree (by_id);

CREATE INDEX funding_bankline_statement_id_3b03c5d1 ON public.funding_bankline USING btree (statement_id);

CREATE INDEX funding_bankstatement_area_id_17640567 ON public.funding_bankstatement USING btree (area_id);

CREATE INDEX funding_bankstatement_uploaded_by_id_68bc0c5d ON public.funding_bankstatement USING btree (uploaded_by_id);

CREATE INDEX funding_bill_contract_id_4ace52e9 ON public.funding_bill USING btree (contract_id);

CREATE INDEX funding_bill_line_id_33abade8 ON public.funding_bill USING btree (line_id);

CREATE INDEX funding_bill_project_id_08f4ecd9 ON public.funding_bill USING btree (project_id);

CREATE INDEX funding_bill_recorded_by_id_a45bbe41 ON public.funding_bill USING btree (recorded_by_id);

CREATE INDEX funding_budgetline_project_id_7b7dd1cd ON public.funding_budgetline USING btree (project_id);

CREATE INDEX funding_contract_recorded_by_id_0d250e9e ON public.funding_contract USING btree (recorded_by_id);

CREATE INDEX funding_contribution_number_eeb5b321_like ON public.funding_contribution USING btree (number varchar_pattern_ops);

CREATE INDEX funding_contribution_pledge_id_f416195f ON public.funding_contribution USING btree (pledge_id);

CREATE INDEX funding_contribution_project_id_320479d3 ON public.funding_contribution USING btree (project_id);

CREATE INDEX funding_contribution_recorded_by_id_86bfd5c8 ON public.funding_contribution USING btree (recorded_by_id);

CREATE INDEX funding_entry_by_id_49543f0a ON public.funding_entry USING btree (by_id);

CREATE INDEX funding_entry_project_id_4a4c42ec ON public.funding_entry USING btree (project_id);

CREATE INDEX funding_giftinkind_number_97164d8c_like ON public.funding_giftinkind USING btree (number varchar_pattern_ops);

CREATE INDEX funding_giftinkind_project_id_4a322ab5 ON public.funding_giftinkind USING btree (project_id);

CREATE INDEX funding_giftinkind_recorded_by_id_cd4b50b9 ON public.funding_giftinkind USING btree (recorded_by_id);

CREATE INDEX funding_grant_approved_by_id_c7aab1e6 ON public.funding_grant USING btree (approved_by_id);

CREATE INDEX funding_grant_envelope_id_c2f98f25 ON public.funding_grant USING btree (envelope_id);

CREATE INDEX funding_grant_project_id_312d0f23 ON public.funding_grant USING btree (project_id);

CREATE INDEX funding_grantchange_approved_by_id_90033263 ON public.funding_grantchange USING btree (approved_by_id);

CREATE INDEX funding_grantchange_checked_by_id_16a9d3be ON public.funding_grantchange USING btree (checked_by_id);

CREATE INDEX funding_grantchange_project_id_33bd6361 ON public.funding_grantchange USING btree (project_id);

CREATE INDEX funding_grantchange_refused_by_id_a53a1c86 ON public.funding_grantchange USING btree (refused_by_id);

CREATE INDEX funding_grantchange_requested_by_id_7ab72761 ON public.funding_grantchange USING btree (requested_by_id);

CREATE INDEX funding_grantchange_reviewed_by_id_f72e05c5 ON public.funding_grantchange USING btree (reviewed_by_id);

CREATE INDEX funding_offercode_invitation_id_9c166cc7 ON public.funding_offercode USING btree (invitation_id);

CREATE INDEX funding_offertrace_invitation_id_b541e457 ON public.funding_offertrace USING btree (invitation_id);

CREATE INDEX funding_offertrace_person_id_c7040ed5 ON public.funding_offertrace USING btree (person_id);

CREATE INDEX funding_offertrace_project_id_1b5843de ON public.funding_offertrace USING btree (project_id);

CREATE INDEX funding_plannedshare_project_id_235d752a ON public.funding_plannedshare USING btree (project_id);

CREATE INDEX funding_pledge_number_0d50e814_like ON public.funding_pledge USING btree (number varchar_pattern_ops);

CREATE INDEX funding_pledge_project_id_886bf7c5 ON public.funding_pledge USING btree (project_id);

CREATE INDEX funding_pledge_recorded_by_id_ad1a6e09 ON public.funding_pledge USING btree (recorded_by_id);

CREATE INDEX funding_posting_account_id_5e9da4dc ON public.funding_posting USING btree (account_id);

CREATE INDEX funding_posting_entry_id_d7d9113f ON public.funding_posting USING btree (entry_id);

CREATE INDEX funding_projecttotal_project_id_f7e63f23 ON public.funding_projecttotal USING btree (project_id);

CREATE INDEX funding_quotation_collected_by_id_8a7df545 ON public.funding_quotation USING btree (collected_by_id);

CREATE INDEX funding_quotation_firm_id_c9a76049 ON public.funding_quotation USING btree (firm_id);

CREATE INDEX funding_quotation_project_id_c0009d99 ON public.funding_quotation USING btree (project_id);

CREATE INDEX funding_quotation_round_id_90e03588 ON public.funding_quotation USING btree (round_id);

CREATE INDEX funding_quotationround_called_by_id_d6312048 ON public.funding_quotationround USING btree (called_by_id);

CREATE INDEX funding_quotationround_opened_by_id_f15b18e9 ON public.funding_quotationround USING btree (opened_by_id);

CREATE INDEX funding_quotationround_project_id_13141896 ON public.funding_quotationround USING btree (project_id);

CREATE INDEX funding_sharedfacility_area_id_a866a1bf ON public.funding_sharedfacility USING btree (area_id);

CREATE INDEX funding_sharedfacility_unit_36576b53_like ON public.funding_sharedfacility USING btree (unit varchar_pattern_ops);

CREATE INDEX funding_streetreview_district_by_id_f8d25e11 ON public.funding_streetreview USING btree (district_by_id);

CREATE INDEX funding_streetreview_handler_id_554b14e8 ON public.funding_streetreview USING btree (handler_id);

CREATE INDEX funding_streetreview_implementing_person_id_4e864c2a ON public.funding_streetreview USING btree (implementing_person_id);

CREATE INDEX funding_streetreview_project_id_2872831d ON public.funding_streetreview USING btree (project_id);

CREATE INDEX funding_streetreview_reviewer_id_2a6e35c5 ON public.funding_streetreview USING btree (reviewer_id);

CREATE INDEX funding_supplier_again_by_id_1641a62e ON public.funding_supplier USING btree (again_by_id);

CREATE INDEX funding_supplier_area_id_07f50cfe ON public.funding_supplier USING btree (area_id);

CREATE INDEX funding_supplier_asked_for_id_0002e6fd ON public.funding_supplier USING btree (asked_for_id);

CREATE INDEX funding_supplier_confirmed_by_id_26049130 ON public.funding_supplier USING btree (confirmed_by_id);

CREATE INDEX funding_supplier_entered_by_id_be9dca5c ON public.funding_supplier USING btree (entered_by_id);

CREATE INDEX funding_supplier_next_phone_by_id_33d467b3 ON public.funding_supplier USING btree (next_phone_by_id);

CREATE INDEX funding_supplier_phone_confirmed_by_id_b39f3c92 ON public.funding_supplier USING btree (phone_confirmed_by_id);

CREATE INDEX funding_supplier_phone_hash_d9b22825 ON public.funding_supplier USING btree (phone_hash);

CREATE INDEX funding_supplier_phone_hash_d9b22825_like ON public.funding_supplier USING btree (phone_hash varchar_pattern_ops);

CREATE INDEX funding_supplierchoice_by_id_53763cff ON public.funding_supplierchoice USING btree (by_id);

CREATE INDEX funding_supplierchoice_decided_by_id_6d41a564 ON public.funding_supplierchoice USING btree (decided_by_id);

CREATE INDEX funding_supplierchoice_project_id_fa8fe35b ON public.funding_supplierchoice USING btree (project_id);

CREATE INDEX funding_supplierchoice_quotation_id_04f54419 ON public.funding_supplierchoice USING btree (quotation_id);

CREATE INDEX funding_supplierinvitation_firm_id_cf219316 ON public.funding_supplierinvitation USING btree (firm_id);

CREATE INDEX funding_supplierinvitation_invited_by_id_5fbb04ba ON public.funding_supplierinvitation USING btree (invited_by_id);

CREATE INDEX funding_supplierinvitation_project_id_e0d32aef ON public.funding_supplierinvitation USING btree (project_id);

CREATE INDEX funding_supplierinvitation_round_id_65cc656b ON public.funding_supplierinvitation USING btree (round_id);

CREATE INDEX funding_supplierinvitation_token_hash_c03190d2_like ON public.funding_supplierinvitation USING btree (token_hash varchar_pattern_ops);

CREATE INDEX funding_tranche_approved_by_id_2d4ca847 ON public.funding_tranche USING btree (approved_by_id);

CREATE INDEX funding_tranche_checked_by_id_d57630b7 ON public.funding_tranche USING btree (checked_by_id);

CREATE INDEX funding_tranche_grant_id_6a13b3c0 ON public.funding_tranche USING btree (grant_id);

CREATE INDEX funding_tranche_paid_by_id_538bd0c6 ON public.funding_tranche USING btree (paid_by_id);

CREATE INDEX funding_tranche_requested_by_id_e655322b ON public.funding_tranche USING btree (requested_by_id);

CREATE INDEX funding_voucher_bill_id_921e1b5d ON public.funding_voucher USING btree (bill_id);

CREATE INDEX funding_voucher_line_id_16de964d ON public.funding_voucher USING btree (line_id);

CREATE INDEX funding_voucher_project_id_af91da6e ON public.funding_voucher USING btree (project_id);

CREATE INDEX funding_voucher_recorded_by_id_1993b9fc ON public.funding_voucher USING btree (recorded_by_id);

CREATE UNIQUE INDEX household_comes_once ON public.deliberation_attendance USING btree (meeting_id, household_id) WHERE (household_id IS NOT NULL);

CREATE UNIQUE INDEX invitation_comes_once ON public.deliberation_attendance USING btree (meeting_id, invitation_id) WHERE (invitation_id IS NOT NULL);

CREATE INDEX jobs_job_area_id_56425ade ON public.jobs_job USING btree (area_id);

CREATE INDEX jobs_job_by_id_0456849d ON public.jobs_job USING btree (by_id);

CREATE INDEX lines_by_what ON public.accounts_rosterline USING btree (file_id, what, number);

CREATE INDEX links_of_a_row ON public.funding_link USING btree (kind, row_id);

CREATE INDEX log_erased_leaf_id_2b6873d7 ON public.log_erased USING btree (leaf_id);

CREATE INDEX log_erased_row ON public.log_erased USING btree (kind, "row");

CREATE INDEX log_member_leaf_id_0c84cd67 ON public.log_member USING btree (leaf_id);

CREATE INDEX log_newest_of_a_row ON public.log_leaf USING btree (kind, "row", id DESC);

CREATE INDEX log_place_name_0d0be6fb_like ON public.log_place USING btree (name varchar_pattern_ops);

CREATE INDEX log_without_place ON public.log_leaf USING btree (id) WHERE (index IS NULL);

CREATE INDEX marks_of_a_station ON public.deliberation_rollentry USING btree (station_id) WHERE (station_id IS NOT NULL);

CREATE UNIQUE INDEX member_comes_once ON public.deliberation_attendance USING btree (meeting_id, member_id) WHERE (member_id IS NOT NULL);

CREATE UNIQUE INDEX merged_into_one_at_a_time ON public.projects_merge USING btree (gone_id) WHERE (undone_at IS NULL);

CREATE INDEX messages_of_an_occasion ON public.notices_message USING btree (topic, occasion);

CREATE INDEX newest_heard_notes ON public.projects_heardnote USING btree (heard_on DESC, id DESC);

CREATE INDEX newest_notices ON public.notices_notice USING btree (published_at DESC, id DESC);

CREATE INDEX newest_projects ON public.projects_project USING btree (stage_since DESC, id DESC);

CREATE INDEX notices_addresscheck_person_id_ea299336 ON public.notices_addresscheck USING btree (person_id);

CREATE INDEX notices_campaign_approved_by_id_d06a0b7e ON public.notices_campaign USING btree (approved_by_id);

CREATE INDEX notices_campaign_area_id_d6b6698e ON public.notices_campaign USING btree (area_id);

CREATE INDEX notices_campaign_by_id_1bf325b1 ON public.notices_campaign USING btree (by_id);

CREATE INDEX notices_campaign_stopped_by_id_12db1ca4 ON public.notices_campaign USING btree (stopped_by_id);

CREATE INDEX notices_delivery_message_id_c39f4724 ON public.notices_delivery USING btree (message_id);

CREATE INDEX notices_delivery_person_id_ed7a0124 ON public.notices_delivery USING btree (person_id);

CREATE INDEX notices_digestmail_person_id_b8b90bcc ON public.notices_digestmail USING btree (person_id);

CREATE INDEX notices_draft_area_id_5538972b ON public.notices_draft USING btree (area_id);

CREATE INDEX notices_draft_decided_by_id_777f7945 ON public.notices_draft USING btree (decided_by_id);

CREATE INDEX notices_message_person_id_f973f285 ON public.notices_message USING btree (person_id);

CREATE INDEX notices_notice_area_id_6a011ca5 ON public.notices_notice USING btree (area_id);

CREATE INDEX notices_notice_number_ac145afb_like ON public.notices_notice USING btree (number varchar_pattern_ops);

CREATE INDEX notices_notice_published_by_id_594a873d ON public.notices_notice USING btree (published_by_id);

CREATE INDEX notices_objection_answered_by_id_11e91ef4 ON public.notices_objection USING btree (answered_by_id);

CREATE INDEX notices_objection_by_id_54085ebe ON public.notices_objection USING btree (by_id);

CREATE INDEX notices_objection_notice_id_2b7cdd0c ON public.notices_objection USING btree (notice_id);

CREATE INDEX notices_postednotice_by_id_a2077653 ON public.notices_postednotice USING btree (by_id);

CREATE INDEX notices_postednotice_notice_id_04b8609f ON public.notices_postednotice USING btree (notice_id);

CREATE UNIQUE INDEX one_ballot_a_photo ON public.deliberation_ballotreading USING btree (scan_digest) WHERE (NOT ((scan_digest)::text = ''::text));

CREATE UNIQUE INDEX one_change_of_a_subsidy_open ON public.funding_grantchange USING btree (project_id) WHERE ((approved_at IS NULL) AND (refused_at IS NULL));

CREATE UNIQUE INDEX one_grant_in_force ON public.funding_grant USING btree (project_id) WHERE (released_at IS NULL);

CREATE UNIQUE INDEX one_head_per_household ON public.accounts_membership USING btree (household_id) WHERE (is_head AND (until IS NULL));

CREATE UNIQUE INDEX one_household_per_door ON public.accounts_household USING btree (area_id, door_key) WHERE (twin_of_id IS NULL);

CREATE UNIQUE INDEX one_label_on_the_roll ON public.deliberation_rollentry USING btree (round_id, label) WHERE (NOT ((label)::text = ''::text));

CREATE UNIQUE INDEX one_membership_per_household ON public.accounts_membership USING btree (user_id, household_id) WHERE (until IS NULL);

CREATE UNIQUE INDEX one_motion_about_a_project ON public.deliberation_motion USING btree (meeting_id, project_id) WHERE (project_id IS NOT NULL);

CREATE UNIQUE INDEX one_open_owners_vote ON public.deliberation_ownersvote USING btree (project_id) WHERE (closed_at IS NULL);

CREATE UNIQUE INDEX one_open_phone_change ON public.accounts_phonechange USING btree (user_id) WHERE (decided_at IS NULL);

CREATE UNIQUE INDEX one_open_poll_per_project ON public.deliberation_supportpoll USING btree (project_id) WHERE (closed_at IS NULL);

CREATE UNIQUE INDEX one_open_request_a_member ON public.deliberation_recusalrequest USING btree (item_id, member_id) WHERE (granted IS NULL);

CREATE UNIQUE INDEX one_open_request_per_home ON public.accounts_rosterrequest USING btree (user_id, area_id, building, unit, room) WHERE ((decided_at IS NULL) AND ((kind)::text = 'join'::text));

CREATE UNIQUE INDEX one_open_review_per_project ON public.deliberation_satisfactionreview USING btree (project_id) WHERE (closed_at IS NULL);

CREATE UNIQUE INDEX one_open_sale_a_flat ON public.deliberation_ownerssale USING btree (flat_id) WHERE (confirmed_at IS NULL);

CREATE UNIQUE INDEX one_open_step_for_a_row ON public.accounts_rosterstep USING btree (kind, home_id, member_id, person_id, twin_home_id, twin_person_id) NULLS NOT DISTINCT WHERE (decided_at IS NULL);

CREATE UNIQUE INDEX one_open_street_review ON public.funding_streetreview USING btree (project_id) WHERE (reviewed_at IS NULL);

CREATE UNIQUE INDEX one_person_of_a_name_per_household ON public.accounts_membership USING btree (household_id, name_key, namesake) WHERE ((until IS NULL) AND (NOT ((name_key)::text = ''::text)));

CREATE UNIQUE INDEX one_photo_a_ballot ON public.deliberation_ballotreading USING btree (owner_id) WHERE (NOT ((scan_digest)::text = ''::text));

CREATE UNIQUE INDEX one_photo_a_sheet ON public.deliberation_sheetreading USING btree (sheet_id) WHERE (NOT ((scan_digest)::text = ''::text));

CREATE UNIQUE INDEX one_post_of_a_kind ON public.accounts_post USING btree (user_id, role, area_id) WHERE (until IS NULL);

CREATE UNIQUE INDEX one_price_per_company ON public.funding_quotation USING btree (project_id, uscc) WHERE (NOT ((uscc)::text = ''::text));

CREATE UNIQUE INDEX one_roll_of_owners_waits ON public.deliberation_ownersrollfile USING btree (project_id) WHERE ((state)::text = 'ready'::text);

CREATE UNIQUE INDEX one_round_of_quotations_open ON public.funding_quotationround USING btree (project_id) WHERE (opened_at IS NULL);

CREATE UNIQUE INDEX one_sheet_a_photo ON public.deliberation_sheetreading USING btree (scan_digest) WHERE (NOT ((scan_digest)::text = ''::text));

CREATE UNIQUE INDEX one_sms_a_person_topic_and_day ON public.notices_delivery USING btree (person_id, topic, day) WHERE (((channel)::text = 'sms'::text) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sent'::character varying])::text[])));

CREATE UNIQUE INDEX one_supplier_per_project ON public.funding_supplierchoice USING btree (project_id) WHERE (NOT ((approval)::text = 'refused'::text));

CREATE UNIQUE INDEX one_valid_address_per_supplier ON public.funding_supplierinvitation USING btree (round_id, uscc) WHERE (void_at IS NULL);

CREATE UNIQUE INDEX one_vote_a_household ON public.deliberation_rollentry USING btree (round_id, shares_vote_of_id) WHERE ((marked_at IS NOT NULL) AND (shares_vote_of_id IS NOT NULL));

CREATE INDEX open_jobs ON public.jobs_job USING btree (created_at) WHERE (ended_at IS NULL);

CREATE INDEX otp_static_staticdevice_user_id_7f9cff2b ON public.otp_static_staticdevice USING btree (user_id);

CREATE INDEX otp_static_statictoken_device_id_74b7c7d1 ON public.otp_static_statictoken USING btree (device_id);

CREATE INDEX otp_static_statictoken_token_d0a51866 ON public.otp_static_statictoken USING btree (token);

CREATE INDEX otp_static_statictoken_token_d0a51866_like ON public.otp_static_statictoken USING btree (token varchar_pattern_ops);

CREATE INDEX otp_totp_totpdevice_user_id_0fb18292 ON public.otp_totp_totpdevice USING btree (user_id);

CREATE INDEX people_by_name ON public.accounts_user USING btree (name_key) WHERE (NOT ((name_key)::text = ''::text));

CREATE UNIQUE INDEX person_comes_once ON public.deliberation_attendance USING btree (meeting_id, person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX policy_calendarday_year_id_9851b145 ON public.policy_calendarday USING btree (year_id);

CREATE INDEX policy_parameter_area_id_10eb7232 ON public.policy_parameter USING btree (area_id);

CREATE INDEX projects_acceptance_by_id_e07ca7bc ON public.projects_acceptance USING btree (by_id);

CREATE INDEX projects_acceptance_project_id_28c45ceb ON public.projects_acceptance USING btree (project_id);

CREATE INDEX projects_appeal_by_id_663f1992 ON public.projects_appeal USING btree (by_id);

CREATE INDEX projects_appeal_decided_by_id_5b691190 ON public.projects_appeal USING btree (decided_by_id);

CREATE INDEX projects_by_their_money ON public.funding_projecttotal USING btree (year, source, approved DESC, received DESC, project_id);

CREATE INDEX projects_comment_by_id_b26fc087 ON public.projects_comment USING btree (by_id);

CREATE INDEX projects_comment_hidden_by_id_9b8627c5 ON public.projects_comment USING btree (hidden_by_id);

CREATE INDEX projects_comment_parent_id_a3fb47d3 ON public.projects_comment USING btree (parent_id);

CREATE INDEX projects_comment_project_id_220d4b34 ON public.projects_comment USING btree (project_id);

CREATE INDEX projects_due ON public.projects_project USING btree (stage, stage_due);

CREATE INDEX projects_evidence_by_id_60f23090 ON public.projects_evidence USING btree (by_id);

CREATE INDEX projects_evidence_project_id_2c579233 ON public.projects_evidence USING btree (project_id);

CREATE INDEX projects_givingupword_by_id_5b443a6d ON public.projects_givingupword USING btree (by_id);

CREATE INDEX projects_givingupword_project_id_23909f15 ON public.projects_givingupword USING btree (project_id);

CREATE INDEX projects_groupchoice_by_id_db2b68af ON public.projects_groupchoice USING btree (by_id);

CREATE INDEX projects_groupchoice_project_id_ac96cd89 ON public.projects_groupchoice USING btree (project_id);

CREATE INDEX projects_handover_leaver_id_5bcb1d13 ON public.projects_handover USING btree (leaver_id);

CREATE INDEX projects_handover_project_id_aa5ffe12 ON public.projects_handover USING btree (project_id);

CREATE INDEX projects_handover_taker_id_2e19810c ON public.projects_handover USING btree (taker_id);

CREATE INDEX projects_heardnote_area_id_c25d3711 ON public.projects_heardnote USING btree (area_id);

CREATE INDEX projects_heardnote_by_id_0591ec47 ON public.projects_heardnote USING btree (by_id);

CREATE INDEX projects_heardnote_project_id_828a61da ON public.projects_heardnote USING btree (project_id);

CREATE INDEX projects_inspection_by_id_5b32ac9d ON public.projects_inspection USING btree (by_id);

CREATE INDEX projects_inspection_project_id_4c6b2d71 ON public.projects_inspection USING btree (project_id);

CREATE INDEX projects_merge_by_id_05430235 ON public.projects_merge USING btree (by_id);

CREATE INDEX projects_merge_gone_id_1d3e9b97 ON public.projects_merge USING btree (gone_id);

CREATE INDEX projects_merge_kept_id_09f96a5c ON public.projects_merge USING btree (kept_id);

CREATE INDEX projects_merge_undone_by_id_d8c99e5d ON public.projects_merge USING btree (undone_by_id);

CREATE INDEX projects_photo_by_id_089050b2 ON public.projects_photo USING btree (by_id);

CREATE INDEX projects_photo_project_id_f7465cd3 ON public.projects_photo USING btree (project_id);

CREATE INDEX projects_photo_report_id_21fbed47 ON public.projects_photo USING btree (report_id);

CREATE INDEX projects_planversion_area_id_67994322 ON public.projects_planversion USING btree (area_id);

CREATE INDEX projects_planversion_by_id_c749da5f ON public.projects_planversion USING btree (by_id);

CREATE INDEX projects_planversion_notice_id_86ebc192 ON public.projects_planversion USING btree (notice_id);

CREATE INDEX projects_planversion_project_id_960c15eb ON public.projects_planversion USING btree (project_id);

CREATE INDEX projects_progressreport_by_id_9c422a07 ON public.projects_progressreport USING btree (by_id);

CREATE INDEX projects_progressreport_project_id_f30dd4fc ON public.projects_progressreport USING btree (project_id);

CREATE INDEX projects_project_area_id_d8d5c1ad ON public.projects_project USING btree (area_id);

CREATE INDEX projects_project_implementing_person_id_29f943f9 ON public.projects_project USING btree (implementing_person_id);

CREATE INDEX projects_project_places_area_id_7d8e61af ON public.projects_project_places USING btree (area_id);

CREATE INDEX projects_project_places_project_id_edf007d7 ON public.projects_project_places USING btree (project_id);

CREATE INDEX projects_project_proposer_home_id_8864e2c8 ON public.projects_project USING btree (proposer_home_id);

CREATE INDEX projects_project_proposer_id_64176aea ON public.projects_project USING btree (proposer_id);

CREATE INDEX projects_project_taken_down_by_id_a6e73dbc ON public.projects_project USING btree (taken_down_by_id);

CREATE INDEX projects_projectevent_actor_id_c78502bb ON public.projects_projectevent USING btree (actor_id);

CREATE INDEX projects_projectevent_notice_id_d0a7fb0d ON public.projects_projectevent USING btree (notice_id);

CREATE INDEX projects_projectevent_project_id_159e1876 ON public.projects_projectevent USING btree (project_id);

CREATE INDEX projects_regulation_area_id_0e0b899b ON public.projects_regulation USING btree (area_id);

CREATE INDEX projects_regulation_by_id_703561e1 ON public.projects_regulation USING btree (by_id);

CREATE INDEX projects_screening_by_id_a9a8068f ON public.projects_screening USING btree (by_id);

CREATE INDEX projects_screening_project_id_368f24c3 ON public.projects_screening USING btree (project_id);

CREATE INDEX projects_solvedbyrule_by_id_371b1115 ON public.projects_solvedbyrule USING btree (by_id);

CREATE INDEX projects_solvedbyrule_project_id_8f2d3a46 ON public.projects_solvedbyrule USING btree (project_id);

CREATE INDEX projects_solvedbyrule_rule_id_29f1ee6f ON public.projects_solvedbyrule USING btree (rule_id);

CREATE INDEX projects_taskgroupmember_accepted_through_id_0fd39df0 ON public.projects_taskgroupmember USING btree (accepted_through_id);

CREATE INDEX projects_taskgroupmember_home_id_f463cb36 ON public.projects_taskgroupmember USING btree (home_id);

CREATE INDEX projects_taskgroupmember_project_id_8ce76054 ON public.projects_taskgroupmember USING btree (project_id);

CREATE INDEX projects_taskgroupmember_proof_id_c7d9333a ON public.projects_taskgroupmember USING btree (proof_id);

CREATE INDEX projects_taskgroupmember_put_forward_by_id_fbc05071 ON public.projects_taskgroupmember USING btree (put_forward_by_id);

CREATE INDEX projects_taskgroupmember_user_id_286270d9 ON public.projects_taskgroupmember USING btree (user_id);

CREATE UNIQUE INDEX the_same_objection_once ON public.notices_objection USING btree (notice_id, by_id, md5(text));

CREATE INDEX waiting_address_checks ON public.notices_addresscheck USING btree (due_at, id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX waiting_deliveries ON public.notices_delivery USING btree (due_at, id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX waiting_digests ON public.notices_digestmail USING btree (due_at, id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX waiting_sms ON public.accounts_outgoingsms USING btree (due_at, id) WHERE ((state)::text = 'waiting'::text);

CREATE CONSTRAINT TRIGGER log_closed_at_once AFTER INSERT ON public.deliberation_votinground DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.closed_at IS NOT NULL)) EXECUTE FUNCTION public.log_parent('closed', 'deliberation_rollentry:round_id:', 'deliberation_ballot:round_id:', 'deliberation_sealedballot:round_id:', 'deliberation_openedballot:round_id:', 'deliberation_paperballot:round_id:deliberation_station', 'deliberation_paperentry:round_id:deliberation_paperballot', 'deliberation_setaside:round_id:deliberation_paperballot');

CREATE CONSTRAINT TRIGGER log_closing AFTER UPDATE OF closed_at ON public.deliberation_votinground DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.closed_at IS NULL) AND (new.closed_at IS NOT NULL))) EXECUTE FUNCTION public.log_parent('closed', 'deliberation_rollentry:round_id:', 'deliberation_ballot:round_id:', 'deliberation_sealedballot:round_id:', 'deliberation_openedballot:round_id:', 'deliberation_paperballot:round_id:deliberation_station', 'deliberation_paperentry:round_id:deliberation_paperballot', 'deliberation_setaside:round_id:deliberation_paperballot');

CREATE CONSTRAINT TRIGGER log_opening AFTER INSERT ON public.deliberation_ownersvote DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.log_parent('opened', 'deliberation_owner:vote_id:', 'deliberation_ownerperson:vote_id:', 'deliberation_ownerflat:vote_id:');

CREATE CONSTRAINT TRIGGER log_opening AFTER INSERT ON public.deliberation_satisfactionreview DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.log_parent('opened', 'deliberation_reviewhousehold:review_id:');

CREATE CONSTRAINT TRIGGER log_opening AFTER INSERT ON public.deliberation_supportpoll DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.log_parent('opened', 'deliberation_pollhousehold:poll_id:');

CREATE CONSTRAINT TRIGGER log_roll_opened AFTER INSERT ON public.deliberation_votinground DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.log_roll_opened();

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.accounts_post FOR EACH ROW EXECUTE FUNCTION public.log_row('id,role,area_id,since,until', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.areas_area FOR EACH ROW EXECUTE FUNCTION public.log_row('id,code,name,level,parent_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.audit_auditentry FOR EACH ROW EXECUTE FUNCTION public.log_row('', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_attendance FOR EACH ROW EXECUTE FUNCTION public.log_row('id,meeting_id,way,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_ballotreading FOR EACH ROW EXECUTE FUNCTION public.log_row('id,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_candidate FOR EACH ROW EXECUTE FUNCTION public.log_row('id,round_id,project_id,code,title,cost,votes,against,chosen', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_carriedanswer FOR EACH ROW EXECUTE FUNCTION public.log_row('id,merge_id,poll_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_comparison FOR EACH ROW EXECUTE FUNCTION public.log_row('id,round_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_conflictpair FOR EACH ROW EXECUTE FUNCTION public.log_row('id,round_id,first_id,second_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_council FOR EACH ROW EXECUTE FUNCTION public.log_row('id,area_id,since,until', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_councilmember FOR EACH ROW EXECUTE FUNCTION public.log_row('id,council_id,duty,since,until', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_courtyardcommittee FOR EACH ROW EXECUTE FUNCTION public.log_row('id,area_id,founded_on', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_custodiankey FOR EACH ROW EXECUTE FUNCTION public.log_row('id,area_id,public_key,made_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_delivery FOR EACH ROW EXECUTE FUNCTION public.log_row('id,how,recorded_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_givingup FOR EACH ROW EXECUTE FUNCTION public.log_row('id,round_id,proposed_at,confirmed_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_hall FOR EACH ROW EXECUTE FUNCTION public.log_row('id,area_id,name', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_interest FOR EACH ROW EXECUTE FUNCTION public.log_row('id,item_id,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_keyshare FOR EACH ROW EXECUTE FUNCTION public.log_row('id,round_id,key_id,number', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_lookatwords FOR EACH ROW EXECUTE FUNCTION public.log_row('id,rating_id,at,hidden_because', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_meeting FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,starts_at,entitled,present,in_favour,against,decision,agreed,minutes_at,platform,unit,council_id,quorum_parts,quorum_of,share_parts,share_of,rules', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_meetingchange FOR EACH ROW EXECUTE FUNCTION public.log_row('id,meeting_id,what,at,from_starts_at,notice_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_minutesdraft FOR EACH ROW EXECUTE FUNCTION public.log_row('id,meeting_id,revision,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_minutessignature FOR EACH ROW EXECUTE FUNCTION public.log_row('id,draft_id,revision,part,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_motion FOR EACH ROW EXECUTE FUNCTION public.log_row('id,meeting_id,project_id,version_id,text,in_favour,against,agreed', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_ownersdecision FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,by_vote,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_ownerssale FOR EACH ROW EXECUTE FUNCTION public.log_row('id,proposed_at,confirmed_at,refused', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_ownersvote FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,version_id,matter,opens_at,closes_at,closed_at,owners,exclusive_area,owners_voting,area_voting,owners_for,area_for,undelivered,passed', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_ownersword FOR EACH ROW EXECUTE FUNCTION public.log_row('', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_paperminutes FOR EACH ROW EXECUTE FUNCTION public.log_row('id,draft_id,revision,at,confirmed_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_partyinvitation FOR EACH ROW EXECUTE FUNCTION public.log_row('id,meeting_id,party,way', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_partyopinion FOR EACH ROW EXECUTE FUNCTION public.log_row('id,meeting_id,party,attended,is_there', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_pollsheet FOR EACH ROW EXECUTE FUNCTION public.log_row('id,poll_id,number,printed_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_protocol FOR EACH ROW EXECUTE FUNCTION public.log_row('id,station_id,issued,used,spoilt,unused,taken_away,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_rating FOR EACH ROW EXECUTE FUNCTION public.log_row('', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_reconfirmation FOR EACH ROW EXECUTE FUNCTION public.log_row('id,meeting_id,pooled_since,taken_at,stays_until', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_recusal FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,ground,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_recusalrequest FOR EACH ROW EXECUTE FUNCTION public.log_row('id,item_id,at,granted,decided_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_recusalvote FOR EACH ROW EXECUTE FUNCTION public.log_row('id,request_id,grants,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_resolution FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,sitting,at,chosen,points,members_scored', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_rollcorrection FOR EACH ROW EXECUTE FUNCTION public.log_row('id,round_id,kind,proposed_at,confirmed_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_satisfactionreview FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,opens_at,closes_at,households,closed_at,satisfied,mostly_satisfied,dissatisfied,passed,prolonged,undecided_since,decision_reason', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_score FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,sitting,turn,criterion,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_sheetline FOR EACH ROW EXECUTE FUNCTION public.log_row('id,sheet_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_sheetreading FOR EACH ROW EXECUTE FUNCTION public.log_row('id,sheet_id,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_shift FOR EACH ROW EXECUTE FUNCTION public.log_row('id,station_id,starts_at,ends_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_signinsheet FOR EACH ROW EXECUTE FUNCTION public.log_row('id,meeting_id,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_sitting FOR EACH ROW EXECUTE FUNCTION public.log_row('id,area_id,round_id,begun_at,seats,budget,terms,seed,resolved_at,record', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_sittingitem FOR EACH ROW EXECUTE FUNCTION public.log_row('id,sitting_id,project_id,number,turn,due_at,opened_at,place,departure,settled_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_sixparty FOR EACH ROW EXECUTE FUNCTION public.log_row('id,area_id,party,is_there', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_station FOR EACH ROW EXECUTE FUNCTION public.log_row('id,round_id,name,place', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_substitute FOR EACH ROW EXECUTE FUNCTION public.log_row('id,item_id,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_support FOR EACH ROW EXECUTE FUNCTION public.log_row('', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_supportpoll FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,opens_at,closes_at,households,closed_at,agreed,opposed,abstained,passed,share_parts,share_of,early_parts,early_of,rules', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_supportpoll_places FOR EACH ROW EXECUTE FUNCTION public.log_row('id,supportpoll_id,area_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.deliberation_votinground FOR EACH ROW EXECUTE FUNCTION public.log_row('id,area_id,title,opens_at,closes_at,budget,whose,secret,ballot_kind,most_choices,fewest_choices,most_cost,least_votes,quorum,rule,tie_rule,draw_seed,public_key,shares_needed,source,files_format,notice_id,closed_at,given_up_at,result_notice_id,turnout', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_account FOR EACH ROW EXECUTE FUNCTION public.log_row('id,kind,area_id,year,project_id,source', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_application FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,number,at,total,subsidy', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_approval FOR EACH ROW EXECUTE FUNCTION public.log_row('id,review_id,at,approved', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_bankline FOR EACH ROW EXECUTE FUNCTION public.log_row('id,statement_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_bankstatement FOR EACH ROW EXECUTE FUNCTION public.log_row('id,area_id,uploaded_at,digest', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_bill FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,amount,kept,billed_on,entry_id,contract_id,is_reversed,public_scan_digest', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_budgetline FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,amount', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_contract FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,choice_id,amount,signed_on,starts_on,ends_on,retention_percent,warranty_months,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_contribution FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,number,source,amount,is_lower_bound,received_on,entry_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_entry FOR EACH ROW EXECUTE FUNCTION public.log_row('id,kind,project_id,at,reverses_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_giftinkind FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,number,kind,worth,given_on', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_grant FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,envelope_id,amount,approved_at,released_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_grantchange FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,amount,requested_at,checked_at,reviewed_at,approved_at,refused_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_plannedshare FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,source,amount', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_pledge FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,number,source,amount,pledged_on', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_posting FOR EACH ROW EXECUTE FUNCTION public.log_row('id,entry_id,account_id,amount', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_quotation FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,round_id,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_quotationround FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,called_at,closes_at,opened_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_seal FOR EACH ROW EXECUTE FUNCTION public.log_row('id,day,at,previous,last_link,links,digest,notice_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_sharedfacility FOR EACH ROW EXECUTE FUNCTION public.log_row('id,area_id,opened_on', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_streetreview FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,handled_at,subsidy,district_at,reviewed_at,verdict', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_supplier FOR EACH ROW EXECUTE FUNCTION public.log_row('id,area_id,status,confirmed_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_supplierchoice FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,quotation_id,at,approval,decided_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_supplierinvitation FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,round_id,invited_at,void_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_tranche FOR EACH ROW EXECUTE FUNCTION public.log_row('id,grant_id,number,amount,requested_at,checked_at,approved_at,paid_at,entry_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.funding_voucher FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,amount,source,spent_on,entry_id,bill_id,is_reversed,is_retention,public_scan_digest', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.notices_campaign FOR EACH ROW EXECUTE FUNCTION public.log_row('id,area_id,at,approved_at,stopped_at', 'begun_at,done_at,job');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.notices_notice FOR EACH ROW EXECUTE FUNCTION public.log_row('id,number,kind,area_id,published_at,starts_at,ends_at,content_hash', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.notices_objection FOR EACH ROW EXECUTE FUNCTION public.log_row('id,notice_id,filed_at,due_at,upheld,answered_at,correction_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.notices_postednotice FOR EACH ROW EXECUTE FUNCTION public.log_row('id,notice_id,site,posted_on,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.policy_calendarday FOR EACH ROW EXECUTE FUNCTION public.log_row('id,year_id,day,is_working,note', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.policy_calendaryear FOR EACH ROW EXECUTE FUNCTION public.log_row('id,year,source', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.policy_parameter FOR EACH ROW EXECUTE FUNCTION public.log_row('id,key,value,area_id,effective_from,basis', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_acceptance FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,at,accepted', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_appeal FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,at,due_at,decided_at,upheld', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_comment FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_evidence FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,about,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_givingupword FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_groupchoice FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,at,chosen_on,present', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_handover FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,duty,at,confirmed_at,replaced', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_inspection FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_merge FOR EACH ROW EXECUTE FUNCTION public.log_row('id,gone_id,kept_id,from_stage,at,undo_until,undone_at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_photo FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,moment,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_planversion FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,number,at,total,subsidy,notice_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_progressreport FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,at,percent', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_project FOR EACH ROW EXECUTE FUNCTION public.log_row('id,area_id,stage,stage_since', 'search_key,revision,last_progress_at');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_project_places FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,area_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_projectevent FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,at,act,left,reached,notice_id', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_regulation FOR EACH ROW EXECUTE FUNCTION public.log_row('id,area_id,title,address,issued_on,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_screening FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,at,verdict', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_solvedbyrule FOR EACH ROW EXECUTE FUNCTION public.log_row('id,rule_id,project_id,at', '');

CREATE TRIGGER log_row AFTER INSERT OR DELETE OR UPDATE ON public.projects_taskgroupmember FOR EACH ROW EXECUTE FUNCTION public.log_row('id,project_id,duty,stood_at,elected_at', '');

CREATE TRIGGER pgtrigger_a_bill_that_was_paid_is_not_reversed_43e01 BEFORE UPDATE ON public.funding_bill FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_bill_that_was_paid_is_not_reversed_43e01();

COMMENT ON TRIGGER pgtrigger_a_bill_that_was_paid_is_not_reversed_43e01 ON public.funding_bill IS 'f41afabf9b9a7f2a73b6bd80601c523d3c096058';

CREATE TRIGGER pgtrigger_a_call_is_not_rewritten_110d7 BEFORE UPDATE ON public.funding_quotationround FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.project_id IS DISTINCT FROM new.project_id) OR (old.wanted IS DISTINCT FROM new.wanted) OR (old.called_by_id IS DISTINCT FROM new.called_by_id) OR (old.called_at IS DISTINCT FROM new.called_at) OR (old.closes_at IS DISTINCT FROM new.closes_at))) EXECUTE FUNCTION public.pgtrigger_a_call_is_not_rewritten_110d7();

COMMENT ON TRIGGER pgtrigger_a_call_is_not_rewritten_110d7 ON public.funding_quotationround IS 'a8436b5babd4b5b8702180fa7f71695512e4aead';

CREATE TRIGGER pgtrigger_a_candidate_stays_83cfb BEFORE UPDATE ON public.deliberation_candidate FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.round_id IS DISTINCT FROM new.round_id) OR (old.project_id IS DISTINCT FROM new.project_id) OR (old.version_id IS DISTINCT FROM new.version_id) OR ((old.code)::text IS DISTINCT FROM (new.code)::text) OR (old.title IS DISTINCT FROM new.title) OR (old.cost IS DISTINCT FROM new.cost))) EXECUTE FUNCTION public.pgtrigger_a_candidate_stays_83cfb();

COMMENT ON TRIGGER pgtrigger_a_candidate_stays_83cfb ON public.deliberation_candidate IS '6b127c9e314a57c547835b10312b08c772f9bf6e';

CREATE TRIGGER pgtrigger_a_change_is_not_rewritten_7ab21 BEFORE UPDATE ON public.funding_grantchange FOR EACH ROW WHEN (((old.project_id IS DISTINCT FROM new.project_id) OR (old.amount IS DISTINCT FROM new.amount) OR (old.reason IS DISTINCT FROM new.reason) OR (old.requested_by_id IS DISTINCT FROM new.requested_by_id) OR (old.requested_at IS DISTINCT FROM new.requested_at))) EXECUTE FUNCTION public.pgtrigger_a_change_is_not_rewritten_7ab21();

COMMENT ON TRIGGER pgtrigger_a_change_is_not_rewritten_7ab21 ON public.funding_grantchange IS '2df534013989626d501aa47c477054772c5bbe2d';

CREATE TRIGGER pgtrigger_a_closed_owners_vote_stays_4fbc4 BEFORE UPDATE ON public.deliberation_ownersvote FOR EACH ROW WHEN (((old.closed_at IS NOT NULL) AND ((old.closed_at IS DISTINCT FROM new.closed_at) OR (old.owners IS DISTINCT FROM new.owners) OR (old.exclusive_area IS DISTINCT FROM new.exclusive_area) OR (old.owners_voting IS DISTINCT FROM new.owners_voting) OR (old.area_voting IS DISTINCT FROM new.area_voting) OR (old.owners_for IS DISTINCT FROM new.owners_for) OR (old.area_for IS DISTINCT FROM new.area_for) OR (old.undelivered IS DISTINCT FROM new.undelivered) OR (old.passed IS DISTINCT FROM new.passed) OR ((old.given_up)::text IS DISTINCT FROM (new.given_up)::text) OR (old.closes_at IS DISTINCT FROM new.closes_at)))) EXECUTE FUNCTION public.pgtrigger_a_closed_owners_vote_stays_4fbc4();

COMMENT ON TRIGGER pgtrigger_a_closed_owners_vote_stays_4fbc4 ON public.deliberation_ownersvote IS '33051bd46410a6abf9ac683c67b4f10cda62065b';

CREATE TRIGGER pgtrigger_a_closed_poll_reads_no_sheet_b067c BEFORE INSERT ON public.deliberation_sheetreading FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_closed_poll_reads_no_sheet_b067c();

COMMENT ON TRIGGER pgtrigger_a_closed_poll_reads_no_sheet_b067c ON public.deliberation_sheetreading IS '1f67db2a91638c6116c954f8baf46cd4c7bc9c66';

CREATE TRIGGER pgtrigger_a_closed_poll_stays_a5368 BEFORE UPDATE ON public.deliberation_supportpoll FOR EACH ROW WHEN ((old.closed_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_a_closed_poll_stays_a5368();

COMMENT ON TRIGGER pgtrigger_a_closed_poll_stays_a5368 ON public.deliberation_supportpoll IS '426abcc7dfb726ef57f8e70670bdb8166d245285';

CREATE TRIGGER pgtrigger_a_closed_review_stays_51180 BEFORE UPDATE ON public.deliberation_satisfactionreview FOR EACH ROW WHEN ((old.closed_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_a_closed_review_stays_51180();

COMMENT ON TRIGGER pgtrigger_a_closed_review_stays_51180 ON public.deliberation_satisfactionreview IS 'e939e5855c2271a5963d5547af2a0319814a4282';

CREATE TRIGGER pgtrigger_a_closed_vote_keeps_its_flats_aab60 BEFORE INSERT OR UPDATE ON public.deliberation_ownerflat FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_closed_vote_keeps_its_flats_aab60();

COMMENT ON TRIGGER pgtrigger_a_closed_vote_keeps_its_flats_aab60 ON public.deliberation_ownerflat IS '3c5a6dc5731c08f11a36001e3b7a8bb45a2ebeee';

CREATE TRIGGER pgtrigger_a_closed_vote_reads_no_ballot_f66c4 BEFORE INSERT OR UPDATE ON public.deliberation_ballotreading FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_closed_vote_reads_no_ballot_f66c4();

COMMENT ON TRIGGER pgtrigger_a_closed_vote_reads_no_ballot_f66c4 ON public.deliberation_ballotreading IS '82f56067a53dd099091d55b5f7c97a98129a44bf';

CREATE TRIGGER pgtrigger_a_closed_vote_takes_no_delivery_38275 BEFORE INSERT OR UPDATE ON public.deliberation_delivery FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_closed_vote_takes_no_delivery_38275();

COMMENT ON TRIGGER pgtrigger_a_closed_vote_takes_no_delivery_38275 ON public.deliberation_delivery IS '53fcb889a40888fdc0245a05706be8895b5badf6';

CREATE TRIGGER pgtrigger_a_closed_vote_takes_no_owner_1b9ca BEFORE INSERT OR UPDATE ON public.deliberation_owner FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_closed_vote_takes_no_owner_1b9ca();

COMMENT ON TRIGGER pgtrigger_a_closed_vote_takes_no_owner_1b9ca ON public.deliberation_owner IS '6f696f9ce3e998c86e720764d59b66fffacd5a72';

CREATE TRIGGER pgtrigger_a_closed_vote_takes_no_word_2e2ae BEFORE INSERT OR UPDATE ON public.deliberation_ownersword FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_closed_vote_takes_no_word_2e2ae();

COMMENT ON TRIGGER pgtrigger_a_closed_vote_takes_no_word_2e2ae ON public.deliberation_ownersword IS '60593ad1eb3bb0fcbc57fa5987259dbe707fc1d6';

CREATE TRIGGER pgtrigger_a_code_is_not_rewritten_f7a4b BEFORE UPDATE ON public.funding_offercode FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.invitation_id IS DISTINCT FROM new.invitation_id) OR ((old.code_hash)::text IS DISTINCT FROM (new.code_hash)::text) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.expires_at IS DISTINCT FROM new.expires_at))) EXECUTE FUNCTION public.pgtrigger_a_code_is_not_rewritten_f7a4b();

COMMENT ON TRIGGER pgtrigger_a_code_is_not_rewritten_f7a4b ON public.funding_offercode IS 'ed5cede082cc0d89138946ddc42258a995cb9a09';

CREATE TRIGGER pgtrigger_a_confirmed_paper_stays_a7863 BEFORE UPDATE ON public.deliberation_paperminutes FOR EACH ROW WHEN ((old.confirmed_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_a_confirmed_paper_stays_a7863();

COMMENT ON TRIGGER pgtrigger_a_confirmed_paper_stays_a7863 ON public.deliberation_paperminutes IS '02dc078dfead59f452d7c4df830fd924e1a84390';

CREATE TRIGGER pgtrigger_a_contract_is_with_the_chosen_supplier_2b594 BEFORE INSERT ON public.funding_contract FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_contract_is_with_the_chosen_supplier_2b594();

COMMENT ON TRIGGER pgtrigger_a_contract_is_with_the_chosen_supplier_2b594 ON public.funding_contract IS '09ae03d519c2c72040cedcec05e5e74305b143cd';

CREATE TRIGGER pgtrigger_a_correction_stays_ece94 BEFORE UPDATE ON public.deliberation_rollcorrection FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.round_id IS DISTINCT FROM new.round_id) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR (old.person_id IS DISTINCT FROM new.person_id) OR ((old.reason)::text IS DISTINCT FROM (new.reason)::text) OR (old.operation IS DISTINCT FROM new.operation) OR (old.proposed_by_id IS DISTINCT FROM new.proposed_by_id) OR (old.proposed_at IS DISTINCT FROM new.proposed_at))) EXECUTE FUNCTION public.pgtrigger_a_correction_stays_ece94();

COMMENT ON TRIGGER pgtrigger_a_correction_stays_ece94 ON public.deliberation_rollcorrection IS 'd97154a4303b45dc9338e343219c23791dc3e146';

CREATE TRIGGER pgtrigger_a_decided_appeal_stays_58c8a BEFORE UPDATE ON public.projects_appeal FOR EACH ROW WHEN ((old.decided_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_a_decided_appeal_stays_58c8a();

COMMENT ON TRIGGER pgtrigger_a_decided_appeal_stays_58c8a ON public.projects_appeal IS '73d520f1e8f4bf9803380ab44c9c34077a73d176';

CREATE TRIGGER pgtrigger_a_flat_only_changes_hands_b0369 BEFORE UPDATE ON public.deliberation_ownerflat FOR EACH ROW WHEN (((old.vote_id IS DISTINCT FROM new.vote_id) OR ((old.place)::text IS DISTINCT FROM (new.place)::text) OR (old.area IS DISTINCT FROM new.area))) EXECUTE FUNCTION public.pgtrigger_a_flat_only_changes_hands_b0369();

COMMENT ON TRIGGER pgtrigger_a_flat_only_changes_hands_b0369 ON public.deliberation_ownerflat IS 'a3f9c28069d7cfaa1d9ba09c79f6f1672fbaff75';

CREATE TRIGGER pgtrigger_a_giving_up_stays_0b3df BEFORE UPDATE ON public.deliberation_givingup FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.round_id IS DISTINCT FROM new.round_id) OR ((old.reason)::text IS DISTINCT FROM (new.reason)::text) OR (old.operation IS DISTINCT FROM new.operation) OR (old.proposed_by_id IS DISTINCT FROM new.proposed_by_id) OR (old.proposed_at IS DISTINCT FROM new.proposed_at))) EXECUTE FUNCTION public.pgtrigger_a_giving_up_stays_0b3df();

COMMENT ON TRIGGER pgtrigger_a_giving_up_stays_0b3df ON public.deliberation_givingup IS 'ae486e9bcdd88eaee62262bb6e4a2ff58fa9b2a3';

CREATE TRIGGER pgtrigger_a_grant_is_approved_and_capped_c5187 BEFORE INSERT ON public.funding_grant FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_grant_is_approved_and_capped_c5187();

COMMENT ON TRIGGER pgtrigger_a_grant_is_approved_and_capped_c5187 ON public.funding_grant IS '78ab78df42a45fe1abd6203f68a862f493cc5cd9';

CREATE TRIGGER pgtrigger_a_grant_is_not_rewritten_7fc28 BEFORE UPDATE ON public.funding_grant FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.project_id IS DISTINCT FROM new.project_id) OR (old.envelope_id IS DISTINCT FROM new.envelope_id) OR (old.amount IS DISTINCT FROM new.amount) OR (old.approved_by_id IS DISTINCT FROM new.approved_by_id) OR (old.approved_at IS DISTINCT FROM new.approved_at))) EXECUTE FUNCTION public.pgtrigger_a_grant_is_not_rewritten_7fc28();

COMMENT ON TRIGGER pgtrigger_a_grant_is_not_rewritten_7fc28 ON public.funding_grant IS '7e60b88c76076bda589f7ec4c944fd87f5f05b5b';

CREATE TRIGGER pgtrigger_a_group_lies_in_its_building_3020f BEFORE INSERT OR UPDATE OF group_id, area_id ON public.accounts_household FOR EACH ROW WHEN ((new.group_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_a_group_lies_in_its_building_3020f();

COMMENT ON TRIGGER pgtrigger_a_group_lies_in_its_building_3020f ON public.accounts_household IS '512e93e9bf351bb5e8bb9b21ca09dbcc915b2659';

CREATE TRIGGER pgtrigger_a_mark_stays_33370 BEFORE UPDATE ON public.deliberation_rollentry FOR EACH ROW WHEN ((old.marked_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_a_mark_stays_33370();

COMMENT ON TRIGGER pgtrigger_a_mark_stays_33370 ON public.deliberation_rollentry IS '8d786296c4b53c8bdde20b3b2cfb102fa7d30796';

CREATE TRIGGER pgtrigger_a_merge_is_sound_5a9aa BEFORE INSERT OR UPDATE ON public.projects_merge FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_merge_is_sound_5a9aa();

COMMENT ON TRIGGER pgtrigger_a_merge_is_sound_5a9aa ON public.projects_merge IS 'ada6f8fea331911b75c9a8f910837f9449133e75';

CREATE TRIGGER pgtrigger_a_merge_stays_cea0f BEFORE UPDATE ON public.projects_merge FOR EACH ROW WHEN (((old.at IS DISTINCT FROM new.at) OR (old.by_id IS DISTINCT FROM new.by_id) OR ((old.from_stage)::text IS DISTINCT FROM (new.from_stage)::text) OR (old.gone_id IS DISTINCT FROM new.gone_id) OR (old.id IS DISTINCT FROM new.id) OR (old.kept_id IS DISTINCT FROM new.kept_id) OR (old.reason IS DISTINCT FROM new.reason) OR (old.undo_until IS DISTINCT FROM new.undo_until))) EXECUTE FUNCTION public.pgtrigger_a_merge_stays_cea0f();

COMMENT ON TRIGGER pgtrigger_a_merge_stays_cea0f ON public.projects_merge IS '26ff4e39f53bc37f6418fcbe1a27209dc3b49ac4';

CREATE CONSTRAINT TRIGGER pgtrigger_a_merged_one_says_so_dad43 AFTER INSERT OR UPDATE ON public.projects_merge DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_merged_one_says_so_dad43();

COMMENT ON TRIGGER pgtrigger_a_merged_one_says_so_dad43 ON public.projects_merge IS '7271fd98623c04161c4e3650310c1ffad54204b4';

CREATE TRIGGER pgtrigger_a_named_ballot_fits_5c761 BEFORE INSERT ON public.deliberation_ballot FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_named_ballot_fits_5c761();

COMMENT ON TRIGGER pgtrigger_a_named_ballot_fits_5c761 ON public.deliberation_ballot IS '93978d2ac0d931537969b67a036345b2f468fb5c';

CREATE TRIGGER pgtrigger_a_note_becomes_one_proposal_2e593 BEFORE UPDATE ON public.projects_heardnote FOR EACH ROW WHEN (((old.project_id IS NOT NULL) AND (old.project_id IS DISTINCT FROM new.project_id))) EXECUTE FUNCTION public.pgtrigger_a_note_becomes_one_proposal_2e593();

COMMENT ON TRIGGER pgtrigger_a_note_becomes_one_proposal_2e593 ON public.projects_heardnote IS 'b25a60ecba3187af43b70889dbe986c1570d0b16';

CREATE TRIGGER pgtrigger_a_paper_is_only_confirmed_47528 BEFORE UPDATE ON public.deliberation_paperminutes FOR EACH ROW WHEN (((old.at IS DISTINCT FROM new.at) OR (old.by_id IS DISTINCT FROM new.by_id) OR ((old.chair_name)::text IS DISTINCT FROM (new.chair_name)::text) OR (old.draft_id IS DISTINCT FROM new.draft_id) OR ((old.photo)::text IS DISTINCT FROM (new.photo)::text) OR (old.revision IS DISTINCT FROM new.revision) OR ((old.second_name)::text IS DISTINCT FROM (new.second_name)::text))) EXECUTE FUNCTION public.pgtrigger_a_paper_is_only_confirmed_47528();

COMMENT ON TRIGGER pgtrigger_a_paper_is_only_confirmed_47528 ON public.deliberation_paperminutes IS '94a04434b04ab44ba7c2ae814e44521724c010cc';

CREATE TRIGGER pgtrigger_a_part_is_paid_as_it_was_approved_5a8a0 BEFORE INSERT OR UPDATE ON public.funding_tranche FOR EACH ROW WHEN ((new.entry_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_a_part_is_paid_as_it_was_approved_5a8a0();

COMMENT ON TRIGGER pgtrigger_a_part_is_paid_as_it_was_approved_5a8a0 ON public.funding_tranche IS 'ebea221a1f8f56346a466a3a6b5e72a2de350af0';

CREATE TRIGGER pgtrigger_a_price_is_final_0f9c1 BEFORE UPDATE ON public.funding_quotation FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.project_id IS DISTINCT FROM new.project_id) OR (old.round_id IS DISTINCT FROM new.round_id) OR ((old.supplier)::text IS DISTINCT FROM (new.supplier)::text) OR ((old.uscc)::text IS DISTINCT FROM (new.uscc)::text) OR (old.sealed IS DISTINCT FROM new.sealed) OR ((old.ties)::text IS DISTINCT FROM (new.ties)::text) OR ((old.note)::text IS DISTINCT FROM (new.note)::text) OR (old.firm_id IS DISTINCT FROM new.firm_id) OR (old.collected_by_id IS DISTINCT FROM new.collected_by_id) OR (old.invitation_id IS DISTINCT FROM new.invitation_id) OR ((old.offer)::text IS DISTINCT FROM (new.offer)::text) OR ((old.offer_digest)::text IS DISTINCT FROM (new.offer_digest)::text) OR (old.at IS DISTINCT FROM new.at))) EXECUTE FUNCTION public.pgtrigger_a_price_is_final_0f9c1();

COMMENT ON TRIGGER pgtrigger_a_price_is_final_0f9c1 ON public.funding_quotation IS '544cf3aff482c8ab1b98a7b16d42ab66bd515a08';

CREATE TRIGGER pgtrigger_a_price_is_kept_7cabe BEFORE DELETE ON public.funding_quotation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_price_is_kept_7cabe();

COMMENT ON TRIGGER pgtrigger_a_price_is_kept_7cabe ON public.funding_quotation IS 'd9913af825fcd681b570bac5425c8f7a858a8d10';

CREATE TRIGGER pgtrigger_a_price_is_opened_once_ff2a1 BEFORE UPDATE ON public.funding_quotation FOR EACH ROW WHEN ((old.price IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_a_price_is_opened_once_ff2a1();

COMMENT ON TRIGGER pgtrigger_a_price_is_opened_once_ff2a1 ON public.funding_quotation IS 'eb51b23adaecf2c5c540c65f8d3fd5a3f56babb1';

CREATE TRIGGER pgtrigger_a_reconfirmation_is_taken_once_a4eff BEFORE UPDATE ON public.deliberation_reconfirmation FOR EACH ROW WHEN ((old.taken_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_a_reconfirmation_is_taken_once_a4eff();

COMMENT ON TRIGGER pgtrigger_a_reconfirmation_is_taken_once_a4eff ON public.deliberation_reconfirmation IS '6f590dc379e78fb21c240e516b1b07e9dfce2c66';

CREATE TRIGGER pgtrigger_a_request_stays_a82c7 BEFORE UPDATE ON public.deliberation_recusalrequest FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.item_id IS DISTINCT FROM new.item_id) OR (old.member_id IS DISTINCT FROM new.member_id) OR (old.by_id IS DISTINCT FROM new.by_id) OR ((old.reason)::text IS DISTINCT FROM (new.reason)::text) OR (old.at IS DISTINCT FROM new.at))) EXECUTE FUNCTION public.pgtrigger_a_request_stays_a82c7();

COMMENT ON TRIGGER pgtrigger_a_request_stays_a82c7 ON public.deliberation_recusalrequest IS '528fcf53b525750051bb1d14ff576d017c930801';

CREATE TRIGGER pgtrigger_a_reversed_bill_has_its_reversal_22f34 BEFORE INSERT OR UPDATE ON public.funding_bill FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_reversed_bill_has_its_reversal_22f34();

COMMENT ON TRIGGER pgtrigger_a_reversed_bill_has_its_reversal_22f34 ON public.funding_bill IS 'f8e07266aeb019f61e41d1bc348d0dcf3dd965a3';

CREATE TRIGGER pgtrigger_a_reversed_voucher_has_its_reversal_c8a17 BEFORE INSERT OR UPDATE ON public.funding_voucher FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_reversed_voucher_has_its_reversal_c8a17();

COMMENT ON TRIGGER pgtrigger_a_reversed_voucher_has_its_reversal_c8a17 ON public.funding_voucher IS 'bc509be8e01c5055fc4a0e35c992ef503a5cee0c';

CREATE TRIGGER pgtrigger_a_roster_is_taken_by_somebody_121c9 BEFORE UPDATE ON public.accounts_rosterfile FOR EACH ROW WHEN (((new.by_id IS NOT NULL) AND ((new.state)::text = 'taken'::text) AND (new.taken_by_id IS NULL) AND (NOT ((old.state)::text = 'taken'::text)))) EXECUTE FUNCTION public.pgtrigger_a_roster_is_taken_by_somebody_121c9();

COMMENT ON TRIGGER pgtrigger_a_roster_is_taken_by_somebody_121c9 ON public.accounts_rosterfile IS '1400ebe28cce0e399ec61771fd6175f911f1fddc';

CREATE TRIGGER pgtrigger_a_sale_is_confirmed_once_763f1 BEFORE UPDATE ON public.deliberation_ownerssale FOR EACH ROW WHEN ((old.confirmed_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_a_sale_is_confirmed_once_763f1();

COMMENT ON TRIGGER pgtrigger_a_sale_is_confirmed_once_763f1 ON public.deliberation_ownerssale IS 'd3fb5532051942c47e73c1003c52b63843247c61';

CREATE TRIGGER pgtrigger_a_sealed_ballot_fits_d247a BEFORE INSERT ON public.deliberation_sealedballot FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_sealed_ballot_fits_d247a();

COMMENT ON TRIGGER pgtrigger_a_sealed_ballot_fits_d247a ON public.deliberation_sealedballot IS 'cc3934dabb84072274b6db333699f1332f9b27a7';

CREATE TRIGGER pgtrigger_a_share_is_only_wiped_ebea6 BEFORE UPDATE ON public.deliberation_keyshare FOR EACH ROW WHEN ((octet_length(new.sealed) > 0)) EXECUTE FUNCTION public.pgtrigger_a_share_is_only_wiped_ebea6();

COMMENT ON TRIGGER pgtrigger_a_share_is_only_wiped_ebea6 ON public.deliberation_keyshare IS 'f2b4a0ad1e1e825d7c6f5d8f4204c3b381519dab';

CREATE TRIGGER pgtrigger_a_sitting_stays_1fa33 BEFORE UPDATE ON public.deliberation_sitting FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.area_id IS DISTINCT FROM new.area_id) OR (old.round_id IS DISTINCT FROM new.round_id) OR (old.begun_at IS DISTINCT FROM new.begun_at) OR (old.seats IS DISTINCT FROM new.seats) OR (old.budget IS DISTINCT FROM new.budget) OR (old.terms IS DISTINCT FROM new.terms) OR ((old.seed)::text IS DISTINCT FROM (new.seed)::text))) EXECUTE FUNCTION public.pgtrigger_a_sitting_stays_1fa33();

COMMENT ON TRIGGER pgtrigger_a_sitting_stays_1fa33 ON public.deliberation_sitting IS '1cf02172aa7c25e7f6f9aeb656f902f77f12233f';

CREATE TRIGGER pgtrigger_a_step_is_decided_once_f74b8 BEFORE UPDATE ON public.accounts_rosterstep FOR EACH ROW WHEN ((old.decided_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_a_step_is_decided_once_f74b8();

COMMENT ON TRIGGER pgtrigger_a_step_is_decided_once_f74b8 ON public.accounts_rosterstep IS 'e21e137a6dff3a0e1218ab2b2c75befed2c82917';

CREATE TRIGGER pgtrigger_a_supplier_under_contract_sends_bills_6dc9b BEFORE INSERT ON public.funding_voucher FOR EACH ROW WHEN ((new.bill_id IS NULL)) EXECUTE FUNCTION public.pgtrigger_a_supplier_under_contract_sends_bills_6dc9b();

COMMENT ON TRIGGER pgtrigger_a_supplier_under_contract_sends_bills_6dc9b ON public.funding_voucher IS '56b750867ca3e5d409d46fff3a98767dfb4a4905';

CREATE TRIGGER pgtrigger_a_version_is_sound_5e4e6 BEFORE INSERT ON public.projects_planversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_version_is_sound_5e4e6();

COMMENT ON TRIGGER pgtrigger_a_version_is_sound_5e4e6 ON public.projects_planversion IS '7e36328b265d2c864066090af0482cca1fb855e1';

CREATE TRIGGER pgtrigger_a_vote_on_a_request_stays_c9a54 BEFORE UPDATE ON public.deliberation_recusalvote FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.request_id IS DISTINCT FROM new.request_id) OR (old.member_id IS DISTINCT FROM new.member_id))) EXECUTE FUNCTION public.pgtrigger_a_vote_on_a_request_stays_c9a54();

COMMENT ON TRIGGER pgtrigger_a_vote_on_a_request_stays_c9a54 ON public.deliberation_recusalvote IS '37d7e04237400be9657fab0984617c011d9d55fd';

CREATE TRIGGER pgtrigger_a_word_is_of_its_head_19770 BEFORE INSERT ON public.deliberation_ownersword FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_a_word_is_of_its_head_19770();

COMMENT ON TRIGGER pgtrigger_a_word_is_of_its_head_19770 ON public.deliberation_ownersword IS 'd56bc87bdc9f576cd70713bf4d550f9b3a982b82';

CREATE TRIGGER pgtrigger_a_word_stays_its_owners_d0ea4 BEFORE UPDATE ON public.deliberation_ownersword FOR EACH ROW WHEN (((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.person_id IS DISTINCT FROM new.person_id) OR (((new.way)::text = 'assisted'::text) AND ((old.way)::text = 'paper'::text)))) EXECUTE FUNCTION public.pgtrigger_a_word_stays_its_owners_d0ea4();

COMMENT ON TRIGGER pgtrigger_a_word_stays_its_owners_d0ea4 ON public.deliberation_ownersword IS 'a24080556a8d7bf0ae7b9c52c49a5e6e36d42be7';

CREATE TRIGGER pgtrigger_accounts_stay_4b7a4 BEFORE DELETE OR UPDATE ON public.funding_account FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_accounts_stay_4b7a4();

COMMENT ON TRIGGER pgtrigger_accounts_stay_4b7a4 ON public.funding_account IS '7a03ce1f1df6a2a03db4ce72873de32850e0dee6';

CREATE TRIGGER pgtrigger_agreed_in_deliberation_2011f BEFORE UPDATE ON public.projects_project FOR EACH ROW WHEN (((old.agreed_version IS DISTINCT FROM new.agreed_version) AND (NOT ((old.stage)::text = 'deliberation'::text)))) EXECUTE FUNCTION public.pgtrigger_agreed_in_deliberation_2011f();

COMMENT ON TRIGGER pgtrigger_agreed_in_deliberation_2011f ON public.projects_project IS '29c7a5109653fd82f561dae877f3bb3340509f12';

CREATE TRIGGER pgtrigger_amounts_stay_57e5c BEFORE UPDATE ON public.funding_tranche FOR EACH ROW WHEN (((old.grant_id IS DISTINCT FROM new.grant_id) OR (old.number IS DISTINCT FROM new.number) OR (old.amount IS DISTINCT FROM new.amount))) EXECUTE FUNCTION public.pgtrigger_amounts_stay_57e5c();

COMMENT ON TRIGGER pgtrigger_amounts_stay_57e5c ON public.funding_tranche IS '92bc89af7b418c1766f19f8ec84b26cf6d6a338a';

CREATE TRIGGER pgtrigger_an_answer_stays_68189 BEFORE UPDATE ON public.notices_objection FOR EACH ROW WHEN ((old.answered_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_an_answer_stays_68189();

COMMENT ON TRIGGER pgtrigger_an_answer_stays_68189 ON public.notices_objection IS '170c39f9812c65c7722ad2a282c895ae4242848c';

CREATE TRIGGER pgtrigger_an_entry_in_its_chain_is_complete_0cb4a BEFORE INSERT ON public.funding_posting FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_an_entry_in_its_chain_is_complete_0cb4a();

COMMENT ON TRIGGER pgtrigger_an_entry_in_its_chain_is_complete_0cb4a ON public.funding_posting IS '64f5468ee86de1215fc79dfca886cfd916fcba03';

CREATE TRIGGER pgtrigger_an_invitation_is_not_rewritten_1af6c BEFORE UPDATE ON public.funding_supplierinvitation FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.project_id IS DISTINCT FROM new.project_id) OR (old.round_id IS DISTINCT FROM new.round_id) OR ((old.supplier)::text IS DISTINCT FROM (new.supplier)::text) OR ((old.uscc)::text IS DISTINCT FROM (new.uscc)::text) OR (old.firm_id IS DISTINCT FROM new.firm_id) OR ((old.token_hash)::text IS DISTINCT FROM (new.token_hash)::text) OR (old.invited_by_id IS DISTINCT FROM new.invited_by_id) OR (old.invited_at IS DISTINCT FROM new.invited_at))) EXECUTE FUNCTION public.pgtrigger_an_invitation_is_not_rewritten_1af6c();

COMMENT ON TRIGGER pgtrigger_an_invitation_is_not_rewritten_1af6c ON public.funding_supplierinvitation IS '3181dbd2fe23264e9dacf23ac9a086bf88568b41';

CREATE TRIGGER pgtrigger_an_item_stays_6762e BEFORE UPDATE ON public.deliberation_sittingitem FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.sitting_id IS DISTINCT FROM new.sitting_id) OR (old.project_id IS DISTINCT FROM new.project_id) OR (old.number IS DISTINCT FROM new.number))) EXECUTE FUNCTION public.pgtrigger_an_item_stays_6762e();

COMMENT ON TRIGGER pgtrigger_an_item_stays_6762e ON public.deliberation_sittingitem IS '65775050ae00e03529fb3fe0cc483e98c2812dc6';

CREATE TRIGGER pgtrigger_an_open_round_is_frozen_cd8a7 BEFORE UPDATE ON public.deliberation_votinground FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.area_id IS DISTINCT FROM new.area_id) OR ((old.title)::text IS DISTINCT FROM (new.title)::text) OR (old.opens_at IS DISTINCT FROM new.opens_at) OR (old.closes_at IS DISTINCT FROM new.closes_at) OR (old.budget IS DISTINCT FROM new.budget) OR ((old.whose)::text IS DISTINCT FROM (new.whose)::text) OR (old.secret IS DISTINCT FROM new.secret) OR ((old.ballot_kind)::text IS DISTINCT FROM (new.ballot_kind)::text) OR (old.most_choices IS DISTINCT FROM new.most_choices) OR (old.fewest_choices IS DISTINCT FROM new.fewest_choices) OR (old.most_cost IS DISTINCT FROM new.most_cost) OR (old.least_votes IS DISTINCT FROM new.least_votes) OR (old.quorum IS DISTINCT FROM new.quorum) OR ((old.rule)::text IS DISTINCT FROM (new.rule)::text) OR ((old.tie_rule)::text IS DISTINCT FROM (new.tie_rule)::text) OR ((old.draw_seed)::text IS DISTINCT FROM (new.draw_seed)::text) OR (old.public_key IS DISTINCT FROM new.public_key) OR (old.shares_needed IS DISTINCT FROM new.shares_needed) OR (old.source IS DISTINCT FROM new.source) OR (old.files_format IS DISTINCT FROM new.files_format) OR (old.opened_by_id IS DISTINCT FROM new.opened_by_id) OR (old.operation IS DISTINCT FROM new.operation))) EXECUTE FUNCTION public.pgtrigger_an_open_round_is_frozen_cd8a7();

COMMENT ON TRIGGER pgtrigger_an_open_round_is_frozen_cd8a7 ON public.deliberation_votinground IS 'defdd0d6d088ec666123e441262db56befef3954';

CREATE TRIGGER pgtrigger_an_opened_ballot_fits_94d7b BEFORE INSERT ON public.deliberation_openedballot FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_an_opened_ballot_fits_94d7b();

COMMENT ON TRIGGER pgtrigger_an_opened_ballot_fits_94d7b ON public.deliberation_openedballot IS '3015d4ca9f4ce75f2432f68c9d0b8b4a11e10a65';

CREATE TRIGGER pgtrigger_an_owners_vote_is_what_was_counted_fc2cd BEFORE INSERT OR UPDATE ON public.deliberation_ownersvote FOR EACH ROW WHEN ((new.closed_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_an_owners_vote_is_what_was_counted_fc2cd();

COMMENT ON TRIGGER pgtrigger_an_owners_vote_is_what_was_counted_fc2cd ON public.deliberation_ownersvote IS 'd78b656b91a8f935d40bbd50d957f3251ae3643c';

CREATE TRIGGER pgtrigger_an_undone_merge_stays_53914 BEFORE UPDATE ON public.projects_merge FOR EACH ROW WHEN ((old.undone_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_an_undone_merge_stays_53914();

COMMENT ON TRIGGER pgtrigger_an_undone_merge_stays_53914 ON public.projects_merge IS '1ed7ce2ff56b078192a777e2d770addfb09f06db';

CREATE TRIGGER pgtrigger_announced_once_173ef BEFORE UPDATE ON public.deliberation_votinground FOR EACH ROW WHEN (((old.notice_id IS NOT NULL) AND (old.notice_id IS DISTINCT FROM new.notice_id))) EXECUTE FUNCTION public.pgtrigger_announced_once_173ef();

COMMENT ON TRIGGER pgtrigger_announced_once_173ef ON public.deliberation_votinground IS '926fc8698ca9a162e7dffc1da3d2a99028857c36';

CREATE TRIGGER pgtrigger_answerer_is_on_the_roll_ab719 BEFORE INSERT OR UPDATE ON public.deliberation_support FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_answerer_is_on_the_roll_ab719();

COMMENT ON TRIGGER pgtrigger_answerer_is_on_the_roll_ab719 ON public.deliberation_support IS '6cd098ce2669db47ee8a9da679a1bc9835280098';

CREATE TRIGGER pgtrigger_answers_stay_ff5eb BEFORE DELETE ON public.deliberation_support FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_answers_stay_ff5eb();

COMMENT ON TRIGGER pgtrigger_answers_stay_ff5eb ON public.deliberation_support IS '35a25646056917f7d86c29302edd24a9c187e5e5';

CREATE TRIGGER pgtrigger_appeals_stay_569ae BEFORE DELETE ON public.projects_appeal FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_appeals_stay_569ae();

COMMENT ON TRIGGER pgtrigger_appeals_stay_569ae ON public.projects_appeal IS 'b6f675207fe2e3f204fc439b826ae6b44e28e01f';

CREATE TRIGGER pgtrigger_append_only_6cfb3 BEFORE DELETE OR UPDATE ON public.audit_auditentry FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_6cfb3();

COMMENT ON TRIGGER pgtrigger_append_only_6cfb3 ON public.audit_auditentry IS 'ab24cb77a22d3160dc788fecde00a98236f14d09';

CREATE TRIGGER pgtrigger_applications_stay_c24a1 BEFORE DELETE OR UPDATE ON public.funding_application FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_applications_stay_c24a1();

COMMENT ON TRIGGER pgtrigger_applications_stay_c24a1 ON public.funding_application IS '3333501181c12c4fa8dc0c43e3cd2fd63e4a2bda';

CREATE TRIGGER pgtrigger_approvals_stay_a7d19 BEFORE DELETE OR UPDATE ON public.funding_approval FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_approvals_stay_a7d19();

COMMENT ON TRIGGER pgtrigger_approvals_stay_a7d19 ON public.funding_approval IS '7e13f70bc3c8843dd7aa382bd006fe37f93739ac';

CREATE TRIGGER pgtrigger_ballots_never_change_de9a3 BEFORE DELETE OR UPDATE ON public.deliberation_ballot FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_ballots_never_change_de9a3();

COMMENT ON TRIGGER pgtrigger_ballots_never_change_de9a3 ON public.deliberation_ballot IS 'bf2c2609d3d138d2ef07778d07abfdf17e87a3f6';

CREATE TRIGGER pgtrigger_ballots_readings_stay_70756 BEFORE DELETE OR UPDATE ON public.deliberation_ballotreading FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_ballots_readings_stay_70756();

COMMENT ON TRIGGER pgtrigger_ballots_readings_stay_70756 ON public.deliberation_ballotreading IS 'b31342cb79474b7ef5988c17996d668543d6cca2';

CREATE TRIGGER pgtrigger_bills_are_not_rewritten_97f18 BEFORE UPDATE ON public.funding_bill FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.project_id IS DISTINCT FROM new.project_id) OR ((old.purpose)::text IS DISTINCT FROM (new.purpose)::text) OR (old.line_id IS DISTINCT FROM new.line_id) OR (old.amount IS DISTINCT FROM new.amount) OR ((old.scan)::text IS DISTINCT FROM (new.scan)::text) OR ((old.scan_digest)::text IS DISTINCT FROM (new.scan_digest)::text) OR ((old.public_scan)::text IS DISTINCT FROM (new.public_scan)::text) OR ((old.public_scan_digest)::text IS DISTINCT FROM (new.public_scan_digest)::text) OR (old.recorded_by_id IS DISTINCT FROM new.recorded_by_id) OR (old.entry_id IS DISTINCT FROM new.entry_id) OR (old.contract_id IS DISTINCT FROM new.contract_id) OR ((old.payee)::text IS DISTINCT FROM (new.payee)::text) OR (old.kept IS DISTINCT FROM new.kept) OR (old.billed_on IS DISTINCT FROM new.billed_on) OR ((old.invoice_number)::text IS DISTINCT FROM (new.invoice_number)::text))) EXECUTE FUNCTION public.pgtrigger_bills_are_not_rewritten_97f18();

COMMENT ON TRIGGER pgtrigger_bills_are_not_rewritten_97f18 ON public.funding_bill IS '0bb8f4174273b0450dd72ddae3b009b4e9b864fc';

CREATE TRIGGER pgtrigger_bills_do_not_exceed_their_contract_d58c4 BEFORE INSERT ON public.funding_bill FOR EACH ROW WHEN ((new.contract_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_bills_do_not_exceed_their_contract_d58c4();

COMMENT ON TRIGGER pgtrigger_bills_do_not_exceed_their_contract_d58c4 ON public.funding_bill IS '1f6c23d890eed9002df864217a5a3cc59b73f253';

CREATE TRIGGER pgtrigger_bills_stay_44564 BEFORE DELETE ON public.funding_bill FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_bills_stay_44564();

COMMENT ON TRIGGER pgtrigger_bills_stay_44564 ON public.funding_bill IS '0bb33f68c66968607e5f65f30b3c630af786c92b';

CREATE TRIGGER pgtrigger_called_off_for_good_c057f BEFORE UPDATE ON public.deliberation_meeting FOR EACH ROW WHEN (((NOT ((old.called_off)::text = ''::text)) AND (((old.called_off)::text IS DISTINCT FROM (new.called_off)::text) OR (old.starts_at IS DISTINCT FROM new.starts_at) OR ((old.place)::text IS DISTINCT FROM (new.place)::text)))) EXECUTE FUNCTION public.pgtrigger_called_off_for_good_c057f();

COMMENT ON TRIGGER pgtrigger_called_off_for_good_c057f ON public.deliberation_meeting IS '0e4606e4195c6f06102460b6b3766d6041846863';

CREATE TRIGGER pgtrigger_calls_stay_c5669 BEFORE DELETE ON public.funding_quotationround FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_calls_stay_c5669();

COMMENT ON TRIGGER pgtrigger_calls_stay_c5669 ON public.funding_quotationround IS '666a7f0ee00555244aa187d85771d4036ddd287e';

CREATE TRIGGER pgtrigger_candidates_are_kept_188a4 BEFORE DELETE ON public.deliberation_candidate FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_candidates_are_kept_188a4();

COMMENT ON TRIGGER pgtrigger_candidates_are_kept_188a4 ON public.deliberation_candidate IS '4ce2f343561b168c1f9d29d3925ca6c2775f9be5';

CREATE TRIGGER pgtrigger_carried_answers_stay_6ae49 BEFORE DELETE OR UPDATE ON public.deliberation_carriedanswer FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_carried_answers_stay_6ae49();

COMMENT ON TRIGGER pgtrigger_carried_answers_stay_6ae49 ON public.deliberation_carriedanswer IS '0d966ce9fd86bfb7264b412001086f2bfd0becff';

CREATE TRIGGER pgtrigger_changes_are_kept_41b80 BEFORE DELETE ON public.funding_grantchange FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_changes_are_kept_41b80();

COMMENT ON TRIGGER pgtrigger_changes_are_kept_41b80 ON public.funding_grantchange IS 'e3d3f419c7811d98f521db7d5eb091f6f658fe10';

CREATE TRIGGER pgtrigger_changes_of_meetings_stay_3e231 BEFORE DELETE OR UPDATE ON public.deliberation_meetingchange FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_changes_of_meetings_stay_3e231();

COMMENT ON TRIGGER pgtrigger_changes_of_meetings_stay_3e231 ON public.deliberation_meetingchange IS '1747c233b7df5a9f3772caed4b21096070fe0782';

CREATE TRIGGER pgtrigger_choices_are_kept_18e8c BEFORE DELETE ON public.funding_supplierchoice FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_choices_are_kept_18e8c();

COMMENT ON TRIGGER pgtrigger_choices_are_kept_18e8c ON public.funding_supplierchoice IS '4593ea1e52a26c68fb359d956347551ea316fd7e';

CREATE TRIGGER pgtrigger_choices_are_not_rewritten_31f43 BEFORE UPDATE ON public.funding_supplierchoice FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.project_id IS DISTINCT FROM new.project_id) OR (old.quotation_id IS DISTINCT FROM new.quotation_id) OR (old.by_id IS DISTINCT FROM new.by_id) OR (old.at IS DISTINCT FROM new.at) OR (old.reasons IS DISTINCT FROM new.reasons) OR (old.too_few_because IS DISTINCT FROM new.too_few_because) OR (old.findings IS DISTINCT FROM new.findings))) EXECUTE FUNCTION public.pgtrigger_choices_are_not_rewritten_31f43();

COMMENT ON TRIGGER pgtrigger_choices_are_not_rewritten_31f43 ON public.funding_supplierchoice IS 'e6c9067d0297534a7299edc7bc9261c8d79e2548';

CREATE TRIGGER pgtrigger_choices_stay_bec9e BEFORE DELETE OR UPDATE ON public.projects_groupchoice FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_choices_stay_bec9e();

COMMENT ON TRIGGER pgtrigger_choices_stay_bec9e ON public.projects_groupchoice IS 'cb9752890dc53d47ca9cf416ca9999088608c40b';

CREATE TRIGGER pgtrigger_choices_stay_e13c1 BEFORE UPDATE ON public.funding_supplierchoice FOR EACH ROW WHEN ((NOT ((old.approval)::text = 'waiting'::text))) EXECUTE FUNCTION public.pgtrigger_choices_stay_e13c1();

COMMENT ON TRIGGER pgtrigger_choices_stay_e13c1 ON public.funding_supplierchoice IS '3b925719f364d8c24f7c232fa9643ce360133364';

CREATE TRIGGER pgtrigger_closed_once_c502b BEFORE UPDATE ON public.deliberation_votinground FOR EACH ROW WHEN ((old.closed_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_closed_once_c502b();

COMMENT ON TRIGGER pgtrigger_closed_once_c502b ON public.deliberation_votinground IS '89f1bd33c8b2bc32d8685c490157a2797a2c8196';

CREATE TRIGGER pgtrigger_closed_poll_takes_no_answer_f1b31 BEFORE INSERT OR UPDATE ON public.deliberation_support FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_closed_poll_takes_no_answer_f1b31();

COMMENT ON TRIGGER pgtrigger_closed_poll_takes_no_answer_f1b31 ON public.deliberation_support IS 'd89f3e7661403dfb2286b987633283e182f57c8f';

CREATE TRIGGER pgtrigger_closed_review_takes_no_rating_87a91 BEFORE INSERT OR UPDATE ON public.deliberation_rating FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_closed_review_takes_no_rating_87a91();

COMMENT ON TRIGGER pgtrigger_closed_review_takes_no_rating_87a91 ON public.deliberation_rating IS 'fa3a7747951264d2106fa0518a03e6e1f94fc251';

CREATE TRIGGER pgtrigger_code_extends_parent_51b43 BEFORE INSERT OR UPDATE ON public.areas_area FOR EACH ROW WHEN ((new.parent_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_code_extends_parent_51b43();

COMMENT ON TRIGGER pgtrigger_code_extends_parent_51b43 ON public.areas_area IS '916cfd594de80cb1a92c29390fd2f18de1ea6234';

CREATE TRIGGER pgtrigger_codes_are_kept_b8374 BEFORE DELETE ON public.funding_offercode FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_codes_are_kept_b8374();

COMMENT ON TRIGGER pgtrigger_codes_are_kept_b8374 ON public.funding_offercode IS '894c9663826c63cfc4dc64b3ee13955e3d023c9d';

CREATE TRIGGER pgtrigger_collector_does_not_choose_alone_c4d2c BEFORE INSERT ON public.funding_supplierchoice FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_collector_does_not_choose_alone_c4d2c();

COMMENT ON TRIGGER pgtrigger_collector_does_not_choose_alone_c4d2c ON public.funding_supplierchoice IS '28a964ea373260af037e63980c32272fa253154f';

CREATE TRIGGER pgtrigger_comments_are_kept_39110 BEFORE DELETE ON public.projects_comment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_comments_are_kept_39110();

COMMENT ON TRIGGER pgtrigger_comments_are_kept_39110 ON public.projects_comment IS '468e52cd13a201bb6b9f067538ab8c23eae4a138';

CREATE TRIGGER pgtrigger_confirmed_once_fbfad BEFORE UPDATE ON public.deliberation_rollcorrection FOR EACH ROW WHEN ((old.confirmed_by_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_confirmed_once_fbfad();

COMMENT ON TRIGGER pgtrigger_confirmed_once_fbfad ON public.deliberation_rollcorrection IS '2a93d3cb672a1a243255797a828c1966869439c6';

CREATE TRIGGER pgtrigger_conflicts_stay_6b40d BEFORE DELETE OR UPDATE ON public.deliberation_conflictpair FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_conflicts_stay_6b40d();

COMMENT ON TRIGGER pgtrigger_conflicts_stay_6b40d ON public.deliberation_conflictpair IS '556de16296defe0653c0071492bd38f95c549bfa';

CREATE TRIGGER pgtrigger_contracts_stay_90d8b BEFORE DELETE OR UPDATE ON public.funding_contract FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_contracts_stay_90d8b();

COMMENT ON TRIGGER pgtrigger_contracts_stay_90d8b ON public.funding_contract IS '782b1db2392af2cf52e9157dac6fdc75e59ea9a4';

CREATE TRIGGER pgtrigger_corrections_are_kept_bf3c9 BEFORE DELETE ON public.deliberation_rollcorrection FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_corrections_are_kept_bf3c9();

COMMENT ON TRIGGER pgtrigger_corrections_are_kept_bf3c9 ON public.deliberation_rollcorrection IS '1700054770cb6c2133d36fe7e7a2583f5d96c905';

CREATE TRIGGER pgtrigger_councils_stay_385d5 BEFORE DELETE ON public.deliberation_council FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_councils_stay_385d5();

COMMENT ON TRIGGER pgtrigger_councils_stay_385d5 ON public.deliberation_council IS '152bddd8415b2ac7b567571f2ee89714bdf47885';

CREATE TRIGGER pgtrigger_counted_once_f0dd9 BEFORE UPDATE ON public.deliberation_candidate FOR EACH ROW WHEN ((old.votes IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_counted_once_f0dd9();

COMMENT ON TRIGGER pgtrigger_counted_once_f0dd9 ON public.deliberation_candidate IS '63b80b3477664ecfcf7c59659c5c426b21fb3dbd';

CREATE TRIGGER pgtrigger_custodian_keys_stay_6e5ac BEFORE DELETE OR UPDATE ON public.deliberation_custodiankey FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_custodian_keys_stay_6e5ac();

COMMENT ON TRIGGER pgtrigger_custodian_keys_stay_6e5ac ON public.deliberation_custodiankey IS 'ecedb4fa37d98403585ce278d90f1e2aa5226d74';

CREATE TRIGGER pgtrigger_decided_changes_stay_fb678 BEFORE UPDATE ON public.funding_grantchange FOR EACH ROW WHEN (((old.approved_at IS NOT NULL) OR (old.refused_at IS NOT NULL))) EXECUTE FUNCTION public.pgtrigger_decided_changes_stay_fb678();

COMMENT ON TRIGGER pgtrigger_decided_changes_stay_fb678 ON public.funding_grantchange IS 'ab0642b7076540e2691a8102af97d46c0f5528bf';

CREATE TRIGGER pgtrigger_decisions_stay_50cf1 BEFORE DELETE OR UPDATE ON public.funding_streetreview FOR EACH ROW WHEN ((old.reviewed_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_decisions_stay_50cf1();

COMMENT ON TRIGGER pgtrigger_decisions_stay_50cf1 ON public.funding_streetreview IS 'accce216d5e82fd2e7a18074cc2133fc39e79ef4';

CREATE TRIGGER pgtrigger_declarations_stay_b7986 BEFORE DELETE OR UPDATE ON public.deliberation_interest FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_declarations_stay_b7986();

COMMENT ON TRIGGER pgtrigger_declarations_stay_b7986 ON public.deliberation_interest IS '31a134707481a051db63ea1c45f97e5d04f6cdd4';

CREATE TRIGGER pgtrigger_deliveries_stay_cd49e BEFORE DELETE OR UPDATE ON public.deliberation_delivery FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_deliveries_stay_cd49e();

COMMENT ON TRIGGER pgtrigger_deliveries_stay_cd49e ON public.deliberation_delivery IS 'e06b1ef4e19643ba22c4e86ba70713fb16658cd8';

CREATE TRIGGER pgtrigger_drafts_of_minutes_stay_0952f BEFORE DELETE ON public.deliberation_minutesdraft FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_drafts_of_minutes_stay_0952f();

COMMENT ON TRIGGER pgtrigger_drafts_of_minutes_stay_0952f ON public.deliberation_minutesdraft IS 'f3d436c145c95c511c5e2503554e52e201b25ad9';

CREATE TRIGGER pgtrigger_entries_append_only_19665 BEFORE DELETE OR UPDATE ON public.funding_entry FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_entries_append_only_19665();

COMMENT ON TRIGGER pgtrigger_entries_append_only_19665 ON public.funding_entry IS '9af317f2d50a805a0f8ebb1f4944933169e77b29';

CREATE TRIGGER pgtrigger_entries_never_emptied_92422 BEFORE TRUNCATE ON public.funding_entry FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_entries_never_emptied_92422();

COMMENT ON TRIGGER pgtrigger_entries_never_emptied_92422 ON public.funding_entry IS '217d29acb78812a9f49ac3e4bd8701e89bdd26d6';

CREATE TRIGGER pgtrigger_entries_stay_0d3cb BEFORE DELETE OR UPDATE ON public.deliberation_paperentry FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_entries_stay_0d3cb();

COMMENT ON TRIGGER pgtrigger_entries_stay_0d3cb ON public.deliberation_paperentry IS 'a3f9fb98bfc4b398713f3c2fc9b944e498dc61b7';

CREATE CONSTRAINT TRIGGER pgtrigger_entry_has_postings_ebf3b AFTER INSERT ON public.funding_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_entry_has_postings_ebf3b();

COMMENT ON TRIGGER pgtrigger_entry_has_postings_ebf3b ON public.funding_entry IS '8afa5c4dc8528c4676dd687b966c1194299f1272';

CREATE CONSTRAINT TRIGGER pgtrigger_entry_is_linked_9de65 AFTER INSERT ON public.funding_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_entry_is_linked_9de65();

COMMENT ON TRIGGER pgtrigger_entry_is_linked_9de65 ON public.funding_entry IS '0c3733ea5e496ab0ada0464fe378ee2bdf22dace';

CREATE TRIGGER pgtrigger_erased_stay_fe8a8 BEFORE DELETE OR UPDATE ON public.log_erased FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_erased_stay_fe8a8();

COMMENT ON TRIGGER pgtrigger_erased_stay_fe8a8 ON public.log_erased IS 'fc0c525af6563636ad1ec0145e63dada58e801a9';

CREATE TRIGGER pgtrigger_evidence_stays_497fd BEFORE DELETE OR UPDATE ON public.projects_evidence FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_evidence_stays_497fd();

COMMENT ON TRIGGER pgtrigger_evidence_stays_497fd ON public.projects_evidence IS 'da6d532a22c399ad482c9d204bfcbd31b8c393bf';

CREATE TRIGGER pgtrigger_firms_are_kept_b2d04 BEFORE DELETE ON public.funding_supplier FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_firms_are_kept_b2d04();

COMMENT ON TRIGGER pgtrigger_firms_are_kept_b2d04 ON public.funding_supplier IS '6f54f1949f0df6a7acc248b961d5d6f8f1e217ab';

CREATE TRIGGER pgtrigger_flats_of_owners_stay_59cfb BEFORE DELETE ON public.deliberation_ownerflat FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_flats_of_owners_stay_59cfb();

COMMENT ON TRIGGER pgtrigger_flats_of_owners_stay_59cfb ON public.deliberation_ownerflat IS '18d33396a0cbbca20545d6970ff516b0ef549cfc';

CREATE TRIGGER pgtrigger_gifts_stay_97200 BEFORE DELETE OR UPDATE ON public.funding_giftinkind FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_gifts_stay_97200();

COMMENT ON TRIGGER pgtrigger_gifts_stay_97200 ON public.funding_giftinkind IS 'ba650c70a207be5f0666dc4ec07e3dd56b2010d6';

CREATE TRIGGER pgtrigger_given_up_by_two_e4ad5 BEFORE UPDATE ON public.deliberation_votinground FOR EACH ROW WHEN ((new.given_up_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_given_up_by_two_e4ad5();

COMMENT ON TRIGGER pgtrigger_given_up_by_two_e4ad5 ON public.deliberation_votinground IS 'd922a3e7efcc4dbfe6bbd2207da7ff82d04642ec';

CREATE TRIGGER pgtrigger_given_up_for_good_66add BEFORE UPDATE ON public.deliberation_votinground FOR EACH ROW WHEN ((old.given_up_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_given_up_for_good_66add();

COMMENT ON TRIGGER pgtrigger_given_up_for_good_66add ON public.deliberation_votinground IS '7c8311e93276b60934cb37ef556ac7cf4c1eaf7b';

CREATE TRIGGER pgtrigger_given_up_once_d5c49 BEFORE UPDATE ON public.deliberation_givingup FOR EACH ROW WHEN ((old.confirmed_by_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_given_up_once_d5c49();

COMMENT ON TRIGGER pgtrigger_given_up_once_d5c49 ON public.deliberation_givingup IS '67d48402bf7a76220c9dc9a6f062b19b977f846a';

CREATE TRIGGER pgtrigger_givings_up_are_kept_2a935 BEFORE DELETE ON public.deliberation_givingup FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_givings_up_are_kept_2a935();

COMMENT ON TRIGGER pgtrigger_givings_up_are_kept_2a935 ON public.deliberation_givingup IS '5a45b12b3c905b6b45107fad9dc42bdd8507da0c';

CREATE TRIGGER pgtrigger_handed_in_by_who_was_invited_48dd2 BEFORE INSERT ON public.funding_quotation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_handed_in_by_who_was_invited_48dd2();

COMMENT ON TRIGGER pgtrigger_handed_in_by_who_was_invited_48dd2 ON public.funding_quotation IS '920b1f7dd58d4df7dd716b861533d70107ed661b';

CREATE TRIGGER pgtrigger_handovers_stay_f246d BEFORE DELETE ON public.projects_handover FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_handovers_stay_f246d();

COMMENT ON TRIGGER pgtrigger_handovers_stay_f246d ON public.projects_handover IS '0de222c3722af900d08af63b068ba921d94b58f9';

CREATE TRIGGER pgtrigger_heads_stay_bc02c BEFORE DELETE OR UPDATE ON public.log_head FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_heads_stay_bc02c();

COMMENT ON TRIGGER pgtrigger_heads_stay_bc02c ON public.log_head IS 'bc9e460469e30d38cc40f68bb656238d41977be3';

CREATE TRIGGER pgtrigger_heard_notes_are_kept_7ed8d BEFORE DELETE ON public.projects_heardnote FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_heard_notes_are_kept_7ed8d();

COMMENT ON TRIGGER pgtrigger_heard_notes_are_kept_7ed8d ON public.projects_heardnote IS '72cdb1ca5f15b05bf4c8b4aef0c8dbf03c8568ea';

CREATE TRIGGER pgtrigger_hidden_for_good_35dce BEFORE UPDATE ON public.projects_comment FOR EACH ROW WHEN ((old.hidden_by_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_hidden_for_good_35dce();

COMMENT ON TRIGGER pgtrigger_hidden_for_good_35dce ON public.projects_comment IS 'cca24d4d0ad81bc1a64235398972a5a6801991a7';

CREATE TRIGGER pgtrigger_homes_know_the_name_39025 AFTER UPDATE OF name_key ON public.accounts_user FOR EACH ROW WHEN (((old.name_key)::text IS DISTINCT FROM (new.name_key)::text)) EXECUTE FUNCTION public.pgtrigger_homes_know_the_name_39025();

COMMENT ON TRIGGER pgtrigger_homes_know_the_name_39025 ON public.accounts_user IS 'c94063f4942bee02d21e80ceb20ad161f632257a';

CREATE TRIGGER pgtrigger_invitations_are_kept_38210 BEFORE DELETE ON public.funding_supplierinvitation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_invitations_are_kept_38210();

COMMENT ON TRIGGER pgtrigger_invitations_are_kept_38210 ON public.funding_supplierinvitation IS '52fb45390956ac3a107dfa744c0de284aa67c986';

CREATE TRIGGER pgtrigger_invitations_stay_11e40 BEFORE DELETE OR UPDATE ON public.deliberation_partyinvitation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_invitations_stay_11e40();

COMMENT ON TRIGGER pgtrigger_invitations_stay_11e40 ON public.deliberation_partyinvitation IS '546a26a55878522208739ae0947d2ad18c77b88f';

CREATE TRIGGER pgtrigger_invited_while_prices_are_taken_2d0f3 BEFORE INSERT ON public.funding_supplierinvitation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_invited_while_prices_are_taken_2d0f3();

COMMENT ON TRIGGER pgtrigger_invited_while_prices_are_taken_2d0f3 ON public.funding_supplierinvitation IS 'd9386d9bd969b60fc69eb80fd53ef84d796758d8';

CREATE TRIGGER pgtrigger_items_are_kept_e97a7 BEFORE DELETE ON public.deliberation_sittingitem FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_items_are_kept_e97a7();

COMMENT ON TRIGGER pgtrigger_items_are_kept_e97a7 ON public.deliberation_sittingitem IS '9dfa044d9ea8f5c9d0c3a3a48bb83eb770b18eb2';

CREATE TRIGGER pgtrigger_leaves_stay_e7da7 BEFORE DELETE ON public.log_leaf FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_leaves_stay_e7da7();

COMMENT ON TRIGGER pgtrigger_leaves_stay_e7da7 ON public.log_leaf IS '47ac3c8d4afb82748e1d4489d56bdf72f149b419';

CREATE TRIGGER pgtrigger_legal_moves_4eaad BEFORE UPDATE ON public.projects_project FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_legal_moves_4eaad();

COMMENT ON TRIGGER pgtrigger_legal_moves_4eaad ON public.projects_project IS '125520b62453b70a0bc792644985675c42282248';

CREATE CONSTRAINT TRIGGER pgtrigger_lines_are_those_of_the_plan_78718 AFTER INSERT OR DELETE OR UPDATE ON public.funding_budgetline DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_lines_are_those_of_the_plan_78718();

COMMENT ON TRIGGER pgtrigger_lines_are_those_of_the_plan_78718 ON public.funding_budgetline IS 'eb33873500c1cc4214563d97b3cd179392f29e30';

CREATE TRIGGER pgtrigger_lines_stay_decb3 BEFORE DELETE OR UPDATE ON public.deliberation_sheetline FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_lines_stay_decb3();

COMMENT ON TRIGGER pgtrigger_lines_stay_decb3 ON public.deliberation_sheetline IS '45c89dcdd3f3342c1709c1312455f468c3cf3eef';

CREATE TRIGGER pgtrigger_links_never_emptied_8b2b6 BEFORE TRUNCATE ON public.funding_link FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_links_never_emptied_8b2b6();

COMMENT ON TRIGGER pgtrigger_links_never_emptied_8b2b6 ON public.funding_link IS '5efe4a87d6407eac3348d62e07208e62e0ae388f';

CREATE TRIGGER pgtrigger_links_stay_04410 BEFORE DELETE OR UPDATE ON public.funding_link FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_links_stay_04410();

COMMENT ON TRIGGER pgtrigger_links_stay_04410 ON public.funding_link IS '88d08b7c43559f6b6b554dc3765ce459da268025';

CREATE TRIGGER pgtrigger_looks_stay_450af BEFORE DELETE OR UPDATE ON public.deliberation_lookatwords FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_looks_stay_450af();

COMMENT ON TRIGGER pgtrigger_looks_stay_450af ON public.deliberation_lookatwords IS '630e2c850ae731f11e43b327b1162aabee033813';

CREATE TRIGGER pgtrigger_members_have_their_name_238bb BEFORE INSERT OR UPDATE ON public.accounts_membership FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_members_have_their_name_238bb();

COMMENT ON TRIGGER pgtrigger_members_have_their_name_238bb ON public.accounts_membership IS 'b0fd2125b71151d5c26e42d22b150ab337367024';

CREATE TRIGGER pgtrigger_members_stay_c912e BEFORE DELETE OR UPDATE ON public.log_member FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_members_stay_c912e();

COMMENT ON TRIGGER pgtrigger_members_stay_c912e ON public.log_member IS 'ea016655d9929469fb0006c141c5d4c698feb160';

CREATE TRIGGER pgtrigger_members_stay_on_record_c4d91 BEFORE DELETE ON public.deliberation_councilmember FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_members_stay_on_record_c4d91();

COMMENT ON TRIGGER pgtrigger_members_stay_on_record_c4d91 ON public.deliberation_councilmember IS '696944e4330580b054ad2d4dcc6ac8f461c33725';

CREATE CONSTRAINT TRIGGER pgtrigger_merged_says_where_c8e85 AFTER UPDATE ON public.projects_project DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((old.stage)::text IS DISTINCT FROM (new.stage)::text) AND (((old.stage)::text = 'merged'::text) OR ((new.stage)::text = 'merged'::text)))) EXECUTE FUNCTION public.pgtrigger_merged_says_where_c8e85();

COMMENT ON TRIGGER pgtrigger_merged_says_where_c8e85 ON public.projects_project IS 'ef646e5b903ec8579fb4bcf4f012edcc872633bd';

CREATE TRIGGER pgtrigger_merges_are_kept_0998a BEFORE DELETE ON public.projects_merge FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_merges_are_kept_0998a();

COMMENT ON TRIGGER pgtrigger_merges_are_kept_0998a ON public.projects_merge IS '31fada819bfcc9d1f8241fed558afdd1165af8b6';

CREATE TRIGGER pgtrigger_messages_to_areas_are_kept_e559e BEFORE DELETE ON public.notices_campaign FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_messages_to_areas_are_kept_e559e();

COMMENT ON TRIGGER pgtrigger_messages_to_areas_are_kept_e559e ON public.notices_campaign IS '47b14cd616f3a3d1a5a340aa2e6650d237e3b70c';

CREATE TRIGGER pgtrigger_minutes_stay_aaaeb BEFORE UPDATE ON public.deliberation_meeting FOR EACH ROW WHEN (((old.minutes_at IS NOT NULL) AND ((old.project_id IS DISTINCT FROM new.project_id) OR ((old.platform)::text IS DISTINCT FROM (new.platform)::text) OR (old.starts_at IS DISTINCT FROM new.starts_at) OR ((old.place)::text IS DISTINCT FROM (new.place)::text) OR (old.agenda IS DISTINCT FROM new.agenda) OR (old.version_id IS DISTINCT FROM new.version_id) OR (old.entitled IS DISTINCT FROM new.entitled) OR (old.present IS DISTINCT FROM new.present) OR (old.in_favour IS DISTINCT FROM new.in_favour) OR (old.against IS DISTINCT FROM new.against) OR (old.minutes IS DISTINCT FROM new.minutes) OR (old.decision IS DISTINCT FROM new.decision) OR (old.agreed IS DISTINCT FROM new.agreed) OR (old.minutes_by_id IS DISTINCT FROM new.minutes_by_id) OR (old.minutes_at IS DISTINCT FROM new.minutes_at) OR (old.grave IS DISTINCT FROM new.grave) OR (old.area_entitled IS DISTINCT FROM new.area_entitled) OR (old.area_present IS DISTINCT FROM new.area_present) OR (old.area_in_favour IS DISTINCT FROM new.area_in_favour)))) EXECUTE FUNCTION public.pgtrigger_minutes_stay_aaaeb();

COMMENT ON TRIGGER pgtrigger_minutes_stay_aaaeb ON public.deliberation_meeting IS 'ee02130287815fbd2db7b4f318d7763da418bbbd';

CREATE CONSTRAINT TRIGGER pgtrigger_money_goes_the_way_of_its_entry_ef7ea AFTER INSERT ON public.funding_posting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_money_goes_the_way_of_its_entry_ef7ea();

COMMENT ON TRIGGER pgtrigger_money_goes_the_way_of_its_entry_ef7ea ON public.funding_posting IS 'd8c391cb0cf87d3ea4d459b04574bbc5d0af480a';

CREATE TRIGGER pgtrigger_motions_are_not_taken_back_6a896 BEFORE DELETE ON public.deliberation_motion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_motions_are_not_taken_back_6a896();

COMMENT ON TRIGGER pgtrigger_motions_are_not_taken_back_6a896 ON public.deliberation_motion IS '5d3b819c128f8dfe603fa6982ade9b4f387d90ab';

CREATE TRIGGER pgtrigger_motions_stay_a3a99 BEFORE UPDATE ON public.deliberation_motion FOR EACH ROW WHEN ((old.agreed IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_motions_stay_a3a99();

COMMENT ON TRIGGER pgtrigger_motions_stay_a3a99 ON public.deliberation_motion IS '1b65271ac6191a6a988d521a920346b99aedf185';

CREATE TRIGGER pgtrigger_never_emptied_03543 BEFORE TRUNCATE ON public.log_head FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_never_emptied_03543();

COMMENT ON TRIGGER pgtrigger_never_emptied_03543 ON public.log_head IS 'a2f62a80a1955128ecdc6b7c487c7ca6f21dec9f';

CREATE TRIGGER pgtrigger_never_emptied_06f58 BEFORE TRUNCATE ON public.log_leaf FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_never_emptied_06f58();

COMMENT ON TRIGGER pgtrigger_never_emptied_06f58 ON public.log_leaf IS 'a52fed55ea7dc9c39c11439e8d80c7418776978b';

CREATE TRIGGER pgtrigger_never_emptied_09ce4 BEFORE TRUNCATE ON public.audit_auditentry FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_never_emptied_09ce4();

COMMENT ON TRIGGER pgtrigger_never_emptied_09ce4 ON public.audit_auditentry IS 'f8e92c401e883ee1e47391e8a4309778bbc22110';

CREATE TRIGGER pgtrigger_never_emptied_0b9a2 BEFORE TRUNCATE ON public.log_verification FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_never_emptied_0b9a2();

COMMENT ON TRIGGER pgtrigger_never_emptied_0b9a2 ON public.log_verification IS 'fba3513bab52e59926d17d9c4b27b7f6d3e75955';

CREATE TRIGGER pgtrigger_never_emptied_d35b0 BEFORE TRUNCATE ON public.log_erased FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_never_emptied_d35b0();

COMMENT ON TRIGGER pgtrigger_never_emptied_d35b0 ON public.log_erased IS '50fb04f34594c84b4f5452491b5d2303d3162b3e';

CREATE TRIGGER pgtrigger_never_emptied_dae33 BEFORE TRUNCATE ON public.log_member FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_never_emptied_dae33();

COMMENT ON TRIGGER pgtrigger_never_emptied_dae33 ON public.log_member IS 'ef7087f818c34a87305374cf3d242a0812a80884';

CREATE TRIGGER pgtrigger_no_bill_for_the_invoice_of_a_voucher_cb595 BEFORE INSERT ON public.funding_bill FOR EACH ROW WHEN ((NOT ((new.invoice_number)::text = ''::text))) EXECUTE FUNCTION public.pgtrigger_no_bill_for_the_invoice_of_a_voucher_cb595();

COMMENT ON TRIGGER pgtrigger_no_bill_for_the_invoice_of_a_voucher_cb595 ON public.funding_bill IS 'b5b78416a27cf55cb2fee57b5b87fbad595e8240';

CREATE TRIGGER pgtrigger_no_conflict_joins_later_86e9c BEFORE INSERT ON public.deliberation_conflictpair FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_no_conflict_joins_later_86e9c();

COMMENT ON TRIGGER pgtrigger_no_conflict_joins_later_86e9c ON public.deliberation_conflictpair IS '579c667d1fc1b7e171acbdfc8b28a6cafd11b7ee';

CREATE TRIGGER pgtrigger_no_more_is_paid_than_is_owed_4d128 BEFORE INSERT ON public.funding_voucher FOR EACH ROW WHEN ((new.bill_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_no_more_is_paid_than_is_owed_4d128();

COMMENT ON TRIGGER pgtrigger_no_more_is_paid_than_is_owed_4d128 ON public.funding_voucher IS '3481cbf41a82c2d810ceb318e14458a1e2fdff8e';

CREATE TRIGGER pgtrigger_no_project_joins_later_891f2 BEFORE INSERT ON public.deliberation_candidate FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_no_project_joins_later_891f2();

COMMENT ON TRIGGER pgtrigger_no_project_joins_later_891f2 ON public.deliberation_candidate IS 'fd2dffc19a78a0efb575fcd76bfc0d4c6f81c207';

CREATE TRIGGER pgtrigger_no_share_joins_later_9255d BEFORE INSERT ON public.deliberation_keyshare FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_no_share_joins_later_9255d();

COMMENT ON TRIGGER pgtrigger_no_share_joins_later_9255d ON public.deliberation_keyshare IS '97c420b95a28565a714dfbe616440d28369d691b';

CREATE TRIGGER pgtrigger_no_voucher_for_the_invoice_of_a_bill_06780 BEFORE INSERT ON public.funding_voucher FOR EACH ROW WHEN ((NOT ((new.invoice_number)::text = ''::text))) EXECUTE FUNCTION public.pgtrigger_no_voucher_for_the_invoice_of_a_bill_06780();

COMMENT ON TRIGGER pgtrigger_no_voucher_for_the_invoice_of_a_bill_06780 ON public.funding_voucher IS '19e20693d169dd60bcc830876617d594401b1b9a';

CREATE TRIGGER pgtrigger_nobody_joins_the_roll_silently_2062e BEFORE INSERT ON public.deliberation_rollentry FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_nobody_joins_the_roll_silently_2062e();

COMMENT ON TRIGGER pgtrigger_nobody_joins_the_roll_silently_2062e ON public.deliberation_rollentry IS 'fcfa6283b29c66d4b3dbb5180738fec81f96e0e3';

CREATE TRIGGER pgtrigger_nobody_lives_in_a_merged_home_20533 BEFORE INSERT OR UPDATE OF household_id ON public.accounts_membership FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_nobody_lives_in_a_merged_home_20533();

COMMENT ON TRIGGER pgtrigger_nobody_lives_in_a_merged_home_20533 ON public.accounts_membership IS 'b5f16e72d498187737c5e854b3a1bd8fe1f4cfb3';

CREATE TRIGGER pgtrigger_nobody_who_chooses_makes_an_offer_40f0a BEFORE INSERT ON public.funding_quotation FOR EACH ROW WHEN ((new.round_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_nobody_who_chooses_makes_an_offer_40f0a();

COMMENT ON TRIGGER pgtrigger_nobody_who_chooses_makes_an_offer_40f0a ON public.funding_quotation IS '6e67202dc295db68a11f85aa998fcf149963e75b';

CREATE TRIGGER pgtrigger_nothing_is_given_back_while_under_way_b42a6 BEFORE INSERT ON public.funding_entry FOR EACH ROW WHEN (((new.kind)::text = 'return'::text)) EXECUTE FUNCTION public.pgtrigger_nothing_is_given_back_while_under_way_b42a6();

COMMENT ON TRIGGER pgtrigger_nothing_is_given_back_while_under_way_b42a6 ON public.funding_entry IS 'c11127afed8b3246ecb1f22b667ad2e09bfba7c8';

CREATE TRIGGER pgtrigger_notices_never_change_23c95 BEFORE DELETE OR UPDATE ON public.notices_notice FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_notices_never_change_23c95();

COMMENT ON TRIGGER pgtrigger_notices_never_change_23c95 ON public.notices_notice IS 'e958e1f260904b18ded8ff242d22828a62cdfc2e';

CREATE TRIGGER pgtrigger_objections_are_kept_2c3b1 BEFORE DELETE ON public.notices_objection FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_objections_are_kept_2c3b1();

COMMENT ON TRIGGER pgtrigger_objections_are_kept_2c3b1 ON public.notices_objection IS '3290d6a948311634cae02e7d4795deed7680b57c';

CREATE TRIGGER pgtrigger_one_level_deep_2e6af BEFORE INSERT ON public.projects_comment FOR EACH ROW WHEN ((new.parent_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_one_level_deep_2e6af();

COMMENT ON TRIGGER pgtrigger_one_level_deep_2e6af ON public.projects_comment IS 'f0919f1196b5950abe5484a9b4eeedac2cddd44b';

CREATE TRIGGER pgtrigger_only_members_give_up_aecd9 BEFORE INSERT ON public.projects_givingupword FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_only_members_give_up_aecd9();

COMMENT ON TRIGGER pgtrigger_only_members_give_up_aecd9 ON public.projects_givingupword IS '8dead3326246aa6e1d22c4863320499516be0b51';

CREATE TRIGGER pgtrigger_only_place_and_salt_change_2faea BEFORE UPDATE ON public.log_leaf FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_only_place_and_salt_change_2faea();

COMMENT ON TRIGGER pgtrigger_only_place_and_salt_change_2faea ON public.log_leaf IS '1cd139e766263d6a59522ea62af4b432f62a276a';

CREATE CONSTRAINT TRIGGER pgtrigger_only_what_is_approved_is_reserved_42925 AFTER INSERT ON public.funding_posting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_only_what_is_approved_is_reserved_42925();

COMMENT ON TRIGGER pgtrigger_only_what_is_approved_is_reserved_42925 ON public.funding_posting IS 'e93d4a1b17e16ccba60dcb1040b0b2e5048ddfce';

CREATE TRIGGER pgtrigger_opened_ballots_never_change_02399 BEFORE DELETE OR UPDATE ON public.deliberation_openedballot FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_opened_ballots_never_change_02399();

COMMENT ON TRIGGER pgtrigger_opened_ballots_never_change_02399 ON public.deliberation_openedballot IS 'b523369d351894c02adf463424eb74d854924bd3';

CREATE TRIGGER pgtrigger_opened_is_opened_47814 BEFORE UPDATE ON public.funding_quotationround FOR EACH ROW WHEN ((old.opened_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_opened_is_opened_47814();

COMMENT ON TRIGGER pgtrigger_opened_is_opened_47814 ON public.funding_quotationround IS '643ba712a727ac4adba3772fe51d5d9296918dad';

CREATE TRIGGER pgtrigger_opened_points_stay_open_in_their_turn_5a067 BEFORE UPDATE ON public.deliberation_sittingitem FOR EACH ROW WHEN (((old.opened_at IS NOT NULL) AND (old.opened_at IS DISTINCT FROM new.opened_at) AND (old.turn = new.turn))) EXECUTE FUNCTION public.pgtrigger_opened_points_stay_open_in_their_turn_5a067();

COMMENT ON TRIGGER pgtrigger_opened_points_stay_open_in_their_turn_5a067 ON public.deliberation_sittingitem IS '3f1aa0e626cf6afc43710904711560a3e797c9cd';

CREATE TRIGGER pgtrigger_own_answer_stays_14425 BEFORE UPDATE ON public.deliberation_support FOR EACH ROW WHEN (((((old.way)::text = 'online'::text) AND (NOT ((new.way)::text = 'online'::text))) OR (((new.way)::text = 'assisted'::text) AND ((old.way)::text = 'paper'::text)))) EXECUTE FUNCTION public.pgtrigger_own_answer_stays_14425();

COMMENT ON TRIGGER pgtrigger_own_answer_stays_14425 ON public.deliberation_support IS 'f4d844c2125fd2f6c36142170f0d12cda6eede29';

CREATE TRIGGER pgtrigger_own_changes_are_not_approved_520ac BEFORE INSERT OR UPDATE ON public.funding_grantchange FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_own_changes_are_not_approved_520ac();

COMMENT ON TRIGGER pgtrigger_own_changes_are_not_approved_520ac ON public.funding_grantchange IS '33e3200c737cb813e4fe5bff497bfbf641ba2fd1';

CREATE TRIGGER pgtrigger_own_choices_are_not_approved_f6176 BEFORE INSERT OR UPDATE ON public.funding_supplierchoice FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_own_choices_are_not_approved_f6176();

COMMENT ON TRIGGER pgtrigger_own_choices_are_not_approved_f6176 ON public.funding_supplierchoice IS '1591734c10597e73093638bdd61ff3c1857da4be';

CREATE TRIGGER pgtrigger_own_projects_are_not_paid_b75d6 BEFORE INSERT OR UPDATE ON public.funding_tranche FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_own_projects_are_not_paid_b75d6();

COMMENT ON TRIGGER pgtrigger_own_projects_are_not_paid_b75d6 ON public.funding_tranche IS '5a5a880b832f7d09e49de921139cd8572126216c';

CREATE TRIGGER pgtrigger_own_projects_are_not_resolved_d4b94 BEFORE INSERT OR UPDATE ON public.deliberation_resolution FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_own_projects_are_not_resolved_d4b94();

COMMENT ON TRIGGER pgtrigger_own_projects_are_not_resolved_d4b94 ON public.deliberation_resolution IS '4216f10498aca8369d7db7a5dea235defbae9cf6';

CREATE TRIGGER pgtrigger_own_projects_are_not_reviewed_87889 BEFORE INSERT OR UPDATE ON public.funding_streetreview FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_own_projects_are_not_reviewed_87889();

COMMENT ON TRIGGER pgtrigger_own_projects_are_not_reviewed_87889 ON public.funding_streetreview IS '4eb9e5ae5316c7f18de91888148b966c4ec41796';

CREATE TRIGGER pgtrigger_own_projects_are_not_scored_e49a9 BEFORE INSERT OR UPDATE ON public.deliberation_score FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_own_projects_are_not_scored_e49a9();

COMMENT ON TRIGGER pgtrigger_own_projects_are_not_scored_e49a9 ON public.deliberation_score IS '2f430b9127adfd347dff5579c0c034e81fe84141';

CREATE TRIGGER pgtrigger_own_rating_stays_a0c1f BEFORE UPDATE ON public.deliberation_rating FOR EACH ROW WHEN (((((old.way)::text = 'online'::text) AND (NOT ((new.way)::text = 'online'::text))) OR (((new.way)::text = 'assisted'::text) AND ((old.way)::text = 'paper'::text)))) EXECUTE FUNCTION public.pgtrigger_own_rating_stays_a0c1f();

COMMENT ON TRIGGER pgtrigger_own_rating_stays_a0c1f ON public.deliberation_rating IS '865b50fdde3f02d6d0eb3b0d762734149c1d340d';

CREATE TRIGGER pgtrigger_own_subsidies_are_not_approved_20391 BEFORE INSERT OR UPDATE ON public.funding_approval FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_own_subsidies_are_not_approved_20391();

COMMENT ON TRIGGER pgtrigger_own_subsidies_are_not_approved_20391 ON public.funding_approval IS 'c177477be1bd8c498f13060fc962a895663170e9';

CREATE TRIGGER pgtrigger_owners_stay_642e3 BEFORE DELETE OR UPDATE ON public.deliberation_owner FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_owners_stay_642e3();

COMMENT ON TRIGGER pgtrigger_owners_stay_642e3 ON public.deliberation_owner IS '8336a3d47da8858cbbbb1aab727cd4e3fccccbd3';

CREATE TRIGGER pgtrigger_owners_votes_stay_969ae BEFORE DELETE ON public.deliberation_ownersvote FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_owners_votes_stay_969ae();

COMMENT ON TRIGGER pgtrigger_owners_votes_stay_969ae ON public.deliberation_ownersvote IS '753b0d4b3d091ea056332b54e216af252aaefa1e';

CREATE TRIGGER pgtrigger_paid_is_paid_12f21 BEFORE DELETE OR UPDATE ON public.funding_tranche FOR EACH ROW WHEN ((old.paid_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_paid_is_paid_12f21();

COMMENT ON TRIGGER pgtrigger_paid_is_paid_12f21 ON public.funding_tranche IS '122da4e0b21f0358203113a4bff02f8f4b55e980';

CREATE TRIGGER pgtrigger_papers_of_minutes_stay_acd1f BEFORE DELETE ON public.deliberation_paperminutes FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_papers_of_minutes_stay_acd1f();

COMMENT ON TRIGGER pgtrigger_papers_of_minutes_stay_acd1f ON public.deliberation_paperminutes IS 'a0d5957f1c00d8c8161ed2b51ddda903fbada984';

CREATE TRIGGER pgtrigger_papers_stay_4b592 BEFORE DELETE OR UPDATE ON public.deliberation_paperballot FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_papers_stay_4b592();

COMMENT ON TRIGGER pgtrigger_papers_stay_4b592 ON public.deliberation_paperballot IS '31bbdf1eb9bbf9fdfb64bb5ca7fdd46d41afa377';

CREATE TRIGGER pgtrigger_parties_stay_on_record_8231e BEFORE DELETE ON public.deliberation_sixparty FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_parties_stay_on_record_8231e();

COMMENT ON TRIGGER pgtrigger_parties_stay_on_record_8231e ON public.deliberation_sixparty IS '5c1a839d4d69b835a0e3354957396b3bcb728942';

CREATE TRIGGER pgtrigger_parts_are_not_more_than_the_whole_c6c63 BEFORE INSERT ON public.funding_tranche FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_parts_are_not_more_than_the_whole_c6c63();

COMMENT ON TRIGGER pgtrigger_parts_are_not_more_than_the_whole_c6c63 ON public.funding_tranche IS 'db77a31606fb69d045d982ee2992480133cda6ba';

CREATE TRIGGER pgtrigger_people_of_owners_stay_a8d78 BEFORE DELETE OR UPDATE ON public.deliberation_ownerperson FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_people_of_owners_stay_a8d78();

COMMENT ON TRIGGER pgtrigger_people_of_owners_stay_a8d78 ON public.deliberation_ownerperson IS '69fcfefd889fc8b7fc9f746d9f06b1f34a663588';

CREATE TRIGGER pgtrigger_pledges_stay_427d4 BEFORE DELETE OR UPDATE ON public.funding_pledge FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_pledges_stay_427d4();

COMMENT ON TRIGGER pgtrigger_pledges_stay_427d4 ON public.funding_pledge IS 'bc1848f95b2a1e3a3fd7710040673e5d82e8ebd6';

CREATE TRIGGER pgtrigger_points_come_before_they_are_opened_44570 BEFORE INSERT ON public.deliberation_score FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_points_come_before_they_are_opened_44570();

COMMENT ON TRIGGER pgtrigger_points_come_before_they_are_opened_44570 ON public.deliberation_score IS 'c7fb766cc17ec7eb79b38409623565d266574403';

CREATE TRIGGER pgtrigger_polls_roll_stays_a4d49 BEFORE DELETE OR UPDATE ON public.deliberation_pollhousehold FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_polls_roll_stays_a4d49();

COMMENT ON TRIGGER pgtrigger_polls_roll_stays_a4d49 ON public.deliberation_pollhousehold IS 'bd6d164245c0e875a347dc17a74b77bb72d48457';

CREATE TRIGGER pgtrigger_postings_append_only_53b8e BEFORE DELETE OR UPDATE ON public.funding_posting FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_postings_append_only_53b8e();

COMMENT ON TRIGGER pgtrigger_postings_append_only_53b8e ON public.funding_posting IS '6748b3edc932b5214f4dd395c49eed10ba11a3b9';

CREATE TRIGGER pgtrigger_postings_are_proof_5ae7c BEFORE DELETE OR UPDATE ON public.notices_postednotice FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_postings_are_proof_5ae7c();

COMMENT ON TRIGGER pgtrigger_postings_are_proof_5ae7c ON public.notices_postednotice IS '15fb63d2278d449abc966ddb258904e51a1af780';

CREATE CONSTRAINT TRIGGER pgtrigger_postings_balance_0c222 AFTER INSERT ON public.funding_posting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_postings_balance_0c222();

COMMENT ON TRIGGER pgtrigger_postings_balance_0c222 ON public.funding_posting IS 'd0e1fad45bc2e9b959c9f461bf1ae859ae649392';

CREATE TRIGGER pgtrigger_postings_never_emptied_831d3 BEFORE TRUNCATE ON public.funding_posting FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_postings_never_emptied_831d3();

COMMENT ON TRIGGER pgtrigger_postings_never_emptied_831d3 ON public.funding_posting IS 'fe2cc6a526e469ac24171ffbbc4a9282ddbe88b1';

CREATE TRIGGER pgtrigger_posts_are_ended_not_deleted_9352f BEFORE DELETE ON public.accounts_post FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_posts_are_ended_not_deleted_9352f();

COMMENT ON TRIGGER pgtrigger_posts_are_ended_not_deleted_9352f ON public.accounts_post IS 'a524b87d80f59009ccfd2e951dbbb09cd34532df';

CREATE TRIGGER pgtrigger_projects_are_kept_c1838 BEFORE DELETE ON public.projects_project FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_projects_are_kept_c1838();

COMMENT ON TRIGGER pgtrigger_projects_are_kept_c1838 ON public.projects_project IS '61e6a7d75ec6cf164619f346be43e1faa6a591ba';

CREATE TRIGGER pgtrigger_projects_begin_as_drafts_54bf6 BEFORE INSERT ON public.projects_project FOR EACH ROW WHEN ((NOT ((new.stage)::text = 'draft'::text))) EXECUTE FUNCTION public.pgtrigger_projects_begin_as_drafts_54bf6();

COMMENT ON TRIGGER pgtrigger_projects_begin_as_drafts_54bf6 ON public.projects_project IS '8b1ed8a53750f4f993f96a3f399afcc91cfea9fd';

CREATE TRIGGER pgtrigger_proposer_does_not_screen_8e284 BEFORE INSERT OR UPDATE ON public.projects_screening FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_proposer_does_not_screen_8e284();

COMMENT ON TRIGGER pgtrigger_proposer_does_not_screen_8e284 ON public.projects_screening IS '0b7298b87623c6e9eb32bb01a33462ed5d551496';

CREATE TRIGGER pgtrigger_protocols_stay_9a775 BEFORE DELETE OR UPDATE ON public.deliberation_protocol FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_protocols_stay_9a775();

COMMENT ON TRIGGER pgtrigger_protocols_stay_9a775 ON public.deliberation_protocol IS '02910a3704ef73975adead40fb597a42f812062c';

CREATE TRIGGER pgtrigger_published_minutes_are_not_drafted_1c4fd BEFORE INSERT OR UPDATE ON public.deliberation_minutesdraft FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_published_minutes_are_not_drafted_1c4fd();

COMMENT ON TRIGGER pgtrigger_published_minutes_are_not_drafted_1c4fd ON public.deliberation_minutesdraft IS '1a0ffc05f1a7d6b6dd84f36c6193728935d87932';

CREATE TRIGGER pgtrigger_rater_is_on_the_roll_45f2f BEFORE INSERT OR UPDATE ON public.deliberation_rating FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_rater_is_on_the_roll_45f2f();

COMMENT ON TRIGGER pgtrigger_rater_is_on_the_roll_45f2f ON public.deliberation_rating IS '0998f60e83c2143ccfe6692cbad22e1164209da0';

CREATE TRIGGER pgtrigger_ratings_stay_61008 BEFORE DELETE ON public.deliberation_rating FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_ratings_stay_61008();

COMMENT ON TRIGGER pgtrigger_ratings_stay_61008 ON public.deliberation_rating IS '2d0af488092cf6ca841edb1dbba9fc67512c4130';

CREATE TRIGGER pgtrigger_readings_stay_47c0d BEFORE DELETE OR UPDATE ON public.deliberation_sheetreading FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_readings_stay_47c0d();

COMMENT ON TRIGGER pgtrigger_readings_stay_47c0d ON public.deliberation_sheetreading IS '6f3cb1e5ce81b69fcfe0ed304d28a776a409d396';

CREATE TRIGGER pgtrigger_receipts_stay_09e1d BEFORE DELETE OR UPDATE ON public.funding_contribution FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_receipts_stay_09e1d();

COMMENT ON TRIGGER pgtrigger_receipts_stay_09e1d ON public.funding_contribution IS 'c4225621d5dddad1f507210030c8bc6f95ed4b8a';

CREATE TRIGGER pgtrigger_reconfirmations_stay_2a172 BEFORE DELETE ON public.deliberation_reconfirmation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_reconfirmations_stay_2a172();

COMMENT ON TRIGGER pgtrigger_reconfirmations_stay_2a172 ON public.deliberation_reconfirmation IS '7d990602a60e9c19e5e8f3c04270ddec910ce911';

CREATE TRIGGER pgtrigger_requests_are_decided_once_33ac1 BEFORE UPDATE ON public.deliberation_recusalrequest FOR EACH ROW WHEN ((old.granted IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_requests_are_decided_once_33ac1();

COMMENT ON TRIGGER pgtrigger_requests_are_decided_once_33ac1 ON public.deliberation_recusalrequest IS '5d3f1f0729e7a7df1c914523f5078ee4ede2320b';

CREATE TRIGGER pgtrigger_requests_are_kept_6eb58 BEFORE DELETE ON public.deliberation_recusalrequest FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_requests_are_kept_6eb58();

COMMENT ON TRIGGER pgtrigger_requests_are_kept_6eb58 ON public.deliberation_recusalrequest IS '7862aa16583bae818385bb16842555118d590377';

CREATE TRIGGER pgtrigger_resolutions_stay_7c966 BEFORE DELETE OR UPDATE ON public.deliberation_resolution FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_resolutions_stay_7c966();

COMMENT ON TRIGGER pgtrigger_resolutions_stay_7c966 ON public.deliberation_resolution IS '649edc3fa023087775fac33fb62a46221a4fbe0e';

CREATE TRIGGER pgtrigger_resolved_once_fd1b7 BEFORE UPDATE ON public.deliberation_sitting FOR EACH ROW WHEN ((old.resolved_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_resolved_once_fd1b7();

COMMENT ON TRIGGER pgtrigger_resolved_once_fd1b7 ON public.deliberation_sitting IS '8627ccdc8eecfca18fd8a264aba92bc5bd1cc119';

CREATE TRIGGER pgtrigger_resumed_where_suspended_5524d BEFORE UPDATE ON public.projects_project FOR EACH ROW WHEN ((((old.stage)::text = 'suspended'::text) AND (NOT ((new.stage)::text = ANY ((ARRAY['suspended'::character varying, 'terminated'::character varying])::text[]))) AND (NOT ((new.stage)::text = (old.suspended_from)::text)))) EXECUTE FUNCTION public.pgtrigger_resumed_where_suspended_5524d();

COMMENT ON TRIGGER pgtrigger_resumed_where_suspended_5524d ON public.projects_project IS '3f84d5a3d1acd25afca26bc08579f0f62731eb4c';

CREATE TRIGGER pgtrigger_reviews_roll_stays_9d36d BEFORE DELETE OR UPDATE ON public.deliberation_reviewhousehold FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_reviews_roll_stays_9d36d();

COMMENT ON TRIGGER pgtrigger_reviews_roll_stays_9d36d ON public.deliberation_reviewhousehold IS 'b7fc504d6f27fc1a0d832c3b8d44fae35b744a71';

CREATE TRIGGER pgtrigger_rounds_are_kept_90852 BEFORE DELETE ON public.deliberation_votinground FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_rounds_are_kept_90852();

COMMENT ON TRIGGER pgtrigger_rounds_are_kept_90852 ON public.deliberation_votinground IS '993a03b4b8509e73958c929d08726cfb32d33995';

CREATE TRIGGER pgtrigger_rules_answer_level_three_91efe BEFORE INSERT ON public.projects_solvedbyrule FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_rules_answer_level_three_91efe();

COMMENT ON TRIGGER pgtrigger_rules_answer_level_three_91efe ON public.projects_solvedbyrule IS '38310691322523ec7c966860c9d456393d3002f3';

CREATE TRIGGER pgtrigger_rules_stay_06665 BEFORE DELETE OR UPDATE ON public.projects_regulation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_rules_stay_06665();

COMMENT ON TRIGGER pgtrigger_rules_stay_06665 ON public.projects_regulation IS '3412a17bd6984eb2d3db9df61ab3612082ba928e';

CREATE TRIGGER pgtrigger_sales_stay_7338d BEFORE DELETE ON public.deliberation_ownerssale FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_sales_stay_7338d();

COMMENT ON TRIGGER pgtrigger_sales_stay_7338d ON public.deliberation_ownerssale IS 'fae31c9132c0b42d07f96657dc6393b21f535f9e';

CREATE TRIGGER pgtrigger_scores_stay_c9df2 BEFORE DELETE OR UPDATE ON public.deliberation_score FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_scores_stay_c9df2();

COMMENT ON TRIGGER pgtrigger_scores_stay_c9df2 ON public.deliberation_score IS 'd8042d530837c6f0b747543c4374426e5d8dc14e';

CREATE TRIGGER pgtrigger_screener_and_implementer_do_not_approve_5ad6f BEFORE INSERT OR UPDATE ON public.funding_streetreview FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_screener_and_implementer_do_not_approve_5ad6f();

COMMENT ON TRIGGER pgtrigger_screener_and_implementer_do_not_approve_5ad6f ON public.funding_streetreview IS 'ceaa6e7189cd460326b19ce6190b70ccebb94e24';

CREATE TRIGGER pgtrigger_sealed_ballots_never_change_5d904 BEFORE DELETE OR UPDATE ON public.deliberation_sealedballot FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_sealed_ballots_never_change_5d904();

COMMENT ON TRIGGER pgtrigger_sealed_ballots_never_change_5d904 ON public.deliberation_sealedballot IS '7d940f78f93ed8cede8ed3458f84a7e4bb560373';

CREATE TRIGGER pgtrigger_sealed_until_all_are_opened_cd6df BEFORE INSERT OR UPDATE ON public.funding_quotation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_sealed_until_all_are_opened_cd6df();

COMMENT ON TRIGGER pgtrigger_sealed_until_all_are_opened_cd6df ON public.funding_quotation IS '370d7a69e83e76211eaa26c542b988a1bd524085';

CREATE TRIGGER pgtrigger_seals_are_not_rewritten_d5e68 BEFORE UPDATE ON public.funding_seal FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.day IS DISTINCT FROM new.day) OR (old.at IS DISTINCT FROM new.at) OR ((old.previous)::text IS DISTINCT FROM (new.previous)::text) OR (old.last_link IS DISTINCT FROM new.last_link) OR (old.links IS DISTINCT FROM new.links) OR ((old.digest)::text IS DISTINCT FROM (new.digest)::text))) EXECUTE FUNCTION public.pgtrigger_seals_are_not_rewritten_d5e68();

COMMENT ON TRIGGER pgtrigger_seals_are_not_rewritten_d5e68 ON public.funding_seal IS 'd6466f685145525c90d0dc422008f373b9382b3f';

CREATE TRIGGER pgtrigger_seals_are_published_once_a335b BEFORE UPDATE ON public.funding_seal FOR EACH ROW WHEN ((old.notice_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_seals_are_published_once_a335b();

COMMENT ON TRIGGER pgtrigger_seals_are_published_once_a335b ON public.funding_seal IS '999c77ce61cc80117ff686560d9c3be50a1b3d84';

CREATE TRIGGER pgtrigger_seals_never_emptied_20c44 BEFORE TRUNCATE ON public.funding_seal FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_seals_never_emptied_20c44();

COMMENT ON TRIGGER pgtrigger_seals_never_emptied_20c44 ON public.funding_seal IS '93f60a19e7a540b2205a269e35e3aa4ba535deab';

CREATE TRIGGER pgtrigger_seals_stay_75f05 BEFORE DELETE ON public.funding_seal FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_seals_stay_75f05();

COMMENT ON TRIGGER pgtrigger_seals_stay_75f05 ON public.funding_seal IS '0f0f2492caf86935dc8ab1ae5eaa86cbda0c3341';

CREATE TRIGGER pgtrigger_set_asides_stay_50476 BEFORE DELETE OR UPDATE ON public.deliberation_setaside FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_set_asides_stay_50476();

COMMENT ON TRIGGER pgtrigger_set_asides_stay_50476 ON public.deliberation_setaside IS '4badbe6521034bce7d0712b16519b67c373c23ed';

CREATE TRIGGER pgtrigger_settled_once_40b5d BEFORE UPDATE ON public.deliberation_sittingitem FOR EACH ROW WHEN ((old.settled_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_settled_once_40b5d();

COMMENT ON TRIGGER pgtrigger_settled_once_40b5d ON public.deliberation_sittingitem IS '82a96a656fc4a816703241649029b859223b0335';

CREATE TRIGGER pgtrigger_shares_are_kept_1e64b BEFORE DELETE ON public.deliberation_keyshare FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_shares_are_kept_1e64b();

COMMENT ON TRIGGER pgtrigger_shares_are_kept_1e64b ON public.deliberation_keyshare IS '90f6630ae857686f0b5555d2f82eaa15bd6b0832';

CREATE CONSTRAINT TRIGGER pgtrigger_shares_are_those_of_the_plan_66517 AFTER INSERT OR DELETE OR UPDATE ON public.funding_plannedshare DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_shares_are_those_of_the_plan_66517();

COMMENT ON TRIGGER pgtrigger_shares_are_those_of_the_plan_66517 ON public.funding_plannedshare IS 'f3e1eafffc44954ecbeb36eb368c6cac6abe6dc5';

CREATE TRIGGER pgtrigger_sheets_of_meetings_stay_fc248 BEFORE DELETE OR UPDATE ON public.deliberation_signinsheet FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_sheets_of_meetings_stay_fc248();

COMMENT ON TRIGGER pgtrigger_sheets_of_meetings_stay_fc248 ON public.deliberation_signinsheet IS 'd853ccbce547f94146110ffd79ae3209277ff5b1';

CREATE TRIGGER pgtrigger_sheets_stay_96a74 BEFORE DELETE OR UPDATE ON public.deliberation_pollsheet FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_sheets_stay_96a74();

COMMENT ON TRIGGER pgtrigger_sheets_stay_96a74 ON public.deliberation_pollsheet IS '936b72c0e851366023c4240b4168e3f01a109da5';

CREATE TRIGGER pgtrigger_signatures_stay_24396 BEFORE DELETE OR UPDATE ON public.deliberation_minutessignature FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_signatures_stay_24396();

COMMENT ON TRIGGER pgtrigger_signatures_stay_24396 ON public.deliberation_minutessignature IS '62fc5294bee714b558cd97c2cad72df6846c2c88';

CREATE TRIGGER pgtrigger_signed_drafts_stay_b0373 BEFORE DELETE OR UPDATE ON public.notices_draft FOR EACH ROW WHEN ((old.decided_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_signed_drafts_stay_b0373();

COMMENT ON TRIGGER pgtrigger_signed_drafts_stay_b0373 ON public.notices_draft IS 'ee81e664124c22ced807e16ce6841d733db2724b';

CREATE TRIGGER pgtrigger_signed_minutes_are_frozen_ba3e1 BEFORE UPDATE ON public.deliberation_minutesdraft FOR EACH ROW WHEN (((old.meeting_id IS DISTINCT FROM new.meeting_id) OR (new.revision <= old.revision))) EXECUTE FUNCTION public.pgtrigger_signed_minutes_are_frozen_ba3e1();

COMMENT ON TRIGGER pgtrigger_signed_minutes_are_frozen_ba3e1 ON public.deliberation_minutesdraft IS '2f8e8b799cf97d8b67855f18b8671b413af3b56c';

CREATE TRIGGER pgtrigger_sittings_are_kept_049b5 BEFORE DELETE ON public.deliberation_sitting FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_sittings_are_kept_049b5();

COMMENT ON TRIGGER pgtrigger_sittings_are_kept_049b5 ON public.deliberation_sitting IS 'd166b5979af9257cb55d63db3778f5ca83508639';

CREATE TRIGGER pgtrigger_stations_stay_baaeb BEFORE DELETE OR UPDATE ON public.deliberation_station FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_stations_stay_baaeb();

COMMENT ON TRIGGER pgtrigger_stations_stay_baaeb ON public.deliberation_station IS '5b75373a18edb493d8495dcbd3c67a7e9159a2a0';

CREATE TRIGGER pgtrigger_steps_are_kept_5d158 BEFORE DELETE ON public.accounts_rosterstep FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_steps_are_kept_5d158();

COMMENT ON TRIGGER pgtrigger_steps_are_kept_5d158 ON public.accounts_rosterstep IS 'a7eaeb494ed4e7ddd712d9df9d2098c3725d44a1';

CREATE TRIGGER pgtrigger_substitutes_stay_08d29 BEFORE DELETE OR UPDATE ON public.deliberation_substitute FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_substitutes_stay_08d29();

COMMENT ON TRIGGER pgtrigger_substitutes_stay_08d29 ON public.deliberation_substitute IS '35ae4226ff326214470a07eb96c632803227b62a';

CREATE TRIGGER pgtrigger_taken_over_once_8bb65 BEFORE UPDATE ON public.projects_handover FOR EACH ROW WHEN (((old.confirmed_at IS NOT NULL) AND ((old.confirmed_at IS DISTINCT FROM new.confirmed_at) OR (old.leaver_id IS DISTINCT FROM new.leaver_id) OR (old.taker_id IS DISTINCT FROM new.taker_id) OR (old.what_is_open IS DISTINCT FROM new.what_is_open)))) EXECUTE FUNCTION public.pgtrigger_taken_over_once_8bb65();

COMMENT ON TRIGGER pgtrigger_taken_over_once_8bb65 ON public.projects_handover IS 'f2b07813a7c0e6ca33352012a5bf4b1e8e6999cb';

CREATE TRIGGER pgtrigger_terms_do_not_meet_9fcb1 BEFORE INSERT OR UPDATE ON public.deliberation_council FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_terms_do_not_meet_9fcb1();

COMMENT ON TRIGGER pgtrigger_terms_do_not_meet_9fcb1 ON public.deliberation_council IS '5945f2c25b01018b359fba83b9f8000410bfa6ca';

CREATE TRIGGER pgtrigger_the_call_stays_446c6 BEFORE UPDATE ON public.deliberation_meeting FOR EACH ROW WHEN (((old.notice_id IS NOT NULL) AND (old.notice_id IS DISTINCT FROM new.notice_id))) EXECUTE FUNCTION public.pgtrigger_the_call_stays_446c6();

COMMENT ON TRIGGER pgtrigger_the_call_stays_446c6 ON public.deliberation_meeting IS 'f1bfdd59888427900717b858260afe8d9c39a637';

CREATE TRIGGER pgtrigger_the_council_keeps_it_in_the_pool_25085 BEFORE INSERT OR UPDATE ON public.deliberation_reconfirmation FOR EACH ROW WHEN ((new.taken_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_the_council_keeps_it_in_the_pool_25085();

COMMENT ON TRIGGER pgtrigger_the_council_keeps_it_in_the_pool_25085 ON public.deliberation_reconfirmation IS '820dc1a050ec34130115d7cb41e18575043d4a5f';

CREATE TRIGGER pgtrigger_the_maintenance_fund_keeps_to_common_parts_c4f15 BEFORE INSERT ON public.funding_account FOR EACH ROW WHEN (((new.project_id IS NOT NULL) AND ((new.source)::text = 'maintenance'::text))) EXECUTE FUNCTION public.pgtrigger_the_maintenance_fund_keeps_to_common_parts_c4f15();

COMMENT ON TRIGGER pgtrigger_the_maintenance_fund_keeps_to_common_parts_c4f15 ON public.funding_account IS 'd23ae0cc8e2b88bb9fee858b5c580b74064821a8';

CREATE TRIGGER pgtrigger_the_notice_of_the_minutes_stays_2c012 BEFORE UPDATE ON public.deliberation_meeting FOR EACH ROW WHEN (((old.minutes_notice_id IS NOT NULL) AND (old.minutes_notice_id IS DISTINCT FROM new.minutes_notice_id))) EXECUTE FUNCTION public.pgtrigger_the_notice_of_the_minutes_stays_2c012();

COMMENT ON TRIGGER pgtrigger_the_notice_of_the_minutes_stays_2c012 ON public.deliberation_meeting IS '2257f6e6d4120d957380f5d3569abb31dff91cfd';

CREATE TRIGGER pgtrigger_the_past_stays_bdf7a BEFORE DELETE OR UPDATE ON public.projects_projectevent FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_the_past_stays_bdf7a();

COMMENT ON TRIGGER pgtrigger_the_past_stays_bdf7a ON public.projects_projectevent IS '781820ad3e15165aebac2953c5aa28cf260a7c1c';

CREATE CONSTRAINT TRIGGER pgtrigger_the_plan_is_kept_e5838 AFTER UPDATE ON public.projects_project DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.agreed_version IS DISTINCT FROM new.agreed_version) OR (old.area_id IS DISTINCT FROM new.area_id) OR (old.budget IS DISTINCT FROM new.budget) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR (old.plan IS DISTINCT FROM new.plan) OR ((old.stage)::text IS DISTINCT FROM (new.stage)::text) OR (old.subsidy_planned IS DISTINCT FROM new.subsidy_planned) OR (old.touches_common_parts IS DISTINCT FROM new.touches_common_parts))) EXECUTE FUNCTION public.pgtrigger_the_plan_is_kept_e5838();

COMMENT ON TRIGGER pgtrigger_the_plan_is_kept_e5838 ON public.projects_project IS '6d9184fb6f304b7b5128d62c56161e2548edc0c3';

CREATE CONSTRAINT TRIGGER pgtrigger_the_project_follows_its_plan_b5388 AFTER INSERT ON public.projects_planversion DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_the_project_follows_its_plan_b5388();

COMMENT ON TRIGGER pgtrigger_the_project_follows_its_plan_b5388 ON public.projects_planversion IS '74c4c1a8b58aadd2b44961e57e0573d88c63c906';

CREATE TRIGGER pgtrigger_the_roll_stays_e69a3 BEFORE DELETE ON public.deliberation_rollentry FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_the_roll_stays_e69a3();

COMMENT ON TRIGGER pgtrigger_the_roll_stays_e69a3 ON public.deliberation_rollentry IS 'ade4e4a8781e0a25c8f4602d5d9250bfcabbc696';

CREATE TRIGGER pgtrigger_three_people_decide_on_a_subsidy_db296 BEFORE INSERT ON public.funding_approval FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_three_people_decide_on_a_subsidy_db296();

COMMENT ON TRIGGER pgtrigger_three_people_decide_on_a_subsidy_db296 ON public.funding_approval IS '2f99b1aba70266c5ee69c39d1a1d0b76addacd01';

CREATE TRIGGER pgtrigger_traces_are_not_rewritten_708c8 BEFORE UPDATE ON public.funding_offertrace FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_traces_are_not_rewritten_708c8();

COMMENT ON TRIGGER pgtrigger_traces_are_not_rewritten_708c8 ON public.funding_offertrace IS 'e9555cd22e279ba2613bfbd0b48d08d680153670';

CREATE TRIGGER pgtrigger_traces_stay_until_the_choice_counts_44449 BEFORE DELETE ON public.funding_offertrace FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_traces_stay_until_the_choice_counts_44449();

COMMENT ON TRIGGER pgtrigger_traces_stay_until_the_choice_counts_44449 ON public.funding_offertrace IS '0cf827491ed266287c4858699486f983b6e243d6';

CREATE TRIGGER pgtrigger_two_people_change_a_telephone_b9311 BEFORE UPDATE ON public.funding_supplier FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_two_people_change_a_telephone_b9311();

COMMENT ON TRIGGER pgtrigger_two_people_change_a_telephone_b9311 ON public.funding_supplier IS '7973b393b98ae028eee9bf19a0209dcb6ea54237';

CREATE TRIGGER pgtrigger_two_people_take_a_firm_back_beb85 BEFORE UPDATE ON public.funding_supplier FOR EACH ROW WHEN ((((old.status)::text = ANY ((ARRAY['refused'::character varying, 'barred'::character varying])::text[])) AND (NOT ((new.status)::text = ANY ((ARRAY['refused'::character varying, 'barred'::character varying])::text[]))))) EXECUTE FUNCTION public.pgtrigger_two_people_take_a_firm_back_beb85();

COMMENT ON TRIGGER pgtrigger_two_people_take_a_firm_back_beb85 ON public.funding_supplier IS 'd4ac94f64e4136d8999732f50882457963f256ba';

CREATE TRIGGER pgtrigger_verifications_stay_1d8e1 BEFORE DELETE OR UPDATE ON public.log_verification FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_verifications_stay_1d8e1();

COMMENT ON TRIGGER pgtrigger_verifications_stay_1d8e1 ON public.log_verification IS 'f67db6131c8a1b8151a6e690827c15bef7a03672';

CREATE TRIGGER pgtrigger_versions_stay_bbff6 BEFORE DELETE OR UPDATE ON public.projects_planversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_versions_stay_bbff6();

COMMENT ON TRIGGER pgtrigger_versions_stay_bbff6 ON public.projects_planversion IS '2772a53dcdffda8e9a54f37bf4c247edaa1d18d5';

CREATE TRIGGER pgtrigger_void_is_void_bdea1 BEFORE UPDATE ON public.funding_supplierinvitation FOR EACH ROW WHEN ((old.void_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_void_is_void_bdea1();

COMMENT ON TRIGGER pgtrigger_void_is_void_bdea1 ON public.funding_supplierinvitation IS 'a412ced91e337e0a32e0554b6b8cb0cd954ac795';

CREATE TRIGGER pgtrigger_votes_on_requests_are_kept_ec01e BEFORE DELETE ON public.deliberation_recusalvote FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_votes_on_requests_are_kept_ec01e();

COMMENT ON TRIGGER pgtrigger_votes_on_requests_are_kept_ec01e ON public.deliberation_recusalvote IS 'cfaa3b64dbe3fc7d77a48704511722e7a6dbe032';

CREATE TRIGGER pgtrigger_vouchers_are_not_rewritten_4eb23 BEFORE UPDATE ON public.funding_voucher FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.project_id IS DISTINCT FROM new.project_id) OR ((old.purpose)::text IS DISTINCT FROM (new.purpose)::text) OR (old.line_id IS DISTINCT FROM new.line_id) OR (old.amount IS DISTINCT FROM new.amount) OR ((old.scan)::text IS DISTINCT FROM (new.scan)::text) OR ((old.scan_digest)::text IS DISTINCT FROM (new.scan_digest)::text) OR ((old.public_scan)::text IS DISTINCT FROM (new.public_scan)::text) OR ((old.public_scan_digest)::text IS DISTINCT FROM (new.public_scan_digest)::text) OR (old.recorded_by_id IS DISTINCT FROM new.recorded_by_id) OR (old.entry_id IS DISTINCT FROM new.entry_id) OR ((old.payee)::text IS DISTINCT FROM (new.payee)::text) OR ((old.source)::text IS DISTINCT FROM (new.source)::text) OR (old.spent_on IS DISTINCT FROM new.spent_on) OR ((old.invoice_number)::text IS DISTINCT FROM (new.invoice_number)::text) OR (old.bill_id IS DISTINCT FROM new.bill_id) OR (old.is_retention IS DISTINCT FROM new.is_retention))) EXECUTE FUNCTION public.pgtrigger_vouchers_are_not_rewritten_4eb23();

COMMENT ON TRIGGER pgtrigger_vouchers_are_not_rewritten_4eb23 ON public.funding_voucher IS '09a0f23d288962cc83a9afe84cfdff03d55e9899';

CREATE TRIGGER pgtrigger_vouchers_stay_150de BEFORE DELETE ON public.funding_voucher FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_vouchers_stay_150de();

COMMENT ON TRIGGER pgtrigger_vouchers_stay_150de ON public.funding_voucher IS '2003112f542e0c228bc7cdfdba4aeca48241d993';

CREATE TRIGGER pgtrigger_what_a_rule_solved_stays_8cff0 BEFORE DELETE OR UPDATE ON public.projects_solvedbyrule FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_what_a_rule_solved_stays_8cff0();

COMMENT ON TRIGGER pgtrigger_what_a_rule_solved_stays_8cff0 ON public.projects_solvedbyrule IS '1cdc53e1e08953c88f7f3b6e5e3b69ad9402ee2a';

CREATE TRIGGER pgtrigger_what_is_closed_stays_9cede BEFORE UPDATE ON public.projects_project FOR EACH ROW WHEN ((((old.stage)::text = 'closed'::text) AND ((to_jsonb(old.*) - '{proposer_id,proposer_home_id,taken_down_by_id,implementing_person_id,implementer,search_key}'::text[]) <> (to_jsonb(new.*) - '{proposer_id,proposer_home_id,taken_down_by_id,implementing_person_id,implementer,search_key}'::text[])))) EXECUTE FUNCTION public.pgtrigger_what_is_closed_stays_9cede();

COMMENT ON TRIGGER pgtrigger_what_is_closed_stays_9cede ON public.projects_project IS '3f0ab0698d79652108a8ceb7461f5e608e0c9e90';

CREATE TRIGGER pgtrigger_what_is_in_force_stays_d5784 BEFORE DELETE OR UPDATE ON public.policy_parameter FOR EACH ROW WHEN ((old.effective_from <= ((clock_timestamp() AT TIME ZONE 'Asia/Shanghai'::text))::date)) EXECUTE FUNCTION public.pgtrigger_what_is_in_force_stays_d5784();

COMMENT ON TRIGGER pgtrigger_what_is_in_force_stays_d5784 ON public.policy_parameter IS '8e7a02ed628e257382a26f255448548e90f35b37';

CREATE TRIGGER pgtrigger_what_owners_are_asked_stays_487c9 BEFORE UPDATE ON public.deliberation_ownersvote FOR EACH ROW WHEN (((old.opens_at IS NOT NULL) AND ((old.project_id IS DISTINCT FROM new.project_id) OR (old.version_id IS DISTINCT FROM new.version_id) OR ((old.matter)::text IS DISTINCT FROM (new.matter)::text) OR (old.question IS DISTINCT FROM new.question) OR (old.roll_id IS DISTINCT FROM new.roll_id) OR (old.opens_at IS DISTINCT FROM new.opens_at)))) EXECUTE FUNCTION public.pgtrigger_what_owners_are_asked_stays_487c9();

COMMENT ON TRIGGER pgtrigger_what_owners_are_asked_stays_487c9 ON public.deliberation_ownersvote IS '9bf9cc4ed875e0381e6b3785276d25e911d0158f';

CREATE TRIGGER pgtrigger_what_parties_said_stays_52432 BEFORE DELETE OR UPDATE ON public.deliberation_partyopinion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_what_parties_said_stays_52432();

COMMENT ON TRIGGER pgtrigger_what_parties_said_stays_52432 ON public.deliberation_partyopinion IS 'eecac995d3d2217b8375e60ec07645fb15bb84c8';

CREATE TRIGGER pgtrigger_what_was_heard_stays_0e502 BEFORE UPDATE ON public.projects_heardnote FOR EACH ROW WHEN (((old.area_id IS DISTINCT FROM new.area_id) OR (old.at IS DISTINCT FROM new.at) OR (old.by_id IS DISTINCT FROM new.by_id) OR ((old.channel)::text IS DISTINCT FROM (new.channel)::text) OR (old.heard_on IS DISTINCT FROM new.heard_on) OR (old.id IS DISTINCT FROM new.id) OR (old.operation IS DISTINCT FROM new.operation) OR (old.text IS DISTINCT FROM new.text) OR ((old.theme)::text IS DISTINCT FROM (new.theme)::text))) EXECUTE FUNCTION public.pgtrigger_what_was_heard_stays_0e502();

COMMENT ON TRIGGER pgtrigger_what_was_heard_stays_0e502 ON public.projects_heardnote IS 'b62e0aae4ab3513daeabe6b45a8ee82369190ccf';

CREATE TRIGGER pgtrigger_what_was_said_stays_cbe74 BEFORE UPDATE ON public.projects_comment FOR EACH ROW WHEN (((old.at IS DISTINCT FROM new.at) OR (old.by_id IS DISTINCT FROM new.by_id) OR (old.id IS DISTINCT FROM new.id) OR (old.is_answer IS DISTINCT FROM new.is_answer) OR (old.is_question IS DISTINCT FROM new.is_question) OR (old.operation IS DISTINCT FROM new.operation) OR (old.parent_id IS DISTINCT FROM new.parent_id) OR (old.project_id IS DISTINCT FROM new.project_id) OR (old.text IS DISTINCT FROM new.text))) EXECUTE FUNCTION public.pgtrigger_what_was_said_stays_cbe74();

COMMENT ON TRIGGER pgtrigger_what_was_said_stays_cbe74 ON public.projects_comment IS '233ab3b8935e046855b649deacf7d077f7c20238';

CREATE TRIGGER pgtrigger_who_a_firm_is_stays_769a0 BEFORE UPDATE ON public.funding_supplier FOR EACH ROW WHEN (((old.area_id IS DISTINCT FROM new.area_id) OR ((old.uscc)::text IS DISTINCT FROM (new.uscc)::text) OR (old.asked_for_id IS DISTINCT FROM new.asked_for_id) OR (old.entered_by_id IS DISTINCT FROM new.entered_by_id) OR (old.entered_at IS DISTINCT FROM new.entered_at))) EXECUTE FUNCTION public.pgtrigger_who_a_firm_is_stays_769a0();

COMMENT ON TRIGGER pgtrigger_who_a_firm_is_stays_769a0 ON public.funding_supplier IS '8b8368327500cc94ee23deb60d6f220208d30cec';

CREATE TRIGGER pgtrigger_who_came_is_not_rewritten_402b3 BEFORE UPDATE ON public.deliberation_attendance FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_who_came_is_not_rewritten_402b3();

COMMENT ON TRIGGER pgtrigger_who_came_is_not_rewritten_402b3 ON public.deliberation_attendance IS '0c535bb20739b4f4cbac2e4eefc68572698b291b';

CREATE TRIGGER pgtrigger_who_came_is_settled_by_the_minutes_ef364 BEFORE INSERT ON public.deliberation_attendance FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_who_came_is_settled_by_the_minutes_ef364();

COMMENT ON TRIGGER pgtrigger_who_came_is_settled_by_the_minutes_ef364 ON public.deliberation_attendance IS 'ffed40c28307d11ee876ce7684ea92c6408f48bf';

CREATE TRIGGER pgtrigger_who_came_stays_after_the_minutes_a71bb BEFORE DELETE ON public.deliberation_attendance FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_who_came_stays_after_the_minutes_a71bb();

COMMENT ON TRIGGER pgtrigger_who_came_stays_after_the_minutes_a71bb ON public.deliberation_attendance IS '61a22f31b9ba8abc8868d27584126bfaf5095a73';

CREATE TRIGGER pgtrigger_who_is_on_the_roll_stays_adeff BEFORE UPDATE ON public.deliberation_rollentry FOR EACH ROW WHEN (((old.round_id IS DISTINCT FROM new.round_id) OR (old.voter_id IS DISTINCT FROM new.voter_id) OR (old.household_id IS DISTINCT FROM new.household_id) OR ((old.label)::text IS DISTINCT FROM (new.label)::text) OR (old.shares_vote_of_id IS DISTINCT FROM new.shares_vote_of_id) OR (old.added_by_id IS DISTINCT FROM new.added_by_id))) EXECUTE FUNCTION public.pgtrigger_who_is_on_the_roll_stays_adeff();

COMMENT ON TRIGGER pgtrigger_who_is_on_the_roll_stays_adeff ON public.deliberation_rollentry IS 'dffa8dd39f8451433d0cc9dbe125ecd638b2add3';

CREATE TRIGGER pgtrigger_who_recorded_a_bill_does_not_pay_it_742d9 BEFORE INSERT ON public.funding_voucher FOR EACH ROW WHEN ((new.bill_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_who_recorded_a_bill_does_not_pay_it_742d9();

COMMENT ON TRIGGER pgtrigger_who_recorded_a_bill_does_not_pay_it_742d9 ON public.funding_voucher IS '244f8b8b2498391edb84618787ccd0444abf0f2a';

CREATE TRIGGER pgtrigger_who_refused_does_not_decide_the_appeal_e74f5 BEFORE INSERT OR UPDATE ON public.projects_appeal FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_who_refused_does_not_decide_the_appeal_e74f5();

COMMENT ON TRIGGER pgtrigger_who_refused_does_not_decide_the_appeal_e74f5 ON public.projects_appeal IS '0b194587f95588b6c44085ba7c1edf455debdea2';

CREATE TRIGGER pgtrigger_who_signs_has_read_it_0f047 BEFORE INSERT ON public.deliberation_minutessignature FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_who_signs_has_read_it_0f047();

COMMENT ON TRIGGER pgtrigger_who_signs_has_read_it_0f047 ON public.deliberation_minutessignature IS 'f6ae79a4b9852bfb4b26834809da4aa1765f81cc';

CREATE TRIGGER pgtrigger_who_sits_stays_a98d6 BEFORE UPDATE ON public.deliberation_meeting FOR EACH ROW WHEN (((old.council_id IS DISTINCT FROM new.council_id) OR ((old.platform)::text IS DISTINCT FROM (new.platform)::text) OR (old.quorum_of IS DISTINCT FROM new.quorum_of) OR (old.quorum_parts IS DISTINCT FROM new.quorum_parts) OR (old.rules IS DISTINCT FROM new.rules) OR (old.share_of IS DISTINCT FROM new.share_of) OR (old.share_parts IS DISTINCT FROM new.share_parts) OR ((old.unit)::text IS DISTINCT FROM (new.unit)::text))) EXECUTE FUNCTION public.pgtrigger_who_sits_stays_a98d6();

COMMENT ON TRIGGER pgtrigger_who_sits_stays_a98d6 ON public.deliberation_meeting IS '3e9ade16d470cd41e78db3a892dd0aceacde17ae';

CREATE TRIGGER pgtrigger_who_took_an_offer_down_does_not_decide_8afdb BEFORE UPDATE ON public.funding_supplierchoice FOR EACH ROW WHEN ((new.decided_by_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_who_took_an_offer_down_does_not_decide_8afdb();

COMMENT ON TRIGGER pgtrigger_who_took_an_offer_down_does_not_decide_8afdb ON public.funding_supplierchoice IS '06bf653bde63ea64d44efe5ad3579329260cc858';

CREATE TRIGGER pgtrigger_whose_share_it_is_stays_892b1 BEFORE UPDATE ON public.deliberation_keyshare FOR EACH ROW WHEN (((old.round_id IS DISTINCT FROM new.round_id) OR (old.key_id IS DISTINCT FROM new.key_id) OR (old.number IS DISTINCT FROM new.number))) EXECUTE FUNCTION public.pgtrigger_whose_share_it_is_stays_892b1();

COMMENT ON TRIGGER pgtrigger_whose_share_it_is_stays_892b1 ON public.deliberation_keyshare IS 'cd3a0e993e2cd96b8b7862333a0200defab43f81';

CREATE TRIGGER pgtrigger_words_of_giving_up_stay_696d3 BEFORE DELETE OR UPDATE ON public.projects_givingupword FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_words_of_giving_up_stay_696d3();

COMMENT ON TRIGGER pgtrigger_words_of_giving_up_stay_696d3 ON public.projects_givingupword IS '90c487f14abb86b6d0763c5911644769c7dff1c5';

CREATE TRIGGER pgtrigger_words_of_owners_stay_c2932 BEFORE DELETE ON public.deliberation_ownersword FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_words_of_owners_stay_c2932();

COMMENT ON TRIGGER pgtrigger_words_of_owners_stay_c2932 ON public.deliberation_ownersword IS '7ac55fb4fa91b316b26ad3650e8ca2572c3d6acf';

CREATE TRIGGER pgtrigger_words_wait_for_the_close_516d6 BEFORE INSERT ON public.deliberation_lookatwords FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_words_wait_for_the_close_516d6();

COMMENT ON TRIGGER pgtrigger_words_wait_for_the_close_516d6 ON public.deliberation_lookatwords IS '53f12f8b5ceb426d95d13adeb6a756c202ef2746';

CREATE TRIGGER pgtrigger_written_messages_stay_8a3b8 BEFORE UPDATE ON public.notices_campaign FOR EACH ROW WHEN (((old.area_id IS DISTINCT FROM new.area_id) OR (old.text IS DISTINCT FROM new.text) OR (old.by_sms IS DISTINCT FROM new.by_sms) OR (old.people IS DISTINCT FROM new.people) OR (old.by_id IS DISTINCT FROM new.by_id) OR (old.operation IS DISTINCT FROM new.operation))) EXECUTE FUNCTION public.pgtrigger_written_messages_stay_8a3b8();

COMMENT ON TRIGGER pgtrigger_written_messages_stay_8a3b8 ON public.notices_campaign IS 'a5695d224cd5fe3e415ad3ea111105d451cd0c27';

ALTER TABLE ONLY public.accounts_household
    ADD CONSTRAINT accounts_household_area_id_c766ba5a_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_household
    ADD CONSTRAINT accounts_household_group_id_eb5c328b_fk_areas_area_id FOREIGN KEY (group_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_household
    ADD CONSTRAINT accounts_household_twin_of_id_909b8596_fk_accounts_household_id FOREIGN KEY (twin_of_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_household_id_82aecebd_fk_accounts_ FOREIGN KEY (household_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_user_id_487fb39e_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_phonechange
    ADD CONSTRAINT accounts_phonechange_area_id_39eec80b_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_phonechange
    ADD CONSTRAINT accounts_phonechange_asked_by_id_52677a1b_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_phonechange
    ADD CONSTRAINT accounts_phonechange_decided_by_id_b308b605_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_phonechange
    ADD CONSTRAINT accounts_phonechange_user_id_f19277c0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_post
    ADD CONSTRAINT accounts_post_appointed_by_id_44efee68_fk_accounts_user_id FOREIGN KEY (appointed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_post
    ADD CONSTRAINT accounts_post_area_id_8daa8ec4_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_post
    ADD CONSTRAINT accounts_post_deputy_for_id_236c1563_fk_accounts_post_id FOREIGN KEY (deputy_for_id) REFERENCES public.accounts_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_post
    ADD CONSTRAINT accounts_post_user_id_ecf3e197_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterfile
    ADD CONSTRAINT accounts_rosterfile_by_id_c57012cd_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterfile
    ADD CONSTRAINT accounts_rosterfile_taken_by_id_94b55b79_fk_accounts_user_id FOREIGN KEY (taken_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterline
    ADD CONSTRAINT accounts_rosterline_file_id_0fbb1aa9_fk_accounts_rosterfile_id FOREIGN KEY (file_id) REFERENCES public.accounts_rosterfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterrequest
    ADD CONSTRAINT accounts_rosterreque_decided_by_id_4d5b39e3_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterrequest
    ADD CONSTRAINT accounts_rosterrequest_area_id_247b41ea_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterrequest
    ADD CONSTRAINT accounts_rosterrequest_user_id_ac6e2899_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterstep
    ADD CONSTRAINT accounts_rosterstep_area_id_6c7355b7_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterstep
    ADD CONSTRAINT accounts_rosterstep_asked_by_id_3ce4d010_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterstep
    ADD CONSTRAINT accounts_rosterstep_decided_by_id_82da89c1_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterstep
    ADD CONSTRAINT accounts_rosterstep_home_id_d497ec1b_fk_accounts_household_id FOREIGN KEY (home_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterstep
    ADD CONSTRAINT accounts_rosterstep_member_id_87b0acaa_fk_accounts_ FOREIGN KEY (member_id) REFERENCES public.accounts_membership(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterstep
    ADD CONSTRAINT accounts_rosterstep_person_id_2ea19e74_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterstep
    ADD CONSTRAINT accounts_rosterstep_twin_home_id_2e5f1c4c_fk_accounts_ FOREIGN KEY (twin_home_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rosterstep
    ADD CONSTRAINT accounts_rosterstep_twin_person_id_03f796c8_fk_accounts_user_id FOREIGN KEY (twin_person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_group_id_bd11a704_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_52b62117_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_guardian_id_8c0f36c1_fk_accounts_user_id FOREIGN KEY (guardian_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_merged_into_id_6b7da1e6_fk_accounts_user_id FOREIGN KEY (merged_into_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_permission_id_113bb443_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_user_id_e4f0a161_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.areas_area
    ADD CONSTRAINT areas_area_parent_id_bc62832c_fk_areas_area_id FOREIGN KEY (parent_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.audit_auditentry
    ADD CONSTRAINT audit_auditentry_actor_id_8ab278be_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_attendance
    ADD CONSTRAINT deliberation_attenda_household_id_f033bb82_fk_accounts_ FOREIGN KEY (household_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_attendance
    ADD CONSTRAINT deliberation_attenda_invitation_id_a6907414_fk_deliberat FOREIGN KEY (invitation_id) REFERENCES public.deliberation_partyinvitation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_attendance
    ADD CONSTRAINT deliberation_attenda_meeting_id_c9d441f9_fk_deliberat FOREIGN KEY (meeting_id) REFERENCES public.deliberation_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_attendance
    ADD CONSTRAINT deliberation_attenda_member_id_4ebd641a_fk_deliberat FOREIGN KEY (member_id) REFERENCES public.deliberation_councilmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_attendance
    ADD CONSTRAINT deliberation_attendance_by_id_613c85e9_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_attendance
    ADD CONSTRAINT deliberation_attendance_person_id_9438d045_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ballot
    ADD CONSTRAINT deliberation_ballot_roll_entry_id_eff6080b_fk_deliberat FOREIGN KEY (roll_entry_id) REFERENCES public.deliberation_rollentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ballotreading
    ADD CONSTRAINT deliberation_ballotr_owner_id_5cd31754_fk_deliberat FOREIGN KEY (owner_id) REFERENCES public.deliberation_owner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ballotreading
    ADD CONSTRAINT deliberation_ballotreading_by_id_fd25ad1f_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_candidate
    ADD CONSTRAINT deliberation_candida_project_id_d1b7708a_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_candidate
    ADD CONSTRAINT deliberation_candida_round_id_d94a7b70_fk_deliberat FOREIGN KEY (round_id) REFERENCES public.deliberation_votinground(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_candidate
    ADD CONSTRAINT deliberation_candida_version_id_8177d431_fk_projects_ FOREIGN KEY (version_id) REFERENCES public.projects_planversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_carriedanswer
    ADD CONSTRAINT deliberation_carried_household_id_b9a237cc_fk_accounts_ FOREIGN KEY (household_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_carriedanswer
    ADD CONSTRAINT deliberation_carried_merge_id_3ad62103_fk_projects_ FOREIGN KEY (merge_id) REFERENCES public.projects_merge(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_carriedanswer
    ADD CONSTRAINT deliberation_carried_poll_id_4615a3b8_fk_deliberat FOREIGN KEY (poll_id) REFERENCES public.deliberation_supportpoll(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_comparison
    ADD CONSTRAINT deliberation_compari_round_id_00a2c045_fk_deliberat FOREIGN KEY (round_id) REFERENCES public.deliberation_votinground(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_conflictpair
    ADD CONSTRAINT deliberation_conflic_first_id_912bfe27_fk_deliberat FOREIGN KEY (first_id) REFERENCES public.deliberation_candidate(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_conflictpair
    ADD CONSTRAINT deliberation_conflic_round_id_372bf7a4_fk_deliberat FOREIGN KEY (round_id) REFERENCES public.deliberation_votinground(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_conflictpair
    ADD CONSTRAINT deliberation_conflic_second_id_144917a1_fk_deliberat FOREIGN KEY (second_id) REFERENCES public.deliberation_candidate(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_council
    ADD CONSTRAINT deliberation_council_area_id_05fa10e1_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_councilmember
    ADD CONSTRAINT deliberation_council_council_id_ce7119f8_fk_deliberat FOREIGN KEY (council_id) REFERENCES public.deliberation_council(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_councilmember
    ADD CONSTRAINT deliberation_councilmember_user_id_de774e0e_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_courtyardcommittee
    ADD CONSTRAINT deliberation_courtya_area_id_f1f7f504_fk_areas_are FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_custodiankey
    ADD CONSTRAINT deliberation_custodi_custodian_id_5e5adeae_fk_accounts_ FOREIGN KEY (custodian_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_custodiankey
    ADD CONSTRAINT deliberation_custodiankey_area_id_540d6381_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_delivery
    ADD CONSTRAINT deliberation_deliver_owner_id_72742abb_fk_deliberat FOREIGN KEY (owner_id) REFERENCES public.deliberation_owner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_delivery
    ADD CONSTRAINT deliberation_delivery_by_id_d6d3f080_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_givingup
    ADD CONSTRAINT deliberation_givingu_confirmed_by_id_006f2f04_fk_accounts_ FOREIGN KEY (confirmed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_givingup
    ADD CONSTRAINT deliberation_givingu_proposed_by_id_e8e3beed_fk_accounts_ FOREIGN KEY (proposed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_givingup
    ADD CONSTRAINT deliberation_givingu_round_id_8e4121f2_fk_deliberat FOREIGN KEY (round_id) REFERENCES public.deliberation_votinground(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_hall
    ADD CONSTRAINT deliberation_hall_area_id_39843d2b_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_interest
    ADD CONSTRAINT deliberation_interes_item_id_e2cb9de1_fk_deliberat FOREIGN KEY (item_id) REFERENCES public.deliberation_sittingitem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_interest
    ADD CONSTRAINT deliberation_interest_member_id_c145ee23_fk_accounts_user_id FOREIGN KEY (member_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_keyshare
    ADD CONSTRAINT deliberation_keyshar_key_id_14b4cc9a_fk_deliberat FOREIGN KEY (key_id) REFERENCES public.deliberation_custodiankey(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_keyshare
    ADD CONSTRAINT deliberation_keyshar_round_id_49140d3f_fk_deliberat FOREIGN KEY (round_id) REFERENCES public.deliberation_votinground(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_lookatwords
    ADD CONSTRAINT deliberation_lookatw_rating_id_d2c08ac4_fk_deliberat FOREIGN KEY (rating_id) REFERENCES public.deliberation_rating(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_lookatwords
    ADD CONSTRAINT deliberation_lookatwords_by_id_9b453b8d_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_meeting
    ADD CONSTRAINT deliberation_meeting_called_by_id_a285333a_fk_accounts_user_id FOREIGN KEY (called_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_meeting
    ADD CONSTRAINT deliberation_meeting_council_id_2c0f2e81_fk_deliberat FOREIGN KEY (council_id) REFERENCES public.deliberation_council(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_meetingchange
    ADD CONSTRAINT deliberation_meeting_meeting_id_7488f65c_fk_deliberat FOREIGN KEY (meeting_id) REFERENCES public.deliberation_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_meeting
    ADD CONSTRAINT deliberation_meeting_minutes_by_id_cf49984b_fk_accounts_user_id FOREIGN KEY (minutes_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_meeting
    ADD CONSTRAINT deliberation_meeting_minutes_notice_id_86765663_fk_notices_n FOREIGN KEY (minutes_notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_meeting
    ADD CONSTRAINT deliberation_meeting_notice_id_6eb0f4a6_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_meetingchange
    ADD CONSTRAINT deliberation_meeting_notice_id_7aed3fc6_fk_notices_n FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_meeting
    ADD CONSTRAINT deliberation_meeting_project_id_3e9ad314_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_meeting
    ADD CONSTRAINT deliberation_meeting_version_id_ffada186_fk_projects_ FOREIGN KEY (version_id) REFERENCES public.projects_planversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_meetingchange
    ADD CONSTRAINT deliberation_meetingchange_by_id_bbc0fd34_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_minutessignature
    ADD CONSTRAINT deliberation_minutes_by_id_ff7e5bed_fk_accounts_ FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_minutessignature
    ADD CONSTRAINT deliberation_minutes_draft_id_9dbe8f0e_fk_deliberat FOREIGN KEY (draft_id) REFERENCES public.deliberation_minutesdraft(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_minutesdraft
    ADD CONSTRAINT deliberation_minutes_meeting_id_d77c8a88_fk_deliberat FOREIGN KEY (meeting_id) REFERENCES public.deliberation_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_minutesdraft
    ADD CONSTRAINT deliberation_minutesdraft_by_id_40150518_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_minutesdraft
    ADD CONSTRAINT deliberation_minutesdraft_chair_id_07d8a8f0_fk_accounts_user_id FOREIGN KEY (chair_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_motion
    ADD CONSTRAINT deliberation_motion_meeting_id_bcd467f8_fk_deliberat FOREIGN KEY (meeting_id) REFERENCES public.deliberation_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_motion
    ADD CONSTRAINT deliberation_motion_project_id_aefea7b3_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_motion
    ADD CONSTRAINT deliberation_motion_version_id_30d1ae0d_fk_projects_ FOREIGN KEY (version_id) REFERENCES public.projects_planversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_openedballot
    ADD CONSTRAINT deliberation_openedb_round_id_66f92410_fk_deliberat FOREIGN KEY (round_id) REFERENCES public.deliberation_votinground(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_owner
    ADD CONSTRAINT deliberation_owner_vote_id_b2deb06e_fk_deliberat FOREIGN KEY (vote_id) REFERENCES public.deliberation_ownersvote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownerflat
    ADD CONSTRAINT deliberation_ownerfl_household_id_e98eac69_fk_accounts_ FOREIGN KEY (household_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownerflat
    ADD CONSTRAINT deliberation_ownerfl_owner_id_ed158848_fk_deliberat FOREIGN KEY (owner_id) REFERENCES public.deliberation_owner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownerflat
    ADD CONSTRAINT deliberation_ownerfl_vote_id_cac2b91f_fk_deliberat FOREIGN KEY (vote_id) REFERENCES public.deliberation_ownersvote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownerperson
    ADD CONSTRAINT deliberation_ownerpe_owner_id_d3baaa4d_fk_deliberat FOREIGN KEY (owner_id) REFERENCES public.deliberation_owner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownerperson
    ADD CONSTRAINT deliberation_ownerpe_vote_id_da5f6fbc_fk_deliberat FOREIGN KEY (vote_id) REFERENCES public.deliberation_ownersvote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownerperson
    ADD CONSTRAINT deliberation_ownerperson_user_id_f0860501_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersdecision
    ADD CONSTRAINT deliberation_ownersd_project_id_12f3f16d_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersdecision
    ADD CONSTRAINT deliberation_ownersdecision_by_id_eda3e8e0_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersrollfile
    ADD CONSTRAINT deliberation_ownersr_project_id_0b48b254_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersrollfile
    ADD CONSTRAINT deliberation_ownersr_taken_by_id_97824fce_fk_accounts_ FOREIGN KEY (taken_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersrollfile
    ADD CONSTRAINT deliberation_ownersrollfile_by_id_4f4cc407_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownerssale
    ADD CONSTRAINT deliberation_ownerss_buyer_id_3d298b0d_fk_deliberat FOREIGN KEY (buyer_id) REFERENCES public.deliberation_owner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownerssale
    ADD CONSTRAINT deliberation_ownerss_confirmed_by_id_8df466ca_fk_accounts_ FOREIGN KEY (confirmed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownerssale
    ADD CONSTRAINT deliberation_ownerss_flat_id_b06b2122_fk_deliberat FOREIGN KEY (flat_id) REFERENCES public.deliberation_ownerflat(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownerssale
    ADD CONSTRAINT deliberation_ownerss_proposed_by_id_759f8f67_fk_accounts_ FOREIGN KEY (proposed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownerssale
    ADD CONSTRAINT deliberation_ownerss_seller_id_f9bdbc4d_fk_deliberat FOREIGN KEY (seller_id) REFERENCES public.deliberation_owner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersvote
    ADD CONSTRAINT deliberation_ownersv_opened_by_id_38529f04_fk_accounts_ FOREIGN KEY (opened_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersvote
    ADD CONSTRAINT deliberation_ownersv_project_id_6c79a24c_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersvote
    ADD CONSTRAINT deliberation_ownersv_result_notice_id_9d6296d7_fk_notices_n FOREIGN KEY (result_notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersvote
    ADD CONSTRAINT deliberation_ownersv_roll_id_ae1ad0f4_fk_deliberat FOREIGN KEY (roll_id) REFERENCES public.deliberation_ownersrollfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersvote
    ADD CONSTRAINT deliberation_ownersv_version_id_319057a3_fk_projects_ FOREIGN KEY (version_id) REFERENCES public.projects_planversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersvote
    ADD CONSTRAINT deliberation_ownersvote_notice_id_7e1103c6_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersword
    ADD CONSTRAINT deliberation_ownersw_owner_id_5fa77340_fk_deliberat FOREIGN KEY (owner_id) REFERENCES public.deliberation_owner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersword
    ADD CONSTRAINT deliberation_ownersw_person_id_149ba15a_fk_deliberat FOREIGN KEY (person_id) REFERENCES public.deliberation_ownerperson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersword
    ADD CONSTRAINT deliberation_ownersword_by_id_ce530f19_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_ownersword
    ADD CONSTRAINT deliberation_ownersword_helper_id_11d36321_fk_accounts_user_id FOREIGN KEY (helper_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_paperballot
    ADD CONSTRAINT deliberation_paperba_station_id_3ba1d503_fk_deliberat FOREIGN KEY (station_id) REFERENCES public.deliberation_station(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_paperentry
    ADD CONSTRAINT deliberation_paperen_paper_id_cd6f3273_fk_deliberat FOREIGN KEY (paper_id) REFERENCES public.deliberation_paperballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_paperentry
    ADD CONSTRAINT deliberation_paperentry_by_id_0d33fe30_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_paperminutes
    ADD CONSTRAINT deliberation_papermi_confirmed_by_id_62b07358_fk_accounts_ FOREIGN KEY (confirmed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_paperminutes
    ADD CONSTRAINT deliberation_papermi_draft_id_d599e979_fk_deliberat FOREIGN KEY (draft_id) REFERENCES public.deliberation_minutesdraft(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_paperminutes
    ADD CONSTRAINT deliberation_paperminutes_by_id_5f764efd_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_partyinvitation
    ADD CONSTRAINT deliberation_partyin_meeting_id_88feaa6f_fk_deliberat FOREIGN KEY (meeting_id) REFERENCES public.deliberation_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_partyinvitation
    ADD CONSTRAINT deliberation_partyin_user_id_ae966b7d_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_partyopinion
    ADD CONSTRAINT deliberation_partyop_meeting_id_7216bd29_fk_deliberat FOREIGN KEY (meeting_id) REFERENCES public.deliberation_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_pointsdraft
    ADD CONSTRAINT deliberation_pointsd_item_id_ef88a639_fk_deliberat FOREIGN KEY (item_id) REFERENCES public.deliberation_sittingitem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_pointsdraft
    ADD CONSTRAINT deliberation_pointsdraft_member_id_80a32c53_fk_accounts_user_id FOREIGN KEY (member_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_pollhousehold
    ADD CONSTRAINT deliberation_pollhou_household_id_c6e1f019_fk_accounts_ FOREIGN KEY (household_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_pollhousehold
    ADD CONSTRAINT deliberation_pollhou_poll_id_e5526813_fk_deliberat FOREIGN KEY (poll_id) REFERENCES public.deliberation_supportpoll(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_pollsheet
    ADD CONSTRAINT deliberation_pollshe_poll_id_65885213_fk_deliberat FOREIGN KEY (poll_id) REFERENCES public.deliberation_supportpoll(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_pollsheet
    ADD CONSTRAINT deliberation_pollshe_printed_by_id_30f7e546_fk_accounts_ FOREIGN KEY (printed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_pollsheet
    ADD CONSTRAINT deliberation_pollsheet_area_id_ba4acf45_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_protocol
    ADD CONSTRAINT deliberation_protoco_station_id_404bc23d_fk_deliberat FOREIGN KEY (station_id) REFERENCES public.deliberation_station(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_protocol
    ADD CONSTRAINT deliberation_protocol_by_id_18854e2c_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rating
    ADD CONSTRAINT deliberation_rating_by_id_3a0e70fe_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rating
    ADD CONSTRAINT deliberation_rating_helper_id_1dc836a8_fk_accounts_user_id FOREIGN KEY (helper_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rating
    ADD CONSTRAINT deliberation_rating_household_id_f28d0b8e_fk_accounts_ FOREIGN KEY (household_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rating
    ADD CONSTRAINT deliberation_rating_review_id_adcaa068_fk_deliberat FOREIGN KEY (review_id) REFERENCES public.deliberation_satisfactionreview(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_reconfirmation
    ADD CONSTRAINT deliberation_reconfi_meeting_id_31902bd0_fk_deliberat FOREIGN KEY (meeting_id) REFERENCES public.deliberation_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_recusalrequest
    ADD CONSTRAINT deliberation_recusal_item_id_091a47b7_fk_deliberat FOREIGN KEY (item_id) REFERENCES public.deliberation_sittingitem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_recusal
    ADD CONSTRAINT deliberation_recusal_member_id_94046edb_fk_accounts_user_id FOREIGN KEY (member_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_recusalrequest
    ADD CONSTRAINT deliberation_recusal_member_id_e2aa299d_fk_accounts_ FOREIGN KEY (member_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_recusal
    ADD CONSTRAINT deliberation_recusal_project_id_ac65967a_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_recusalvote
    ADD CONSTRAINT deliberation_recusal_request_id_5519994f_fk_deliberat FOREIGN KEY (request_id) REFERENCES public.deliberation_recusalrequest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_recusalrequest
    ADD CONSTRAINT deliberation_recusalrequest_by_id_a2f113ba_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_recusalvote
    ADD CONSTRAINT deliberation_recusalvote_member_id_d3af5e59_fk_accounts_user_id FOREIGN KEY (member_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_resolution
    ADD CONSTRAINT deliberation_resolut_project_id_b79a9177_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_resolution
    ADD CONSTRAINT deliberation_resolution_by_id_4344d28d_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_reviewhousehold
    ADD CONSTRAINT deliberation_reviewh_household_id_1116d46f_fk_accounts_ FOREIGN KEY (household_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_reviewhousehold
    ADD CONSTRAINT deliberation_reviewh_review_id_ef13f6d2_fk_deliberat FOREIGN KEY (review_id) REFERENCES public.deliberation_satisfactionreview(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rollcorrection
    ADD CONSTRAINT deliberation_rollcor_confirmed_by_id_bcf91f7b_fk_accounts_ FOREIGN KEY (confirmed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rollcorrection
    ADD CONSTRAINT deliberation_rollcor_person_id_635b95e7_fk_accounts_ FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rollcorrection
    ADD CONSTRAINT deliberation_rollcor_proposed_by_id_e0241456_fk_accounts_ FOREIGN KEY (proposed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rollcorrection
    ADD CONSTRAINT deliberation_rollcor_round_id_6297dce7_fk_deliberat FOREIGN KEY (round_id) REFERENCES public.deliberation_votinground(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rollentry
    ADD CONSTRAINT deliberation_rollent_added_by_id_1fcb566f_fk_deliberat FOREIGN KEY (added_by_id) REFERENCES public.deliberation_rollcorrection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rollentry
    ADD CONSTRAINT deliberation_rollent_household_id_9adf22d1_fk_accounts_ FOREIGN KEY (household_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rollentry
    ADD CONSTRAINT deliberation_rollent_round_id_f0f9a843_fk_deliberat FOREIGN KEY (round_id) REFERENCES public.deliberation_votinground(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rollentry
    ADD CONSTRAINT deliberation_rollent_shares_vote_of_id_16f0bd74_fk_accounts_ FOREIGN KEY (shares_vote_of_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rollentry
    ADD CONSTRAINT deliberation_rollent_station_id_34d88310_fk_deliberat FOREIGN KEY (station_id) REFERENCES public.deliberation_station(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rollentry
    ADD CONSTRAINT deliberation_rollent_struck_by_id_a2d6e7f1_fk_deliberat FOREIGN KEY (struck_by_id) REFERENCES public.deliberation_rollcorrection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rollentry
    ADD CONSTRAINT deliberation_rollentry_helper_id_1b87f5f8_fk_accounts_user_id FOREIGN KEY (helper_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_rollentry
    ADD CONSTRAINT deliberation_rollentry_voter_id_9b6c39f7_fk_accounts_user_id FOREIGN KEY (voter_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_satisfactionreview
    ADD CONSTRAINT deliberation_satisfa_decided_by_id_b0b147f3_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_satisfactionreview
    ADD CONSTRAINT deliberation_satisfa_project_id_37b7ec50_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_score
    ADD CONSTRAINT deliberation_score_member_id_fffcdf6f_fk_accounts_user_id FOREIGN KEY (member_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_score
    ADD CONSTRAINT deliberation_score_project_id_f847ea2a_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_setaside
    ADD CONSTRAINT deliberation_setasid_paper_id_aeb52d53_fk_deliberat FOREIGN KEY (paper_id) REFERENCES public.deliberation_paperballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_setaside
    ADD CONSTRAINT deliberation_setaside_by_id_9ff37468_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_sheetline
    ADD CONSTRAINT deliberation_sheetli_household_id_3395ff1b_fk_accounts_ FOREIGN KEY (household_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_sheetline
    ADD CONSTRAINT deliberation_sheetli_sheet_id_b7b56408_fk_deliberat FOREIGN KEY (sheet_id) REFERENCES public.deliberation_pollsheet(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_sheetreading
    ADD CONSTRAINT deliberation_sheetre_sheet_id_f340a0e9_fk_deliberat FOREIGN KEY (sheet_id) REFERENCES public.deliberation_pollsheet(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_sheetreading
    ADD CONSTRAINT deliberation_sheetreading_by_id_75c581bc_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_shift
    ADD CONSTRAINT deliberation_shift_officer_id_eabdbdc7_fk_accounts_user_id FOREIGN KEY (officer_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_shift
    ADD CONSTRAINT deliberation_shift_station_id_98378bc5_fk_deliberat FOREIGN KEY (station_id) REFERENCES public.deliberation_station(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_signinsheet
    ADD CONSTRAINT deliberation_signins_meeting_id_6f8eea26_fk_deliberat FOREIGN KEY (meeting_id) REFERENCES public.deliberation_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_signinsheet
    ADD CONSTRAINT deliberation_signinsheet_by_id_b1148e83_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_sitting
    ADD CONSTRAINT deliberation_sitting_area_id_bcddd9bf_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_sittingitem
    ADD CONSTRAINT deliberation_sitting_project_id_5163d7fd_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_sitting
    ADD CONSTRAINT deliberation_sitting_resolved_by_id_e741ebc7_fk_accounts_ FOREIGN KEY (resolved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_sitting
    ADD CONSTRAINT deliberation_sitting_round_id_775d0ce5_fk_deliberat FOREIGN KEY (round_id) REFERENCES public.deliberation_votinground(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_sittingitem
    ADD CONSTRAINT deliberation_sitting_sitting_id_a34f4e49_fk_deliberat FOREIGN KEY (sitting_id) REFERENCES public.deliberation_sitting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_sixparty
    ADD CONSTRAINT deliberation_sixparty_area_id_10c4ad38_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_sixparty
    ADD CONSTRAINT deliberation_sixparty_user_id_cf4a818f_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_station
    ADD CONSTRAINT deliberation_station_round_id_872ab563_fk_deliberat FOREIGN KEY (round_id) REFERENCES public.deliberation_votinground(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_substitute
    ADD CONSTRAINT deliberation_substit_item_id_212cbe76_fk_deliberat FOREIGN KEY (item_id) REFERENCES public.deliberation_sittingitem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_substitute
    ADD CONSTRAINT deliberation_substitute_by_id_82c109dc_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_substitute
    ADD CONSTRAINT deliberation_substitute_member_id_04256ec0_fk_accounts_user_id FOREIGN KEY (member_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_supportpoll_places
    ADD CONSTRAINT deliberation_support_area_id_2138562f_fk_areas_are FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_support
    ADD CONSTRAINT deliberation_support_by_id_e7b73193_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_support
    ADD CONSTRAINT deliberation_support_helper_id_64f1951a_fk_accounts_user_id FOREIGN KEY (helper_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_support
    ADD CONSTRAINT deliberation_support_household_id_905854db_fk_accounts_ FOREIGN KEY (household_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_support
    ADD CONSTRAINT deliberation_support_poll_id_41dea7f5_fk_deliberat FOREIGN KEY (poll_id) REFERENCES public.deliberation_supportpoll(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_supportpoll
    ADD CONSTRAINT deliberation_support_project_id_3230a322_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_support
    ADD CONSTRAINT deliberation_support_sheet_id_77677d2a_fk_deliberat FOREIGN KEY (sheet_id) REFERENCES public.deliberation_pollsheet(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_supportpoll_places
    ADD CONSTRAINT deliberation_support_supportpoll_id_b5a48444_fk_deliberat FOREIGN KEY (supportpoll_id) REFERENCES public.deliberation_supportpoll(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_supportpoll
    ADD CONSTRAINT deliberation_support_version_id_bf9cabbe_fk_projects_ FOREIGN KEY (version_id) REFERENCES public.projects_planversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_votinground
    ADD CONSTRAINT deliberation_votingr_notice_id_f9820e8a_fk_notices_n FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_votinground
    ADD CONSTRAINT deliberation_votingr_opened_by_id_649f48a2_fk_accounts_ FOREIGN KEY (opened_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_votinground
    ADD CONSTRAINT deliberation_votingr_result_notice_id_d0a1f3a7_fk_notices_n FOREIGN KEY (result_notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.deliberation_votinground
    ADD CONSTRAINT deliberation_votinground_area_id_5e860349_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_account
    ADD CONSTRAINT funding_account_area_id_874a55d8_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_account
    ADD CONSTRAINT funding_account_project_id_5d8a66e9_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_application
    ADD CONSTRAINT funding_application_by_id_3ceefe3e_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_application
    ADD CONSTRAINT funding_application_project_id_fe7d4dbe_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_approval
    ADD CONSTRAINT funding_approval_by_id_f68504dc_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_approval
    ADD CONSTRAINT funding_approval_review_id_ea39719c_fk_funding_streetreview_id FOREIGN KEY (review_id) REFERENCES public.funding_streetreview(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_bankline
    ADD CONSTRAINT funding_bankline_statement_id_3b03c5d1_fk_funding_b FOREIGN KEY (statement_id) REFERENCES public.funding_bankstatement(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_bankstatement
    ADD CONSTRAINT funding_bankstatemen_uploaded_by_id_68bc0c5d_fk_accounts_ FOREIGN KEY (uploaded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_bankstatement
    ADD CONSTRAINT funding_bankstatement_area_id_17640567_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_bill
    ADD CONSTRAINT funding_bill_contract_id_4ace52e9_fk_funding_contract_id FOREIGN KEY (contract_id) REFERENCES public.funding_contract(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_bill
    ADD CONSTRAINT funding_bill_entry_id_d12f1d96_fk_funding_entry_id FOREIGN KEY (entry_id) REFERENCES public.funding_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_bill
    ADD CONSTRAINT funding_bill_line_id_33abade8_fk_funding_budgetline_id FOREIGN KEY (line_id) REFERENCES public.funding_budgetline(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_bill
    ADD CONSTRAINT funding_bill_project_id_08f4ecd9_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_bill
    ADD CONSTRAINT funding_bill_recorded_by_id_a45bbe41_fk_accounts_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_budgetline
    ADD CONSTRAINT funding_budgetline_project_id_7b7dd1cd_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_contract
    ADD CONSTRAINT funding_contract_choice_id_4133de72_fk_funding_s FOREIGN KEY (choice_id) REFERENCES public.funding_supplierchoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_contract
    ADD CONSTRAINT funding_contract_project_id_3e5611b7_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_contract
    ADD CONSTRAINT funding_contract_recorded_by_id_0d250e9e_fk_accounts_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_contribution
    ADD CONSTRAINT funding_contribution_entry_id_05ed10c5_fk_funding_entry_id FOREIGN KEY (entry_id) REFERENCES public.funding_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_contribution
    ADD CONSTRAINT funding_contribution_pledge_id_f416195f_fk_funding_pledge_id FOREIGN KEY (pledge_id) REFERENCES public.funding_pledge(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_contribution
    ADD CONSTRAINT funding_contribution_project_id_320479d3_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_contribution
    ADD CONSTRAINT funding_contribution_recorded_by_id_86bfd5c8_fk_accounts_ FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_entry
    ADD CONSTRAINT funding_entry_by_id_49543f0a_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_entry
    ADD CONSTRAINT funding_entry_project_id_4a4c42ec_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_entry
    ADD CONSTRAINT funding_entry_reverses_id_1dcad8c2_fk_funding_entry_id FOREIGN KEY (reverses_id) REFERENCES public.funding_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_envelopetotal
    ADD CONSTRAINT funding_envelopetotal_account_id_fa9408f2_fk_funding_account_id FOREIGN KEY (account_id) REFERENCES public.funding_account(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_giftinkind
    ADD CONSTRAINT funding_giftinkind_project_id_4a322ab5_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_giftinkind
    ADD CONSTRAINT funding_giftinkind_recorded_by_id_cd4b50b9_fk_accounts_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_grant
    ADD CONSTRAINT funding_grant_approved_by_id_c7aab1e6_fk_accounts_user_id FOREIGN KEY (approved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_grant
    ADD CONSTRAINT funding_grant_envelope_id_c2f98f25_fk_funding_account_id FOREIGN KEY (envelope_id) REFERENCES public.funding_account(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_grant
    ADD CONSTRAINT funding_grant_project_id_312d0f23_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_grantchange
    ADD CONSTRAINT funding_grantchange_approved_by_id_90033263_fk_accounts_user_id FOREIGN KEY (approved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_grantchange
    ADD CONSTRAINT funding_grantchange_checked_by_id_16a9d3be_fk_accounts_user_id FOREIGN KEY (checked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_grantchange
    ADD CONSTRAINT funding_grantchange_project_id_33bd6361_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_grantchange
    ADD CONSTRAINT funding_grantchange_refused_by_id_a53a1c86_fk_accounts_user_id FOREIGN KEY (refused_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_grantchange
    ADD CONSTRAINT funding_grantchange_requested_by_id_7ab72761_fk_accounts_ FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_grantchange
    ADD CONSTRAINT funding_grantchange_reviewed_by_id_f72e05c5_fk_accounts_user_id FOREIGN KEY (reviewed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_offercode
    ADD CONSTRAINT funding_offercode_invitation_id_9c166cc7_fk_funding_s FOREIGN KEY (invitation_id) REFERENCES public.funding_supplierinvitation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_offertrace
    ADD CONSTRAINT funding_offertrace_invitation_id_b541e457_fk_funding_s FOREIGN KEY (invitation_id) REFERENCES public.funding_supplierinvitation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_offertrace
    ADD CONSTRAINT funding_offertrace_person_id_c7040ed5_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_offertrace
    ADD CONSTRAINT funding_offertrace_project_id_1b5843de_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_plannedshare
    ADD CONSTRAINT funding_plannedshare_project_id_235d752a_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_pledge
    ADD CONSTRAINT funding_pledge_project_id_886bf7c5_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_pledge
    ADD CONSTRAINT funding_pledge_recorded_by_id_ad1a6e09_fk_accounts_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_posting
    ADD CONSTRAINT funding_posting_account_id_5e9da4dc_fk_funding_account_id FOREIGN KEY (account_id) REFERENCES public.funding_account(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_posting
    ADD CONSTRAINT funding_posting_entry_id_d7d9113f_fk_funding_entry_id FOREIGN KEY (entry_id) REFERENCES public.funding_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_projecttotal
    ADD CONSTRAINT funding_projecttotal_project_id_f7e63f23_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_quotation
    ADD CONSTRAINT funding_quotation_collected_by_id_8a7df545_fk_accounts_user_id FOREIGN KEY (collected_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_quotation
    ADD CONSTRAINT funding_quotation_firm_id_c9a76049_fk_funding_supplier_id FOREIGN KEY (firm_id) REFERENCES public.funding_supplier(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_quotation
    ADD CONSTRAINT funding_quotation_invitation_id_5ced0a25_fk_funding_s FOREIGN KEY (invitation_id) REFERENCES public.funding_supplierinvitation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_quotation
    ADD CONSTRAINT funding_quotation_project_id_c0009d99_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_quotation
    ADD CONSTRAINT funding_quotation_round_id_90e03588_fk_funding_q FOREIGN KEY (round_id) REFERENCES public.funding_quotationround(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_quotationround
    ADD CONSTRAINT funding_quotationrou_called_by_id_d6312048_fk_accounts_ FOREIGN KEY (called_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_quotationround
    ADD CONSTRAINT funding_quotationrou_opened_by_id_f15b18e9_fk_accounts_ FOREIGN KEY (opened_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_quotationround
    ADD CONSTRAINT funding_quotationrou_project_id_13141896_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_seal
    ADD CONSTRAINT funding_seal_notice_id_098fe53c_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_sharedfacility
    ADD CONSTRAINT funding_sharedfacility_area_id_a866a1bf_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_streetreview
    ADD CONSTRAINT funding_streetreview_district_by_id_f8d25e11_fk_accounts_ FOREIGN KEY (district_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_streetreview
    ADD CONSTRAINT funding_streetreview_handler_id_554b14e8_fk_accounts_user_id FOREIGN KEY (handler_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_streetreview
    ADD CONSTRAINT funding_streetreview_implementing_person__4e864c2a_fk_accounts_ FOREIGN KEY (implementing_person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_streetreview
    ADD CONSTRAINT funding_streetreview_project_id_2872831d_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_streetreview
    ADD CONSTRAINT funding_streetreview_reviewer_id_2a6e35c5_fk_accounts_user_id FOREIGN KEY (reviewer_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplier
    ADD CONSTRAINT funding_supplier_again_by_id_1641a62e_fk_accounts_user_id FOREIGN KEY (again_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplier
    ADD CONSTRAINT funding_supplier_area_id_07f50cfe_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplier
    ADD CONSTRAINT funding_supplier_asked_for_id_0002e6fd_fk_projects_project_id FOREIGN KEY (asked_for_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplier
    ADD CONSTRAINT funding_supplier_confirmed_by_id_26049130_fk_accounts_user_id FOREIGN KEY (confirmed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplier
    ADD CONSTRAINT funding_supplier_entered_by_id_be9dca5c_fk_accounts_user_id FOREIGN KEY (entered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplier
    ADD CONSTRAINT funding_supplier_next_phone_by_id_33d467b3_fk_accounts_user_id FOREIGN KEY (next_phone_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplier
    ADD CONSTRAINT funding_supplier_phone_confirmed_by_i_b39f3c92_fk_accounts_ FOREIGN KEY (phone_confirmed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplierchoice
    ADD CONSTRAINT funding_supplierchoi_decided_by_id_6d41a564_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplierchoice
    ADD CONSTRAINT funding_supplierchoi_project_id_fa8fe35b_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplierchoice
    ADD CONSTRAINT funding_supplierchoi_quotation_id_04f54419_fk_funding_q FOREIGN KEY (quotation_id) REFERENCES public.funding_quotation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplierchoice
    ADD CONSTRAINT funding_supplierchoice_by_id_53763cff_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplierinvitation
    ADD CONSTRAINT funding_supplierinvi_firm_id_cf219316_fk_funding_s FOREIGN KEY (firm_id) REFERENCES public.funding_supplier(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplierinvitation
    ADD CONSTRAINT funding_supplierinvi_invited_by_id_5fbb04ba_fk_accounts_ FOREIGN KEY (invited_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplierinvitation
    ADD CONSTRAINT funding_supplierinvi_project_id_e0d32aef_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_supplierinvitation
    ADD CONSTRAINT funding_supplierinvi_round_id_65cc656b_fk_funding_q FOREIGN KEY (round_id) REFERENCES public.funding_quotationround(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_tranche
    ADD CONSTRAINT funding_tranche_approved_by_id_2d4ca847_fk_accounts_user_id FOREIGN KEY (approved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_tranche
    ADD CONSTRAINT funding_tranche_checked_by_id_d57630b7_fk_accounts_user_id FOREIGN KEY (checked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_tranche
    ADD CONSTRAINT funding_tranche_entry_id_841a3a59_fk_funding_entry_id FOREIGN KEY (entry_id) REFERENCES public.funding_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_tranche
    ADD CONSTRAINT funding_tranche_grant_id_6a13b3c0_fk_funding_grant_id FOREIGN KEY (grant_id) REFERENCES public.funding_grant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_tranche
    ADD CONSTRAINT funding_tranche_paid_by_id_538bd0c6_fk_accounts_user_id FOREIGN KEY (paid_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_tranche
    ADD CONSTRAINT funding_tranche_requested_by_id_e655322b_fk_accounts_user_id FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_voucher
    ADD CONSTRAINT funding_voucher_bill_id_921e1b5d_fk_funding_bill_id FOREIGN KEY (bill_id) REFERENCES public.funding_bill(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_voucher
    ADD CONSTRAINT funding_voucher_entry_id_243ebb6a_fk_funding_entry_id FOREIGN KEY (entry_id) REFERENCES public.funding_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_voucher
    ADD CONSTRAINT funding_voucher_line_id_16de964d_fk_funding_budgetline_id FOREIGN KEY (line_id) REFERENCES public.funding_budgetline(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_voucher
    ADD CONSTRAINT funding_voucher_project_id_af91da6e_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.funding_voucher
    ADD CONSTRAINT funding_voucher_recorded_by_id_1993b9fc_fk_accounts_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.jobs_job
    ADD CONSTRAINT jobs_job_area_id_56425ade_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.jobs_job
    ADD CONSTRAINT jobs_job_by_id_0456849d_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.log_erased
    ADD CONSTRAINT log_erased_leaf_id_2b6873d7_fk_log_leaf_id FOREIGN KEY (leaf_id) REFERENCES public.log_leaf(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.log_member
    ADD CONSTRAINT log_member_leaf_id_0c84cd67_fk_log_leaf_id FOREIGN KEY (leaf_id) REFERENCES public.log_leaf(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_addresscheck
    ADD CONSTRAINT notices_addresscheck_person_id_ea299336_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_campaign
    ADD CONSTRAINT notices_campaign_approved_by_id_d06a0b7e_fk_accounts_user_id FOREIGN KEY (approved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_campaign
    ADD CONSTRAINT notices_campaign_area_id_d6b6698e_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_campaign
    ADD CONSTRAINT notices_campaign_by_id_1bf325b1_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_campaign
    ADD CONSTRAINT notices_campaign_stopped_by_id_12db1ca4_fk_accounts_user_id FOREIGN KEY (stopped_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_delivery
    ADD CONSTRAINT notices_delivery_message_id_c39f4724_fk_notices_message_id FOREIGN KEY (message_id) REFERENCES public.notices_message(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_delivery
    ADD CONSTRAINT notices_delivery_person_id_ed7a0124_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_digestmail
    ADD CONSTRAINT notices_digestmail_person_id_b8b90bcc_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_draft
    ADD CONSTRAINT notices_draft_area_id_5538972b_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_draft
    ADD CONSTRAINT notices_draft_decided_by_id_777f7945_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_draft
    ADD CONSTRAINT notices_draft_notice_id_5e135bd0_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_message
    ADD CONSTRAINT notices_message_person_id_f973f285_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_area_id_6a011ca5_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_corrects_id_ffaff203_fk_notices_notice_id FOREIGN KEY (corrects_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_published_by_id_594a873d_fk_accounts_user_id FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_objection
    ADD CONSTRAINT notices_objection_answered_by_id_11e91ef4_fk_accounts_user_id FOREIGN KEY (answered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_objection
    ADD CONSTRAINT notices_objection_by_id_54085ebe_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_objection
    ADD CONSTRAINT notices_objection_correction_id_c4e82f57_fk_notices_notice_id FOREIGN KEY (correction_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_objection
    ADD CONSTRAINT notices_objection_notice_id_2b7cdd0c_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_postednotice
    ADD CONSTRAINT notices_postednotice_by_id_a2077653_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_postednotice
    ADD CONSTRAINT notices_postednotice_notice_id_04b8609f_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_preferences
    ADD CONSTRAINT notices_preferences_person_id_d156fa72_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.otp_static_staticdevice
    ADD CONSTRAINT otp_static_staticdevice_user_id_7f9cff2b_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.otp_static_statictoken
    ADD CONSTRAINT otp_static_statictok_device_id_74b7c7d1_fk_otp_stati FOREIGN KEY (device_id) REFERENCES public.otp_static_staticdevice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.otp_totp_totpdevice
    ADD CONSTRAINT otp_totp_totpdevice_user_id_0fb18292_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.policy_calendarday
    ADD CONSTRAINT policy_calendarday_year_id_9851b145_fk_policy_calendaryear_id FOREIGN KEY (year_id) REFERENCES public.policy_calendaryear(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.policy_parameter
    ADD CONSTRAINT policy_parameter_area_id_10eb7232_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_acceptance
    ADD CONSTRAINT projects_acceptance_by_id_e07ca7bc_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_acceptance
    ADD CONSTRAINT projects_acceptance_project_id_28c45ceb_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_appeal
    ADD CONSTRAINT projects_appeal_by_id_663f1992_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_appeal
    ADD CONSTRAINT projects_appeal_decided_by_id_5b691190_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_appeal
    ADD CONSTRAINT projects_appeal_project_id_3bdf4f87_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_comment
    ADD CONSTRAINT projects_comment_by_id_b26fc087_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_comment
    ADD CONSTRAINT projects_comment_hidden_by_id_9b8627c5_fk_accounts_user_id FOREIGN KEY (hidden_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_comment
    ADD CONSTRAINT projects_comment_parent_id_a3fb47d3_fk_projects_comment_id FOREIGN KEY (parent_id) REFERENCES public.projects_comment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_comment
    ADD CONSTRAINT projects_comment_project_id_220d4b34_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_evidence
    ADD CONSTRAINT projects_evidence_by_id_60f23090_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_evidence
    ADD CONSTRAINT projects_evidence_project_id_2c579233_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_givingupword
    ADD CONSTRAINT projects_givingupwor_project_id_23909f15_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_givingupword
    ADD CONSTRAINT projects_givingupword_by_id_5b443a6d_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_groupchoice
    ADD CONSTRAINT projects_groupchoice_by_id_db2b68af_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_groupchoice
    ADD CONSTRAINT projects_groupchoice_project_id_ac96cd89_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_handover
    ADD CONSTRAINT projects_handover_leaver_id_5bcb1d13_fk_accounts_user_id FOREIGN KEY (leaver_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_handover
    ADD CONSTRAINT projects_handover_project_id_aa5ffe12_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_handover
    ADD CONSTRAINT projects_handover_taker_id_2e19810c_fk_accounts_user_id FOREIGN KEY (taker_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_heardnote
    ADD CONSTRAINT projects_heardnote_area_id_c25d3711_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_heardnote
    ADD CONSTRAINT projects_heardnote_by_id_0591ec47_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_heardnote
    ADD CONSTRAINT projects_heardnote_project_id_828a61da_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_inspection
    ADD CONSTRAINT projects_inspection_by_id_5b32ac9d_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_inspection
    ADD CONSTRAINT projects_inspection_project_id_4c6b2d71_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_merge
    ADD CONSTRAINT projects_merge_by_id_05430235_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_merge
    ADD CONSTRAINT projects_merge_gone_id_1d3e9b97_fk_projects_project_id FOREIGN KEY (gone_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_merge
    ADD CONSTRAINT projects_merge_kept_id_09f96a5c_fk_projects_project_id FOREIGN KEY (kept_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_merge
    ADD CONSTRAINT projects_merge_undone_by_id_d8c99e5d_fk_accounts_user_id FOREIGN KEY (undone_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_photo
    ADD CONSTRAINT projects_photo_by_id_089050b2_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_photo
    ADD CONSTRAINT projects_photo_project_id_f7465cd3_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_photo
    ADD CONSTRAINT projects_photo_report_id_21fbed47_fk_projects_progressreport_id FOREIGN KEY (report_id) REFERENCES public.projects_progressreport(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_planversion
    ADD CONSTRAINT projects_planversion_area_id_67994322_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_planversion
    ADD CONSTRAINT projects_planversion_by_id_c749da5f_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_planversion
    ADD CONSTRAINT projects_planversion_notice_id_86ebc192_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_planversion
    ADD CONSTRAINT projects_planversion_project_id_960c15eb_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_progressreport
    ADD CONSTRAINT projects_progressrep_project_id_f30dd4fc_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_progressreport
    ADD CONSTRAINT projects_progressreport_by_id_9c422a07_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_project
    ADD CONSTRAINT projects_project_area_id_d8d5c1ad_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_project
    ADD CONSTRAINT projects_project_implementing_person__29f943f9_fk_accounts_ FOREIGN KEY (implementing_person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_project_places
    ADD CONSTRAINT projects_project_pla_project_id_edf007d7_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_project_places
    ADD CONSTRAINT projects_project_places_area_id_7d8e61af_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_project
    ADD CONSTRAINT projects_project_proposer_home_id_8864e2c8_fk_accounts_ FOREIGN KEY (proposer_home_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_project
    ADD CONSTRAINT projects_project_proposer_id_64176aea_fk_accounts_user_id FOREIGN KEY (proposer_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_project
    ADD CONSTRAINT projects_project_taken_down_by_id_a6e73dbc_fk_accounts_user_id FOREIGN KEY (taken_down_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_projectevent
    ADD CONSTRAINT projects_projecteven_project_id_159e1876_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_projectevent
    ADD CONSTRAINT projects_projectevent_actor_id_c78502bb_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_projectevent
    ADD CONSTRAINT projects_projectevent_notice_id_d0a7fb0d_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_regulation
    ADD CONSTRAINT projects_regulation_area_id_0e0b899b_fk_areas_area_id FOREIGN KEY (area_id) REFERENCES public.areas_area(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_regulation
    ADD CONSTRAINT projects_regulation_by_id_703561e1_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_screening
    ADD CONSTRAINT projects_screening_by_id_a9a8068f_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_screening
    ADD CONSTRAINT projects_screening_project_id_368f24c3_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_solvedbyrule
    ADD CONSTRAINT projects_solvedbyrul_project_id_8f2d3a46_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_solvedbyrule
    ADD CONSTRAINT projects_solvedbyrul_rule_id_29f1ee6f_fk_projects_ FOREIGN KEY (rule_id) REFERENCES public.projects_regulation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_solvedbyrule
    ADD CONSTRAINT projects_solvedbyrule_by_id_371b1115_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_taskgroupmember
    ADD CONSTRAINT projects_taskgroupme_accepted_through_id_0fd39df0_fk_accounts_ FOREIGN KEY (accepted_through_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_taskgroupmember
    ADD CONSTRAINT projects_taskgroupme_home_id_f463cb36_fk_accounts_ FOREIGN KEY (home_id) REFERENCES public.accounts_household(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_taskgroupmember
    ADD CONSTRAINT projects_taskgroupme_project_id_8ce76054_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_taskgroupmember
    ADD CONSTRAINT projects_taskgroupme_proof_id_c7d9333a_fk_projects_ FOREIGN KEY (proof_id) REFERENCES public.projects_evidence(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_taskgroupmember
    ADD CONSTRAINT projects_taskgroupme_put_forward_by_id_fbc05071_fk_accounts_ FOREIGN KEY (put_forward_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_taskgroupmember
    ADD CONSTRAINT projects_taskgroupmember_user_id_286270d9_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

REVOKE ALL ON FUNCTION public.log_roll(round bigint, act text) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.log_write(kind text, row_id bigint, act text, told jsonb, salt bytea) FROM PUBLIC;
