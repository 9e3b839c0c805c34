//! The tables, one file each. Plain rows: what they mean is said in `bandeng_core`.

pub mod accesses;
pub mod accounts;
pub mod api_keys;
pub mod areas;
pub mod attachments;
pub mod bindings;
pub mod boundaries;
pub mod briefings;
pub mod calendar_drafts;
pub mod calendar_versions;
pub mod call_doors;
pub mod call_rings;
pub mod callers;
pub mod calls;
pub mod code_blocks;
pub mod deadlines;
pub mod destruction_files;
pub mod destructions;
pub mod dictionary_drafts;
pub mod dictionary_versions;
pub mod drafts;
pub mod event_plan_drafts;
pub mod event_plans;
pub mod events;
pub mod fact_marks;
pub mod factors;
pub mod facts;
pub mod grants;
pub mod grid_borders;
pub mod grid_leaves;
pub mod grid_workers;
pub mod grids;
pub mod handlers;
pub mod idempotency_keys;
pub mod import_rows;
pub mod imported_rows;
pub mod imports;
pub mod inbox;
pub mod jobs;
pub mod ladders;
pub mod matters;
pub mod mediator_profiles;
pub mod members;
pub mod messages;
pub mod one_time_codes;
pub mod openid_links;
pub mod organisations;
pub mod papers;
pub mod parties;
pub mod party_secrets;
pub mod period_locks;
pub mod populations;
pub mod posts;
pub mod privacy_notices;
pub mod proceedings;
pub mod public_supervisions;
pub mod publications;
pub mod recounts;
pub mod recovery_codes;
pub mod registry_events;
pub mod reminders;
pub mod resident_links;
pub mod resident_sessions;
pub mod review_files;
pub mod reviews;
pub mod rollups;
pub mod round_stops;
pub mod rounds;
pub mod rubrics;
pub mod sessions;
pub mod sign_in_steps;
pub mod signature_requests;
pub mod template_drafts;
pub mod template_versions;
pub mod unusual_readings;
pub mod vault_keys;
pub mod vault_notes;
pub mod vault_recoveries;
pub mod vault_requests;
pub mod views;

/// Tables that belong to a matter: written only together with an event.
pub const CASE_SIDE: &[&str] = &[
    "matters",
    "parties",
    "proceedings",
    "handlers",
    "grants",
    "deadlines",
    "attachments",
    "ladders",
    "signature_requests",
    "party_secrets",
    "events",
    "public_supervisions",
    "vault_notes",
];

/// Tables exempt from that rule, because nothing in them is a fact about a matter, a person's rights or an organisation.
pub const TECHNICAL: &[&str] = &[
    "accesses",
    "calendar_drafts",
    "bindings",
    "code_blocks",
    "dictionary_drafts",
    "drafts",
    "event_plan_drafts",
    "fact_marks",
    "idempotency_keys",
    "import_rows",
    "imported_rows",
    "imports",
    "inbox",
    "jobs",
    "messages",
    "one_time_codes",
    "recounts",
    "reminders",
    "resident_links",
    "resident_sessions",
    "seal_heads",
    "seals",
    "sessions",
    "sign_in_steps",
    "template_drafts",
    "views",
];

/// Tables about places, people and words, and what was published: changes are events of the registry.
pub const REGISTRY: &[&str] = &[
    "areas",
    "organisations",
    "members",
    "mediator_profiles",
    "accounts",
    "api_keys",
    "posts",
    "calendar_versions",
    "dictionary_versions",
    "event_plans",
    "papers",
    "period_locks",
    "populations",
    "privacy_notices",
    "boundaries",
    "briefings",
    "publications",
    "registry_events",
    "grids",
    "grid_borders",
    "grid_workers",
    "grid_leaves",
    "callers",
    "call_doors",
    "calls",
    "call_rings",
    "destruction_files",
    "destructions",
    "rounds",
    "round_stops",
    "review_files",
    "reviews",
    "rubrics",
    "template_versions",
    "unusual_readings",
    "vault_keys",
    "vault_recoveries",
    "vault_requests",
    "factors",
    "openid_links",
    "recovery_codes",
];

/// Made from case-side rows and made anew from them at any time (`bandeng reindex`, `bandeng stats rebuild`).
pub const DERIVED: &[&str] = &["matter_search", "facts", "rollups"];
