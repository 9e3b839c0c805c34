import type zh from './zh'

type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> }

const en: Same<typeof zh> = {
  brand: 'Bandeng',
  nav: { main: 'Main menu', skip: 'Skip to content', today: 'Today', matters: 'Matters', admin: 'Administration', audit: 'Audit', search: 'Open by code…', search_label: 'Open a matter by its code', mistyped: 'Not a code: sixteen digits, please check' },
  action: { back: 'Back', cancel: 'Cancel', save: 'Save', retry: 'Try again', print: 'Print', remove: 'Remove', pick: 'Choose', pick_day: 'Pick a day', pick_time: 'Pick day and time', pick_file: 'Choose a file', file_kept: 'Uploaded', type_enter: 'Type one, press Enter', edit: 'Edit', more: '{n} more', less: 'Fewer' },
  state: { loading: 'Loading' },
  unit: { yuan: 'yuan' },
  prefs: { language: 'Language', other_language: '中文', size: 'Text size', size_normal: 'Normal', size_elder: 'Large', elder_on: 'Large type', elder_off: 'Normal type', theme: 'Appearance', theme_light: 'Light', theme_dark: 'Dark', theme_system: 'System' },
  keys: { title: 'Keyboard shortcuts', search: 'Open by code', register: 'Register a matter', today: 'Back to Today', down: 'Next row', up: 'Previous row', open: 'Open the row', help: 'Show this' },
  due: { none: 'No deadline', over: '{n} day overdue | {n} days overdue', today: 'Due today', left: '{n} day left | {n} days left', why: 'Why?', hint: 'Told to the parties; not owed by staff', local: 'Local rule', provisional: 'The year’s calendar is not out yet; counted with weekends and statutory days' },
  identity: {
    motto: 'Pull up a bench, sit down, talk it through.\nOne matter, one code, followed to its end.',
    sign_in: 'Sign in', login: 'Sign-in name', password: 'Password', enter: 'Enter', sign_out: 'Sign out',
    forgotten: 'Forgotten your password? Your system administrator can reset it.',
    ended: 'Your session has ended. Sign in and you are back on the same page.',
    password_title: 'Change password', password_why: 'This is your first sign-in, or your password has just been reset. Choose one that only you know.',
    password_current: 'Current password', password_new: 'New password', password_rule: 'At least 12 characters. A sentence you can remember is good.', password_again: 'Once more', password_differs: 'The two are not the same', password_save: 'Use the new password',
    veiled: 'You have been away; the page is covered. Press to go on',
  },
  today: {
    counts: 'How many of each', overdue: 'Overdue', due_today: 'Due today', due_soon: 'Due soon', new: 'New', ongoing: 'In hand', waiting: 'Waiting for others', more: 'There are more: see the list', reminder_due: 'due {day}', reminder_seen: 'Noted',
    empty: 'Nothing is waiting for you', empty_hint: 'New matters, those soon due and those handed to you appear here.',
    reminders: 'Reminders', sealed: 'Sealed matters', sealed_hint: 'Only the code and the days left are shown.',
  },
  list: {
    filters: 'Filters', area: 'Area', state: 'State', stage: 'Stage', kind: 'Kind', due: 'Deadline', sort: 'Order',
    due_overdue: 'Overdue', due_today: 'Due today', due_week: 'Due within seven days', sort_newest: 'Newest first', sort_due: 'First due first',
    empty: 'No matter fits', empty_hint: 'Try one condition fewer. Matters outside your reach are never listed.', empty_all: 'No matters yet', clear: 'Clear the filters', more: 'Show more', all: '{n} matter, that is all | {n} matters, that is all',
  },
  register: {
    title: 'Register a matter', intro: 'Write what is known; the rest can follow. No ID number is needed.', start_over: 'Start over',
    how: 'How it came', source: 'Source', who: 'Who', who_hint: 'Acceptance needs two sides; one is enough to register.', what: 'What happened',
    reporter: 'Who told us', reporter_hint: 'Never shown to the parties, never printed', heard_on: 'When', capacity: 'In what capacity', capacity_hint: 'Household head, grid worker, neighbour…', channel: 'Told how',
    letter_from: 'Entrusting body', letter_number: 'Letter number', letter_received: 'Received on', letter_due: 'Limit set by the letter',
    applicants: 'Applicants', respondents: 'Respondents', one_side: 'One side', other_side: 'The other side',
    party: 'Party', side: 'Side', party_kind: 'Kind of party', name: 'Name', org_name: 'Name', phone: 'Telephone', address: 'Address', legal_representative: 'Legal representative',
    add_party: 'Add a party', minor: 'Under eighteen', minor_short: 'Minor', guardian: 'Guardian', relation: 'Relation', relation_hint: 'For example: mother', guardian_name: 'Guardian', born_on: 'Born on', agent_hint: 'Lawyer, near relative, staff…', sex: 'Sex', occupation: 'Occupation', credit_code: 'Unified social credit code', more: 'More', elected: 'Elected representative', elected_short: 'Representative', age: 'aged {n}', phone_kept: 'Leave the telephone empty to keep it as it is.', agent: 'Agent', authority: 'Authority', authority_hint: 'An agent with ordinary authority cannot sign an agreement',
    kind: 'Kind of dispute', kind_pick: 'Choose, or type to find', occurred_on: 'Happened on', optional: 'optional', area: 'Area', place: 'Exact place', place_hint: 'For example: the sluice of group 3',
    narrative: 'What happened', narrative_hint: 'As it was told; a few sentences will do.', claims: 'What is asked for', claim_hint: 'For example: medical costs', claim_n: 'Claim {n}', add_claim: 'Add a claim',
    amount: 'Amount', barrier: 'Already taken up elsewhere', barrier_optional: 'if so', barrier_none: 'No', concerns: 'Is any of this involved', concerns_hint: 'The matter then seals itself: only its handlers see it.', matter_title_later: 'Made from the parties and the kind once they are there.', matter_title: 'Title', matter_title_hint: 'Made from the parties and the kind; you may change it.', and: ' and ',
    save: 'Register', draft_idle: 'Saved as a draft as you type', draft_saving: 'Saving the draft…', draft_saved: 'Draft saved', draft_local: 'No connection: the draft is kept on this computer',
    duplicates: 'Perhaps already registered', duplicates_none: 'Checked here as you write telephones, a place or what happened.', duplicates_open: 'Have a look', duplicates_elsewhere: 'With another office',
    done_title: 'Registered', slip: 'Registration slip', code: 'Matter code', open: 'Open the matter', print_slip: 'Print the slip', another: 'Register another', qr: 'QR code of matter {code}',
    slip_law: 'With this code you can ask at any time how far the matter is. Asking a people’s mediation committee for protection of a right interrupts limitation from that day.',
  },
  matter: {
    sealed: 'Sealed', sealed_text: 'This matter is sealed: for anyone but its handlers it is in no list, search or count.', whose: 'Next:', copy: 'Copy the code', copied: 'Copied', qr: 'QR code', index: 'On this page', deadlines: 'Deadlines', registered_at: 'Registered', amount: 'Amount',
    what_now: 'What now', nothing_now: 'Nothing is asked of you now.', before: '“{move}” waits for:', mend: 'Mend it',
    seal: 'Seal', unseal: 'Lift the seal', desk: 'Registered at', committee: 'Committee', repair: 'Returned for repair:', no_sight: 'Your post does not see the story and the claims.', show_phone: 'Show', phone_reason: 'Why? It is kept in the timeline', earlier: 'Earlier', no_follow_up: 'No follow-up yet', follow_up: 'Follow-up', parties: 'Parties', story: 'Cause and claims', preparation: 'Before mediation', sessions: 'Sessions', evidence: 'Evidence', agreement: 'Agreement', fulfilment: 'Fulfilment', papers: 'Papers', reports: 'Urgent reports', timeline: 'Timeline',
  },
  mediation: {
    turn: 'Mediation {n}', party: 'Party', consent: 'Consent', notice: 'Notice of rights', not_asked: 'Not asked yet', disclosure: 'Recusal', undecided: 'undecided', investigation: 'Investigation', fact: 'Undisputed fact', statement: 'Statement', without_prejudice: 'without prejudice', done: 'Recorded', not_done: 'Pending', not_notified: 'Not told yet', mediators: 'Mediator', no_mediator: 'None assigned yet',
    session_n: 'Session {n}', present: 'Present:', no_sessions: 'No session yet', no_evidence: 'No evidence yet', no_papers: 'No papers to print yet', papers_ready: '{ready} of {all} complete', paper_open: 'Open', paper_preview: 'Preview',
    alone_with: 'Held with {name} alone. What was said is not here.',
    alone_title: 'With one party alone: no note is kept here', alone_text: 'Only time, place and person are recorded now. A later version will encrypt the note on your device before it is kept, so that the server cannot read it. Please do not write it elsewhere.',
  },
  agreement: {
    none: 'No agreement yet', edit: 'Write the agreement', promises: 'Who promised what', debtor: 'Who', creditor: 'To whom', to: 'to', what: 'What', amount: 'Amount', due: 'By when', how: 'How: cash, account, in whose presence', kind: 'Kind', facts: 'Main facts and what was disputed', facts_hint: 'Printed on the agreement', not_yet: 'Takes effect by itself when signatures and seal are complete', add: 'Add a promise', total: '{amount} yuan in all',
    text: 'Text', rewrite: 'Rewrite from the rows', save: 'Save the agreement', by: 'by {day}', unsigned: 'not yet', committee_seal: 'Committee’s seal', effective: 'In force since {day}',
  },
  report: { make: 'Urgent report', duty: 'What may escalate, may become a police matter, may harm a child or looks like domestic violence must be reported at once. A report changes no state, and the parties never see it.' },
  record: { follow_up: 'Record a follow-up' },
  field: {
    party: 'Party', parties: 'Parties', given: 'Consent', how: 'How', on: 'Date', committee: 'Committee', reason: 'Reason', route: 'Route told', note: 'Note', mediators: 'Mediators', mediator: 'Mediator', raised_by: 'Raised by', ground: 'Ground', text: 'Text', disclosure: 'Which one', outcome: 'Outcome',
    form: 'With whom', place_kind: 'Setting', started: 'Started', place: 'Exact place', others: 'Invited persons', record: 'Record', result: 'Result', asked: 'Person heard', item: 'Item', copy: 'Form', provided_by: 'Provided by', pages: 'Pages', attachment: 'File', agreed_by: 'Agreed by',
    until: 'Extended until', consented: 'Consented by', from: 'From', signer: 'Who signed', by: 'Signed by, for the party', scan: 'Scan', obligation: 'Which promise', paid_fen: 'Amount', proof: 'Proof', told: 'How they were told', remedies: 'Remedies told', to: 'Referred to', body: 'Name of the body',
    kept: 'Kept', satisfaction: 'Satisfaction', facts: 'Facts', measures: 'Measures taken', told_how: 'How it was reported',
  },
  choice: { yes: 'Consents', no: 'Refuses', joint: 'All together', alone: 'One party alone', by: 'By a day', at_once: 'At once', lasting: 'Lasting', director: 'Director', deputy_director: 'Deputy director', member: 'Member', mediator: 'Mediator', active: 'Active', locked: 'Locked', disabled: 'Disabled' },
  hint: {
    accept_committee: 'Not needed where it is settled', decline_route: 'Say where to go instead', assign_mediators: 'Several may be chosen; the first leads', disclose_raised_by: 'Empty, if the mediator declared it', give_notice_on: 'Before the first session', hold_session_others: 'Those who are not parties; Enter after each', hold_session_record: 'What was said with all present. Dictation works',
    add_evidence_provided_by: 'Empty, if the committee obtained it', add_evidence_attachment: 'JPG, PNG or PDF', state_fact_text: 'What all accept and may rely on later. Concessions do not belong here', make_statement_text: 'Said to reach agreement; not evidence later', extend_consented: 'All parties must agree to an extension', agree_orally_on: 'In effect on that day', sign_by: 'Name of the guardian, agent with special authority or legal representative', affix_seal_on: 'In force when all have signed and the seal is on; nothing else to press', terminate_remedies: 'Required on termination, and printed on the notice',
    return_reason: 'Say what is to be repaired; the handler reads it', seal_reason: 'Afterwards only its handlers can see it', follow_up_note: 'In the party’s own words; signs that it smoulders on', urgent_report_facts: 'Keep apart what was seen and what was heard', urgent_report_told_how: 'By telephone, in person or in writing, and to whom',
  },
  people: {
    accounts: 'Accounts and posts', organisations: 'Organisations', search: 'Name', add_account: 'New account', no_accounts: 'No account found', name: 'Name', login_hint: 'Lower-case letters, digits and dots', no_posts: 'No post: nothing can be seen', add_post: 'Add a post', end_post: 'End the post {role}', last_seen: 'Last seen {at}', never_seen: 'Never signed in', reset: 'Reset password', disable: 'Disable', enable: 'Enable',
    one_time: 'One-time password of {name}', one_time_text: 'Shown this once. It must be changed at sign-in.', one_time_done: 'I have copied it',
    role: 'Role', organisation: 'Organisation', organisation_name: 'Name', kind: 'Kind', add_organisation: 'New organisation', no_organisations: 'No organisation found', members_n: '{n} member | {n} members', warnings_n: '{n} warning | {n} warnings', term: 'Term ends {day}', term_ends: 'Term ends on', composition: 'The composition does not meet the rule', members: 'Members', edit_members: 'Edit members', no_members: 'No members yet', add_member: 'Add a member', office: 'Office', gender: 'Gender', full_time: 'Full-time', part_time: 'Part-time',
  },
  places: { areas: 'Areas', pick: 'Type the name of a village', none_found: 'No such place found', search: 'Name or code', whole_country: 'Whole country', import_hint: 'Areas are imported by the system administrator with bandeng import areas.' },
  audit: { intro: 'Who looked at what and when, and what changed in accounts and organisations. The content of matters is not here.', which: 'Which record', accesses: 'Accesses', registry: 'Accounts and organisations', empty: 'No records', reason: 'Reason:' },
  problem: {
    missing_title: 'There is no such page', missing_text: 'The code may be mistyped, or the matter is outside your reach.',
    forbidden_title: 'Your post does not do this', forbidden_text: 'If your work needs it, ask your system administrator for a post.',
    failed_title: 'This page could not be opened', failed_text: 'Something went wrong on the server; it was not you. What was saved is safe.',
    offline_title: 'The server cannot be reached', offline_text: 'Check the network. What was saved is safe; what is half-written stays on this computer.',
    offline_bar: 'No network. What you write stays on this computer; save it when you are back.',
    to_today: 'Back to Today', request: 'Request', stale_changes: 'Since you opened it, somebody has changed it:', stale_kept: 'What you wrote is all still here. Look at the changes, then decide.',
  },
}

export default en
