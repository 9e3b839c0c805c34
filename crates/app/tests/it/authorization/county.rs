//! What a county sets and counts: places, days, words, wordings, figures.

use bandeng_testkit::world::{COUNTY, TOWN};
use serde_json::json;

use super::house::{Row, Sent};
use super::rows::{At, none, row};
use crate::{dictionaries, places};

pub(super) fn rows(_: &At) -> Vec<Row> {
    let in_town = |path: &str| format!("{path}&area={TOWN}");
    let february = json!({ "area": TOWN, "period": "2026-02" });
    let restated = json!({ "area": TOWN, "period": "2026-02", "reason": "更正" });
    let quarter = json!({ "area": COUNTY, "period": "2025-Q4" });
    const NO_READERS: &[&str] = &["mediator", "officer", "system", "security", "audit", "far-clerk", "far-coordinator"];
    const NO_LOCKERS: &[&str] = &["clerk", "director", "mediator", "leader", "system", "audit", "far-coordinator"];
    const NO_EDITORS: &[&str] = &["clerk", "coordinator", "director", "leader", "system", "audit"];
    let word = json!({ "dictionary": "kind", "code": "ditch", "parent": "neighbours", "zh": "排水用水" });
    let text = dictionaries::text(&[dictionaries::DITCH]);
    vec![
        // places
        row("list_areas", "/areas?parent=620602", none(), "system", &[]),
        row("read_area", "/areas/620602", none(), "clerk", &[]),
        row(
            "end_area",
            "/areas/620602130203/end",
            json!({ "successor": "620602130204" }),
            "system",
            &["clerk", "leader", "security", "audit"],
        ),
        // calendar
        row("read_calendar", "/calendar", none(), "mediator", &[]),
        row("read_calendar_draft", "/calendar/2027/draft", none(), "security", NO_EDITORS),
        row(
            "save_calendar_draft",
            "/calendar/2027/draft",
            json!({ "revision": "0", "rest": [], "work": ["2027-02-14"], "source": { "zh": "通知", "en": "" } }),
            "security",
            NO_EDITORS,
        ),
        row("discard_calendar_draft", "/calendar/2027/draft?revision=1", none(), "security", NO_EDITORS),
        row("publish_calendar", "/calendar/2027/versions", json!({ "revision": "1" }), "security", NO_EDITORS),
        row("list_rules", "/calendar/rules", none(), "mediator", &[]),
        row("reckon_period", "/calendar/reckon?rule=T18&on=2026-03-02", none(), "clerk", &[]),
        row("list_boundaries", "/boundaries?area=620602", none(), "leader", &[]),
        row(
            "import_boundaries",
            "/boundaries?datum=wgs84&source=map",
            places::outlines(&["620602130"]),
            "system",
            &["clerk", "leader", "security", "audit"],
        ),
        // dictionaries
        row("read_dictionaries", "/dictionaries", none(), "clerk", &[]),
        row("read_dictionary_text", "/dictionaries/text", none(), "mediator", &[]),
        row("list_dictionary_versions", "/dictionaries/versions", none(), "director", &[]),
        row("read_dictionary_draft", "/dictionaries/draft", none(), "security", NO_EDITORS),
        row("read_dictionary_draft_text", "/dictionaries/draft/text", none(), "security", NO_EDITORS),
        row(
            "save_dictionary_draft",
            "/dictionaries/draft",
            json!({ "revision": "0", "rows": [word] }),
            "security",
            NO_EDITORS,
        ),
        Row {
            body: Sent::Text(text),
            ..row("import_dictionary_text", "/dictionaries/draft/text?revision=0", none(), "security", NO_EDITORS)
        },
        row("discard_dictionary_draft", "/dictionaries/draft?revision=1", none(), "security", NO_EDITORS),
        row(
            "publish_dictionaries",
            "/dictionaries/versions",
            json!({ "revision": "1", "takes_effect_on": "2026-03-02" }),
            "security",
            NO_EDITORS,
        ),
        // templates
        row("list_templates", "/templates", none(), "security", NO_EDITORS),
        row("read_template", "/templates/agreement", none(), "security", NO_EDITORS),
        row(
            "save_template_draft",
            "/templates/agreement/draft",
            json!({ "revision": "0", "text": "{matter.code}" }),
            "security",
            NO_EDITORS,
        ),
        row("preview_template", "/templates/agreement/preview", none(), "security", NO_EDITORS),
        row(
            "publish_template",
            "/templates/agreement/versions",
            json!({ "revision": "1", "takes_effect_on": "2026-03-03" }),
            "security",
            NO_EDITORS,
        ),
        row("discard_template_draft", "/templates/agreement/draft?revision=1", none(), "security", NO_EDITORS),
        // figures
        row("read_figures", &in_town("/figures?period=2026-03"), none(), "leader", NO_READERS),
        row("list_measures", "/figures/measures", none(), "audit", &[]),
        row("try_formula", &in_town("/figures/formula?period=2026-03&formula=agreed"), none(), "clerk", NO_READERS),
        row(
            "open_figure",
            &in_town("/figures/matters?period=2026-03&measure=registered"),
            none(),
            "clerk",
            &["leader", "mediator", "officer", "system", "audit", "far-clerk", "far-coordinator"],
        ),
        row("compare_organisations", &in_town("/figures/organisations?period=2026"), none(), "leader", NO_READERS),
        row(
            "list_patterns",
            &in_town("/figures/patterns?period=2026"),
            none(),
            "judicial",
            &["clerk", "director", "mediator", "leader", "system", "audit", "far-coordinator"],
        ),
        row(
            "read_own_figures",
            "/figures/own?period=2026",
            none(),
            "mediator",
            &["clerk", "leader", "system", "audit"],
        ),
        row("read_statutory_table", &in_town("/figures/statutory?period=2026-Q1"), none(), "clerk", NO_READERS),
        row(
            "download_statutory_table",
            &in_town("/figures/statutory-sheet?period=2026-Q1&language=zh"),
            none(),
            "clerk",
            NO_READERS,
        ),
        row("read_staffing", &in_town("/figures/staffing?on=2026-03-02"), none(), "clerk", NO_READERS),
        row(
            "download_staffing",
            &in_town("/figures/staffing-sheet?on=2026-03-02&language=zh"),
            none(),
            "judicial",
            NO_READERS,
        ),
        row("list_populations", "/figures/populations?area=620602&year=2025", none(), "security", NO_EDITORS),
        row(
            "record_population",
            "/figures/populations",
            json!({ "area": "620602", "year": 2025, "people": 885_267, "source": "统计公报" }),
            "security",
            NO_EDITORS,
        ),
        row("read_briefing", &in_town("/figures/briefings?period=2026-02"), none(), "coordinator", NO_READERS),
        row("make_briefing", "/figures/briefings", json!({ "period": "2026-02", "area": TOWN }), "leader", NO_READERS),
        row("list_locks", &in_town("/figures/locks?"), none(), "leader", NO_READERS),
        row("lock_period", "/figures/locks", february.clone(), "coordinator", NO_LOCKERS),
        row("restate_period", "/figures/restatements", restated, "judicial", NO_LOCKERS),
        row("publish_figures", "/figures/publications", quarter, "county-judicial", NO_LOCKERS),
        row("read_public_figures", "/public/figures", none(), "audit", &[]),
    ]
}
