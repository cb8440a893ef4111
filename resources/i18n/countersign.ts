<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en">
<context>
    <name>Countersign</name>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source> (no newline at its end)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <location filename="../../desktop_app/tray/views/evidence/compare.py"/>
        <source> and </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>"{text}"</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/held.py"/>
        <source>#{entry}, {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>#{first} to #{last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>#{n}, {kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>+{n} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>0: for ever. Hashes, proofs, consents and settings stay in any case.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>1 folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>24 hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>30 digits, told by phone or on paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>95 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bucket.py"/>
        <source>A bucket's name has 3 to 63 small letters, digits, hyphens and dots.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>A checkpoint from outside agrees with the first {n} entries.</source>
        <extracomment>{n} is the number; for 1: A checkpoint from outside agrees with the first entry.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>A click in a notification can then let a command run, once. Others who see the screen can read the command.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_page.py"/>
        <source>A copy was written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>A fingerprint is 30 digits, nothing else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>A grant of yours covers it</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>A hold keeps what {n} entries kept.</source>
        <extracomment>{n} is the number; for 1: A hold keeps what {n} entry kept.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>A hook allowed it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>A hook allowed it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>A hook denied it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>A new checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>A rule asks you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>A rule denied it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>A rule has nothing against it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>A run ends without a word after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>A time stamp in the name of {authority} ({when}) does not hold: the root that you trusted ({trusted}) does not stand for who signed it, or it was not signed so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>A time stamp in the name of {authority} ({when}) is over no checkpoint that this record has: it says nothing about it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>A time stamp in the name of {authority} ({when}) says that the first {n} entries existed by then. It was not checked here: it counts for whoever trusts that authority.</source>
        <extracomment>{n} is the number; for 1: A time stamp in the name of {authority} ({when}) says that the first entry existed by then. It was not checked here: it counts for whoever trusts that authority.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>A time stamp of {authority} ({when}) says that the first {n} entries existed by then. A record in their place could have none from before today; keep a checkpoint elsewhere to show which they were.</source>
        <extracomment>{n} is the number; for 1: A time stamp of {authority} ({when}) says that the first entry existed by then. A record in its place could have none from before today; keep a checkpoint elsewhere to show which it was.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>A time stamp of {who} says that the first {n} entries existed by {when}.</source>
        <extracomment>{n} is the number; for 1: A time stamp of {who} says that the first entry existed by {when}.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>A wrong passphrase was given for the role {role}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>About {n} min left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>About {n} s left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Access key id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/time_head.py"/>
        <source>Activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_list.py"/>
        <source>Add…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>After</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>After decompression; larger ones are refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>After redaction. Entries and digests stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>Against the policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_columns.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <location filename="../../desktop_app/tray/views/agent_rows.py"/>
        <location filename="../../desktop_app/tray/views/consent_table.py"/>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>Agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/opening.py"/>
        <location filename="../../desktop_app/tray/views/agents_page.py"/>
        <source>Agents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/first_start.py"/>
        <source>Agents found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Agents get theirs when they are set up. Gemini CLI cannot send one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Agents keep asking while paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Agents…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <location filename="../../desktop_app/tray/views/evidence/middle.py"/>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>All agents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_window.py"/>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>All outcomes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>All runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>All tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>All {n} entries were recomputed at {when}, in {took}.</source>
        <extracomment>{n} is the number; for 1: The one entry was recomputed at {when}, in {took}.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>All {n} verdicts</source>
        <extracomment>{n} is the number; for 1: All {n} verdict</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/foot.py"/>
        <source>Allow as set above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/foot.py"/>
        <source>Allow for this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/foot.py"/>
        <source>Allow more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/more.py"/>
        <source>Allow more than once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <location filename="../../desktop_app/tray/views/consent_dialog/foot.py"/>
        <source>Allow once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Allow once in notifications</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Allowed by your consent #{seq} until {day}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>Almost done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>Already answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>Already answered: {how} at {when} from the notification.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Also a bundle of each ended run: entries and telemetry, redacted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Also a bundle of each ended run: entries, no telemetry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Also what changed while no call ran</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Also what changed while no call ran, {n} changes</source>
        <extracomment>{n} is the number; for 1: Also what changed while no call ran, {n} change</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/policy.py"/>
        <source>An administrator's policy makes it stricter, {label}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>An agent tried to answer for you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>An agent's folder before it works there, and each change it makes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>Anchored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>And the key of its digests: nothing can be compared with them any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_table.py"/>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_page.py"/>
        <source>Answer now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>Answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Any program of yours can then send, and what it says of itself is not checked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>Any time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <source>Arguments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>As 2026-11-20 10:25, or 30m, 24h, 7d ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>As on Wayland. No window can be covered there; without this none is taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>As the desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/change_panel.py"/>
        <source>Ask me before its tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_columns.py"/>
        <source>Asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>Asked by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>Asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>Asked for by the agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>Asked through</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keys_card.py"/>
        <source>Asking for the keys…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Asking the recorder for a checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>At</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/attribute_table.py"/>
        <location filename="../../desktop_app/tray/views/run/detail_panel.py"/>
        <source>Attributes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Attributes that no rule knows, and plain log texts, are then kept after secrets in them were taken out. What is hashed already stays so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_window.py"/>
        <source>Audit bundles (*.zip)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <location filename="../../desktop_app/tray/views/consent_dialog/foot.py"/>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/run_header.py"/>
        <source>Back to Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>Because</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>Before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>Before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bucket.py"/>
        <source>Before its days are over nobody can delete an object, you neither.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bucket.py"/>
        <source>Before its days are over, only who may lift the lock can delete an object.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Beyond this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/bucket_fields.py"/>
        <source>Bucket</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Bucket (S3): checkpoints and bundles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_dialog.py"/>
        <source>Bundles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Bundles: only those that I send by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_table.py"/>
        <source>By</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_foot.py"/>
        <source>By choosing Export you consent to hand out what is listed here. The export is an entry that says so. Nothing is sent; a file is written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>By hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/strip.py"/>
        <source>By hand, in no run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>By policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Call id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_columns.py"/>
        <source>Calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Can change something</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/change_panel.py"/>
        <location filename="../../desktop_app/tray/views/deed_dialog.py"/>
        <location filename="../../desktop_app/tray/views/export_foot.py"/>
        <location filename="../../desktop_app/tray/views/rollback/dialog.py"/>
        <location filename="../../desktop_app/tray/views/verdict_card.py"/>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_window.py"/>
        <source>Cancelled. No file was written; an entry says that it was asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Cannot be undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>Cannot tell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>Change it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>Change the set-up of {agent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>Changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/files_list.py"/>
        <location filename="../../desktop_app/tray/views/evidence/files_pane.py"/>
        <source>Changed files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>Changes how SSH connects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Changes nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/diff_view.py"/>
        <location filename="../../desktop_app/tray/views/evidence/diff_pane.py"/>
        <source>Changes of {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>Changes what Git runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>Changes what a build server runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>Changes what your editor runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>Changes what your shell runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>Changes where names lead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>Changes who can log in here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>Change…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_window.py"/>
        <source>Check a bundle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_result.py"/>
        <source>Check it now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>Checking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_detail.py"/>
        <location filename="../../desktop_app/tray/views/run/said.py"/>
        <source>Checking entry #{n}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>Checking {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/facts_panel.py"/>
        <source>Checking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/views/hand_out.py"/>
        <source>Checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/hand_out.py"/>
        <source>Checkpoint as a QR code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>Checkpoint elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_window.py"/>
        <source>Choose a bundle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/hand_out.py"/>
        <source>Choose a git repository</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/evidence_page.py"/>
        <location filename="../../desktop_app/tray/views/vault_use.py"/>
        <source>Choose what is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <location filename="../../desktop_app/tray/views/verdict_window.py"/>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_log_panel.py"/>
        <location filename="../../desktop_app/tray/views/timeline_states.py"/>
        <source>Clear filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/toolbar.py"/>
        <source>Clock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/foot.py"/>
        <location filename="../../desktop_app/tray/views/evidence/delete_dialog.py"/>
        <location filename="../../desktop_app/tray/views/export_result.py"/>
        <location filename="../../desktop_app/tray/views/first_start.py"/>
        <location filename="../../desktop_app/tray/views/hand_out.py"/>
        <location filename="../../desktop_app/tray/views/keyboard_help.py"/>
        <location filename="../../desktop_app/tray/views/notices.py"/>
        <location filename="../../desktop_app/tray/views/policy_window.py"/>
        <location filename="../../desktop_app/tray/views/reveal_dialog.py"/>
        <location filename="../../desktop_app/tray/views/rollback/dialog.py"/>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Close the window; recording goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <location filename="../../desktop_app/tray/views/consent_dialog/more.py"/>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>Command lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/hand_out.py"/>
        <source>Commit in a git repository…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>Committed, not pushed: the checkpoint of {n} entries.</source>
        <extracomment>{n} is the number; for 1: Committed, not pushed: the checkpoint of {n} entry.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Compliance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Compliance: nothing ever goes earlier, and days only grow. It is for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/opening.py"/>
        <location filename="../../desktop_app/tray/views/consent_page.py"/>
        <source>Consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_table.py"/>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Consent log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>Consistent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>Content</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trouble.py"/>
        <source>Content is not kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Content purged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Context menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keys_card.py"/>
        <source>Copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>Copied: the checkpoint of {n} entries.</source>
        <extracomment>{n} is the number; for 1: Copied: the checkpoint of {n} entry.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <location filename="../../desktop_app/tray/views/keys_card.py"/>
        <location filename="../../desktop_app/tray/views/kit/frames.py"/>
        <location filename="../../desktop_app/tray/views/run/waterfall.py"/>
        <location filename="../../desktop_app/tray/views/timeline_page.py"/>
        <location filename="../../desktop_app/tray/views/upstream_dialog.py"/>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <location filename="../../desktop_app/tray/views/run/detail_panel.py"/>
        <location filename="../../desktop_app/tray/views/run/waterfall.py"/>
        <location filename="../../desktop_app/tray/views/timeline_page.py"/>
        <source>Copy as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <location filename="../../desktop_app/tray/views/change_panel.py"/>
        <location filename="../../desktop_app/tray/views/hand_out.py"/>
        <source>Copy as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_card.py"/>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>Copy report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keys_card.py"/>
        <source>Copy the key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Copy verifier key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/facts.py"/>
        <source>Copy {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_columns.py"/>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>Cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>Cost is what agents report.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/lane.py"/>
        <source>Cost so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/stand_in.py"/>
        <location filename="../../desktop_app/tray/views/window.py"/>
        <source>Countersign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>Countersign asked and nobody answered; it was denied, once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>Countersign cannot reach the recorder. The agent is denied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/copies.py"/>
        <source>Countersign did this when a person asked for it. It is no span of the agent's.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>Countersign has no rule about it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>Countersign is not recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <source>Countersign is not recording: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <source>Countersign is recording and waiting for an agent on {ports}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/stand_in.py"/>
        <source>Countersign is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <source>Countersign is starting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>Countersign itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>Countersign sends nothing out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>Countersign stopped before you answered; it was denied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>Countersign was not asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>Countersign {version}, record in {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Countersign's commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Countersign's files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/policy.py"/>
        <source>Countersign's own policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/policy.py"/>
        <source>Countersign's own policy holds, {label}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/policy.py"/>
        <source>Countersign's own policy is in force until it is mended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Countersign's processes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/first_start.py"/>
        <source>Countersign, first start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/key_paper.py"/>
        <source>Countersign, verifier key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>Countersign, verifier key of {log}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Dark panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Days that entries stay whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Days that kept content stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Days that telemetry stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>Decided by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/facts.py"/>
        <source>Decision path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>Delegated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/delete_dialog.py"/>
        <source>Delete for good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/facts_panel.py"/>
        <source>Delete now…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>Delete what {run} kept?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/kept_actions.py"/>
        <source>Deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Deleted: it was not there before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Deletes a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Deletes files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_columns.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>Denied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>Denied at {when} if you do not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>Denied by {who}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <location filename="../../desktop_app/tray/views/consent_dialog/foot.py"/>
        <source>Deny</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/foot.py"/>
        <source>Deny with reason…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>Diverged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>Do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keep_choice.py"/>
        <source>Do not keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <source>Done by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Drawn for a light or a dark panel. Text has the size that the desktop gives it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_window.py"/>
        <source>Drop the zip that somebody sent you here. It is opened on this computer alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_columns.py"/>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/first_start.py"/>
        <source>Each change is shown first, a backup is kept, and undo is exact.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>Encrypt for</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Encrypted for {n} recipients</source>
        <extracomment>{n} is the number; for 1: Encrypted for {n} recipient</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/vault_use.py"/>
        <source>Encrypted. Without the key in the keystore nobody can read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>End not recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Entries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/views/consent_table.py"/>
        <source>Entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>Entry {n} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_columns.py"/>
        <source>Errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/detail_panel.py"/>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>Events that were never sent to Countersign.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/detail_panel.py"/>
        <source>Events {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>Everything that was recorded in that time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keyboard_help.py"/>
        <source>Everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/opening.py"/>
        <location filename="../../desktop_app/tray/views/evidence/evidence_page.py"/>
        <location filename="../../desktop_app/tray/views/run/evidence_strip.py"/>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_foot.py"/>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Export an audit bundle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>Export audit bundle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_window.py"/>
        <source>Export audit bundle, Countersign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Export audit bundle…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/run_header.py"/>
        <location filename="../../desktop_app/tray/views/timeline_page.py"/>
        <source>Export bundle…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_page.py"/>
        <source>Export log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_page.py"/>
        <source>Export log…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_result.py"/>
        <source>Exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_foot.py"/>
        <source>Exporting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/views/evidence/facts_panel.py"/>
        <source>Facts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>Failed, exit {code}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Fields that nobody knew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>File {n} of {total}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>File, SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/copies.py"/>
        <location filename="../../desktop_app/tray/views/evidence/middle.py"/>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>Files are copied before an agent works in their folder. Without them nothing it does to files can be undone from here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/timeline_filters.py"/>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/detail_panel.py"/>
        <source>Filter attributes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/timeline_filters.py"/>
        <source>Filter, on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/toolbar.py"/>
        <source>Find in run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keys_card.py"/>
        <source>Fingerprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>Fingerprint that you were told</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Fingerprint {digits}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Fingerprint, to read out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>Finish setting up {agent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>Finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>Finish…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>First</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>First bad entry: #{n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>First bad place: entry #{n}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <location filename="../../desktop_app/tray/views/run/toolbar.py"/>
        <source>Fold waits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Fold, unfold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/more.py"/>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/bucket_fields.py"/>
        <source>Folder in it, if any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Folder: checkpoints and bundles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/timeline_page.py"/>
        <source>Following</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>For</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>For 1 hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/bucket_fields.py"/>
        <source>For how many days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>For short commands that can be undone. Notifications then show what is asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>For {n} minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>Fragment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/filmstrip.py"/>
        <source>Frames of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>From cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Full log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Gate silent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Git refs moved back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_dialog.py"/>
        <source>Give the receiver this key; it is shown once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Give this to whoever must check your bundles.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/agents_page.py"/>
        <source>Go on recording them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Go to the live edge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <source>Handed over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Hash what no rule knows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/kept_actions.py"/>
        <source>Held</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_grants.py"/>
        <source>Hide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/found_row.py"/>
        <source>Hide changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_grants.py"/>
        <source>Hide what is in force</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/held.py"/>
        <source>Hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>Hold what {run} kept?</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/next_purge.py"/>
        <source>Holds keep {n} more.</source>
        <extracomment>{n} is the number; for 1: A hold keeps {n} more.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Holds {n} kinds of secrets</source>
        <extracomment>{n} is the number; for 1: Holds {n} kind of secret</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/sessions.py"/>
        <source>Hooks missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <location filename="../../desktop_app/tray/views/consent_dialog/what.py"/>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>How many</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/anchors_card.py"/>
        <source>If this disk were swapped today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_grants.py"/>
        <source>In force now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>In the last 7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>Incomplete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>Index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/opening.py"/>
        <location filename="../../desktop_app/tray/views/integrity_page.py"/>
        <source>Integrity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>Intent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>Invalid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>Is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>It began</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/keeper.py"/>
        <source>It cannot be started: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_window.py"/>
        <source>It could not be checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>It did not run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>It has no end by itself. `countersign hold release` ends it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/reveal.py"/>
        <source>It has {size}, too much for a window. `countersign vault reveal {ref} --reason TEXT --to FILE` writes it to a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>It is damaged, another program's, or a newer version's. Keep the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <source>It is made again when the recorder runs. Nothing that was recorded is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/diffs.py"/>
        <source>It is no text: {before} before, {after} after.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/reveal.py"/>
        <source>It is no text: {media}, {size}. `countersign vault reveal` writes it to a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>It is of this computer's own log: judged by what its keystore knows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_dialog.py"/>
        <source>It is on my own network, or on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>It is opened in a process of its own, on this computer alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>It is recorded, and nobody is asked before its tools.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>It kept nothing, or all of it is gone already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>It ran</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>It ran all the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>It ran and failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>It ran though Countersign did not let it: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/replaced.py"/>
        <source>It replaces this in {n} places of the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/policy_window.py"/>
        <source>It ships with Countersign. Yours, {file}, is asked before it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/keeper.py"/>
        <source>It stopped {n} times in 2 minutes: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>It takes hold at the recorder's next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>It wanted to {verb}. Denied once, at {when}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>It was checked against the root that you trusted ({when}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>It was denied. {agent} does not say by whom.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/keeper.py"/>
        <source>It was ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_list.py"/>
        <source>It was reached, and takes what goes there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>It went from {old} to {new}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/diffs.py"/>
        <source>Its copies are kept. Look at more files to see what changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>Its files cannot be put back by a rollback then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/agent_rows.py"/>
        <source>Its gate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>Its hooks are gone, off or not trusted. Agents says what to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/files.py"/>
        <source>Its list is not kept: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Its mode put back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/run_page.py"/>
        <source>Its records are being read from the index.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/bucket_fields.py"/>
        <source>Its service, if not Amazon's</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>Its wording is another one by now. The digest of what was shown was recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>Judged by the fingerprint {digits}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keep_dialog.py"/>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/hand_out.py"/>
        <source>Keep checkpoint elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keep_choice.py"/>
        <source>Keep for {days} days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/delete_dialog.py"/>
        <location filename="../../desktop_app/tray/views/upstream_list.py"/>
        <source>Keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/local_only_dialog.py"/>
        <source>Keep local-only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Keep my later changes where they do not conflict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keep_dialog.py"/>
        <source>Keep nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quitting.py"/>
        <source>Keep running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>Keep the file as it is, and copy the report: it says what and where.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>Kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Kept content</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>Kept for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>Kept in a file that only your user may read: there is no keychain here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>Kept in a file that your passphrase encrypts. Ed25519 and ML-DSA-44.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>Kept in a file that your passphrase encrypts. Without it the record can still be checked, but not continued.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>Kept in the keychain of this system. Ed25519 and ML-DSA-44.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>Kept in the keychain of this system. Without them the record can still be checked, but not continued.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/vault_use.py"/>
        <source>Kept now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <source>Kept once, and not in the vault any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>Kept since {when}, for {days} days.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/hand_out.py"/>
        <source>Kept where nobody here can change it, it shows cuts and forks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>Kept, as you allowed. Settings can end it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>Key not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Key of the client certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <location filename="../../desktop_app/tray/views/keyboard_help.py"/>
        <source>Keyboard help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/first_start.py"/>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Keys of this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Keys were lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_dialog.py"/>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Larger content is refused, and none of it is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Larger requests are refused, and what is in them is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Largest content from an agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Largest request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/agent_rows.py"/>
        <source>Last heard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Leaf hash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Least free disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>Leave it as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>Ledger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Left alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>Left alone, because they were changed since: {settings}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Left to the agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Less is recorded, hidden or refused with that value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_dialog.py"/>
        <source>Let it leave</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Light panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/safe_text.py"/>
        <source>Line {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <source>List</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>Local copies, so that changes can be undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/navigation.py"/>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Local-only mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Local-only mode does not stop this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>Local-only mode is off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>Local-only mode is on again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bucket.py"/>
        <source>Locked: compliance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bucket.py"/>
        <source>Locked: governance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <location filename="../../desktop_app/tray/views/consent_log_panel.py"/>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/agents_page.py"/>
        <source>Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>Look at it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/files_pane.py"/>
        <source>Look at the files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/pictures_pane.py"/>
        <source>Look at the pictures…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/facts.py"/>
        <source>Look at them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Looking at what is in the folder now, {n} s so far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Looking at what is in the folder now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/first_start.py"/>
        <source>Looking for agents…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>MCP server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Made again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/change_panel.py"/>
        <source>Make these changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/change_panel.py"/>
        <source>Making them…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/attributes.py"/>
        <source>Mapped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>Masked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/screen_canvas.py"/>
        <source>Masked: {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>Match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_detail.py"/>
        <location filename="../../desktop_app/tray/views/evidence/facts_panel.py"/>
        <location filename="../../desktop_app/tray/views/run/said.py"/>
        <source>Matches checkpoint {n}, checked {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Metadata</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>Mismatch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>Missed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Missing before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/nodes.py"/>
        <source>Model call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <location filename="../../desktop_app/tray/views/run/run_header.py"/>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>More is not shown here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>More than one command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Most that kept content may take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Most that the record may take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Move in a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Move {n} git refs back</source>
        <extracomment>{n} is the number; for 1: Move {n} git ref back</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Name and password of the proxy, with a colon between</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/diff_pane.py"/>
        <source>Names and contents are not shown yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Names {n} hosts</source>
        <extracomment>{n} is the number; for 1: Names {n} host</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/more.py"/>
        <source>Narrow it first. It can be revoked at any time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>New content is not kept any more as soon as that much is. What is kept stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>New content is not kept. {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>New content is not kept: the vault is full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Next mark: denied, failed, not gated, records missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/vault_use.py"/>
        <source>Next purge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Next region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/agents_page.py"/>
        <source>No agent found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>No anchor from outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/detail_panel.py"/>
        <source>No events and no log records tell of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/evidence_page.py"/>
        <source>No evidence kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>No host is named</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>No line end at the end of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/files.py"/>
        <source>No list is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/files.py"/>
        <source>No list of this run's changes is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/strip.py"/>
        <source>No picture of this run is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>No rule speaks of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/policy_window.py"/>
        <source>No rule {rule} is in it now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/timeline_states.py"/>
        <source>No run matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>No run matches {parts}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>No run started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/timeline_states.py"/>
        <source>No runs yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>No screenshot was taken: no grant at {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>No screenshot was taken: too many were on their way at {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>No time stamp or checkpoint from outside agrees yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>No window was open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>Nobody answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>Nobody holds the role {role}, so it can only be denied. Give somebody the role: countersign consent approvers add {role}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Nobody is named: whoever holds the file can read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Nobody verified this record yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/first_start.py"/>
        <source>None of the agents Countersign knows is installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/agents_page.py"/>
        <source>None of the agents Countersign knows is installed. Any program can be run under record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>Not all is destroyed yet: the recorder goes on at its next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trouble.py"/>
        <source>Not all that is managed holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>Not covered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Not encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>Not gated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>Not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <source>Not kept: no grant at {time}. Digest and size were.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <source>Not kept: the vault could not be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <source>Not kept: the vault was full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <source>Not kept: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bucket.py"/>
        <source>Not locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Not looked through</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/first_start.py"/>
        <source>Not now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>Not recorded: the recorder is not running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <location filename="../../desktop_app/tray/presenters/trouble.py"/>
        <source>Not recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>Not recording: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_detail.py"/>
        <location filename="../../desktop_app/tray/views/evidence/facts_panel.py"/>
        <location filename="../../desktop_app/tray/views/run/said.py"/>
        <source>Not sealed yet: no checkpoint covers this entry. Checked {when}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Not understood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_card.py"/>
        <source>Not verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <location filename="../../desktop_app/tray/views/verdict_card.py"/>
        <source>Not verified yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>Not written down: the recorder is not running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>Not yet sealed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Nothing can be put back: see why below. Nothing is changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_list.py"/>
        <source>Nothing goes there any more, at once. What was sent stays there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Nothing goes there while local-only mode is on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>Nothing is changed yet. A backup is kept beside the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>Nothing is changed yet. Only our settings are taken out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>Nothing is changed yet. The file becomes byte for byte what it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/what.py"/>
        <source>Nothing is different.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>Nothing is in force. {rest}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>Nothing is known of the record yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>Nothing is listed under {segment}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_list.py"/>
        <source>Nothing is set up to receive anything. A collector, a webhook, an archive or a time stamp authority can be added; each is asked by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>Nothing is set up to receive data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>Nothing matches "{text}"</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>Nothing matches “{text}”. Content that was not kept cannot be found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>Nothing more is appended to it. If you put a backup back, `countersign ledger adopt --reason WHY` goes on in a new log that names both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>Nothing of this run can be deleted now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>Nothing on this desktop takes screenshots for programs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>Nothing outside this computer would show it: who has its files and its keys could put another record in place of this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <location filename="../../desktop_app/tray/views/integrity_page.py"/>
        <source>Nothing sealed yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>Nothing under {segment} matches {parts}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_page.py"/>
        <source>Nothing was asked yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>Nothing was shown for this record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>Notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>Now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>OTLP over HTTP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>OTLP over gRPC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/bucket_fields.py"/>
        <source>Object Lock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Of all runs, or only of those with an error or a denial. The record stays whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/facts_panel.py"/>
        <source>Of all that the run kept. What is deleted leaves its entries, sizes and digests.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Of all windows of Countersign.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <source>Old path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Older content goes with the next purge, for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Older entries lose all but their hashes with the next purge, for good. What was exported before still verifies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Older telemetry goes with the next purge, for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Oldest waiting question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>On this computer only, 127.0.0.1 and [::1]. 0 takes any free port. Agents that are set up must be set up again for another port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>On this computer only. 0 takes any free port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Once a minute, into the record on this computer. Nothing is sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>One monitor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/run_page.py"/>
        <source>Only log records arrived. The order is by time, and durations are not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Only these {n} recipients can read the records.</source>
        <extracomment>{n} is the number; for 1: Only this recipient can read the records.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <location filename="../../desktop_app/tray/views/policy_band.py"/>
        <location filename="../../desktop_app/tray/views/timeline_page.py"/>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/evidence_strip.py"/>
        <source>Open Evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Open a page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/policy_window.py"/>
        <source>Open in editor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_detail.py"/>
        <location filename="../../desktop_app/tray/views/consent_dialog/body.py"/>
        <source>Open rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/policy_band.py"/>
        <source>Open the policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>OpenTelemetry collector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>Other settings overrule those of its set-up. Agents says which.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>Others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>Outcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Outside its folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/anchors_card.py"/>
        <source>Outside this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>Part of the build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>Passphrase of the role {role}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>Pause for 1 hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>Pause for 15 minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>Pause until I resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>Paused until {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Pictures of the screen can then show more than they did.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>Pictures of the screen from before and after what agents do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Pictures of the screen then show every window, those of password managers and private browsing, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/in_run.py"/>
        <source>Pictures of {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>Pin beside the keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>Pin in the keychain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_dialog.py"/>
        <source>Place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/hold_dialog.py"/>
        <source>Place hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/facts_panel.py"/>
        <source>Place hold…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <location filename="../../desktop_app/tray/views/policy_band.py"/>
        <source>Policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Ports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Previous mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Previous region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keys_card.py"/>
        <source>Print</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Print verifier key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Print…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Privacy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>Programs that run already take it up when they are started again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/sessions.py"/>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>Prompt not kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>Prompt not sent by the agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/views/run/detail_panel.py"/>
        <source>Proof</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Proven against</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <source>Purged, {size}. The entry still verifies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <source>Purged. The entry still verifies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Pushes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/bucket_fields.py"/>
        <source>Put a legal hold on each object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/band.py"/>
        <source>Put away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_grants.py"/>
        <location filename="../../desktop_app/tray/views/kept_row.py"/>
        <source>Put back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Put back as it was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/diff_pane.py"/>
        <source>Put back {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Put back {n} files</source>
        <extracomment>{n} is the number; for 1: Put back {n} file</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Put back {n} paths</source>
        <extracomment>{n} is the number; for 1: Put back {n} path</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Put back {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/kept_row.py"/>
        <source>Put back: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/diff_pane.py"/>
        <source>Put back…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Putting files back, {n} s so far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Putting files back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>Query</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_page.py"/>
        <source>Questions and your answers will be listed here. Nothing is in force.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/quick_open.py"/>
        <source>Quick open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Quick open: runs, tool calls, files, pages, actions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quitting.py"/>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quitting.py"/>
        <source>Quit Countersign?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <location filename="../../desktop_app/tray/views/stand_in.py"/>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Quit…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Ran</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Ran, not gated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/attributes.py"/>
        <source>Raw, as sent: log record {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/attributes.py"/>
        <source>Raw, as sent: span</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>Reading the file of the record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <source>Reading the list of runs from {n} entries.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <source>Reading the list of runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/run_page.py"/>
        <source>Reading the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/diff_pane.py"/>
        <source>Reading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Reads here and sends there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/deed_dialog.py"/>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/foot.py"/>
        <source>Reason, told to the agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Reasoning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <location filename="../../desktop_app/tray/views/timeline_states.py"/>
        <source>Rebuilding the index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_detail.py"/>
        <source>Receipt…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>Recomputed at {when}, {by}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <location filename="../../desktop_app/tray/views/consent_detail.py"/>
        <source>Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Record Countersign's own metrics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>Recorded as #{entry}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>Recorded as #{n}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>Recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>Recording goes on. {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <source>Recording is paused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quitting.py"/>
        <source>Recording stops. Agents that are set up will be denied what they must ask for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Recording was paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>Recording. Recorded as #{entry}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>Records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Records left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Records were turned away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Redacted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Refuse senders without a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/agents_page.py"/>
        <source>Refuse senders without a token?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/agents_page.py"/>
        <source>Refuse them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>Refuse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/bucket_fields.py"/>
        <source>Region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>Remains: all {n} entries of the record, with their proofs and digests. One more says that you deleted this; the record still verifies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_list.py"/>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_list.py"/>
        <source>Remove it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_list.py"/>
        <source>Remove {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_list.py"/>
        <source>Remove {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Renamed back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/attributes.py"/>
        <source>Resource</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <source>Response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>Restart the recorder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/quick_open.py"/>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <location filename="../../desktop_app/tray/views/navigation.py"/>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Retention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/look_dialog.py"/>
        <location filename="../../desktop_app/tray/views/reveal_dialog.py"/>
        <source>Reveal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/facts.py"/>
        <source>Reveal {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/facts.py"/>
        <source>Reveal…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>Revoke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>Revoked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Roll back this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Roll back to before this call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/facts.py"/>
        <source>Roll back to before this call…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/run_header.py"/>
        <source>Roll back…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/copies.py"/>
        <source>Rollback</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/rollbacks.py"/>
        <source>Rollback #{entry} undone by a person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/rollbacks.py"/>
        <source>Rollback by a person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/toolbar.py"/>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/policy.py"/>
        <source>Rules are written in policy.yaml; a change of it applies at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/opening.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <location filename="../../desktop_app/tray/views/evidence/run_chooser.py"/>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <location filename="../../desktop_app/tray/views/run/run_page.py"/>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>Run {id}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <location filename="../../desktop_app/tray/views/timeline_table.py"/>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Runs what its arguments say</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Runs with more rights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/quick_open.py"/>
        <source>Runs, tool calls, files, pages, actions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>Same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/hand_out.py"/>
        <source>Save as a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keys_card.py"/>
        <source>Save as text…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/hand_out.py"/>
        <source>Save checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_page.py"/>
        <source>Save receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>Save the bundle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>Save to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/key_paper.py"/>
        <source>Save verifier key</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>Saved: the checkpoint of {n} entries.</source>
        <extracomment>{n} is the number; for 1: Saved: the checkpoint of {n} entry.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bucket.py"/>
        <source>Say for how many days each object is locked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/toolbar.py"/>
        <source>Scale of time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>Scheme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>Scope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>Screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/in_run.py"/>
        <location filename="../../desktop_app/tray/views/evidence/middle.py"/>
        <source>Screenshots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/evidence_page.py"/>
        <source>Screenshots and file contents are kept only after you allow it. Digests are recorded all the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>Screenshots are being taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Screenshots show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Screenshots where windows cannot be told apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_columns.py"/>
        <source>Sealed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Sealed at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Sealed late</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>Sealed to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>Sealed to #{n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_page.py"/>
        <source>Search consent log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/timeline_filters.py"/>
        <source>Search runs, commands, files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Search this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Secret access key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <source>Seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_dialog.py"/>
        <source>Send nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/agents_page.py"/>
        <source>Senders without a token are refused from the recorder's next start on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>Sends nothing out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Sent again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/sessions.py"/>
        <source>Session ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/sessions.py"/>
        <source>Session started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/setting_row.py"/>
        <source>Set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Set by whoever administers this computer, in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/timeline_states.py"/>
        <source>Set up Claude Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/timeline_states.py"/>
        <source>Set up Codex</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <source>Set up an agent, or start one under record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/change_panel.py"/>
        <source>Set up anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <location filename="../../desktop_app/tray/views/found_row.py"/>
        <source>Set up {agent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/found_row.py"/>
        <source>Set up. A test record arrived.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>Set up…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/setting_row.py"/>
        <source>Set {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/first_start.py"/>
        <source>Setting it up…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/opening.py"/>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>Settings of a program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/sessions.py"/>
        <source>Settings overruled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <location filename="../../desktop_app/tray/presenters/trouble.py"/>
        <location filename="../../desktop_app/tray/views/consent_grants.py"/>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/policy_setting.py"/>
        <source>Show Countersign's own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_detail.py"/>
        <source>Show again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/safe_text.py"/>
        <source>Show all {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/hand_out.py"/>
        <source>Show as a QR code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/found_row.py"/>
        <source>Show changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Show fewer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_result.py"/>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/facts_panel.py"/>
        <source>Show in run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>Show it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/run_page.py"/>
        <source>Show log records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/body.py"/>
        <source>Show run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/policy_setting.py"/>
        <source>Show the administrator's</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_grants.py"/>
        <source>Show what is in force</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/found_row.py"/>
        <source>Show what setting up {agent} changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/policy_setting.py"/>
        <source>Show yours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/files.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/strip.py"/>
        <source>Shown in this window until you leave the run. Recorded as {entries}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>Shown: the checkpoint of {n} entries.</source>
        <extracomment>{n} is the number; for 1: Shown: the checkpoint of {n} entry.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/pictures_pane.py"/>
        <source>Side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Side effect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>Since {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/pictures_pane.py"/>
        <source>Slider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>Something else ran than was approved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>Something else ran than was approved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>Something from outside agreed then. Verify now to see what, and how far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Span id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/toolbar.py"/>
        <source>Spans</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <location filename="../../desktop_app/tray/views/run/toolbar.py"/>
        <source>Spans and logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Standard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trouble.py"/>
        <source>Start again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/first_start.py"/>
        <source>Start recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Start the recorder again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/first_start.py"/>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>Start when I log in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_columns.py"/>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/first_start.py"/>
        <source>Starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>Starts a program by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_foot.py"/>
        <source>Stopping.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/detail_panel.py"/>
        <source>Summary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/evidence_page.py"/>
        <source>Take a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Take a picture now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>Taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Telemetry is refused below it, before the disk is full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Telemetry is refused beyond it; your answers are still recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Telemetry is refused earlier: as soon as so little of the disk is free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Telemetry is refused earlier: as soon as the record is that large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_result.py"/>
        <source>Tell the reviewer this fingerprint by phone or on paper, not with the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>Text digest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/notices.py"/>
        <source>That did not work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>That what an agent reported is true.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/policy.py"/>
        <source>The administrator's policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/diffs.py"/>
        <source>The change is longer than what is shown here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>The checkpoint from outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>The checkpoint of {n} entries, as text. Take a picture of it, or scan it into a note; `countersign verify --anchor FILE` takes that text.</source>
        <extracomment>{n} is the number; for 1: The checkpoint of {n} entry, as text. Take a picture of it, or scan it into a note; `countersign verify --anchor FILE` takes that text.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>The checkpoint that you handed out ({way}, {when}) would show any change to the first {n} entries, if you still have it: this computer cannot know.</source>
        <extracomment>{n} is the number; for 1: The checkpoint that you handed out ({way}, {when}) would show a change to the first entry, if you still have it: this computer cannot know.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>The consent log says which, and why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>The desktop did not answer in time at {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>The desktop refused the screenshot at {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>The entries that are not yet sealed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>The files fit together, but nothing here says whose they are. Call whoever keeps this log, at a number that you have from elsewhere, and let them read out their fingerprint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_page.py"/>
        <source>The first seal comes 10 seconds after the first entry.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>The gate did not answer. {agent} waited {took} for its hook and went on. Nobody decided this call.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>The hook did not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>The icon comes, and recording begins, when you log in to this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <source>The index is not there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trouble.py"/>
        <source>The keychain is locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>The keys in the file have the fingerprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>The keys lie in a plain file that any program of yours can read. Whoever reads it can forge the record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/policy.py"/>
        <source>The last good one stays in force.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_card.py"/>
        <source>The last verdict stays valid until this one is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <source>The list cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>The model asked for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>The original is kept as {file}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>The page of the first start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>The picture is kept, but cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>The picture was black and was not stored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>The picture was not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>The picture was not kept: the vault could not be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>The picture was not kept: the vault was full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>The picture was not kept: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>The pin beside the keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>The profile compliance keeps what {n} entries kept until {days} days are over. Nobody can delete it before, for no reason.</source>
        <extracomment>{n} is the number; for 1: The profile compliance keeps what {n} entry kept until {days} days are over. Nobody can delete it before, for no reason.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>The record is {verdict}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trouble.py"/>
        <source>The record is {verdict}. Recording goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <source>The record itself is complete; lists fill as this goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>The record's own checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>The recorder did not run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trouble.py"/>
        <source>The recorder is not running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>The recorder starts again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/policy.py"/>
        <source>The recorder tells when it runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>The rule {rule} asks you; nobody has answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>The rule {rule} denied it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>The rule {rule} has nothing against it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>The screen was locked at {time}. It was not looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>The system lets Countersign see no screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>The text held what the agent sent, which is not kept. Its digest was recorded: whoever has the text can compare it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/replaced.py"/>
        <source>The text that it replaces is not in the file now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/replaced.py"/>
        <source>The text that it replaces stands in the file {n} times.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>The vault does not know this picture: its file is gone, or another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>The vault is nearly full. When it is, new content is not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>The vault is not open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>The whole desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quitting.py"/>
        <source>The window closes. Recording goes on as a service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quitting.py"/>
        <source>The window closes. Recording goes on where it was started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>The window in front</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>Then a test record is sent, to see that it arrives.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>There are no lines in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/diffs.py"/>
        <source>There is no copy of it, so nothing can be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>There is no picture: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/diffs.py"/>
        <source>There is nothing in it to compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/files_pane.py"/>
        <source>There is nothing more to show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>There is nothing to put back: all is as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>There was no screen at {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_result.py"/>
        <source>They check it with one of these, offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>This cannot be taken back: days can then only be lengthened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>This cannot be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>This computer's keys do not know this log. Compare the fingerprint with your paper.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>This desktop tells nobody which windows are open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>This page is one record: text digest {digest}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/detail_panel.py"/>
        <source>This row stands for several records; each has an entry of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/run_page.py"/>
        <source>This run cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/run_page.py"/>
        <source>This run sent no spans</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/body.py"/>
        <source>This run so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/asking.py"/>
        <source>This was asked before. It is shown again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Those with trouble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <location filename="../../desktop_app/tray/views/consent_table.py"/>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/time_head.py"/>
        <source>Time in the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>Time stamp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Time stamp authority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/opening.py"/>
        <location filename="../../desktop_app/tray/views/stand_in.py"/>
        <location filename="../../desktop_app/tray/views/timeline_page.py"/>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>Today {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>Today, {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_columns.py"/>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Tokens in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Tokens out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/lane.py"/>
        <source>Tokens so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/diffs.py"/>
        <source>Too long to compare: {before} before, {after} after.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Too many entries to read before: the bundle will tell it of each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_table.py"/>
        <source>Took</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <location filename="../../desktop_app/tray/views/consent_dialog/more.py"/>
        <source>Tool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>Tool call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>Tool calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>Tool failures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>Tool latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>Tool {tool}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_columns.py"/>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Touches keys or passwords</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>Touches what guards you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Trace id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Tray icon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/trends.py"/>
        <source>Trends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/change_panel.py"/>
        <location filename="../../desktop_app/tray/views/first_start.py"/>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_list.py"/>
        <source>Try it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/upstream_list.py"/>
        <source>Try {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/nodes.py"/>
        <source>Turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>Turn local-only mode off…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>Turn local-only mode on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/local_only.py"/>
        <source>Turn off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/local_only.py"/>
        <source>Turn off for these {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/nodes.py"/>
        <source>Turn {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>Type what they read out to you. What stands above came with the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>Undo the rollback #{entry}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>Undo the set-up of {agent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/rollback/result_view.py"/>
        <location filename="../../desktop_app/tray/views/run/facts.py"/>
        <source>Undo this rollback…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>Undo…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/words.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>Unknown agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Unknown attributes and plain log texts are stored as keyed digests only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trouble.py"/>
        <source>Unlock…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>Unreadable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/held.py"/>
        <location filename="../../desktop_app/tray/views/consent_dialog/more.py"/>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>Until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Until I resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>Values replaced by rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <location filename="../../desktop_app/tray/views/vault_use.py"/>
        <source>Vault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_card.py"/>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Verdicts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <location filename="../../desktop_app/tray/presenters/trouble.py"/>
        <source>Verification failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>Verification failed: {line}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>Verification failed: {verdict}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>Verified {when}, {word}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>Verifier key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <location filename="../../desktop_app/tray/views/keys_card.py"/>
        <source>Verifier key as a QR code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keys_card.py"/>
        <source>Verifier key {key}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keys_card.py"/>
        <source>Verifier key. Keep it elsewhere too: others check your bundles with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_detail.py"/>
        <source>Verify entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <location filename="../../desktop_app/tray/views/integrity_page.py"/>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>Verify now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_page.py"/>
        <source>Verify now recomputes every entry, seal and signature of the record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <location filename="../../desktop_app/tray/views/run/facts.py"/>
        <location filename="../../desktop_app/tray/views/run/waterfall.py"/>
        <source>Verify this entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_card.py"/>
        <source>Verifying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Waited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>Waited for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Web server: checkpoints and bundles, by PUT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Webhook: entries as CloudEvents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_table.py"/>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>What a run without an error or a denial kept then goes when it ends, for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>What agents hand to their tools, and what tools give back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/policy_setting.py"/>
        <source>What agents may do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>What agents must ask for, when Countersign does not run and cannot be started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>What agrees from outside is 26 hours or more behind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/policy.py"/>
        <source>What an administrator decided is not in force as it is: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>What an agent hands over at once, as a trace or a video. Larger is refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/rollback/paths_list.py"/>
        <source>What changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/rollback/plan_view.py"/>
        <source>What changes in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>What comes without a token is not recorded any more from the recorder's next start on. Senders are told so; nothing of theirs that is recorded goes away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>What files held before and after, so that a change can be put back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>What files held is shown here. Recorded as #{entry}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/waterfall.py"/>
        <source>What happened in the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/safe_text.py"/>
        <location filename="../../desktop_app/tray/views/consent_dialog/safe_view.py"/>
        <source>What is asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/diffs.py"/>
        <source>What is in it stayed the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/reveal_dialog.py"/>
        <source>What is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>What is kept cannot be read. {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <source>What is kept of it cannot be read: the vault is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>What is not listed here is asked or denied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>What is recorded and what is not, your verifier key, and the agents found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>What is sent meanwhile is not recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>What it does is not recorded any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>What it holds does not change, or is too much to be shown here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_said.py"/>
        <source>What it will say is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>What setting up {agent} changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_said.py"/>
        <source>What the bundle will say</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>What the desktop gave at {time} was no picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>What this does not prove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>What undoing {agent} changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <location filename="../../desktop_app/tray/presenters/trouble.py"/>
        <source>What was acknowledged is safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>What was checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/rollback/result_view.py"/>
        <source>What was done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>What was sealed, judged by itself: {verdict}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>What was there before is kept, so that this can be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>What you ask agents, and what models answer them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_detail.py"/>
        <source>What you were shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>When it is full nothing more is kept. Recording goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/filmstrip.py"/>
        <source>When the frames were taken, from the first to the last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Where the agent does not say itself that it ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>While Countersign does not run, agents go on as their own settings allow. Nobody here is asked, and nothing of it is recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>While no recorder answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>While the hold is in force nothing that this run kept is deleted: not when its days are over, and not by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>Who holds the role {role} allowed it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>Who holds the role {role} allowed it in Countersign.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/body.py"/>
        <source>Who may allow it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bucket.py"/>
        <source>Who may write to the bucket can delete what lies there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Whose kept content stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>Whose keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/waterfall.py"/>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/detail_panel.py"/>
        <source>Why did it run?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>Why did this not run?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>Why did this run?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Why it did not run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/hold_dialog.py"/>
        <source>Why it is held</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/reveal_dialog.py"/>
        <source>Why it is looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>Why it is revealed; goes into the record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>Why it ran</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Why it ran or did not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/look_dialog.py"/>
        <source>Why they are looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_dialog/body.py"/>
        <source>Why you are asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>Windows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>Windows of password managers and private browsing are covered in each of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/agent_rows.py"/>
        <source>Wired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>With failed calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <source>With the keys behind digests. A hold keeps what it covers for longer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>Withdraw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>Withdrawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>Without them a run shows that a shell ran, not what it ran.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>Without them a run shows that a shell ran, not what it ran. They stay on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>Would go: what {n} entries of the run kept, {size}: pictures, copies of files, texts.</source>
        <extracomment>{n} is the number; for 1: Would go: what {n} entry of the run kept, {size}: pictures, copies of files, texts.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/consent_page.py"/>
        <source>Written: {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>Yesterday, {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>You allowed it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>You allowed it in Countersign.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>You allowed it in {agent}'s own prompt after {took}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>You allowed it in {agent}'s own prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>You denied it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>You denied it in Countersign.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>You denied it in {agent}'s own prompt after {took}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>You denied it in {agent}'s own prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>You did not answer in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>You turned it off. Nothing is set up to receive data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>You were asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>Your consent #{seq} has ended: nothing goes there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>Your grant #{n} allowed it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/stand_in.py"/>
        <source>Your panel shows no tray icons, so this small window stands in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>Your policy is not in force</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/policy.py"/>
        <source>Your policy.yaml as it was before holds, {label}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/policy.py"/>
        <source>Your policy.yaml holds, {label}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keyboard.py"/>
        <source>Zoom in, zoom out, the whole run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>a bundle, {by}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <source>a copy, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>a folder, mode {mode}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/words.py"/>
        <source>a hook</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>a link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>a repository that the run made stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <source>a rollback</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/words.py"/>
        <source>a rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>a special file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>a stretch of time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>a tool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>age1… or an SSH public key; commas between several</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>agent went away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>agrees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>all agents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>all folders in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>all of it is shown above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>all runs of an agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>all windows: the file of your rules is broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>allowed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>allowed for this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/asking.py"/>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>allowed once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>also every entry of the whole log; asks for a reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>also the keys of these digests; asks for a reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>also the records as they are kept, content as digests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>an address, not a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>an authority that cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>and {n} more that prove them</source>
        <extracomment>{n} is the number; for 1: and {n} more that proves them</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>another run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>anywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>as #{n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>as a QR code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>as a commit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>as a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>as far as can be seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>as far as can be seen it changes nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>as somebody else left it between two calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>as you allowed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>as you allowed until {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>at shutdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>at start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/evidence/compare.py"/>
        <source>before {n} percent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>but a program can send without naming one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>by a rollback</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>by no call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>by one of {tools}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/attributes.py"/>
        <source>by rule {rule}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>by {tool}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>by {who}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>can be rebuilt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>cannot be asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>change a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>changed by {agent}, {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>changed since, and not by the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>changed: {removed}, {added} added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>command lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>contradicts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>cost not reported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>created by {agent}, {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>daily</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>delegated: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>delete a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/asking.py"/>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/marks.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>denied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>destroyed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>did not run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>door open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>duration not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>each for {days} days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>encrypted, not opened here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/marks.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>end not recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>end of this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>entry {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>every folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>exactly this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>exit {code}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>failed, exit {code}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>file contents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>first {n} entries</source>
        <extracomment>{n} is the number; for 1: first entry</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <source>folded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>folder not told</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>for {days} days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/time_head.py"/>
        <source>from {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>full, and the whole log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>got another mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>grant #{n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>hook missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/words.py"/>
        <source>hooks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>in a terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>in front</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>in one command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>in the last 24 hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>in the last {n} days</source>
        <extracomment>{n} is the number; for 1: in the last {n} day</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>in the notification</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>in the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>in the vault, one per picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>in {agent}'s own prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>in {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>it holds Countersign, not the agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>it is {path} now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>it may do anything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>it was never read, so nobody can tell whether it changed since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>it was renamed, and cannot go back to its old name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>its folder is gone, or is no folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/next_purge.py"/>
        <source>kept content of {n} entries ({size})</source>
        <extracomment>{n} is the number; for 1: kept content of {n} entry ({size})</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>kept for ever</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/strip.py"/>
        <location filename="../../desktop_app/tray/views/evidence/compare.py"/>
        <source>kept, not shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>keyring or passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>last heard {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>late: it may show what came next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>less than 0.1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>less than 1 millisecond</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>letters that can pass for others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <source>level {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>lines left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>local copies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>local-only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>local-only mode is on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <source>log record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>made a link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>masked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/strip.py"/>
        <source>masked: {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>median</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>median {middle}, 95 % under {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>metadata</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>milliseconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>model call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>model calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>moved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>named by {agent}, {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>neither file nor folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>no calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>no copy is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <source>no copy: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>no end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>no other tool call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>no rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>no rule allows it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>no token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>nobody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>nobody: nobody holds the role {role}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/held.py"/>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>none handed out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>none set up: recorded, not asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>none was asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <source>none: you, or a program that went on by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>not answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>not checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>not compared yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>not done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/toolbar.py"/>
        <source>not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>not gated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>not gated, failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>not installed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>not kept, by rule {rule}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/held.py"/>
        <source>not known just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>not needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>not on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>not part of the host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/lane.py"/>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>not reported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>not used yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>not wired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>not working as set up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>not yet sealed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>not yet; within 10 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>nothing changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>nothing denied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>nothing matched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <location filename="../../desktop_app/tray/views/run/time_head.py"/>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>on this disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/integrity_cards.py"/>
        <source>one a day and one a start, empty ones too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <source>one of {tools}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>one-time codes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>opened here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>others can read it then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>outside its folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>outside the run's folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>over all {n} entries so far, Ed25519 and ML-DSA-44</source>
        <extracomment>{n} is the number; for 1: over the one entry so far, Ed25519 and ML-DSA-44</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>over {transport}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>password manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/words.py"/>
        <source>policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>policy {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>private browsing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/words.py"/>
        <source>prompt not kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/words.py"/>
        <source>prompt not sent by the agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>prompts and responses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <source>ran, not gated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>read a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>read by {agent}, {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>read differently by different programs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>redacted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>redacted by rule {rule}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>renamed from {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>revoked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>role {role}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>rule {rule}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>run a shell command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>run started {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>screenshots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>sealed, entry {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/settings.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>set up already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>settings overruled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/strip.py"/>
        <location filename="../../desktop_app/tray/views/evidence/compare.py"/>
        <source>shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>skipped by Codex: recorded, not asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>something in it stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>telemetry and hooks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/first_start.py"/>
        <source>telemetry in {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/next_purge.py"/>
        <source>telemetry of {n} entries ({size})</source>
        <extracomment>{n} is the number; for 1: telemetry of {n} entry ({size})</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>telemetry only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/words.py"/>
        <source>the agent's mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/words.py"/>
        <source>the agent's settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>the agent's settings and hooks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <source>the gate did not answer for {took}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/held.py"/>
        <source>the hold is released</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/next_purge.py"/>
        <source>the keys of {n} runs</source>
        <extracomment>{n} is the number; for 1: the key of {n} run</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>the newest {n} records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>the records; times and digests stay readable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/words.py"/>
        <source>the sandbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>the window in front, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>there is no copy of what it was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>this call only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <source>this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>this tool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>time not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>timed out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>times, counts, digests; nothing of what was sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>to {host}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>to {id}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>today 18:00</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>tokens in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>tokens not reported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>told by an agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>too large to keep what it is now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>tool arguments and results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>tool call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>tool calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>tried to answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>turns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>under 1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <source>unfolded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <location filename="../../desktop_app/tray/presenters/quick_open.py"/>
        <source>unknown sender</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>unknown to the agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/export_form.py"/>
        <source>until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>until revoked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>until withdrawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>use screen, mouse or keyboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>use the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>use the tool {tool}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>used {n} times</source>
        <extracomment>{n} is the number; for 1: used {n} time</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>version not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <source>waited {took} for you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>waiting for the gate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>waiting for you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>waits for you up to {n} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>what is sent cannot be called back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>whether it can be undone is not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>who knows the passphrase of the role {role}, and only this once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>whoever holds the file can read it</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>whole for {n} days, hashes for ever</source>
        <extracomment>{n} is the number; for 1: whole for {n} day, hashes for ever</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>with any arguments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>withdrawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>without a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>wrong passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/words.py"/>
        <source>you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>you resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>you, notification</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>you, terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>your grant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>your grant #{n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>your keychain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>your later changes stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>your mouse and keyboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>{agents} cannot send a token, and is refused too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>{agents} report none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>{agent} asked Countersign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>{agent} asks to {verb}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>{agent} asks: {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>{agent} called its hook</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>{agent} does not say who allowed it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>{agent} is set up. A test record arrived at {url}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>{agent} may not ask you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>{agent} may not be recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>{agent} names no call: found by run, tool and time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>{agent} numbers its events. {first} did not arrive. What it held is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>{agent} numbers its events. {first} to {last} did not arrive. What they held is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>{agent} reports none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>{agent} stopped waiting. It was denied, once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>{agent} waits until {when}. If you do not answer it is denied, once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>{agent} was denied: you did not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>{agent} went away before you answered. It was denied, once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/countersign.py"/>
        <source>{agent} went away before you answered; it was denied, once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>{agent} went on after {took}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>{agent} went on by its own settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>{agent}'s mode allowed it: it asks nobody.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>{agent}'s mode denied it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>{agent}'s own settings allowed it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>{agent}'s own settings denied it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <source>{agent}, run {run}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>{agent}, {allowed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/strip.py"/>
        <source>{agent}, {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>{agent}, {when}. It was refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>{agent}: its config is byte for byte as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>{agent}: our settings are out. The rest is as you left it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>{amount} dollars</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/run/toolbar.py"/>
        <source>{at} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>{counts} from a program that gives no name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>{counts} from a program that names itself {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>{day} {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>{decision}, source {source}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>{files} and {refs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>{file} can hold passwords</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>{file} can name hosts and programs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>{file} can name programs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>{file} is asked before the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>{file} is read by each new terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>{file} is read with the folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>{file} is run after a push</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>{file} is run by Git by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>{file} is run by it or says what is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>{file} is started when you log in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>{file} line {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>{file} lists who is let in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/file_uses.py"/>
        <source>{file} says what runs at which time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/policy.py"/>
        <source>{file}, rule {rule}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/policy_window.py"/>
        <source>{file}, set for this computer. It can only make yours stricter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>{first} and {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/keyboard_help.py"/>
        <source>{first} to {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>{first}, {way}, {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>{first}, {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>{folder} and below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>{folder}, not below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>{grants}. {rest}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>{kept}, {quota} at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>{key}, by the root alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>{money} reported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_window.py"/>
        <source>{name}, Countersign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/change_facts.py"/>
        <source>{name}, {deed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>{n} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>{n} are left alone</source>
        <extracomment>{n} is the number; for 1: {n} is left alone</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/in_run.py"/>
        <source>{n} are not there.</source>
        <extracomment>{n} is the number; for 1: {n} is not there.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>{n} areas</source>
        <extracomment>{n} is the number; for 1: {n} area</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>{n} areas were covered before the picture was stored. There is no copy without the cover.</source>
        <extracomment>{n} is the number; for 1: {n} area was covered before the picture was stored. There is no copy without the cover.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>{n} at {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/safe_text.py"/>
        <source>{n} bytes</source>
        <extracomment>{n} is the number; for 1: {n} byte</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>{n} calls not gated</source>
        <extracomment>{n} is the number; for 1: {n} call not gated</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>{n} calls ran though the gate did not answer</source>
        <extracomment>{n} is the number; for 1: {n} call ran though the gate did not answer</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>{n} changed</source>
        <extracomment>{n} is the number; for 1: {n} changed</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/files.py"/>
        <source>{n} changes. Names and contents are shown when you say why.</source>
        <extracomment>{n} is the number; for 1: {n} change. Names and contents are shown when you say why.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>{n} commits came into reach.</source>
        <extracomment>{n} is the number; for 1: {n} commit came into reach.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>{n} created</source>
        <extracomment>{n} is the number; for 1: {n} created</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/consent.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>{n} days</source>
        <extracomment>{n} is the number; for 1: {n} day</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>{n} days, by agent</source>
        <extracomment>{n} is the number; for 1: {n} day, by agent</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>{n} deleted</source>
        <extracomment>{n} is the number; for 1: {n} deleted</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>{n} denied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>{n} digits are too many: it has 30.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <source>{n} entries</source>
        <extracomment>{n} is the number; for 1: {n} entry</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>{n} entries were pruned: their hashes are still there.</source>
        <extracomment>{n} is the number; for 1: {n} entry was pruned: its hash is still there.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>{n} entries were recomputed at {when}, in {took}.</source>
        <extracomment>{n} is the number; for 1: {n} entry was recomputed at {when}, in {took}.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>{n} entries with content are held.</source>
        <extracomment>{n} is the number; for 1: {n} entry with content is held.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>{n} entries, {by}</source>
        <extracomment>{n} is the number; for 1: {n} entry, {by}</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>{n} errors</source>
        <extracomment>{n} is the number; for 1: {n} error</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>{n} events</source>
        <extracomment>{n} is the number; for 1: {n} event</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>{n} events refused, the last: {why}</source>
        <extracomment>{n} is the number; for 1: {n} event refused: {why}</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>{n} events sent.</source>
        <extracomment>{n} is the number; for 1: {n} event sent.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>{n} exports were stopped: {sent} of {total} records were sent.</source>
        <extracomment>{n} is the number; for 1: {n} export was stopped: {sent} of {total} records were sent.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>{n} failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <source>{n} gaps</source>
        <extracomment>{n} is the number; for 1: {n} gap</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>{n} git refs</source>
        <extracomment>{n} is the number; for 1: {n} git ref</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>{n} git refs move</source>
        <extracomment>{n} is the number; for 1: {n} git ref moves</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/rollbacks.py"/>
        <source>{n} git refs moved</source>
        <extracomment>{n} is the number; for 1: {n} git ref moved</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>{n} grants</source>
        <extracomment>{n} is the number; for 1: {n} grant</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>{n} hours at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/rollbacks.py"/>
        <source>{n} left alone</source>
        <extracomment>{n} is the number; for 1: {n} left alone</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>{n} lines added</source>
        <extracomment>{n} is the number; for 1: {n} line added</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <location filename="../../desktop_app/tray/presenters/forms.py"/>
        <source>{n} lines removed</source>
        <extracomment>{n} is the number; for 1: {n} line removed</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>{n} links</source>
        <extracomment>{n} is the number; for 1: {n} link</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>{n} log records</source>
        <extracomment>{n} is the number; for 1: {n} log record</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/run_view/words.py"/>
        <source>{n} log records folded</source>
        <extracomment>{n} is the number; for 1: {n} log record folded</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>{n} metric points</source>
        <extracomment>{n} is the number; for 1: {n} metric point</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <source>{n} milliseconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>{n} min ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/effects.py"/>
        <source>{n} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/views/run/evidence_strip.py"/>
        <source>{n} more calls</source>
        <extracomment>{n} is the number; for 1: {n} more call</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <location filename="../../desktop_app/tray/presenters/verdict.py"/>
        <source>{n} more in the report.</source>
        <extracomment>{n} is the number; for 1: {n} more in the report.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>{n} more like it came before.</source>
        <extracomment>{n} is the number; for 1: {n} more like it came before.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/safe_text.py"/>
        <source>{n} more like these.</source>
        <extracomment>{n} is the number; for 1: {n} more like this.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/policy.py"/>
        <source>{n} more mistakes.</source>
        <extracomment>{n} is the number; for 1: {n} more mistake.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>{n} more paths</source>
        <extracomment>{n} is the number; for 1: {n} more path</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/strip.py"/>
        <source>{n} more pieces are kept.</source>
        <extracomment>{n} is the number; for 1: {n} more piece is kept.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/views/tray_icon.py"/>
        <source>{n} more questions</source>
        <extracomment>{n} is the number; for 1: {n} more question</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/views/timeline_page.py"/>
        <source>{n} new runs</source>
        <extracomment>{n} is the number; for 1: {n} new run</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>{n} newer entries</source>
        <extracomment>{n} is the number; for 1: {n} newer entry</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/header.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>{n} not gated</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>{n} objects refused, the last: {why}</source>
        <extracomment>{n} is the number; for 1: {n} object refused: {why}</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>{n} objects sent.</source>
        <extracomment>{n} is the number; for 1: {n} object sent.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <source>{n} of 30 digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>{n} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/verdict_view.py"/>
        <source>{n} of {total} in this step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>{n} of {whole}, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>{n} paths change</source>
        <extracomment>{n} is the number; for 1: {n} path changes</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/run_view/copies.py"/>
        <source>{n} paths changed while it ran. There are copies of what they were.</source>
        <extracomment>{n} is the number; for 1: {n} path changed while it ran. There is a copy of what it was.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/rollbacks.py"/>
        <source>{n} paths put back</source>
        <extracomment>{n} is the number; for 1: {n} path put back</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/strip.py"/>
        <source>{n} pictures are kept. They are shown when you say why.</source>
        <extracomment>{n} is the number; for 1: {n} picture is kept. It is shown when you say why.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/in_run.py"/>
        <source>{n} pictures kept.</source>
        <extracomment>{n} is the number; for 1: {n} picture kept.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/deleting.py"/>
        <source>{n} pieces were destroyed.</source>
        <extracomment>{n} is the number; for 1: {n} piece was destroyed.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>{n} questions wait for you.</source>
        <extracomment>{n} is the number; for 1: {n} question waits for you.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/views/consent_page.py"/>
        <source>{n} questions wait for you. The agents are held until you answer.</source>
        <extracomment>{n} is the number; for 1: {n} question waits for you. The agent is held until you answer.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/consent_log.py"/>
        <source>{n} records</source>
        <extracomment>{n} is the number; for 1: {n} record</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/views/run/time_head.py"/>
        <source>{n} records missing</source>
        <extracomment>{n} is the number; for 1: {n} record missing</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>{n} records refused, the last: {why}</source>
        <extracomment>{n} is the number; for 1: {n} record refused: {why}</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>{n} records sent.</source>
        <extracomment>{n} is the number; for 1: {n} record sent.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>{n} removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>{n} renamed</source>
        <extracomment>{n} is the number; for 1: {n} renamed</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/bundle_verdict.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <source>{n} runs</source>
        <extracomment>{n} is the number; for 1: {n} run</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/timeline_filter.py"/>
        <source>{n} runs are hidden by the filter.</source>
        <extracomment>{n} is the number; for 1: {n} run is hidden by the filter.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>{n} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>{n} s ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <source>{n} s left. {agent} stops waiting at {when}; then it is denied, once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/spoken.py"/>
        <source>{n} seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/agents.py"/>
        <source>{n} spans</source>
        <extracomment>{n} is the number; for 1: {n} span</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/run_view/words.py"/>
        <source>{n} spans folded</source>
        <extracomment>{n} is the number; for 1: {n} span folded</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>{n} time stamps got.</source>
        <extracomment>{n} is the number; for 1: {n} time stamp got.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/upstreams.py"/>
        <source>{n} time stamps refused, the last: {why}</source>
        <extracomment>{n} is the number; for 1: {n} time stamp refused: {why}</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>{n} times</source>
        <extracomment>{n} is the number; for 1: {n} time</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>{n} tokens</source>
        <extracomment>{n} is the number; for 1: {n} token</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/export.py"/>
        <location filename="../../desktop_app/tray/presenters/question.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline.py"/>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>{n} tool calls</source>
        <extracomment>{n} is the number; for 1: {n} tool call</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>{n} upstreams may receive data</source>
        <extracomment>{n} is the number; for 1: {n} upstream may receive data</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/navigation.py"/>
        <source>{n} waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>{n} windows</source>
        <extracomment>{n} is the number; for 1: {n} window</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>{n} with other modes</source>
        <extracomment>{n} is the number; for 1: {n} with another mode</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>{n}, oldest {age}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>{one} and {other}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/policy_window.py"/>
        <location filename="../../desktop_app/tray/views/window.py"/>
        <source>{page}, Countersign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/rollback.py"/>
        <source>{parts}. Nothing is changed yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>{part} of the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_states.py"/>
        <source>{percent} % of {n} entries.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trends.py"/>
        <source>{percent} of {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/safe_text.py"/>
        <source>{place} holds a character that nobody sees. It is shown as {code}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/safe_text.py"/>
        <source>{place} holds a character that reverses the text after it. It is shown as {code}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/safe_text.py"/>
        <source>{place} holds a control character. It is shown as {code}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/safe_text.py"/>
        <source>{place} holds letters that can pass for others: {word}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>{place}, {rate} a second. {left}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/trouble.py"/>
        <source>{reason} Nothing is recorded until it is unlocked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/item_models/waterfall.py"/>
        <source>{row}, with screenshots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/state.py"/>
        <source>{sealed}, {n} not yet sealed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/nodes.py"/>
        <source>{sent} in, {got} out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/changes.py"/>
        <source>{setting} in the same file overrules this. Take it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>{size} of result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/kept.py"/>
        <source>{size}, kept until {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/file_words.py"/>
        <source>{size}, mode {mode}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/anchors.py"/>
        <source>{stamp}: does not hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/timeline_said.py"/>
        <source>{time} UTC, here {offset}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>{time}, {took} later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/views/settings_page.py"/>
        <source>{title}: {value}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <source>{told}, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/detail.py"/>
        <location filename="../../desktop_app/tray/presenters/run_view/marks.py"/>
        <source>{took}, exit {code}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/marks.py"/>
        <source>{took}, failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>{tool}, after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>{tool}, asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>{tool}, before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>{tool}, before and after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/words.py"/>
        <source>{tool}, of {server}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/keeping.py"/>
        <source>{used} of {quota} used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/reveal.py"/>
        <source>{what} of entry #{n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/safe_text.py"/>
        <source>{what}, {n} of {size} shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/safe_text.py"/>
        <source>{what}, {size}, shown complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>{when} it would have allowed nothing more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../../desktop_app/tray/presenters/widening.py"/>
        <source>{when} it would have allowed {n} more calls.</source>
        <extracomment>{n} is the number; for 1: {when} it would have allowed {n} more call.</extracomment>
        <translation type="unfinished"><numerusform></numerusform></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/integrity.py"/>
        <source>{when}, late</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/next_purge.py"/>
        <source>{when}. Nothing is old enough.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/notices.py"/>
        <source>{when}. Nothing was allowed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/next_purge.py"/>
        <source>{when}. Takes {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/grants.py"/>
        <source>{where} and below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/facts.py"/>
        <source>{which}, as an earlier picture; stored once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>{who} allowed it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/run_view/decision.py"/>
        <source>{who} denied it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../desktop_app/tray/presenters/evidence/strip.py"/>
        <source>{wide} by {high} pixels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
